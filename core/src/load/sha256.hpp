// SHA-256 (the only libmd).
#pragma once
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

namespace burnish {

/// Fed piece by piece.
class Sha256 {
 public:
  Sha256();
  Sha256(Sha256&&) noexcept;
  Sha256& operator=(Sha256&&) noexcept;
  ~Sha256();

  void add(const void* bytes, std::size_t size);
  /// The digest in 64 lower-case hex digits; nothing may be added afterwards.
  [[nodiscard]] std::string hex();

 private:
  struct Context;
  std::unique_ptr<Context> context_;
};

[[nodiscard]] std::string sha256_hex(std::string_view bytes);
/// Of the whole file behind a descriptor; empty when it cannot be read.
[[nodiscard]] std::string sha256_hex_of_file(int descriptor);

}  // namespace burnish
