// Texts of a plugin's descriptors, copied and checked.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace burnish {

inline constexpr uint32_t largest_struct = 1U << 16;  // bytes; no struct of the contract comes near it

/// Copies texts; the first that is wrong is kept in why(), and what follows is empty.
class DescriptionText {
 public:
  std::string optional(const char* text, const char* what);
  std::string required(const char* text, const char* what);
  /// Of a module, table or format: [a-z0-9][a-z0-9_.-]*
  std::string id(const char* text, const char* what);
  /// [a-z][a-z0-9_]*
  std::string parameter_id(const char* text);
  /// NULL-terminated; NULL is empty.
  std::vector<std::string> list(const char* const* texts, const char* what);

  void fail(std::string why) {
    if (why_.empty()) why_ = std::move(why);
  }
  [[nodiscard]] bool ok() const { return why_.empty(); }
  [[nodiscard]] const std::string& why() const { return why_; }

 private:
  std::string why_;
};

[[nodiscard]] bool is_utf8(std::string_view text);

}  // namespace burnish
