#include "braces.hpp"

#include <algorithm>
#include <cstdint>

#include "description.hpp"

namespace midjourney {
namespace {

constexpr unsigned long most_permutations = 1'000'000;
constexpr std::size_t deepest = 64;

unsigned long capped(unsigned long v) { return std::min(v, most_permutations); }

enum class Brace : unsigned char { None, Opens, Closes };

/// Which braces belong to a group. Groups deeper than `deepest` are plain text.
std::vector<Brace> braces_of(std::string_view text) {
  std::vector<Brace> braces(text.size(), Brace::None);
  std::vector<std::size_t> open;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\\') {
      ++i;
    } else if (text[i] == '{') {
      open.push_back(i);
    } else if (text[i] == '}' && !open.empty()) {
      if (open.size() <= deepest) {
        braces[open.back()] = Brace::Opens;
        braces[i] = Brace::Closes;
      }
      open.pop_back();
    }
  }
  return braces;
}

}  // namespace

std::vector<bool> within_braces(std::string_view text) {
  std::vector<bool> within(text.size(), false);
  if (text.find('{') == std::string_view::npos) return within;
  const std::vector<Brace> braces = braces_of(text);
  std::size_t depth = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (braces[i] == Brace::Opens) ++depth;
    within[i] = depth > 0;
    if (braces[i] == Brace::Closes && depth > 0) --depth;
  }
  return within;
}

unsigned long permutations_of(std::string_view text) {
  if (text.find('{') == std::string_view::npos) return 1;
  // Of each open group: the sum of its finished choices and the product within the one being read.
  struct Group {
    unsigned long sum = 0, product = 1;
  };
  const std::vector<Brace> braces = braces_of(text);
  std::vector<Group> groups(1);
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\\') {
      ++i;
    } else if (braces[i] == Brace::Opens) {
      groups.emplace_back();
    } else if (text[i] == ',' && groups.size() > 1) {
      groups.back().sum = capped(groups.back().sum + groups.back().product);
      groups.back().product = 1;
    } else if (braces[i] == Brace::Closes && groups.size() > 1) {
      const unsigned long choices = capped(groups.back().sum + groups.back().product);
      groups.pop_back();
      groups.back().product = capped(groups.back().product * choices);
    }
  }
  return groups.front().product;
}

}  // namespace midjourney
