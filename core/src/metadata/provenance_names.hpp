// Which property of XMP holds which part of a provenance record.
#pragma once
#include <array>
#include <optional>
#include <string>
#include <string_view>

#include "burnish/core/provenance.hpp"
#include "metadata/xmp_names.hpp"

namespace burnish::xmp {

inline constexpr std::string_view iptc_uri = "http://iptc.org/std/Iptc4xmpExt/2008-02-29/";
inline constexpr std::string_view burnish_uri = "urn:burnish:provenance:1.0/";
inline constexpr std::string_view source_type_uri = "http://cv.iptc.org/newscodes/digitalsourcetype/";

template <class Value>
struct RecordProperty {
  std::string_view uri, name;
  Value Provenance::*value;
};
using TextProperty = RecordProperty<std::string>;
using NumberProperty = RecordProperty<std::optional<double>>;

/// Short ones first: a JPEG holds 64 KiB in one piece, and programs that read only that shall find them.
inline constexpr std::array<TextProperty, 16> text_properties{
    {{iptc_uri, "AISystemUsed", &Provenance::model},
     {iptc_uri, "AISystemVersionUsed", &Provenance::model_version},
     {burnish_uri, "Provider", &Provenance::provider},
     {burnish_uri, "RequestId", &Provenance::request_id},
     {burnish_uri, "JobId", &Provenance::job_id},
     {burnish_uri, "Seed", &Provenance::seed},
     {burnish_uri, "Operation", &Provenance::operation},
     {burnish_uri, "Currency", &Provenance::currency},
     {burnish_uri, "Created", &Provenance::created},
     {burnish_uri, "Creator", &Provenance::creator},
     {burnish_uri, "Rights", &Provenance::rights},
     {burnish_uri, "Source", &Provenance::source},
     {burnish_uri, "Confidence", &Provenance::confidence},
     {burnish_uri, "NegativePrompt", &Provenance::negative_prompt},
     {iptc_uri, "AIPromptInformation", &Provenance::prompt},
     {burnish_uri, "ReturnedPrompt", &Provenance::returned_prompt}}};
inline constexpr std::array<NumberProperty, 2> number_properties{
    {{burnish_uri, "Cost", &Provenance::cost}, {burnish_uri, "Seconds", &Provenance::seconds}}};

inline constexpr std::string_view source_type_name = "DigitalSourceType", prompt_writer_name = "AIPromptWriterName",
                                  inputs_name = "Inputs", parameters_name = "Parameters", parents_name = "Parents",
                                  manifests_name = "C2paSidecar";
/// What another container held and this one cannot (marks.hpp): no part of the record.
inline constexpr std::string_view carried_text_name = "Text", carried_iptc_name = "Iptc", carried_exif_name = "Exif",
                                  carried_photoshop_name = "Photoshop";

/// Whether a property is one of these.
[[nodiscard]] bool is_carried(const QName& name);

/// Whether a property belongs to a provenance record, Burnish's or another writer's.
[[nodiscard]] bool is_of_record(const QName& name);

/// Unknown for a word that is not in the vocabulary.
[[nodiscard]] SourceType source_type_of(std::string_view word);

/// "key=value", where the key's own "=" and "%" are written %3D and %25.
[[nodiscard]] std::string parameter_text(std::string_view key, std::string_view value);
/// The two again; false without an "=".
[[nodiscard]] bool read_parameter(std::string_view text, std::string& key, std::string& value);

/// The shortest text that reads as this number again.
[[nodiscard]] std::string number_text(double number);

/// The record of a packet, and its source type as written, which may be a word that is not known.
struct RecordFound {
  Provenance record;
  std::string source_type;
};
[[nodiscard]] RecordFound find_record(std::string_view packet);

}  // namespace burnish::xmp
