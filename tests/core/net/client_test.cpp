// The client's rules, with a transport that sends nothing.
#include "net/client.hpp"

#include <gmock/gmock.h>

#include "fakes.hpp"

namespace burnish::testing_net {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

class ClientRules : public testing::Test {
 protected:
  ClientRules() { setenv("BURNISH_TEST_KEY", canary, 1); }

  [[nodiscard]] WireAnswer send(Request request, FakeTransport& transport, Profile profile = bfl(),
                                ClientOptions options = {}) {
    options.clock = clock_.clock();
    const Client client(std::move(profile), transport, std::move(options));
    return client.send(request.get(), call_);
  }
  [[nodiscard]] WireAnswer send(Request request, Profile profile = bfl(), ClientOptions options = {}) {
    return send(std::move(request), transport_, std::move(profile), std::move(options));
  }

  Home home_;
  Host host_;
  Cancellation cancel_;
  Call call_{host_.get(), &cancel_};
  FakeClock clock_;
  FakeTransport transport_;
};

class ClientSecrets : public ClientRules {
 protected:
  static Request keyed(Request request) {
    request.headers = {"x-key", "${secret:bfl}"};
    return request;
  }
};

TEST_F(ClientSecrets, AreFilledInForHostsOfTheProvider) {
  Request request = post("https://api.eu2.bfl.ai/v1/flux-2-pro");
  request.headers = {"Authorization", "Bearer ${secret:bfl}", "Content-Type", "application/json"};
  request.redirects = 5;
  EXPECT_EQ(send(request).status, 200);
  ASSERT_THAT(transport_.asked(), SizeIs(1));
  const WireRequest& wire = transport_.asked()[0];
  EXPECT_EQ(wire.headers[0].second, std::string("Bearer ") + canary);
  EXPECT_EQ(wire.redirects, 0U) << "a request with a key follows nobody";
  EXPECT_EQ(wire.reach, Reach::Public);
  EXPECT_EQ(wire.timeout, seconds(60));
}

TEST_F(ClientSecrets, GoNowhereElse) {
  const std::pair<const char*, const char*> places[] = {
      {"https://delivery.example.net/a.png", "the key of provider bfl may not go to delivery.example.net"},
      {"https://evil.example/", "evil.example is not a host of provider bfl"},
      {"https://bfl.ai.evil.example/", "not a host of provider bfl"},
      {"https://api.bfl.ai:8443/", "not a host of provider bfl"},
      {"http://api.bfl.ai/", "plain http is only for this machine itself"},
      {"http://127.0.0.1:8080/", "not a host of provider bfl"},
      {"https://127.0.0.1/", "not a host of provider bfl"},
      {"https://169.254.169.254/latest", "not a host of provider bfl"},
      {"https://api.bfl.ai@evil.example/", "it holds a user name"},
  };
  for (const auto& [url, why] : places) {
    const WireAnswer answer = send(keyed(get(url)));
    EXPECT_EQ(answer.failure, WireFailure::Refused) << url;
    EXPECT_THAT(answer.why, HasSubstr(why)) << url;
    EXPECT_FALSE(answer.sent_maybe());
  }
  EXPECT_THAT(transport_.asked(), IsEmpty());
}

TEST_F(ClientSecrets, StandOnlyInHeaderValues) {
  EXPECT_THAT(send(get("https://api.bfl.ai/?key=${secret:bfl}")).why, HasSubstr("in a header alone, not in a URL"));
  EXPECT_THAT(send(post("https://api.bfl.ai/", R"({"prompt":"${secret:bfl}"})")).why, HasSubstr("in a header alone"));
  Request request = get("https://api.bfl.ai/");
  request.headers = {"${secret:bfl}", "x"};
  EXPECT_THAT(send(request).why, HasSubstr("name of a header"));
  for (const char* value : {"${secret:other}", "${secret:bfl", "${secret:}", "${secret:bfl}${secret:x}"}) {
    request.headers = {"x-key", value};
    EXPECT_THAT(send(request).why, HasSubstr("asks for a secret that provider bfl does not have")) << value;
  }
  Profile open = bfl();
  open.secret.reset();
  EXPECT_THAT(send(keyed(get("https://api.bfl.ai/")), open).why, HasSubstr("has no secret"));
  EXPECT_THAT(transport_.asked(), IsEmpty());
}

TEST_F(ClientSecrets, AreAskedForBeforeAnythingIsSent) {
  unsetenv("BURNISH_TEST_KEY");
  const WireAnswer answer = send(keyed(post("https://api.bfl.ai/v1/x")));
  EXPECT_EQ(answer.failure, WireFailure::Refused);
  EXPECT_THAT(answer.why, HasSubstr("no key for provider bfl: $BURNISH_TEST_KEY is not set"));
  EXPECT_THAT(transport_.asked(), IsEmpty());
  const Client client(bfl(), transport_);
  EXPECT_EQ(client.check_secret().error().code, Code::Generator);
  Profile open = bfl();
  open.secret.reset();
  EXPECT_TRUE(Client(open, transport_).check_secret().ok());
}

TEST_F(ClientSecrets, NeverComeBack) {
  const std::string escaped = R"(sk-CANARY\/0123456789abcdef)";
  const std::string percent = "sk-CANARY%2F0123456789abcdef";
  WireAnswer echo = status(403, R"({"detail":"bad key )" + std::string(canary) + " " + escaped + " " + percent + "\"}",
                           {{"x-echo", canary}});
  echo.final_url = "https://api.bfl.ai/?k=" + percent;
  FakeTransport transport({echo, failure(WireFailure::Lost, std::string("sent ") + canary + " away")});
  const WireAnswer answer = send(keyed(get("https://api.bfl.ai/a")), transport);
  EXPECT_EQ(answer.body, R"({"detail":"bad key ${secret:bfl} ${secret:bfl} ${secret:bfl}"})");
  EXPECT_EQ(answer.headers[0].second, "${secret:bfl}");
  EXPECT_THAT(answer.final_url, Not(HasSubstr("CANARY")));
  const WireAnswer lost = send(keyed(post("https://api.bfl.ai/a")), transport);
  EXPECT_EQ(lost.why, "sent ${secret:bfl} away");
}

