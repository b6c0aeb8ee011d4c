// C2PA manifests made for tests: JUMBF boxes with an assertion of the file's hash, without claim and signature.
#pragma once
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace burnish::testing_metadata {

inline std::string big_endian(uint64_t value, int bytes) {
  std::string out;
  for (int i = bytes - 1; i >= 0; --i) out += static_cast<char>(value >> (8 * i) & 0xFFU);
  return out;
}

inline std::string box(const std::string& type, const std::string& content) {
  return big_endian(content.size() + 8, 4) + type + content;
}

/// `kind`: the four letters of its type.
inline std::string superbox(const std::string& label, const std::string& boxes, const std::string& kind = "cbor") {
  const std::string uuid = kind + std::string("\0\x11\0\x10\x80\0\0\xAA\0\x38\x9B\x71", 12);
  return box("jumb", box("jumd", uuid + '\x03' + label + '\0') + boxes);
}

inline std::string cbor_number(uint64_t n) { return "\x1B" + big_endian(n, 8); }
inline std::string cbor_text(const std::string& text) { return static_cast<char>(0x60U + text.size()) + text; }

inline std::string hash_assertion(const std::string& hash, const std::vector<std::pair<uint64_t, uint64_t>>& excluded) {
  std::string cbor = "\xA5" + cbor_text("exclusions") + static_cast<char>(0x80U + excluded.size());
  for (const auto& [start, length] : excluded)
    cbor += "\xA2" + cbor_text("start") + cbor_number(start) + cbor_text("length") + cbor_number(length);
  cbor += cbor_text("name") + cbor_text("jumbf manifest") + cbor_text("alg") + cbor_text("sha256");
  cbor += cbor_text("hash") + "\x58" + static_cast<char>(hash.size()) + hash;
  cbor += cbor_text("pad") + std::string("\x43\0\0\0", 4);
  return superbox("c2pa.hash.data", box("cbor", cbor));
}

inline std::string manifest_of(const std::string& assertions) {
  return superbox("urn:c2pa:1", superbox("c2pa.assertions", assertions, "c2as"), "c2ma");
}

inline std::string manifest_store(const std::string& manifests) { return superbox("c2pa", manifests, "c2pa"); }

}  // namespace burnish::testing_metadata
