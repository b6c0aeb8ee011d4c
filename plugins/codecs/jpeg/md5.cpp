#include "md5.hpp"

#include <array>
#include <bit>
#include <cmath>
#include <cstdint>

namespace burnish {
namespace {

using State = std::array<uint32_t, 4>;
constexpr std::size_t block_bytes = 64;

/// RFC 1321, 3.4: T[i] is the integer part of 2^32 times abs(sin(i + 1)).
std::array<uint32_t, 64> sine_table() {
  std::array<uint32_t, 64> table{};
  for (std::size_t i = 0; i < table.size(); ++i)
    table[i] = static_cast<uint32_t>(std::floor(std::abs(std::sin(static_cast<double>(i + 1))) * 4294967296.0));
  return table;
}

void mix(State& state, const unsigned char* block, const std::array<uint32_t, 64>& sines) {
  constexpr std::array<std::array<int, 4>, 4> turns{
      {{7, 12, 17, 22}, {5, 9, 14, 20}, {4, 11, 16, 23}, {6, 10, 15, 21}}};
  std::array<uint32_t, 16> words{};
  for (std::size_t i = 0; i < block_bytes; ++i) words[i / 4] |= static_cast<uint32_t>(block[i]) << (i % 4 * 8);
  auto [a, b, c, d] = state;
  for (std::size_t i = 0; i < 64; ++i) {
    const std::size_t round = i / 16;
    const uint32_t f = round == 0   ? (b & c) | (~b & d)
                       : round == 1 ? (d & b) | (~d & c)
                       : round == 2 ? b ^ c ^ d
                                    : c ^ (b | ~d);
    const std::size_t word = round == 0   ? i
                             : round == 1 ? (5 * i + 1) % 16
                             : round == 2 ? (3 * i + 5) % 16
                                          : 7 * i % 16;
    const uint32_t turned = std::rotl(a + f + sines[i] + words[word], turns[round][i % 4]);
    a = d;
    d = c;
    c = b;
    b += turned;
  }
  state[0] += a, state[1] += b, state[2] += c, state[3] += d;
}

}  // namespace

std::string md5_hex(std::string_view bytes) {
  const auto sines = sine_table();
  State state{0x67452301, 0xEFCDAB89, 0x98BADCFE, 0x10325476};
  const auto* data = reinterpret_cast<const unsigned char*>(bytes.data());
  const std::size_t whole = bytes.size() / block_bytes * block_bytes;
  for (std::size_t at = 0; at < whole; at += block_bytes) mix(state, data + at, sines);

  std::string tail(bytes.substr(whole));
  tail += '\x80';
  while (tail.size() % block_bytes != block_bytes - 8) tail += '\0';
  for (int shift = 0; shift < 64; shift += 8) tail += static_cast<char>(uint64_t{bytes.size()} * 8 >> shift & 0xFF);
  for (std::size_t at = 0; at < tail.size(); at += block_bytes)
    mix(state, reinterpret_cast<const unsigned char*>(tail.data()) + at, sines);

  std::string hex;
  for (const uint32_t word : state)
    for (int shift = 0; shift < 32; shift += 4) hex += "0123456789ABCDEF"[word >> (shift ^ 4) & 15];
  return hex;
}

}  // namespace burnish
