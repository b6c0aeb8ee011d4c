#include "load/record.hpp"

namespace burnish {

// Each step is a bijection of the state (xor, multiplication by an odd number, rotation), so two inputs of one length
// that differ in one word never meet again by that word alone.
uint64_t checksum(std::string_view bytes) {
  constexpr uint64_t odd = 0x9e3779b97f4a7c15U;
  uint64_t state = odd ^ bytes.size();
  const auto mix = [&state](uint64_t word) {
    state = (state ^ word) * odd;
    state = (state << 29) | (state >> 35);
  };
  for (; bytes.size() >= sizeof(uint64_t); bytes.remove_prefix(sizeof(uint64_t))) {
    uint64_t word = 0;
    std::memcpy(&word, bytes.data(), sizeof word);
    mix(word);
  }
  uint64_t last = 0;
  if (!bytes.empty()) std::memcpy(&last, bytes.data(), bytes.size());
  mix(last);
  return state ^ (state >> 32);
}

}  // namespace burnish
