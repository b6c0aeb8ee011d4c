// What does not fit the documented table of parameters is kept as it is and told.
#include <algorithm>
#include <cmath>

#include "description.hpp"
#include "text.hpp"

namespace midjourney {
namespace {

using std::string;
using std::string_view;

// More of them are no help.
constexpr std::size_t most_findings = 12;

string name_of(const Parameter& p) { return "--" + string(p.known->name); }

string number_text(double v) {
  string text = std::to_string(v);
  text.erase(text.find_last_not_of('0') + 1);
  if (text.back() == '.') text.pop_back();
  return text;
}

string range_text(const Range& r) { return number_text(r.least) + ".." + number_text(r.most); }

bool is_permuted(string_view value) { return value.find('{') != string_view::npos; }

string about_number(const Parameter& p, double version) {
  const string_view digits = p.value;
  const auto value = number_of(digits);
  if (!value) return name_of(p) + " has the value " + quoted(p.value) + ", which is no number";
  if (p.known->kind == ValueKind::Integer && std::floor(*value) != *value)
    return name_of(p) + " has the value " + quoted(p.value) + ", which is no whole number";
  const Range* newest = nullptr;
  bool fits = false;
  for (const Range& r : p.known->ranges) {
    if (r.until == 0) break;
    if (version != 0 && (version < r.since || version > r.until)) continue;
    newest = &r;
    fits = fits || (*value >= r.least && *value <= r.most);
  }
  if (newest == nullptr || fits) return {};
  return name_of(p) + " " + p.value + " is outside the documented " + range_text(*newest);
}

string about_ratio(const Parameter& p) {
  const std::size_t colon = p.value.find(':');
  const string_view value = p.value;
  const auto w = number_of(value.substr(0, colon));
  const auto h = colon == string::npos ? std::nullopt : number_of(value.substr(colon + 1));
  if (w && h && *w > 0 && *h > 0) return {};
  return name_of(p) + " has the value " + quoted(p.value) + ", which is no ratio like 16:9";
}

string about_version(const Parameter& p) {
  const auto words = p.known->name == "niji" ? niji_versions() : versions();
  if (std::find(words.begin(), words.end(), p.value) != words.end()) return {};
  return name_of(p) + " " + quoted(p.value) + " is not a version that Burnish knows";
}

string about_value(const Parameter& p, double version) {
  if (is_permuted(p.value)) return {};
  switch (p.known->kind) {
    case ValueKind::Integer:
    case ValueKind::Decimal:
      return about_number(p, version);
    case ValueKind::Ratio:
      return about_ratio(p);
    case ValueKind::Version:
      return about_version(p);
    case ValueKind::Word:
      if (p.value.empty()) return name_of(p) + " has no value";
      if (p.known->words.empty() || is_among(p.known->words, lower(p.value))) return {};
      return name_of(p) + " " + quoted(p.value) + " is not one of: " + string(p.known->words);
    default:
      return {};
  }
}

string about_age(const Parameter& p, double version) {
  if (version == 0) return {};
  const KnownParameter& k = *p.known;
  if (version < k.since) return name_of(p) + " came with version " + number_text(k.since);
  if (k.until != 0 && version > k.until) return name_of(p) + " is of versions up to " + number_text(k.until);
  return {};
}

void add_weights(const Description& d, std::vector<string>& notes) {
  double sum = 0;
  bool weighted = false;
  for (const PromptPart& part : d.parts) {
    if (trimmed(part.text).empty() && !part.marked) continue;
    sum += part.weight_value();
    weighted = weighted || part.marked;
  }
  if (!weighted) return;
  if (sum <= 0)
    notes.push_back("the weights of the prompt's parts add up to " + number_text(sum) + ", not to more than 0");
  if (d.version() >= 7 && d.version() < 8) notes.emplace_back("version 7 does not take weights of prompt parts");
}

void add_parameter(const Parameter& p, double version, std::vector<string>& notes) {
  if (p.known == nullptr) {
    notes.push_back("unknown parameter " + quoted(p.dashes + p.name) + ", kept as it is");
    return;
  }
  for (string note : {about_value(p, version), about_age(p, version)})
    if (!note.empty()) notes.push_back(std::move(note));
  if (!trimmed(p.orphan).empty())
    notes.push_back("the words " + quoted(trimmed(p.orphan)) + " behind " + name_of(p) + " belong to no parameter");
  if (p.known->name == "hd" && version != 0 && version <= 3)
    notes.emplace_back("--hd of this version names an early model, not twice the size");
}

}  // namespace

std::vector<string> findings_about(const Description& d) {
  std::vector<string> notes;
  const double version = d.version();
  for (const Parameter& p : d.parameters) {
    add_parameter(p, version, notes);
    if (notes.size() < most_findings) continue;
    notes.resize(most_findings);
    notes.emplace_back("more of the parameters do not fit what Midjourney documents");
    return notes;
  }
  add_weights(d, notes);
  if (d.find("version") != nullptr && d.find("niji") != nullptr)
    notes.emplace_back("--version and --niji exclude each other");
  const Parameter* style = d.find("style");
  if (d.find("raw") != nullptr && style != nullptr && lower(style->value) != "raw")
    notes.push_back("--raw stands beside --style " + style->value);
  return notes;
}

Likeness likeness_of(const Description& d) {
  if (is_uuid(d.job)) return Likeness::JobId;
  for (const Parameter& p : d.parameters) {
    if (p.known == nullptr || p.dashes != "--") continue;
    const bool is_flag = p.known->kind == ValueKind::Flag;
    if (!is_flag && (!p.value.empty() || p.known->kind == ValueKind::Codes)) return Likeness::Flags;
  }
  return Likeness::None;
}

}  // namespace midjourney
