// C2PA manifests, as far as the hash of the file's bytes (C2PA 2.1, 9.2 and 11; JUMBF: ISO/IEC 19566-5). Signatures are
// not verified.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace burnish {

/// What the active manifest says of the bytes of the file: their hash, but for some ranges.
struct HashClaim {
  struct Range {
    uint64_t start = 0, length = 0;
  };
  std::string algorithm;  // "sha256"
  std::string hash;       // bytes
  std::vector<Range> excluded;
};

/// Nothing when the store is damaged or its manifest binds the file in another way.
[[nodiscard]] std::optional<HashClaim> hash_claim(std::string_view store);

}  // namespace burnish
