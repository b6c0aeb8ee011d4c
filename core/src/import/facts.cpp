#include "import/facts.hpp"

#include <algorithm>
#include <charconv>
#include <set>

#include "metadata/entries.hpp"
#include "metadata/provenance_names.hpp"

namespace burnish {

const std::string& ImportedPicture::fact(std::string_view key) const {
  static const std::string unknown;
  const auto found = std::find_if(facts.begin(), facts.end(), [&](const ImportedFact& f) { return f.key == key; });
  return found == facts.end() ? unknown : found->value;
}

std::string slug(std::string_view text) {
  constexpr std::size_t longest = 60;
  std::string out;
  bool gap = false;
  for (std::size_t i = 0; i < text.size();) {
    const auto c = static_cast<unsigned char>(text[i]);
    std::size_t length = 1;  // of a letter beyond ASCII: its whole sequence
    if (c >= 0x80)
      while (i + length < text.size() && (static_cast<unsigned char>(text[i + length]) & 0xC0U) == 0x80) ++length;
    const bool upper = c >= 'A' && c <= 'Z';
    const bool kept = c >= 0x80 || upper || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    if (!kept) {
      gap = true;
    } else {
      const bool dash = gap && !out.empty();
      if (out.size() + length + (dash ? 1 : 0) > longest) break;
      if (dash) out += '-';
      gap = false;
      if (upper)
        out += static_cast<char>(c + 32);
      else
        out.append(text.substr(i, length));
    }
    i += length;
  }
  return out;
}

namespace imports {
namespace {

constexpr std::string_view text_prefix = "text:", from_prefix = "from:", sure_prefix = "sure:", note_prefix = "note:";

bool starts_with(std::string_view text, std::string_view start) { return text.substr(0, start.size()) == start; }

std::optional<int> percent(const BlockMap& facts, const std::string& key) {
  const auto found = facts.find(key);
  if (found == facts.end()) return std::nullopt;
  int value = 0;
  const char* end = found->second.data() + found->second.size();
  if (const auto r = std::from_chars(found->second.data(), end, value); r.ec != std::errc() || r.ptr != end)
    return std::nullopt;
  return std::clamp(value, 0, 100);
}

std::string text_in(const BlockMap& facts, const std::string& key) {
  const auto found = facts.find(key);
  return found == facts.end() ? std::string() : valid_text(found->second);
}

using TextMember = std::string Provenance::*;
constexpr std::pair<std::string_view, TextMember> record_texts[] = {
    {"prompt", &Provenance::prompt},  {"negative_prompt", &Provenance::negative_prompt},
    {"model", &Provenance::model},    {"model_version", &Provenance::model_version},
    {"seed", &Provenance::seed},      {"job", &Provenance::job_id},
    {"author", &Provenance::creator}, {"created", &Provenance::created},
    {"rights", &Provenance::rights},  {"source", &Provenance::source}};

Provenance record_of(const std::vector<ImportedFact>& facts) {
  Provenance r;
  std::string sources;
  for (const ImportedFact& f : facts) {
    const auto known =
        std::find_if(std::begin(record_texts), std::end(record_texts), [&](const auto& t) { return t.first == f.key; });
    if (known != std::end(record_texts))
      r.*(known->second) = f.value;
    else if (f.key == "source_type")
      r.source_type = xmp::source_type_of(f.value);
    else if (f.key != "description")  // kept in the picture's own marks
      r.parameters[f.key] = f.value;
    if (f.key != "prompt" && f.key != "job" && f.key != "source") continue;
    if (f.from.empty()) continue;
    sources += (sources.empty() ? "" : "; ") + f.key + ": " + f.from;
    if (f.sure) sources += " (" + std::to_string(*f.sure) + " %)";
  }
  r.confidence = std::move(sources);
  return r;
}

/// Safe as a part of a file name, and recognisable.
std::string name_part(const std::string& text, const char* without) {
  std::string out;
  for (const char c : text.substr(0, 64)) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-';
    out += plain ? c : '_';
  }
  return out.empty() ? without : out;
}

}  // namespace

ImportedPicture to_picture(Found found, const std::filesystem::path& given, bool is_file) {
  ImportedPicture p;
  p.given = given;
  p.entry = std::move(found.entry);
  p.part = found.part;
  p.group = std::move(found.group);
  p.path = is_file ? given.string() : (given / p.entry).string();
  for (const auto& [key, value] : found.facts) {
    if (starts_with(key, note_prefix)) p.notes.push_back(valid_text(value));
    if (!starts_with(key, text_prefix)) continue;
    const std::string name = key.substr(text_prefix.size());
    p.facts.push_back({name, valid_text(value), text_in(found.facts, std::string(from_prefix) + name),
                       percent(found.facts, std::string(sure_prefix) + name)});
  }
  p.record = record_of(p.facts);
  if (p.part) {
    const std::filesystem::path file(p.path);
    const std::string index = p.fact("index").empty() ? "part" : p.fact("index");
    p.path = (file / (file.stem().string() + "-" + index + file.extension().string())).string();
  }
  return p;
}

Provenance merged(Provenance first, const Provenance& second) {
  static constexpr TextMember texts[] = {
      &Provenance::prompt,        &Provenance::negative_prompt, &Provenance::returned_prompt, &Provenance::model,
      &Provenance::model_version, &Provenance::provider,        &Provenance::request_id,      &Provenance::job_id,
      &Provenance::seed,          &Provenance::operation,       &Provenance::currency,        &Provenance::created,
      &Provenance::creator,       &Provenance::rights,          &Provenance::source,          &Provenance::confidence};
  if (first.source_type == SourceType::Unknown) first.source_type = second.source_type;
  for (const TextMember t : texts)
    if ((first.*t).empty()) first.*t = second.*t;
  if (!first.cost) first.cost = second.cost;
  if (!first.seconds) first.seconds = second.seconds;
  first.parameters.insert(second.parameters.begin(), second.parameters.end());
  if (first.inputs.empty()) first.inputs = second.inputs;
  if (first.parents.empty()) first.parents = second.parents;
  if (first.manifests.empty()) first.manifests = second.manifests;
  return first;
}

NameFields name_fields(const ImportedPicture& picture) {
  NameFields f;
  f.prompt_slug = slug(picture.record.prompt);
  if (f.prompt_slug.empty()) f.prompt_slug = slug(std::filesystem::path(picture.entry).stem().string());
  if (f.prompt_slug.empty()) f.prompt_slug = "untitled";
  f.job = name_part(picture.record.job_id, "no-job");
  f.seed = name_part(picture.record.seed, "no-seed");
  f.index = name_part(picture.fact("index"), "");
  const std::string kind = slug(picture.fact("kind"));
  if (!kind.empty() && kind != "picture") f.index += (f.index.empty() ? "" : "-") + kind;
  return f;
}

}  // namespace imports
}  // namespace burnish
