#include "net/addresses.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <span>

namespace burnish::net {
namespace {

using Bytes = std::span<const uint8_t>;

struct Block {
  std::array<uint8_t, 16> bytes;
  int bits;
  AddressKind kind;
};

// IANA's special-purpose address registries; the first match counts.
constexpr Block v4_blocks[] = {
    {{0}, 8, AddressKind::Unspecified},         {{10}, 8, AddressKind::Private},
    {{100, 64}, 10, AddressKind::Shared},       {{127}, 8, AddressKind::Loopback},
    {{169, 254}, 16, AddressKind::LinkLocal},   {{172, 16}, 12, AddressKind::Private},
    {{192, 0, 0}, 24, AddressKind::Reserved},   {{192, 0, 2}, 24, AddressKind::Reserved},
    {{192, 88, 99}, 24, AddressKind::Reserved}, {{192, 168}, 16, AddressKind::Private},
    {{198, 18}, 15, AddressKind::Reserved},     {{198, 51, 100}, 24, AddressKind::Reserved},
    {{203, 0, 113}, 24, AddressKind::Reserved}, {{224}, 4, AddressKind::Multicast},
    {{240}, 4, AddressKind::Reserved},
};

constexpr Block v6_blocks[] = {
    {{0x20, 0x01, 0x0d, 0xb8}, 32, AddressKind::Reserved},  // documentation
    {{0x20, 0x01, 0x00}, 23, AddressKind::Reserved},        // Teredo and protocol assignments
    {{0x3f, 0xff}, 20, AddressKind::Reserved},              // documentation
    {{0x20}, 3, AddressKind::Public},
    {{0xfc}, 7, AddressKind::Private},
    {{0xfe, 0x80}, 10, AddressKind::LinkLocal},
    {{0xfe, 0xc0}, 10, AddressKind::Private},
    {{0xff}, 8, AddressKind::Multicast},
};

bool begins_with(Bytes address, const Block& block) {
  for (int bit = 0; bit < block.bits; bit += 8) {
    const auto i = static_cast<std::size_t>(bit / 8);
    const int kept = std::min(8, block.bits - bit);
    const auto mask = static_cast<uint8_t>(0xff << (8 - kept));
    if (((address[i] ^ block.bytes[i]) & mask) != 0) return false;
  }
  return true;
}

AddressKind kind_in(Bytes address, std::span<const Block> blocks, AddressKind otherwise) {
  const auto found =
      std::find_if(blocks.begin(), blocks.end(), [&](const Block& block) { return begins_with(address, block); });
  return found == blocks.end() ? otherwise : found->kind;
}

AddressKind kind_v4(Bytes address) { return kind_in(address, v4_blocks, AddressKind::Public); }

/// Where the IPv4 address lies within an IPv6 address that carries one; -1: none.
int embedded_v4(Bytes address) {
  static constexpr uint8_t nat64[12] = {0x00, 0x64, 0xff, 0x9b};
  const bool ten_zeros = std::all_of(address.begin(), address.begin() + 10, [](uint8_t b) { return b == 0; });
  if (ten_zeros && address[10] == 0xff && address[11] == 0xff) return 12;  // mapped
  if (ten_zeros && address[10] == 0 && address[11] == 0) return 12;        // compatible
  if (std::equal(std::begin(nat64), std::end(nat64), address.begin())) return 12;
  if (address[0] == 0x20 && address[1] == 0x02) return 2;  // 6to4
  return -1;
}

AddressKind kind_v6(Bytes address) {
  const bool zeros = std::all_of(address.begin(), address.end() - 1, [](uint8_t b) { return b == 0; });
  if (zeros && address[15] <= 1) return address[15] == 1 ? AddressKind::Loopback : AddressKind::Unspecified;
  if (const int at = embedded_v4(address); at >= 0) return kind_v4(address.subspan(static_cast<std::size_t>(at), 4));
  return kind_in(address, v6_blocks, AddressKind::Reserved);
}

}  // namespace

AddressKind address_kind(const sockaddr* address) {
  if (address->sa_family == AF_INET) {
    sockaddr_in v4{};
    std::memcpy(&v4, address, sizeof v4);
    std::array<uint8_t, 4> bytes{};
    std::memcpy(bytes.data(), &v4.sin_addr, bytes.size());
    return kind_v4(bytes);
  }
  if (address->sa_family == AF_INET6) {
    sockaddr_in6 v6{};
    std::memcpy(&v6, address, sizeof v6);
    std::array<uint8_t, 16> bytes{};
    std::memcpy(bytes.data(), &v6.sin6_addr, bytes.size());
    return kind_v6(bytes);
  }
  return AddressKind::Reserved;
}

std::optional<AddressKind> address_kind(std::string_view text) {
  const std::string terminated(text);
  std::array<uint8_t, 16> bytes{};
  if (inet_pton(AF_INET, terminated.c_str(), bytes.data()) == 1) return kind_v4(Bytes(bytes).first(4));
  if (inet_pton(AF_INET6, terminated.c_str(), bytes.data()) == 1) return kind_v6(bytes);
  return std::nullopt;
}

bool is_allowed(AddressKind kind, Reach reach) {
  switch (reach) {
    case Reach::Public:
      return kind == AddressKind::Public;
    case Reach::Loopback:
      return kind == AddressKind::Loopback;
    case Reach::Any:
      return kind != AddressKind::Unspecified && kind != AddressKind::Multicast;
  }
  return false;
}

std::string_view phrase(AddressKind kind) {
  switch (kind) {
    case AddressKind::Public:
      return "a public address";
    case AddressKind::Loopback:
      return "an address of this machine";
    case AddressKind::Private:
      return "an address of a private network";
    case AddressKind::LinkLocal:
      return "a link-local address";
    case AddressKind::Shared:
      return "an address behind a carrier's NAT";
    case AddressKind::Unspecified:
      return "an unspecified address";
    case AddressKind::Multicast:
      return "a multicast address";
    case AddressKind::Reserved:
      return "a reserved address";
  }
  return "an unknown address";
}

std::string address_text(const sockaddr* address) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  const char* written = nullptr;
  if (address->sa_family == AF_INET) {
    sockaddr_in v4{};
    std::memcpy(&v4, address, sizeof v4);
    written = inet_ntop(AF_INET, &v4.sin_addr, text.data(), text.size());
  } else if (address->sa_family == AF_INET6) {
    sockaddr_in6 v6{};
    std::memcpy(&v6, address, sizeof v6);
    written = inet_ntop(AF_INET6, &v6.sin6_addr, text.data(), text.size());
  }
  return written == nullptr ? std::string() : std::string(written);
}

}  // namespace burnish::net
