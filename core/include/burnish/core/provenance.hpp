// Where a picture came from: one record for generated, edited and imported pictures. It is stored in the picture's
// XMP (IPTC Extension 2025.1 and Burnish's own namespace), so it goes wherever the XMP goes.
#pragma once
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "burnish/core/api.hpp"

namespace burnish {

/// The terms of IPTC's vocabulary http://cv.iptc.org/newscodes/digitalsourcetype/, also those that are retired.
enum class SourceType {
  Unknown,
  TrainedAlgorithmicMedia,
  CompositeWithTrainedAlgorithmicMedia,
  AlgorithmicMedia,
  DigitalCapture,
  AlgorithmicallyEnhanced,
  Composite,
  CompositeCapture,
  CompositeSynthetic,
  ComputationalCapture,
  DataDrivenMedia,
  DigitalArt,
  DigitalCreation,
  HumanEdits,
  MinorHumanEdits,
  NegativeFilm,
  PositiveFilm,
  Print,
  ScreenCapture,
  SoftwareImage,
  VirtualRecording
};
/// "trainedAlgorithmicMedia"; empty for Unknown.
[[nodiscard]] BURNISH_API std::string_view source_type_word(SourceType type);

/// One entry of a picture's history (xmpMM:History), whoever wrote it.
struct HistoryStep {
  std::string action;  // "cropped", "resized", "converted", "edited" ... (XMP part 2, ResourceEvent)
  std::string agent;   // "Burnish 0.3.0"
  std::string when;    // RFC 3339. Burnish states it only when SOURCE_DATE_EPOCH is set, and then that time: the same
                       // inputs give the same bytes
  std::string parameters;                           // "crop width=600 height=400"
  std::string plugin, plugin_version, plugin_hash;  // id; version; "sha256:..." of the plugin's file
  bool operator==(const HistoryStep&) const = default;
};

/// What is empty is not known, and is not written.
struct Provenance {
  SourceType source_type = SourceType::Unknown;
  std::string prompt, negative_prompt;
  std::string returned_prompt;       // as the provider expanded it, when it said so
  std::string model, model_version;  // "flux-2-pro"
  std::string provider;              // "bfl"
  std::string request_id, job_id;
  std::string seed;       // text: generators differ in range
  std::string operation;  // "generate", "gen_fill" ...
  std::optional<double> cost;
  std::string currency;  // ISO 4217 or "credits"
  std::string created;   // RFC 3339, UTC
  std::optional<double> seconds;
  std::map<std::string, std::string> parameters;  // as sent, text form, without prompt, seed and pictures
  std::vector<std::string> inputs;                // "sha256:..." of the pictures it was made from
  std::string creator, rights, source;            // imports: author, rights, "midjourney"
  std::string confidence;                         // imports: how the record was recovered
  std::vector<std::string> parents;               // "sha256:..." of the files it was made from, oldest first
  std::vector<std::string> manifests;             // "sha256:..." of C2PA manifests that were saved as files beside it
  std::vector<HistoryStep> history;               // oldest first
  bool operator==(const Provenance&) const = default;
  /// A history alone is no record: every photograph that was developed has one.
  [[nodiscard]] BURNISH_API bool empty() const;
};

/// The record for people: what a value is and the value, as clean text of one line, shortened when long.
[[nodiscard]] BURNISH_API std::vector<std::pair<std::string, std::string>> describe_provenance(
    const Provenance& record);
/// The history for people, one clean line for each entry: "cropped by Burnish 0.3.0, burnish.crop 1.0.0: crop
/// width=..."
[[nodiscard]] BURNISH_API std::vector<std::string> describe_history(const std::vector<HistoryStep>& history);

}  // namespace burnish