TEST_F(ClientSecrets, StayOnThisMachineWithABaseOnLoopback) {
  const auto local = with_base(bfl(), "http://127.0.0.1:8080/prefix/");
  ASSERT_TRUE(local.ok());
  for (const char* url : {"http://127.0.0.1:8080/v1/x", "http://localhost:9999/v1/get_result?id=1"}) {
    EXPECT_EQ(send(keyed(get(url)), *local).status, 200) << url;
    EXPECT_EQ(transport_.asked().back().reach, Reach::Loopback);
  }
  EXPECT_THAT(send(keyed(get("http://192.168.0.9/")), *local).why, HasSubstr("not a host of provider"));
  EXPECT_THAT(send(keyed(get("http://api.bfl.ai/")), *local).why, HasSubstr("plain http"));
  EXPECT_EQ(send(keyed(get("https://api.bfl.ai/")), *local).status, 200);
  EXPECT_EQ(transport_.asked().back().reach, Reach::Public);
}

TEST_F(ClientRules, DeliveryNeedsNoKeyAndHasItsOwnTime) {
  unsetenv("BURNISH_TEST_KEY");
  Request request = get("https://delivery.example.net/a.png?sig=x%2Fy");
  request.redirects = 2;
  ClientOptions options;
  options.allow_private = true;
  options.max_bytes = 1000;
  EXPECT_EQ(send(request, bfl(), options).status, 200);
  request.timeout_ms = 7;
  request.max_bytes = 10;
  EXPECT_EQ(send(request, bfl(), options).status, 200);
  const auto& asked = transport_.asked();
  EXPECT_EQ(asked[0].url, "https://delivery.example.net/a.png?sig=x%2Fy");
  EXPECT_EQ(asked[0].timeout, seconds(120));
  EXPECT_EQ(asked[0].max_bytes, 1000U);
  EXPECT_EQ(asked[0].redirects, 2U);
  EXPECT_EQ(asked[0].reach, Reach::Any);
  EXPECT_EQ(asked[1].timeout, milliseconds(7));
  EXPECT_EQ(asked[1].max_bytes, 10U);
}

TEST_F(ClientRules, RefuseWhatWouldDesynchroniseTheConnection) {
  for (const auto& [name, value] : std::vector<std::pair<std::string, std::string>>{{"X", "a\r\nHost: evil"},
                                                                                    {"X", "a\nb"},
                                                                                    {"X", std::string("a\x01")},
                                                                                    {"X\r\nY", "a"},
                                                                                    {"X Y", "a"},
                                                                                    {"", "a"},
                                                                                    {"X:", "a"},
                                                                                    {"Host", "evil.example"},
                                                                                    {"content-length", "5"},
                                                                                    {"Transfer-Encoding", "chunked"},
                                                                                    {"Connection", "x"},
                                                                                    {"Expect", "100-continue"},
                                                                                    {"Proxy-Authorization", "x"},
                                                                                    {"Cookie", "x"}}) {
    Request request = get("https://api.bfl.ai/");
    request.headers = {name, value};
    EXPECT_EQ(send(request).failure, WireFailure::Refused) << name;
  }
  for (const char* method : {"", "get", "TRACE", "CONNECT", "GET /x HTTP/1.1\r\n"}) {
    Request request = get("https://api.bfl.ai/");
    request.method = method;
    EXPECT_THAT(send(request).why, HasSubstr("the method must be")) << method;
  }
  Request request = get("https://api.bfl.ai/");
  request.body = "x";
  EXPECT_THAT(send(request).why, HasSubstr("has no body"));
  for (int i = 0; i < 65; ++i) request.headers.insert(request.headers.end(), {"X-" + std::to_string(i), "a"});
  request.body.clear();
  EXPECT_THAT(send(request).why, HasSubstr("more than 64 headers"));
  EXPECT_THAT(transport_.asked(), IsEmpty());
}

