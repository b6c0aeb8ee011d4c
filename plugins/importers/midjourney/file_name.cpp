#include "file_name.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "parameters.hpp"
#include "text.hpp"

namespace midjourney {
namespace {

using std::string;
using std::string_view;

// The website cuts user and prompt near this length.
constexpr std::size_t cut_length = 57;
constexpr int most_index = 99;

std::optional<int> small_number(string_view text) {
  int v = 0;
  if (!is_number(text) || text.size() > 4) return std::nullopt;
  std::from_chars(text.data(), text.data() + text.size(), v);
  return v;
}

string spaced(string_view text) {
  string out;
  for (const char c : text) {
    if (c == '_' || c == ' ') {
      if (!out.empty() && out.back() != ' ') out += ' ';
    } else {
      out += c;
    }
  }
  return string(trimmed(out));
}

/// "(1)", "copy", "Copy 2": what browsers and file browsers append. Returns the text before it.
string_view without_copy(string_view stem, int& copy) {
  string_view text = trimmed(stem);
  if (!text.empty() && text.back() == ')') {
    const auto open = text.rfind('(');
    if (open != string_view::npos && open > 0) {
      if (const auto n = small_number(text.substr(open + 1, text.size() - open - 2))) {
        copy = *n;
        return trimmed(text.substr(0, open));
      }
    }
  }
  constexpr string_view word = " copy";
  if (text.size() > word.size() && lower(text.substr(text.size() - word.size())) == word) {
    copy = 1;
    return text.substr(0, text.size() - word.size());
  }
  return stem;
}

std::vector<string_view> split(string_view text) {
  std::vector<string_view> words;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find_first_of("_- .()", at), text.size());
    if (end > at) words.push_back(text.substr(at, end - at));
    at = end + 1;
  }
  return words;
}

/// What stands behind the job: "_2", "_2_upscaled", "-0_3", "_0_3_640_N", "_grid_0".
void read_tail(FileName& name, string_view tail) {
  const std::vector<string_view> words = split(tail);
  std::vector<int> numbers;
  bool grid = false;
  for (const string_view word : words) {
    const string w = lower(word);
    if (const auto n = small_number(w)) numbers.push_back(*n);
    if (w == "grid") grid = true;
    if (is_among("upscale upscaled upscaling subtle creative 2x 4x x2 x4", w)) name.upscale = true;
    if (is_among("variation variations variant vary remix", w)) name.variation = true;
  }
  const bool thumbnail = words.size() >= 3 && lower(words.back()) == "n" && numbers.size() >= 2 && numbers.back() >= 32;
  if (thumbnail) {
    name.thumbnail = numbers.back();
    numbers.pop_back();
  }
  if (grid) {
    name.kind = NameKind::Grid;
  } else if (numbers.size() >= 2 && numbers[0] == 0 && numbers[1] <= most_index) {
    name.kind = NameKind::Delivery;
    name.index = numbers[1];
  } else if (!numbers.empty() && numbers[0] <= most_index) {
    name.kind = NameKind::Website;
    name.index = numbers[0];
  } else {
    name.kind = NameKind::Discord;
  }
}

/// "0_3", "0_3_640_N", "grid_0": names on the delivery network, where the job is the folder.
void read_without_job(FileName& name, string_view stem, string_view folder) {
  const string low = lower(stem);
  const std::size_t first = low.find('_');
  if (first == string::npos) return;
  if (low.substr(0, first) == "grid") {
    if (!small_number(string_view(low).substr(first + 1))) return;
    name.kind = NameKind::Grid;
  } else {
    const string_view rest = string_view(low).substr(first + 1);
    const std::size_t second = std::min(rest.find('_'), rest.size());
    const auto index = small_number(rest.substr(0, second));
    if (low.substr(0, first) != "0" || !index || *index > most_index) return;
    const string_view size = rest.substr(std::min(second + 1, rest.size()));
    if (second < rest.size()) {
      const std::size_t third = size.find('_');
      const auto width = small_number(size.substr(0, third));
      if (!width || third == string_view::npos || size.substr(third + 1) != "n") return;
      name.thumbnail = *width;
    }
    name.kind = NameKind::Delivery;
    name.index = index;
  }
  if (is_uuid(folder)) name.job = lower(folder);
}

