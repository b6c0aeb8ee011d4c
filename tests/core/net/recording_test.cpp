// Exchanges written down and played back.
#include <gmock/gmock.h>

#include <sys/stat.h>

#include "fakes.hpp"

namespace burnish::testing_net {
namespace {

using testing::HasSubstr;
using testing::Not;

WireRequest wire(std::string method, std::string url, std::string body = {}) {
  WireRequest request;
  request.method = std::move(method);
  request.url = std::move(url);
  request.body = std::move(body);
  return request;
}

TEST(Recording, IsPlayedBackInOrderAndHoldsNoKey) {
  const Home home;
  const fs::path file = home / "exchanges.jsonl";
  const std::string picture("\x89PNG\r\n\x1a\n\0\xff\xfe", 11);
  WireAnswer lost = failure(WireFailure::Lost, std::string("broke at ") + canary);
  FakeTransport through({status(200, R"({"id":"ü\"","echo":")" + std::string(canary) + "\"}",
                                {{"content-type", "application/json"}, {"set-cookie", "session=1"}}),
                         status(200, "first"), status(200, "second"), status(200, picture), lost});
  WireRequest submit = wire("POST", "https://api.bfl.ai/v1/x", R"({"prompt":"a"})");
  submit.headers = {{"x-key", canary}};
  submit.secrets = {{"bfl", canary}};
  {
    auto recorder = recording(through, file);
    ASSERT_TRUE(recorder);
    EXPECT_THAT((*recorder)->exchange(submit).body, HasSubstr(canary)) << "the answer itself is passed on as it is";
    for (int i = 0; i < 2; ++i) EXPECT_EQ((*recorder)->exchange(wire("GET", "https://api.bfl.ai/poll")).status, 200);
    EXPECT_EQ((*recorder)->exchange(wire("GET", "https://cdn.example/a.png?sig=x")).body, picture);
    EXPECT_EQ((*recorder)->exchange(wire("GET", "https://cdn.example/b.png")).failure, WireFailure::Lost);
  }
  const std::string written = read_file(file);
  EXPECT_THAT(written, Not(HasSubstr("CANARY")));
  EXPECT_THAT(written, HasSubstr("x-key: ${secret:bfl}"));
  EXPECT_THAT(written, Not(HasSubstr("session=1")));
  struct stat facts {};
  ASSERT_EQ(stat(file.c_str(), &facts), 0);
  EXPECT_EQ(facts.st_mode & 0777U, 0600U);

  auto player = replay(file);
  ASSERT_TRUE(player) << player.error().message();
  Transport& played = **player;
  EXPECT_EQ(played.exchange(wire("GET", "https://cdn.example/a.png?sig=x")).body, picture);
  EXPECT_EQ(played.exchange(wire("GET", "https://api.bfl.ai/poll")).body, "first");
  EXPECT_EQ(played.exchange(wire("GET", "https://api.bfl.ai/poll")).body, "second");
  const WireAnswer none = played.exchange(wire("GET", "https://api.bfl.ai/poll"));
  EXPECT_EQ(none.failure, WireFailure::Unavailable);
  EXPECT_THAT(none.why, HasSubstr("holds no further GET of https://api.bfl.ai/poll with this body"));
  EXPECT_EQ(played.exchange(wire("POST", "https://api.bfl.ai/v1/x", R"({"prompt":"b"})")).failure,
            WireFailure::Unavailable);
  const WireAnswer answer = played.exchange(submit);
  EXPECT_EQ(answer.body, R"({"id":"ü\"","echo":"${secret:bfl}"})");
  EXPECT_EQ(answer.headers, (Headers{{"content-type", "application/json"}}));
  const WireAnswer again = played.exchange(wire("GET", "https://cdn.example/b.png"));
  EXPECT_EQ(again.failure, WireFailure::Lost);
  EXPECT_TRUE(again.sent_maybe());
  EXPECT_EQ(again.why, "broke at ${secret:bfl}");
}

TEST(Recording, KeepsEveryByteAndTheLimit) {
  const Home home;
  for (std::size_t size : {0U, 1U, 2U, 3U, 4U, 255U, 1000U}) {
    std::string bytes("\xff");
    for (std::size_t i = 0; i < size; ++i) bytes += static_cast<char>(i * 7 % 256);
    FakeTransport through({status(200, bytes)});
    const fs::path file = home / ("bytes" + std::to_string(size));
    EXPECT_TRUE((*recording(through, file))->exchange(wire("GET", "https://a.b/")).status == 200);
    EXPECT_EQ((*replay(file)).get()->exchange(wire("GET", "https://a.b/")).body, bytes) << size;
    WireRequest limited = wire("GET", "https://a.b/");
    limited.max_bytes = bytes.size() - 1;
    EXPECT_EQ((*replay(file)).get()->exchange(limited).failure, WireFailure::TooLarge);
  }
}

TEST(Recording, DamagedOrMissingFilesAreTold) {
  const Home home;
  EXPECT_THAT(replay(home / "none").error().message(), HasSubstr("it cannot be opened"));
  FakeTransport through;
  EXPECT_EQ(recording(through, home / "no/such/folder").error().code, Code::Io);
  EXPECT_THAT(replay(home.write("a", "{}\n")).error().message(), HasSubstr("line 1"));
  EXPECT_THAT(replay(home.write("a", "{\"status\":200}\nx\n")).error().message(), HasSubstr("line 2"));
  EXPECT_FALSE(replay(home.write("a", R"({"status":200,"body_base64":"A*"})")));
  EXPECT_FALSE(replay(home.write("a", R"({"status":200,"body_base64":"AAAAA"})")));
  EXPECT_FALSE(replay(home.write("a", R"({"failure":"unheard"})")));
}

}  // namespace
}  // namespace burnish::testing_net
