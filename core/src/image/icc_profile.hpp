// The little of an ICC profile that Burnish looks at itself (ICC.1:2022), without trusting a byte of it.
#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace burnish {

[[nodiscard]] constexpr uint32_t icc_signature(const char (&s)[5]) {
  return static_cast<uint32_t>(static_cast<uint8_t>(s[0])) << 24U |
         static_cast<uint32_t>(static_cast<uint8_t>(s[1])) << 16U |
         static_cast<uint32_t>(static_cast<uint8_t>(s[2])) << 8U | static_cast<uint32_t>(static_cast<uint8_t>(s[3]));
}

/// Refers to the bytes that it was parsed from.
class IccProfile {
 public:
  /// Checks the header and that the tag table lies inside.
  static std::optional<IccProfile> parse(std::string_view bytes);

  [[nodiscard]] uint32_t device_class() const { return u32(12); }
  [[nodiscard]] uint32_t colour_space() const { return u32(16); }
  [[nodiscard]] bool has(uint32_t tag) const { return !find(tag).empty(); }
  /// The bytes of a tag; empty when absent or outside the profile.
  [[nodiscard]] std::string_view find(uint32_t tag) const;
  [[nodiscard]] std::optional<std::array<double, 3>> xyz(uint32_t tag) const;
  /// A tone curve ('curv' or 'para') at x in 0..1.
  [[nodiscard]] std::optional<double> curve(uint32_t tag, double x) const;
  /// Text of the 'desc' tag in UTF-8, in English when there is a choice.
  [[nodiscard]] std::string description() const;

 private:
  explicit IccProfile(std::string_view bytes) : bytes_(bytes) {}
  [[nodiscard]] uint32_t u32(std::size_t at) const;

  std::string_view bytes_;
  uint32_t tags_ = 0;
};

}  // namespace burnish
