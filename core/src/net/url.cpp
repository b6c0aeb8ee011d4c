#include "net/url.hpp"

#include <algorithm>
#include <charconv>

#include "net/addresses.hpp"

namespace burnish::net {
namespace {

constexpr std::size_t longest_url = 16384;  // signed URLs have some 600 bytes

bool begins_with(std::string_view text, std::string_view beginning) {
  return text.substr(0, beginning.size()) == beginning;
}
bool ends_with(std::string_view text, std::string_view end) {
  return text.size() >= end.size() && text.substr(text.size() - end.size()) == end;
}
char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

std::string lower(std::string_view text) {
  std::string low(text);
  std::transform(low.begin(), low.end(), low.begin(), [](char c) { return lower(c); });
  return low;
}

bool is_host_name(std::string_view host) {
  if (host.empty() || host.size() > 253 || host.front() == '.' || host.back() == '.') return false;
  if (host.find("..") != std::string_view::npos) return false;
  return std::all_of(host.begin(), host.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || is_digit(c) || c == '-' || c == '.' || c == '_';
  });
}

/// "127.1", "2130706433" and "0x7f.0.0.1" are addresses to resolvers: a name whose last label is a number is only
/// taken in the usual four parts.
bool is_odd_address(std::string_view host) {
  const std::size_t dot = host.rfind('.');
  const std::string_view last = dot == std::string_view::npos ? host : host.substr(dot + 1);
  const bool hexadecimal = begins_with(last, "0x") || begins_with(last, "0X");
  const bool number = hexadecimal || std::all_of(last.begin(), last.end(), is_digit);
  return number && !address_kind(host);
}

bool read_port(std::string_view text, uint16_t& port) {
  if (text.empty() || text.size() > 5 || !std::all_of(text.begin(), text.end(), is_digit)) return false;
  unsigned number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  port = static_cast<uint16_t>(number);
  return number >= 1 && number <= 65535;
}

/// "host", "host:port", "[v6]:port". An absent port leaves `port` as it is.
bool read_authority(std::string_view text, std::string& host, uint16_t& port, std::string& why) {
  std::string_view rest;
  if (begins_with(text, "[")) {
    const std::size_t end = text.find(']');
    const std::string_view inside = text.substr(1, std::min(end, text.size()) - 1);
    if (end == std::string_view::npos || inside.find(':') == std::string_view::npos || !address_kind(inside)) {
      why = "what stands in brackets is no IPv6 address";
      return false;
    }
    host = lower(inside);
    rest = text.substr(end + 1);
  } else {
    const std::size_t colon = std::min(text.find(':'), text.size());
    host = lower(text.substr(0, colon));
    rest = text.substr(colon);
    if (!is_host_name(host)) {
      why = "its host is no name";
      return false;
    }
    if (is_odd_address(host)) {
      why = "its host is an address in an unusual spelling";
      return false;
    }
  }
  if (rest.empty()) return true;
  if (rest.front() == ':' && read_port(rest.substr(1), port)) return true;
  why = "its port is no number from 1 to 65535";
  return false;
}

}  // namespace

std::string Url::authority() const {
  std::string text = host.find(':') == std::string::npos ? host : "[" + host + "]";
  if (!is_default_port()) text += ":" + std::to_string(port);
  return text;
}

std::optional<Url> parse_url(std::string_view text, std::string& why) {
  if (text.size() > longest_url) {
    why = "it has " + std::to_string(text.size()) + " bytes, at most " + std::to_string(longest_url) + " are allowed";
    return std::nullopt;
  }
  if (!std::all_of(text.begin(), text.end(), [](char c) { return c > 0x20 && c < 0x7f; })) {
    why = "it holds spaces, control characters or bytes that are not ASCII";
    return std::nullopt;
  }
  const std::size_t colon = std::min(text.find("://"), text.size());
  const std::string scheme = lower(text.substr(0, colon));
  if (scheme != "http" && scheme != "https") {
    why = "it does not begin with https:// or http://";
    return std::nullopt;
  }
  Url url;
  url.https = scheme == "https";
  url.port = url.https ? 443 : 80;
  const std::string_view rest = text.substr(colon + 3);
  const std::size_t path = std::min(rest.find_first_of("/?#"), rest.size());
  const std::string_view authority = rest.substr(0, path);
  if (authority.find('@') != std::string_view::npos) {
    why = "it holds a user name";
    return std::nullopt;
  }
  if (!read_authority(authority, url.host, url.port, why)) return std::nullopt;
  const std::size_t query = std::min(rest.find_first_of("?#"), rest.size());
  url.has_query = query < rest.size();
  url.prefix = rest.substr(path, query - path);
  while (!url.prefix.empty() && url.prefix.back() == '/') url.prefix.pop_back();
  return url;
}

std::string shown(std::string_view url) {
  std::string text;
  for (const char c : url.substr(0, std::min(url.find_first_of("?#"), std::size_t{200})))
    text += c >= 0x20 && c < 0x7f ? c : '?';
  const std::size_t scheme = text.find("://");
  const std::size_t start = scheme == std::string::npos ? 0 : scheme + 3;
  // The last one: whatever stands before it is taken for a user name by some reader of URLs.
  const std::size_t at = text.rfind('@');
  if (at != std::string::npos && at >= start) text.replace(start, at - start, "...");
  return text;
}

bool is_loopback(const Url& url) {
  if (url.host == "localhost" || ends_with(url.host, ".localhost")) return true;
  return address_kind(url.host) == AddressKind::Loopback;
}

bool host_matches(std::string_view pattern, const Url& url) {
  const bool below = begins_with(pattern, "*.");
  std::string host;
  std::string why;
  uint16_t port = url.https ? 443 : 80;
  if (!read_authority(below ? pattern.substr(2) : pattern, host, port, why) || port != url.port) return false;
  if (!below) return host == url.host;
  return url.host.size() > host.size() + 1 && ends_with(url.host, "." + host);
}

bool is_host_pattern(std::string_view text) {
  const bool below = begins_with(text, "*.");
  std::string host;
  std::string why;
  uint16_t port = 0;
  if (!read_authority(below ? text.substr(2) : text, host, port, why)) return false;
  return !below || (host.find('.') != std::string::npos && !address_kind(host));
}

}  // namespace burnish::net
