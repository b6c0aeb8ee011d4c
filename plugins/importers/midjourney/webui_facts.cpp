#include <algorithm>

#include "generator_facts.hpp"
#include "picture_facts.hpp"
#include "text.hpp"

namespace midjourney {
namespace {

using std::string;
using std::string_view;

constexpr int certain = 96, damaged = 55;

struct Setting {
  string_view key, value;
};

/// "Steps: 30, Lora hashes: \"a: 1, b: 2\", Size: 1x1": commas inside quotes do not divide.
std::vector<Setting> settings_of(string_view line) {
  std::vector<Setting> all;
  for (std::size_t at = 0; at < line.size();) {
    bool in_quotes = false;
    std::size_t end = at;
    for (; end < line.size() && (in_quotes || line[end] != ','); ++end) {
      if (line[end] == '\\' && in_quotes && end + 1 < line.size())
        ++end;
      else if (line[end] == '"')
        in_quotes = !in_quotes;
    }
    const string_view piece = line.substr(at, end - at);
    const std::size_t colon = piece.find(':');
    if (colon != string_view::npos) all.push_back({trimmed(piece.substr(0, colon)), trimmed(piece.substr(colon + 1))});
    at = end + 1;
  }
  return all;
}

/// A value in quotes is a JSON string.
string unquoted(string_view value) {
  if (value.size() < 2 || value.front() != '"' || value.back() != '"') return string(value);
  string out;
  for (std::size_t i = 1; i + 1 < value.size(); ++i) {
    if (value[i] == '\\' && i + 2 < value.size()) {
      ++i;
      out += value[i] == 'n' ? '\n' : value[i] == 't' ? '\t' : value[i];
    } else {
      out += value[i];
    }
  }
  return out;
}

/// Where the line of settings begins: the last one with "Steps: " and a number.
std::size_t settings_line(string_view text) {
  constexpr string_view start = "Steps: ";
  for (std::size_t at = text.rfind(start); at != string_view::npos; at = text.rfind(start, at - 1)) {
    const std::size_t number = at + start.size();
    if ((at == 0 || text[at - 1] == '\n') && number < text.size() && is_digit(text[number])) return at;
    if (at == 0) break;
  }
  return string_view::npos;
}

void add_setting(const Setting& s, const char* source, const string& from, int sure, Facts& facts) {
  const string value = unquoted(s.value);
  const string key = lower(s.key);
  if (key == "seed" || key == "model")
    facts.add(key, value, from, sure);
  else if (key == "version")
    facts.add("software_version", value, from, sure);
  else if (key == "created date" || key == "date")
    facts.add_foreign("date", value, from, sure);
  else
    facts.add_foreign(s.key, value, from, sure);
  if (key == "version" && string_view(source) == "automatic1111" && starts_with(value, "f"))
    facts.add("software", "Forge", from, sure);
}

/// "<lora:name:weight>" in the prompt.
void add_loras(string_view prompt, const string& from, int sure, Facts& facts) {
  constexpr string_view start = "<lora:";
  constexpr std::size_t longest = 200, most = 32;
  string all;
  std::size_t told = 0;
  for (std::size_t at = prompt.find(start); at != string_view::npos && told < most; at = prompt.find(start, at + 1)) {
    const string_view name = prompt.substr(at + start.size(), longest);
    const std::size_t end = name.find('>');
    if (end == string_view::npos) continue;
    all += (told++ == 0 ? "" : ", ") + string(name.substr(0, end));
  }
  facts.add("loras", all, from, sure);
}

}  // namespace

bool add_webui_text(const Mark& mark, const char* source, Facts& facts) {
  const string_view text = mark.text;
  const std::size_t line = settings_line(text);
  if (line == string_view::npos) return false;
  const int sure = mark.damaged ? damaged : certain;
  constexpr string_view negative = "Negative prompt:";
  string_view prompt = text.substr(0, line), unwanted;
  std::size_t at = starts_with(prompt, negative) ? 0 : prompt.find("\nNegative prompt:");
  if (at != string_view::npos) {
    if (at != 0 || !starts_with(prompt, negative)) ++at;
    unwanted = prompt.substr(at + negative.size());
    prompt = prompt.substr(0, at);
  }
  facts.add("source", source, mark.where, sure);
  facts.add("description", text, mark.where, sure);
  facts.add("prompt", trimmed(prompt), mark.where, sure);
  facts.add("negative_prompt", trimmed(unwanted), mark.where, sure);
  add_loras(prompt, mark.where, sure, facts);
  const string_view rest = text.substr(line);
  for (const Setting& s : settings_of(rest.substr(0, rest.find('\n')))) add_setting(s, source, mark.where, sure, facts);
  return true;
}

bool add_webui_facts(const Marks& marks, Facts& facts) {
  for (const string_view key : {"parameters", "exif:UserComment", "exif:ImageDescription", "Description", "Comment"})
    for (const Mark& m : marks.texts)
      if (m.key == key && add_webui_text(m, "automatic1111", facts)) return true;
  return false;
}

bool add_generator_facts(const Marks& marks, Facts& facts) {
  // Settings as JSON first: Fooocus and SwarmUI use AUTOMATIC1111's keyword.
  return add_json_facts(marks, facts) || add_webui_facts(marks, facts) || add_comfy_facts(marks, facts);
}

}  // namespace midjourney
