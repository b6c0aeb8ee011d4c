// URLs of http and https, read more strictly than the transport reads them, so that both see the same host. Also part
// of the curl module.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace burnish::net {

struct Url {
  bool https = true;
  std::string host;  // lower case; of an IPv6 address without brackets
  uint16_t port = 443;
  std::string prefix;  // the path without slashes at its end
  bool has_query = false;

  /// "api.bfl.ai", "127.0.0.1:8080", "[::1]:8080": the port only when it is not the scheme's own.
  [[nodiscard]] std::string authority() const;
  [[nodiscard]] bool is_default_port() const { return port == (https ? 443 : 80); }
  [[nodiscard]] bool same_origin(const Url& other) const {
    return https == other.https && host == other.host && port == other.port;
  }
};

/// `why` says what is wrong: another scheme, user names, odd spellings of addresses, bytes that are no plain ASCII.
[[nodiscard]] std::optional<Url> parse_url(std::string_view text, std::string& why);
/// For messages: without user name, query and fragment, which may hold what is secret.
[[nodiscard]] std::string shown(std::string_view url);

/// By its name: localhost, *.localhost, 127/8, ::1.
[[nodiscard]] bool is_loopback(const Url& url);

/// "api.bfl.ai", "*.bfl.ai" (any depth, not bfl.ai itself) or either with ":8443"; without a port the scheme's own.
[[nodiscard]] bool host_matches(std::string_view pattern, const Url& url);
/// Whether it is such a pattern: at least two labels below "*.".
[[nodiscard]] bool is_host_pattern(std::string_view text);

}  // namespace burnish::net
