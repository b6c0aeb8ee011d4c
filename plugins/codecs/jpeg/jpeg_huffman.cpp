#include "jpeg_huffman.hpp"

#include <algorithm>
#include <vector>

namespace burnish {
namespace {

constexpr int max_code_bits = 16;
constexpr std::size_t free_code = 256;  // stands for the all-ones code, which no symbol may have

CodeLengths lengths_of(const JHUFF_TBL& table) {
  CodeLengths lengths{};
  std::size_t at = 0;
  for (int bits = 1; bits <= max_code_bits; ++bits)
    for (int i = 0; i < table.bits[bits]; ++i) lengths[table.huffval[at++]] = static_cast<uint8_t>(bits);
  return lengths;
}

JHUFF_TBL table_of(const CodeLengths& lengths) {
  JHUFF_TBL table{};
  std::size_t at = 0;
  for (int bits = 1; bits <= max_code_bits; ++bits)
    for (std::size_t symbol = 0; symbol < lengths.size(); ++symbol)
      if (lengths[symbol] == bits) {
        ++table.bits[bits];
        table.huffval[at++] = static_cast<UINT8>(symbol);
      }
  return table;
}

bool is_baseline_symbol(std::size_t symbol, SymbolClass symbols) {
  const std::size_t run = symbol >> 4, size = symbol & 15;
  if (symbols == SymbolClass::Dc) return run == 0 && size <= 11;
  return size == 0 ? run == 0 || run == 15 : size <= 10;  // end of block, sixteen zeros, or a run and a coefficient
}

struct Node {
  uint64_t weight;
  std::vector<std::size_t> leaves;
};

/// How many codes of each length plain Huffman coding gives; lengths may exceed 16. Also the symbols, rarest first.
std::vector<int> count_lengths(std::vector<Node> nodes) {
  std::vector<int> depth(free_code + 1, 0);
  const auto heavier = [](const Node& a, const Node& b) { return a.weight > b.weight; };
  std::stable_sort(nodes.begin(), nodes.end(), heavier);
  while (nodes.size() > 1) {
    Node low = std::move(nodes.back());
    nodes.pop_back();
    Node& next = nodes.back();
    low.weight += next.weight;
    low.leaves.insert(low.leaves.end(), next.leaves.begin(), next.leaves.end());
    nodes.pop_back();
    for (const std::size_t leaf : low.leaves) ++depth[leaf];
    const auto place = std::upper_bound(nodes.begin(), nodes.end(), low, heavier);
    nodes.insert(place, std::move(low));
  }
  std::vector<int> counts(free_code + 2, 0);
  for (const int d : depth)
    if (d > 0) ++counts[static_cast<std::size_t>(d)];
  return counts;
}

/// T.81 figure K.3: two codes that are too long make room below a shorter one, whose prefix is split.
void limit_lengths(std::vector<int>& counts) {
  for (std::size_t bits = counts.size() - 1; bits > max_code_bits; --bits)
    while (counts[bits] > 0) {
      std::size_t shorter = bits - 2;
      while (counts[shorter] == 0) --shorter;
      counts[bits] -= 2;
      ++counts[bits - 1];
      counts[shorter + 1] += 2;
      --counts[shorter];
    }
}

}  // namespace

CodeLengths code_lengths(std::span<const uint64_t, 256> frequencies) {
  std::vector<Node> nodes{{1, {free_code}}};
  std::vector<std::size_t> order;  // commonest first
  for (std::size_t symbol = 0; symbol < frequencies.size(); ++symbol)
    if (frequencies[symbol] > 0) {
      nodes.push_back({frequencies[symbol] + 1, {symbol}});
      order.push_back(symbol);
    }
  CodeLengths lengths{};
  if (order.empty()) return lengths;
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return frequencies[a] > frequencies[b]; });
  std::vector<int> counts = count_lengths(std::move(nodes));
  limit_lengths(counts);
  std::size_t longest = max_code_bits;
  while (counts[longest] == 0) --longest;
  --counts[longest];  // the free code is among the longest
  std::size_t bits = 1;
  for (const std::size_t symbol : order) {
    while (counts[bits] == 0) ++bits;
    --counts[bits];
    lengths[symbol] = static_cast<uint8_t>(bits);
  }
  return lengths;
}

JHUFF_TBL complete_table(const JHUFF_TBL& of_sample, SymbolClass symbols) {
  const CodeLengths sampled = lengths_of(of_sample);
  std::array<uint64_t, 256> frequencies{};
  // A code of n bits stands for a probability of about 2^-n; what was not met is rarer than anything that was.
  for (std::size_t symbol = 0; symbol < frequencies.size(); ++symbol)
    if (sampled[symbol] > 0)
      frequencies[symbol] = uint64_t{1} << (max_code_bits + 6 - sampled[symbol]);
    else if (is_baseline_symbol(symbol, symbols))
      frequencies[symbol] = 1;
  return table_of(code_lengths(frequencies));
}

}  // namespace burnish
