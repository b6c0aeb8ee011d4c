// One request through "burnish.http/1".
#pragma once
#include <burnish/abi.h>

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "profile.hpp"

namespace flux {

using Headers = std::vector<std::pair<std::string, std::string>>;

struct Message {
  std::string method = "GET", url{};
  Headers headers{};  // a secret in them is "${secret:NAME}"; the host fills it in
  std::string body{};
  uint32_t timeout_ms = 0;  // 0: the host's
  uint32_t redirects = 0;
};

struct Answer {
  int32_t status = 0;
  std::string body{}, content_type{}, location{};
  double retry_after_s = 0;
  [[nodiscard]] bool good() const { return status >= 200 && status < 300; }
};

/// With the provider's key and its own headers; only for its API, never for what it delivers.
[[nodiscard]] Message api_message(const Profile& profile, std::string method, const std::string& url);

/// Sends what costs money: when it may have arrived and the answer was lost, the failure says so.
[[nodiscard]] Answer send_paid(const burnish_call* call, const Profile& profile, const Message& message);
/// Sends what only asks.
[[nodiscard]] Answer send(const burnish_call* call, const Message& message, const std::string& what);

/// "https://api.bfl.ai/v1/get_result", without what may be secret in it.
[[nodiscard]] std::string shown_url(std::string_view url);

}  // namespace flux
