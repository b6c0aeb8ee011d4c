#include "description.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "braces.hpp"
#include "text.hpp"

namespace midjourney {
namespace {

using std::string_view;

// Phones and word processors make one dash of two hyphens.
constexpr std::array<string_view, 3> dash_forms{"--", "\u2014", "\u2013"};

std::size_t word_end(string_view text, std::size_t at) {
  while (at < text.size() && !is_space(text[at])) ++at;
  return at;
}
std::size_t space_end(string_view text, std::size_t at) {
  while (at < text.size() && is_space(text[at])) ++at;
  return at;
}

/// The end of a parameter's name that begins at `at`. "--v6" is --v and its value.
std::size_t name_end(string_view text, std::size_t at) {
  std::size_t end = at;
  while (end < text.size() && is_letter(text[end])) ++end;
  if (end == at || known_parameter(text.substr(at, end - at)) != nullptr) return end;
  while (end < text.size() && (is_letter(text[end]) || is_digit(text[end]) || text[end] == '_' ||
                               (text[end] == '-' && end + 1 < text.size() && is_letter(text[end + 1]))))
    ++end;
  return end;
}

/// Takes a text apart from the left; every byte goes to one field.
class Parser {
 public:
  explicit Parser(string_view text) : text_(text), within_(within_braces(text)) {}

  Description parse() {
    Description d;
    take_end(d);
    std::size_t at = parameter_from(0);
    take_head(d, at);
    while (at < end_) {
      const std::size_t next = parameter_from(at + 1);
      take_parameter(d, at, next);
      at = next;
    }
    // --w was the width before it was the weirdness.
    const bool old = d.find("height") != nullptr || (d.version() != 0 && d.version() <= 3);
    for (Parameter& p : d.parameters)
      if (old && lower(p.name) == "w") p.known = known_parameter("width");
    return d;
  }

 private:
  /// The length of the dashes when a parameter begins here, else 0.
  [[nodiscard]] std::size_t dashes_at(std::size_t at) const {
    if ((at > 0 && !is_space(text_[at - 1])) || within_[at]) return 0;
    for (const string_view dash : dash_forms) {
      if (text_.substr(at, dash.size()) != dash) continue;
      const std::size_t name = at + dash.size();
      if (name >= end_) return 0;
      if (text_[name] == '{') return within_[name] ? dash.size() : 0;
      if (!is_letter(text_[name])) return 0;
      // A dash is also punctuation: only before a name that is known it begins a parameter.
      const bool sure = dash == dash_forms[0];
      return sure || known_parameter(text_.substr(name, name_end(text_, name) - name)) != nullptr ? dash.size() : 0;
    }
    return 0;
  }
  [[nodiscard]] std::size_t parameter_from(std::size_t at) const {
    while (at < end_ && dashes_at(at) == 0) ++at;
    return std::min(at, end_);
  }
  [[nodiscard]] std::string taken(std::size_t from, std::size_t to) const {
    return std::string(text_.substr(from, to - from));
  }

  void take_end(Description& d) {
    constexpr string_view label = "job id:";
    std::size_t end = text_.size();
    while (end > 0 && is_space(text_[end - 1])) --end;
    d.after = taken(end, text_.size());
    end_ = end;
    std::size_t id = end;
    while (id > 0 && (is_hex(text_[id - 1]) || text_[id - 1] == '-')) --id;
    std::size_t colon = id;
    while (colon > 0 && is_space(text_[colon - 1])) --colon;
    if (id == end || !is_hex(text_[id]) || colon < label.size()) return;
    const std::size_t start = colon - label.size();
    if (lower(text_.substr(start, label.size())) != label || (start > 0 && !is_space(text_[start - 1]))) return;
    std::size_t before = start;
    while (before > 0 && is_space(text_[before - 1])) --before;
    d.job_before = taken(before, start);
    d.job_label = taken(start, id);
    d.job = taken(id, end);
    end_ = before;
  }

  void take_head(Description& d, std::size_t end) {
    std::size_t at = std::min(space_end(text_, 0), end);
    d.before = taken(0, at);
    while (at < end && is_address(at)) {
      const std::size_t word = std::min(word_end(text_, at), end), next = std::min(space_end(text_, word), end);
      const string_view whole = text_.substr(at, word - at);
      const std::size_t mark = std::min(whole.rfind("::"), whole.size());
      d.images.push_back({std::string(whole.substr(0, mark)), std::string(whole.substr(mark)), taken(word, next)});
      at = next;
    }
    while (at < end) {
      const std::size_t mark = std::min(text_.find("::", at), end);
      PromptPart part{taken(at, mark), mark < end, {}};
      at = mark;
      if (part.marked) {
        const std::size_t weight = std::min(mark + 2, end);
        at = weight_end(weight, end);
        part.weight = taken(weight, at);
      }
      d.parts.push_back(std::move(part));
    }
  }
  [[nodiscard]] bool is_address(std::size_t at) const {
    const string_view rest = text_.substr(at, 9);
    return starts_with_in_any_case(rest, "https://") || starts_with_in_any_case(rest, "http://") ||
           starts_with_in_any_case(rest, "<https://") || starts_with_in_any_case(rest, "<http://");
  }
  [[nodiscard]] std::size_t weight_end(std::size_t from, std::size_t end) const {
    std::size_t at = from, digits = 0;
    if (at < end && (text_[at] == '-' || text_[at] == '+')) ++at;
    for (; at < end && is_digit(text_[at]); ++at) ++digits;
    if (at + 1 < end && text_[at] == '.' && is_digit(text_[at + 1])) {
      ++at;
      for (; at < end && is_digit(text_[at]); ++at) ++digits;
    }
    return digits == 0 ? from : at;
  }

