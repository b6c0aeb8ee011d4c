#include "parameters.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <string>

#include "text.hpp"

namespace midjourney {
namespace {

using enum ValueKind;

constexpr double newest = 99;

// Ranges, defaults and versions after Midjourney's documentation (V1 to V6.1) and public guides (V7, V8).
constexpr KnownParameter table[] = {
    {"aspect", "ar", Ratio, "1:1"},
    {"version", "v", Version},
    {"niji", "", Version},
    {"stylize", "s", Integer, "100", 0, 0, {{{1, 3, 0, 60000}, {4, newest, 0, 1000}}}},
    {"chaos", "c", Integer, "0", 0, 0, {{{1, newest, 0, 100}}}},
    {"weird", "w", Integer, "0", 5, 0, {{{5, newest, 0, 3000}}}},
    {"quality", "q", Decimal, "1", 0, 0, {{{1, 6.9, 0.25, 2}, {7, newest, 0.25, 4}}}},
    {"seed", "", Integer, "", 0, 0, {{{1, newest, 0, 4294967295}}}},
    {"sameseed", "", Integer, "", 1, 3, {{{1, 3, 0, 4294967295}}}},
    {"stop", "", Integer, "100", 0, 0, {{{1, newest, 10, 100}}}},
    {"style", "", Word},
    {"raw", "", Flag, "", 7},
    {"tile", "", Flag},
    {"no", "", List},
    {"iw", "", Decimal, "1", 0, 0, {{{1, 4.9, -10000, 10000}, {5, 5.9, 0, 2}, {6, newest, 0, 3}}}},
    {"cref", "", References, "", 6, 6.1},
    {"cw", "", Integer, "100", 6, 6.1, {{{6, 6.9, 0, 100}}}},
    {"sref", "", References, "", 5.2},
    {"sw", "", Integer, "100", 5.2, 0, {{{5, newest, 0, 1000}}}},
    {"sv", "", Integer, "", 6, 0, {{{6, 6.9, 1, 4}, {7, newest, 1, 8}}}},
    {"oref", "", References, "", 7},
    {"ow", "", Integer, "100", 7, 0, {{{7, newest, 1, 1000}}}},
    {"profile", "p personalize", Codes, "", 6},
    {"exp", "", Integer, "0", 7, 0, {{{7, newest, 0, 100}}}},
    {"repeat", "r", Integer, "1", 0, 0, {{{1, newest, 1, 40}}}},
    {"fast", "", Flag},
    {"relax", "", Flag},
    {"turbo", "", Flag},
    {"draft", "", Flag, "", 7},
    {"hd", "", Flag},
    {"stealth", "", Flag},
    {"public", "", Flag},
    {"video", "", Flag},
    {"motion", "", Word, "", 0, 0, {}, "low high"},
    {"loop", "", Flag},
    {"end", "", Word},
    {"bs", "", Integer, "4", 0, 0, {{{1, newest, 1, 4}}}},
    {"dref", "", References},
    {"uplight", "", Flag, "", 1, 4},
    {"upbeta", "", Flag, "", 1, 4},
    {"upanime", "", Flag, "", 1, 4},
    {"hq", "", Flag, "", 1, 3},
    {"test", "", Flag, "", 1, 4},
    {"testp", "", Flag, "", 1, 4},
    {"creative", "", Flag, "", 1, 4},
    {"newclip", "", Flag, "", 1, 3},
    {"nostretch", "", Flag, "", 1, 3},
    {"old", "", Flag, "", 1, 3},
    {"vibe", "", Flag, "", 1, 3},
    {"width", "", Integer, "", 1, 3, {{{1, 3, 16, 65536}}}},
    {"height", "h", Integer, "", 1, 3, {{{1, 3, 16, 65536}}}},
};

constexpr std::string_view version_words[] = {"1", "2",   "3",   "4", "5", "5.0", "5.1", "5.2",
                                              "6", "6.0", "6.1", "7", "8", "8.1", "8.2"};
constexpr std::string_view niji_words[] = {"4", "5", "6", "7"};

constexpr Size sizes[] = {{1024, 1024}, {1456, 816}, {816, 1456}, {1344, 896}, {896, 1344}, {1232, 928}, {928, 1232},
                          {1536, 768},  {768, 1536}, {960, 1200}, {1200, 960}, {1680, 720}, {720, 1680}};

}  // namespace

std::span<const KnownParameter> known_parameters() { return table; }

const KnownParameter* known_parameter(std::string_view name) {
  const std::string wanted = lower(name);
  const auto* const found = std::find_if(std::begin(table), std::end(table), [&](const KnownParameter& p) {
    return p.name == wanted || is_among(p.others, wanted);
  });
  return wanted.empty() || found == std::end(table) ? nullptr : found;
}

std::span<const std::string_view> versions() { return version_words; }
std::span<const std::string_view> niji_versions() { return niji_words; }
std::span<const Size> usual_sizes() { return sizes; }

std::optional<double> number_of(std::string_view text) {
  if (!text.empty() && text.front() == '+') text.remove_prefix(1);
  double v = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), v, std::chars_format::fixed);
  if (text.empty() || error != std::errc() || end != text.data() + text.size() || !std::isfinite(v)) return {};
  return v;
}

bool is_among(std::string_view words, std::string_view word) {
  if (word.empty() || word.find(' ') != std::string_view::npos) return false;
  for (std::size_t at = words.find(word); at != std::string_view::npos; at = words.find(word, at + 1)) {
    const std::size_t end = at + word.size();
    if ((at == 0 || words[at - 1] == ' ') && (end == words.size() || words[end] == ' ')) return true;
  }
  return false;
}

}  // namespace midjourney
