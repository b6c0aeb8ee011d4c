// Midjourney's parameters as a table: a new version is a new line or a new number in parameters.cpp.
#pragma once
#include <array>
#include <optional>
#include <span>
#include <string_view>

namespace midjourney {

enum class ValueKind {
  Flag,        // none
  Integer,     // 250
  Decimal,     // .5
  Ratio,       // 16:9
  Version,     // a word of versions() or niji_versions()
  Word,        // raw; one of `words` when there are any
  List,        // trees, people
  References,  // addresses, codes or "random", each with an optional ::weight
  Codes        // none, one or several words
};

/// What is allowed in versions since..until, both included. Niji counts as the version of the same number.
struct Range {
  double since = 0, until = 0;
  double least = 0, most = 0;
};

struct KnownParameter {
  std::string_view name;    // long, without dashes: the key of the fact
  std::string_view others;  // other names, separated by spaces
  ValueKind kind = ValueKind::Flag;
  std::string_view preset{};      // what holds when it is left out
  double since = 0, until = 0;    // versions that know it; until 0: the newest does
  std::array<Range, 3> ranges{};  // of a number; unused ones are zero
  std::string_view words{};       // allowed values of a Word, separated by spaces; empty: any
};

[[nodiscard]] std::span<const KnownParameter> known_parameters();
/// By any of its names, in any case; null when unknown.
[[nodiscard]] const KnownParameter* known_parameter(std::string_view name);

/// The words that --version and --niji take.
[[nodiscard]] std::span<const std::string_view> versions();
[[nodiscard]] std::span<const std::string_view> niji_versions();
/// 6.1 of "6.1"; nothing when it is no number.
[[nodiscard]] std::optional<double> number_of(std::string_view text);
/// Whether `word` is one of the words in a list separated by spaces.
[[nodiscard]] bool is_among(std::string_view words, std::string_view word);

/// Whether a picture of this size may be one of a job: about what the version makes, before any upscale.
struct Size {
  int width, height;
};
[[nodiscard]] std::span<const Size> usual_sizes();

}  // namespace midjourney