  void take_parameter(Description& d, std::size_t at, std::size_t end) {
    Parameter p;
    p.before = take_space_of_last(d);
    const std::size_t name = at + dashes_at(at);
    p.dashes = taken(at, name);
    std::size_t stop = name;
    if (text_[name] == '{')
      while (stop < end && within_[stop]) ++stop;
    else
      stop = std::min(name_end(text_, name), end);
    p.name = taken(name, stop);
    p.known = known_parameter(p.name);
    const std::size_t value = std::min(space_end(text_, stop), end);
    p.between = taken(stop, value);
    const std::size_t value_end = end_of_value(p, value, end);
    p.value = taken(value, value_end);
    p.orphan = taken(value_end, end);
    if (p.value.empty()) p.orphan.insert(0, std::exchange(p.between, {}));
    d.parameters.push_back(std::move(p));
  }
  [[nodiscard]] std::size_t end_of_value(const Parameter& p, std::size_t value, std::size_t end) const {
    if (p.known != nullptr && p.known->kind == ValueKind::Flag) return value;
    std::size_t last = end;
    while (last > value && is_space(text_[last - 1])) --last;
    const bool several = p.known == nullptr || p.known->kind == ValueKind::List ||
                         p.known->kind == ValueKind::References || p.known->kind == ValueKind::Codes;
    if (several) return last;
    std::size_t at = value;
    while (at < last && (!is_space(text_[at]) || within_[at])) ++at;
    return at;
  }

  /// White space before a parameter belongs to it, not to what it follows.
  static std::string take_space_of_last(Description& d) {
    std::string* last = &d.before;
    if (!d.images.empty()) last = &d.images.back().after;
    if (!d.parts.empty()) last = d.parts.back().marked ? nullptr : &d.parts.back().text;
    if (!d.parameters.empty()) last = &d.parameters.back().orphan;
    if (last == nullptr) return {};
    std::size_t end = last->size();
    while (end > 0 && is_space((*last)[end - 1])) --end;
    std::string space = last->substr(end);
    last->resize(end);
    if (last == &d.before) std::swap(space, d.before);
    return space;
  }

  string_view text_;
  std::vector<bool> within_;
  std::size_t end_ = 0;
};

}  // namespace

Description parse_description(string_view text) { return Parser(text).parse(); }

std::string print(const Description& d) {
  std::string out = d.before;
  for (const ImagePrompt& image : d.images) out += image.url + image.weight_mark + image.after;
  for (const PromptPart& part : d.parts) out += part.text + (part.marked ? "::" : "") + part.weight;
  for (const Parameter& p : d.parameters) {
    for (const std::string* piece : {&p.before, &p.dashes, &p.name, &p.between, &p.value, &p.orphan}) out += *piece;
  }
  return out + d.job_before + d.job_label + d.job + d.after;
}

double PromptPart::weight_value() const { return weight.empty() ? 1 : number_of(weight).value_or(1); }

std::string Description::prompt() const {
  std::string out;
  for (const PromptPart& part : parts) out += part.text + (part.marked ? "::" : "") + part.weight;
  return std::string(trimmed(out));
}

const Parameter* Description::find(string_view canonical) const {
  const auto found = std::find_if(parameters.rbegin(), parameters.rend(),
                                  [&](const Parameter& p) { return p.known != nullptr && p.known->name == canonical; });
  return found == parameters.rend() ? nullptr : &*found;
}

double Description::version() const {
  for (const string_view name : {"version", "niji"})
    if (const Parameter* p = find(name)) return number_of(p->value).value_or(0);
  return 0;
}

std::vector<Reference> references_of(const Parameter& parameter) {
  std::vector<Reference> all;
  const string_view value = parameter.value;
  for (std::size_t at = space_end(value, 0); at < value.size();) {
    const std::size_t end = word_end(value, at);
    const string_view word = value.substr(at, end - at);
    const std::size_t mark = word.rfind("::");
    if (mark == string_view::npos || mark == 0)
      all.push_back({std::string(word), {}});
    else
      all.push_back({std::string(word.substr(0, mark)), std::string(word.substr(mark + 2))});
    at = space_end(value, end);
  }
  return all;
}

std::vector<std::string> list_of(const Parameter& parameter) {
  std::vector<std::string> all;
  string_view rest = parameter.value;
  while (!rest.empty()) {
    const std::size_t comma = std::min(rest.find(','), rest.size());
    const string_view phrase = trimmed(rest.substr(0, comma));
    if (!phrase.empty()) all.emplace_back(phrase);
    rest.remove_prefix(std::min(comma + 1, rest.size()));
  }
  return all;
}

std::vector<std::string> lettering_of(string_view prompt) {
  constexpr std::array<std::array<string_view, 2>, 2> quotes{{{"\"", "\""}, {"\u201c", "\u201d"}}};
  constexpr std::size_t most = 64;
  std::vector<std::string> all;
  const std::array<std::size_t, 2> last{prompt.rfind(quotes[0][1]), prompt.rfind(quotes[1][1])};
  for (std::size_t at = 0; at < prompt.size() && all.size() < most;) {
    std::size_t next = at + 1;
    for (std::size_t kind = 0; kind < quotes.size(); ++kind) {
      const auto& [open, close] = quotes[kind];
      if (prompt.substr(at, open.size()) != open) continue;
      const std::size_t begin = at + open.size();
      // Looking for what is not there would go to the end from every opening.
      if (last[kind] == string_view::npos || last[kind] < begin) continue;
      const std::size_t end = prompt.find(close, begin);
      if (end > begin) all.emplace_back(prompt.substr(begin, end - begin));
      next = end + close.size();
      break;
    }
    at = next;
  }
  return all;
}

}  // namespace midjourney
