// What --json prints: one document per command, in the forms that scripts depend on. Text that is not UTF-8 (a
// file's name) has its bad bytes replaced. Every function ends its document without a newline.
#pragma once
#include <span>
#include <string>
#include <utility>

#include "burnish/core/analyse.hpp"
#include "burnish/core/generate.hpp"
#include "burnish/core/import.hpp"
#include "burnish/core/run.hpp"

namespace burnish {

/// {"outputs":[{"input","name","path","width","height","format","bytes","quality","score","ms"}...],
///  "failed":[{"input","name","code","message"}...],"ms"}; quality and score are null where there is none. An output
/// that --resume found done also has "skipped":true.
[[nodiscard]] BURNISH_API std::string to_json(const Report& report);

/// The same of what was copied, with
/// "pictures":[{"path","bytes","part","group","record","facts":[{"key","value","from",
/// "sure"}...],"notes","sha256","same_as","similar_to","copy"}...] and "groups":{GROUP:LABEL}. record has the fields of
/// Provenance; unknown is null.
[[nodiscard]] BURNISH_API std::string to_json(const ImportReport& report);
/// One element of "pictures".
[[nodiscard]] BURNISH_API std::string to_json(const ImportedPicture& picture);

/// {"files":[{"path","format","width","height","frames","bits","channels","alpha","orientation","profile","bytes",
/// "metadata","provenance","warnings"}...],"failed":[...]}; a metadata key that a file has several times becomes a
/// list; profile and provenance are null where there is none. provenance has the fields of Provenance under their
/// names, null where they are not known, source_type as IPTC's word, parameters as an object, inputs as a list.
[[nodiscard]] BURNISH_API std::string to_json(std::span<const FileFacts> files, std::span<const FailureReport> failed);

/// Of an analyser that chooses {"x","y","width","height","score","reasons":[...],"terms":{NAME:NUMBER},"confidence",
/// "windows":[...],"findings":[...]}: the best window first, up to three with the same keys in "windows"; null and
/// empty when it chose none, and "confidence" only when it gave one. Of any other
/// {"findings":[...],"numbers":{NAME:NUMBER}}. A finding is
/// {"label","score","x","y","width","height","points":[[x,y]...]}. All in pixels of the upright picture.
[[nodiscard]] BURNISH_API std::string to_json(const Analysis& analysis);

/// {"metric","score"}; the score is null for two equal pictures under psnr, whose value is infinite.
[[nodiscard]] BURNISH_API std::string comparison_json(Metric metric, double score);

/// {"model","provider","requests","cached","price","currency","seconds"}; the price is null when it is not known.
[[nodiscard]] BURNISH_API std::string to_json(const Estimate& estimate);
/// {"provider","balance","currency"}
[[nodiscard]] BURNISH_API std::string to_json(const Balance& balance);

/// {"error":{"code","where","message","hint"}}
[[nodiscard]] BURNISH_API std::string error_json(const Error& error);

/// {"plugins":[{"path","id","version","vendor","license","state","reason","items":[{"kind","id","version","name",
/// "summary"}...]}...],"folders":[...]}; state is usable, broken, shadowed or duplicate.
enum class Listed { All, Unusable };
[[nodiscard]] BURNISH_API std::string catalogue_json(const Catalogue& catalogue, Listed listed = Listed::All);

/// {"items":[...]}: each with everything that its descriptor says, parameters included.
[[nodiscard]] BURNISH_API std::string items_json(const Catalogue& catalogue, std::span<const Item* const> items);

/// {"folders":[{"path","exists"}...]}
[[nodiscard]] BURNISH_API std::string folders_json(const Catalogue& catalogue);

/// One thing that `burnish doctor` looked at.
struct Finding {
  bool good = true;
  std::string text, advice;  // advice: what to do about what is not good
};
/// {"good","findings":[{"good","text","advice"}...]}; advice is null where all is well.
[[nodiscard]] BURNISH_API std::string findings_json(std::span<const Finding> findings);

/// One flat object of texts, such as {"plan":"..."}, for commands whose result is a text.
[[nodiscard]] BURNISH_API std::string texts_json(std::span<const std::pair<std::string, std::string>> texts);

}  // namespace burnish