/// Numbers lose their point and ratios their colon in a name, so only whole numbers are taken; the last of a cut name
/// may be cut itself.
void read_parameters(FileName& name, std::vector<string_view> words, bool cut) {
  if (cut && !words.empty()) words.pop_back();
  for (std::size_t i = 0; i + 1 < words.size(); ++i) {
    if (!starts_with(words[i], "--") || !is_number(words[i + 1])) continue;
    const KnownParameter* known = known_parameter(words[i].substr(2));
    if (known == nullptr || (known->kind != ValueKind::Integer && known->kind != ValueKind::Version)) continue;
    if (known->kind == ValueKind::Version && words[i + 1].size() > 1) continue;
    name.parameters.emplace_back(known->name, words[i + 1]);
  }
}

void read_words(FileName& name, string_view before) {
  while (!before.empty() && (before.back() == '_' || before.back() == '-' || before.back() == ' '))
    before.remove_suffix(1);
  name.cut = before.size() >= cut_length;
  std::vector<string_view> words;
  for (std::size_t at = 0; at < before.size();) {
    const std::size_t end = std::min(before.find_first_of("_ ", at), before.size());
    if (end > at) words.push_back(before.substr(at, end - at));
    at = end + 1;
  }
  std::size_t used = before.size();
  for (const string_view word : words) {
    if (!starts_with(word, "--") || word.size() < 3 || !is_letter(word[2])) continue;
    used = static_cast<std::size_t>(word.data() - before.data());
    break;
  }
  read_parameters(name, words, name.cut);
  if (used < before.size()) name.cut = false;  // what is cut are the parameters
  name.words = spaced(before.substr(0, used));
  // Only these are user names for certain: others may contain '_' as prompts do.
  if (words.empty() || words[0][0] != 'u' || !is_number(words[0].substr(1))) return;
  use_author(name, words[0]);
}

}  // namespace

string extension_of(string_view path) {
  const auto slash = path.rfind('/');
  const string_view name = slash == string_view::npos ? path : path.substr(slash + 1);
  const auto dot = name.rfind('.');
  return dot == string_view::npos || dot == 0 ? string() : lower(name.substr(dot + 1));
}

FileName parse_file_name(string_view path) {
  FileName name;
  const auto slash = path.rfind('/');
  const string_view file = slash == string_view::npos ? path : path.substr(slash + 1);
  string_view folder = slash == string_view::npos ? string_view() : path.substr(0, slash);
  folder = folder.substr(folder.rfind('/') + 1);
  const auto dot = file.rfind('.');
  const string text = to_utf8(file.substr(0, dot == 0 ? string_view::npos : dot));
  const string_view stem = without_copy(text, name.copy);
  const auto at = last_uuid(stem);
  if (!at) {
    read_without_job(name, stem, folder);
    return name;
  }
  name.job = lower(stem.substr(*at, uuid_length));
  read_tail(name, stem.substr(*at + uuid_length));
  read_words(name, stem.substr(0, *at));
  return name;
}

string name_form(string_view text) {
  string out;
  for (const char c : lower(text)) {
    const bool kept = is_letter(c) || is_digit(c) || static_cast<unsigned char>(c) >= 0x80;
    if (kept)
      out += c;
    else if (!out.empty() && out.back() != '_' && (c == '_' || is_space(c)))
      out += '_';
  }
  while (!out.empty() && out.back() == '_') out.pop_back();
  return out;
}

void use_author(FileName& name, string_view author) {
  if (author.empty() || !name.user.empty()) return;
  const string own = spaced(author);
  const string_view words = name.words;
  if (words.size() < own.size() || lower(words.substr(0, own.size())) != lower(own)) return;
  if (words.size() > own.size() && words[own.size()] != ' ') return;
  name.user = string(author);
  name.words = string(trimmed(words.substr(own.size())));
}

}  // namespace midjourney
