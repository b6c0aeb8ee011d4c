#include <algorithm>
#include <vector>

#include "burnish/core/catalogue.hpp"

namespace burnish {
namespace {

char folded(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c == '-' ? '_' : c; }

/// Optimal string alignment: insertions, deletions, replacements and swaps of neighbours; letter case and '-' for '_'
/// cost nothing. Three rows of the table of Damerau's distance suffice.
std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> before(b.size() + 1);
  std::vector<std::size_t> above(b.size() + 1);
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) above[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const bool same = folded(a[i - 1]) == folded(b[j - 1]);
      row[j] = std::min({above[j] + 1, row[j - 1] + 1, above[j - 1] + (same ? 0U : 1U)});
      const bool swapped =
          i > 1 && j > 1 && folded(a[i - 1]) == folded(b[j - 2]) && folded(a[i - 2]) == folded(b[j - 1]);
      if (swapped) row[j] = std::min(row[j], before[j - 2] + 1);
    }
    std::swap(before, above);
    std::swap(above, row);
  }
  return above[b.size()];
}

}  // namespace

std::string nearest_name(std::string_view wrong, std::span<const std::string> known) {
  constexpr std::size_t longest = 100;  // nobody misspells more, and the distance costs the product of the lengths
  if (wrong.empty() || wrong.size() > longest) return {};
  // One mistake in short words, a third of the letters in long ones; a longer beginning also counts as near.
  std::size_t best = std::max<std::size_t>(1, wrong.size() / 3) + 1;
  std::string_view nearest;
  for (const std::string& name : known) {
    if (name.empty() || name.size() > longest) continue;
    const std::size_t gap = name.size() > wrong.size() ? name.size() - wrong.size() : wrong.size() - name.size();
    if (gap >= best) continue;
    const std::size_t d = distance(wrong, name);
    // Two one-letter words have nothing in common when the letter differs.
    if (d >= best || d >= std::max(wrong.size(), name.size())) continue;
    best = d;
    nearest = name;
  }
  if (!nearest.empty() || wrong.size() < 3) return std::string(nearest);
  for (const std::string& name : known)
    if (name.size() > wrong.size() &&
        std::equal(wrong.begin(), wrong.end(), name.begin(), [](char a, char b) { return folded(a) == folded(b); }))
      return name;
  return {};
}

}  // namespace burnish
