// Which exchanges may be carried out again, and when.
#pragma once
#include <chrono>
#include <optional>
#include <string_view>

#include "net/transport.hpp"

namespace burnish::net {

inline constexpr std::chrono::milliseconds longest_wait = std::chrono::seconds(60);

/// Value of a header by its lower-case name; empty when absent.
[[nodiscard]] std::string_view header(const Headers& headers, std::string_view name);

/// What Retry-After asks for: seconds, or a date, which is taken relative to the answer's own Date. Bounded by
/// longest_wait.
[[nodiscard]] std::optional<std::chrono::milliseconds> retry_after(const Headers& headers);

/// How long to wait before the next try; nothing when there must be none. `tried` counts from 1, `random` is in [0, 1).
/// POST and the like go out again only when nothing was sent or the server refused for want of room (429): everything
/// else may have been charged.
[[nodiscard]] std::optional<std::chrono::milliseconds> wait_before_retry(std::string_view method,
                                                                         const WireAnswer& answer, int tried,
                                                                         double random);

}  // namespace burnish::net