TEST_F(ClientRules, AskAgainWithTheirClock) {
  FakeTransport transport(
      {status(503), failure(WireFailure::Lost), status(429, {}, {{"retry-after", "7"}}), status(200, "done")});
  EXPECT_EQ(send(get("https://api.bfl.ai/"), transport).body, "done");
  EXPECT_THAT(clock_.waits, ElementsAre(milliseconds(375), milliseconds(750), seconds(7)));
}

TEST_F(ClientRules, GiveUpAfterTheTriesAndSaySo) {
  ClientOptions options;
  options.tries = 3;
  FakeTransport transport({failure(WireFailure::Connect, "no connection"),
                           failure(WireFailure::Connect, "no connection"),
                           failure(WireFailure::Connect, "no connection"), status(200)});
  const WireAnswer answer = send(post("https://api.bfl.ai/"), transport, bfl(), options);
  EXPECT_EQ(answer.why, "no connection (3 tries)");
  EXPECT_FALSE(answer.sent_maybe());
  EXPECT_THAT(transport.asked(), SizeIs(3));
}

TEST_F(ClientRules, NeverSendAPostAgainThatMayHaveArrived) {
  for (const WireFailure kind : {WireFailure::Lost, WireFailure::Timeout, WireFailure::TooLarge}) {
    FakeTransport transport({failure(kind), status(200)});
    const WireAnswer answer = send(post("https://api.bfl.ai/"), transport);
    EXPECT_EQ(answer.failure, kind);
    EXPECT_TRUE(answer.sent_maybe());
    EXPECT_THAT(transport.asked(), SizeIs(1));
  }
  for (const int32_t code : {500, 502, 503, 504}) {
    FakeTransport transport({status(code), status(200)});
    EXPECT_EQ(send(post("https://api.bfl.ai/"), transport).status, code);
    EXPECT_THAT(transport.asked(), SizeIs(1));
  }
  EXPECT_THAT(clock_.waits, IsEmpty());
}

TEST_F(ClientRules, SendAPostAgainThatWasRefusedOrNeverLeft) {
  FakeTransport transport(
      {failure(WireFailure::Connect), status(429, {}, {{"retry-after", "100"}}), status(200, "id")});
  EXPECT_EQ(send(post("https://api.bfl.ai/", "{\"a\":1}"), transport).body, "id");
  ASSERT_THAT(transport.asked(), SizeIs(3));
  EXPECT_EQ(transport.asked()[2].body, "{\"a\":1}");
  EXPECT_THAT(clock_.waits, ElementsAre(milliseconds(375), seconds(60)));
}

TEST_F(ClientRules, HandOverRedirectsAsTheyAre) {
  FakeTransport transport({status(302, {}, {{"location", "https://evil.example/"}})});
  const WireAnswer answer = send(get("https://api.bfl.ai/"), transport);
  EXPECT_EQ(answer.status, 302);
  EXPECT_THAT(transport.asked(), SizeIs(1));
}

TEST_F(ClientRules, StopBeforeSendingAndWhileWaiting) {
  FakeTransport transport({status(503), status(200)});
  clock_.stop_at_wait = true;
  EXPECT_EQ(send(get("https://api.bfl.ai/"), transport).failure, WireFailure::Stopped);
  EXPECT_THAT(transport.asked(), SizeIs(1));
  cancel_.cancel();
  const WireAnswer answer = send(post("https://api.bfl.ai/"), transport);
  EXPECT_EQ(answer.failure, WireFailure::Stopped);
  EXPECT_FALSE(answer.sent_maybe());
  EXPECT_THAT(transport.asked(), SizeIs(1));
}

TEST(RealClock, WaitsAndStops) {
  const Clock clock = Clock::real();
  EXPECT_TRUE(clock.wait(milliseconds(0), {}));
  EXPECT_FALSE(clock.wait(std::chrono::hours(1), [] { return true; }));
  const double random = clock.random();
  EXPECT_GE(random, 0);
  EXPECT_LT(random, 1);
}

}  // namespace
}  // namespace burnish::testing_net
