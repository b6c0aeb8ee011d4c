// Which network an address belongs to, and whether it may be connected to. Also part of the curl module.
#pragma once
#include <sys/socket.h>

#include <optional>
#include <string>
#include <string_view>

#include "net/transport.hpp"

namespace burnish::net {

enum class AddressKind {
  Public,
  Loopback,
  Private,      // RFC 1918, fc00::/7, fec0::/10
  LinkLocal,    // 169.254/16 (clouds' metadata services too), fe80::/10
  Shared,       // carrier-grade NAT, 100.64/10
  Unspecified,  // 0/8, ::
  Multicast,
  Reserved,  // documentation, benchmarks, future use: nobody on the internet
};

/// IPv6 forms that carry an IPv4 address (mapped, compatible, NAT64, 6to4) are judged by that. Other families:
/// Reserved.
[[nodiscard]] AddressKind address_kind(const sockaddr* address);
/// Of "10.0.0.1" or "::1"; nothing for what is no address.
[[nodiscard]] std::optional<AddressKind> address_kind(std::string_view text);
[[nodiscard]] bool is_allowed(AddressKind kind, Reach reach);
/// "an address of a private network", for messages.
[[nodiscard]] std::string_view phrase(AddressKind kind);
/// "10.0.0.1", "::1"; empty for other families.
[[nodiscard]] std::string address_text(const sockaddr* address);

}  // namespace burnish::net
