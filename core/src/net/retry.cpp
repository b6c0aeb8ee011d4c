#include "net/retry.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "pipeline/document.hpp"

namespace burnish::net {
namespace {

using std::chrono::milliseconds;

constexpr auto first_wait = milliseconds(500);
constexpr auto longest_back_off = milliseconds(16'000);

bool read_number(std::string_view text, int& number) {
  const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), number);
  return failed == std::errc() && end == text.data() + text.size();
}

/// "Sun, 06 Nov 1994 08:49:37 GMT", the only form that servers may write today.
std::optional<std::chrono::sys_seconds> read_http_date(std::string_view text) {
  static constexpr std::array<std::string_view, 12> months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                           "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  if (text.size() != 29 || text.substr(25) != " GMT") return std::nullopt;
  const auto month = std::find(months.begin(), months.end(), text.substr(8, 3));
  int day = 0;
  int year = 0;
  int hour = 0;
  int minute = 0;
  int second = 0;
  if (month == months.end() || !read_number(text.substr(5, 2), day) || !read_number(text.substr(12, 4), year) ||
      !read_number(text.substr(17, 2), hour) || !read_number(text.substr(20, 2), minute) ||
      !read_number(text.substr(23, 2), second))
    return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year(year),
                                         std::chrono::month(static_cast<unsigned>(month - months.begin()) + 1),
                                         std::chrono::day(static_cast<unsigned>(day))};
  if (!date.ok()) return std::nullopt;
  return std::chrono::sys_days(date) + std::chrono::hours(hour) + std::chrono::minutes(minute) +
         std::chrono::seconds(second);
}

bool is_busy(int32_t status) { return status == 500 || status == 502 || status == 503 || status == 504; }

/// Some providers deliver a failed job with a 5xx: {"id": ..., "status": "Error"}. That is an answer, not trouble.
bool tells_a_job(const WireAnswer& answer) {
  const std::size_t first = answer.body.find_first_not_of(" \t\r\n");
  if (first == std::string::npos || answer.body[first] != '{') return false;
  const auto json = parse_json(answer.body, "the answer");
  if (!json) return false;
  const JsonValue* status = json->member("status");
  return status != nullptr && status->is(JsonValue::Type::String);
}

/// Grows from half a second; between half of it and the whole, so that many clients do not come back together.
milliseconds back_off(int tried, double random) {
  const auto whole = std::min(longest_back_off, first_wait * (1 << std::clamp(tried - 1, 0, 10)));
  return std::chrono::duration_cast<milliseconds>(whole * (0.5 + 0.5 * std::clamp(random, 0.0, 1.0)));
}

bool may_repeat(std::string_view method, const WireAnswer& answer) {
  if (answer.permanent) return false;
  const bool harmless = method == "GET" || method == "HEAD";
  switch (answer.failure) {
    case WireFailure::None:
      return answer.status == 429 || (harmless && is_busy(answer.status) && !tells_a_job(answer));
    case WireFailure::Connect:
      return !answer.sent;
    case WireFailure::Lost:
    case WireFailure::Timeout:
      return harmless;
    default:
      return false;
  }
}

}  // namespace

std::string_view header(const Headers& headers, std::string_view name) {
  const auto found =
      std::find_if(headers.begin(), headers.end(), [name](const auto& entry) { return entry.first == name; });
  return found == headers.end() ? std::string_view() : std::string_view(found->second);
}

std::optional<milliseconds> retry_after(const Headers& headers) {
  const std::string_view text = header(headers, "retry-after");
  if (text.empty()) return std::nullopt;
  if (std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; })) {
    int seconds = 0;
    if (!read_number(text, seconds)) return longest_wait;  // more than an int holds
    return std::min<milliseconds>(std::chrono::seconds(seconds), longest_wait);
  }
  const auto until = read_http_date(text);
  if (!until) return std::nullopt;
  const auto now = read_http_date(header(headers, "date"))
                       .value_or(std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now()));
  return std::clamp<milliseconds>(*until - now, milliseconds(0), longest_wait);
}

std::optional<milliseconds> wait_before_retry(std::string_view method, const WireAnswer& answer, int tried,
                                              double random) {
  if (!may_repeat(method, answer)) return std::nullopt;
  const milliseconds usual = back_off(tried, random);
  const bool asks = answer.failure == WireFailure::None && (answer.status == 429 || answer.status == 503);
  if (!asks) return usual;
  const auto asked = retry_after(answer.headers);
  // "0" means at once, which would only be refused again by who is busy.
  return asked ? std::max(*asked, std::min(usual, first_wait)) : usual;
}

}  // namespace burnish::net
