// kit/half.hpp - IEEE 754 binary16, written for clarity: what the fast conversions are tested against.
#pragma once
#include <cstdint>

namespace burnish::kit {

/// Rounds to nearest even; too large gives infinity.
[[nodiscard]] uint16_t to_half(float v);
[[nodiscard]] float from_half(uint16_t bits);

}  // namespace burnish::kit
