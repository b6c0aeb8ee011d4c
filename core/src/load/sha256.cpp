#include "load/sha256.hpp"

#include <sha2.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdint>
#include <vector>

namespace burnish {

struct Sha256::Context {
  SHA2_CTX state{};
};

Sha256::Sha256() : context_(std::make_unique<Context>()) { SHA256Init(&context_->state); }
Sha256::Sha256(Sha256&&) noexcept = default;
Sha256& Sha256::operator=(Sha256&&) noexcept = default;
Sha256::~Sha256() = default;

void Sha256::add(const void* bytes, std::size_t size) {
  SHA256Update(&context_->state, static_cast<const uint8_t*>(bytes), size);
}

std::string Sha256::hex() {
  std::array<uint8_t, SHA256_DIGEST_LENGTH> digest{};
  SHA256Final(digest.data(), &context_->state);
  std::string text;
  for (const uint8_t byte : digest) {
    text.push_back("0123456789abcdef"[byte >> 4]);
    text.push_back("0123456789abcdef"[byte & 15]);
  }
  return text;
}

std::string sha256_hex(std::string_view bytes) {
  Sha256 hash;
  hash.add(bytes.data(), bytes.size());
  return hash.hex();
}

std::string sha256_hex_of_file(int descriptor) {
  Sha256 hash;
  std::vector<char> block(std::size_t{1} << 16);
  for (off_t at = 0;;) {
    const ssize_t got = pread(descriptor, block.data(), block.size(), at);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return {};
    if (got == 0) return hash.hex();
    hash.add(block.data(), static_cast<std::size_t>(got));
    at += got;
  }
}

}  // namespace burnish
