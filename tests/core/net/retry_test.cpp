#include "net/retry.hpp"

#include <gtest/gtest.h>

#include "fakes.hpp"

namespace burnish::testing_net {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

TEST(Retry, AfterReadsSecondsAndDates) {
  const auto after = [](const char* text, const char* date = nullptr) {
    Headers headers{{"retry-after", text}};
    if (date != nullptr) headers.emplace_back("date", date);
    return retry_after(headers);
  };
  EXPECT_EQ(after("0"), milliseconds(0));
  EXPECT_EQ(after("7"), seconds(7));
  EXPECT_EQ(after("3600"), seconds(60));
  EXPECT_EQ(after("99999999999999999999"), seconds(60));
  EXPECT_EQ(after("Sun, 22 Nov 2026 10:00:07 GMT", "Sun, 22 Nov 2026 10:00:00 GMT"), seconds(7));
  EXPECT_EQ(after("Tue, 01 Mar 2028 00:00:05 GMT", "Mon, 29 Feb 2028 23:59:55 GMT"), seconds(10));
  EXPECT_EQ(after("Sun, 22 Nov 2026 09:00:00 GMT", "Sun, 22 Nov 2026 10:00:00 GMT"), seconds(0));
  EXPECT_EQ(after("Sun, 22 Nov 2036 09:00:00 GMT", "Sun, 22 Nov 2026 10:00:00 GMT"), seconds(60));
  EXPECT_EQ(after("Sun, 06 Nov 1994 08:49:37 GMT"), seconds(0));  // long ago by this machine's clock
  for (const char* wrong : {"", "-1", "soon", "1.5", "Sun, 31 Feb 2026 10:00:07 GMT", "Sun, 22 Abc 2026 10:00:07 GMT"})
    EXPECT_FALSE(after(wrong)) << wrong;
  EXPECT_FALSE(retry_after({}));
}

struct Case {
  const char* method;
  WireAnswer answer;
  bool again;
};

TEST(Retry, IsOnlyForWhatCannotHaveBeenCharged) {
  WireAnswer certificate = failure(WireFailure::Connect);
  certificate.permanent = true;
  const std::vector<Case> cases{
      {"GET", status(200), false},
      {"GET", status(404), false},
      {"GET", status(302), false},
      {"GET", status(429), true},
      {"GET", status(500), true},
      {"GET", status(501), false},
      {"GET", status(502, "<html>"), true},
      {"GET", status(503, R"({"detail":"overloaded"})"), true},
      {"GET", status(503, R"({"id":"1","status":"Error","result":null})"), false},
      {"GET", status(503, R"({"title":"busy","status":503})"), true},
      {"GET", status(503, R"({"status":)"), true},
      {"GET", status(504), true},
      {"GET", failure(WireFailure::Connect), true},
      {"GET", certificate, false},
      {"GET", failure(WireFailure::Lost), true},
      {"GET", failure(WireFailure::Timeout), true},
      {"GET", failure(WireFailure::TooLarge), false},
      {"GET", failure(WireFailure::Address), false},
      {"GET", failure(WireFailure::Stopped), false},
      {"GET", failure(WireFailure::Unavailable), false},
      {"POST", status(200), false},
      {"POST", status(429), true},
      {"POST", status(500), false},
      {"POST", status(502), false},
      {"POST", status(503, {}, {{"retry-after", "1"}}), false},
      {"POST", status(504), false},
      {"POST", failure(WireFailure::Connect), true},
      {"POST", certificate, false},
      {"POST", failure(WireFailure::Lost), false},
      {"POST", failure(WireFailure::Timeout), false},
      {"PUT", failure(WireFailure::Lost), false},
      {"DELETE", failure(WireFailure::Lost), false},
  };
  for (const Case& c : cases)
    EXPECT_EQ(wait_before_retry(c.method, c.answer, 1, 0.5).has_value(), c.again)
        << c.method << " " << c.answer.status << " " << static_cast<int>(c.answer.failure) << " " << c.answer.body;
}

TEST(Retry, WaitsLongerEachTimeWithJitter) {
  const WireAnswer lost = failure(WireFailure::Lost);
  EXPECT_EQ(wait_before_retry("GET", lost, 1, 0.0), milliseconds(250));
  EXPECT_EQ(wait_before_retry("GET", lost, 1, 1.0), milliseconds(500));
  EXPECT_EQ(wait_before_retry("GET", lost, 3, 1.0), milliseconds(2000));
  EXPECT_EQ(wait_before_retry("GET", lost, 1000, 1.0), seconds(16));
}

TEST(Retry, HonoursRetryAfterWithinAMinute) {
  const auto asked = [](const char* after) {
    return wait_before_retry("POST", status(429, {}, {{"retry-after", after}}), 1, 1.0);
  };
  EXPECT_EQ(asked("7"), seconds(7));
  EXPECT_EQ(asked("900"), seconds(60));
  EXPECT_EQ(asked("0"), milliseconds(500));
  EXPECT_EQ(asked("soon"), milliseconds(500));
}

}  // namespace
}  // namespace burnish::testing_net
