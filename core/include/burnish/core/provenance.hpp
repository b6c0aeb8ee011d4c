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
  bool operator==(const Provenance&) const = default;
  [[nodiscard]] bool empty() const { return *this == Provenance{}; }
};

/// The record for people: what a value is and the value, as clean text of one line, shortened when long.
[[nodiscard]] BURNISH_API std::vector<std::pair<std::string, std::string>> describe_provenance(
    const Provenance& record);

}  // namespace burnish
