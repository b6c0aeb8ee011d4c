// The curl module against a server of this machine.
#include <gmock/gmock.h>

#include <atomic>
#include <thread>

#include "fakes.hpp"
#include "loopback_server.hpp"

namespace burnish::testing_net {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

WireRequest to(const std::string& url) {
  WireRequest request;
  request.url = url;
  request.reach = Reach::Loopback;
  request.timeout = std::chrono::seconds(20);
  return request;
}

WireAnswer exchange(const WireRequest& request) {
  const auto transport = curl_transport();
  if (!transport) return failure(WireFailure::Unavailable, transport.error().message());
  return (*transport)->exchange(request);
}

TEST(Curl, SendsWhatIsAskedAndNothingMore) {
  const LoopbackServer server([](const Seen&) { return ok("{\"id\":1}", "X-Thing: a b \r\nX-THING: c\r\n"); });
  WireRequest request = to(server.url("/v1//a/../get?id=a%2fB&x={y}|z'"));
  request.headers = {{"x-key", "k"}, {"X-Empty", ""}};
  const WireAnswer answer = exchange(request);
  ASSERT_EQ(answer.failure, WireFailure::None) << answer.why;
  EXPECT_EQ(answer.status, 200);
  EXPECT_TRUE(answer.sent_maybe());
  EXPECT_EQ(answer.body, "{\"id\":1}");
  EXPECT_EQ(answer.headers[1], (std::pair<std::string, std::string>("x-thing", "a b")));
  EXPECT_EQ(answer.headers[2], (std::pair<std::string, std::string>("x-thing", "c")));
  EXPECT_EQ(answer.final_url, request.url);
  ASSERT_THAT(server.seen(), SizeIs(1));
  const Seen seen = server.seen()[0];
  EXPECT_EQ(seen.target(), "/v1//a/../get?id=a%2fB&x={y}|z'") << "byte for byte";
  EXPECT_TRUE(seen.has("x-key: k\r\n"));
  EXPECT_TRUE(seen.has("X-Empty:\r\n"));
  EXPECT_TRUE(seen.has("User-Agent: Burnish/"));
  for (const char* unwanted : {"Cookie", "Authorization", "Expect", "Transfer-Encoding", "Content-Type", "Referer"})
    EXPECT_FALSE(seen.has(unwanted)) << unwanted;
}

TEST(Curl, PostsWithALengthAndWithoutWaiting) {
  const LoopbackServer server([](const Seen&) { return ok("done"); });
  WireRequest request = to(server.url());
  request.method = "POST";
  request.headers = {{"Content-Type", "application/json"}};
  request.body = std::string(3'000'000, 'x');
  ASSERT_EQ(exchange(request).body, "done");
  request.body.clear();
  ASSERT_EQ(exchange(request).body, "done");
  request.method = "DELETE";
  ASSERT_EQ(exchange(request).body, "done");
  const auto seen = server.seen();
  ASSERT_THAT(seen, SizeIs(3));
  EXPECT_THAT(seen[0].head, HasSubstr("POST / HTTP/1.1\r\n"));
  EXPECT_THAT(seen[0].head, HasSubstr("Content-Length: 3000000\r\n"));
  EXPECT_THAT(seen[0].head, HasSubstr("Content-Type: application/json\r\n"));
  EXPECT_THAT(seen[0].head, Not(HasSubstr("Expect")));
  EXPECT_THAT(seen[0].body, SizeIs(3'000'000));
  EXPECT_THAT(seen[1].head, HasSubstr("Content-Length: 0\r\n"));
  EXPECT_THAT(seen[2].head, HasSubstr("DELETE / HTTP/1.1\r\n"));
}

TEST(Curl, ErrorsOfTheServerAreAnswers) {
  const LoopbackServer server([](const Seen&) {
    return Reply{
        "HTTP/1.1 103 Early Hints\r\nX-Early: 1\r\n\r\nHTTP/1.1 503 Busy\r\nRetry-After: 3\r\nContent-Length: "
        "2\r\n\r\n{}"};
  });
  const WireAnswer answer = exchange(to(server.url()));
  EXPECT_EQ(answer.failure, WireFailure::None) << answer.why;
  EXPECT_EQ(answer.status, 503);
  EXPECT_EQ(answer.headers[0].first, "retry-after");
}

TEST(Curl, FollowsOnlyToTheSameOriginAndOnlyWhenAllowed) {
  const LoopbackServer elsewhere([](const Seen&) { return ok("wrong place"); });
  std::string other = elsewhere.url("/x");
  const LoopbackServer server([&other](const Seen& seen) {
    const std::string target = seen.target();
    const std::string location = target == "/start" ? "/second" : target == "/second" ? "end" : other;
    if (target == "/end") return ok("arrived");
    return Reply{"HTTP/1.1 302 Found\r\nLocation: " + location + "\r\nContent-Length: 0\r\n\r\n"};
  });
  EXPECT_EQ(exchange(to(server.url("/start"))).status, 302);
  WireRequest request = to(server.url("/start"));
  request.redirects = 2;
  const WireAnswer arrived = exchange(request);
  EXPECT_EQ(arrived.body, "arrived");
  EXPECT_EQ(arrived.final_url, server.url("/end"));
  request.redirects = 1;
  EXPECT_EQ(exchange(request).status, 302);
  request.redirects = 5;
  request.url = server.url("/away");
  EXPECT_EQ(exchange(request).status, 302);
  request.method = "POST";
  request.url = server.url("/start");
  EXPECT_EQ(exchange(request).status, 302);
  for (const char* strange :
       {"https://127.0.0.1/x", "file:///etc/passwd", "http://localhost/x", "http://u@127.0.0.1/"}) {
    other = strange;
    request.method = "GET";
    request.url = server.url("/away");
    EXPECT_EQ(exchange(request).status, 302) << strange;
  }
  EXPECT_THAT(elsewhere.seen(), IsEmpty());
}

TEST(Curl, ATruncatedAnswerIsLost) {
  for (const char* bytes : {"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello",
                            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n",
                            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nhello\r\n",
                            "HTTP/1.1 200 OK\r\nX", "rubbish\r\n\r\n", ""}) {
    const LoopbackServer server([bytes](const Seen&) { return Reply{bytes}; });
    WireRequest request = to(server.url());
    request.method = "POST";
    const WireAnswer answer = exchange(request);
    EXPECT_EQ(answer.failure, WireFailure::Lost) << bytes << ": " << answer.why;
    EXPECT_TRUE(answer.sent_maybe()) << bytes;
    EXPECT_THAT(answer.body, IsEmpty()) << bytes;
    EXPECT_THAT(answer.why, HasSubstr(server.authority()));
    EXPECT_THAT(server.seen(), SizeIs(1)) << "never sent twice";
  }
}

TEST(Curl, AnAnswerThatIsTooLargeIsCutOff) {
  const std::string body(100'000, 'x');
  for (const std::string& head : {std::string("Content-Length: 100000\r\n"), std::string(),
                                  std::string("Content-Length: 99999999999999999999\r\n")}) {
    const LoopbackServer server([&](const Seen&) { return Reply{"HTTP/1.1 200 OK\r\n" + head + "\r\n" + body}; });
    WireRequest request = to(server.url());
    request.max_bytes = 99'999;
    const WireAnswer answer = exchange(request);
    EXPECT_EQ(answer.failure, WireFailure::TooLarge) << answer.why;
    EXPECT_THAT(answer.why, HasSubstr("more than the allowed 99999 bytes"));
    EXPECT_THAT(answer.body, IsEmpty());
  }
  const LoopbackServer server([&](const Seen&) { return ok(body); });
  WireRequest request = to(server.url());
  request.max_bytes = 100'000;
  EXPECT_EQ(exchange(request).body, body);
  const LoopbackServer endless([](const Seen&) {
    std::string head = "HTTP/1.1 200 OK\r\n";
    for (int i = 0; i < 5000; ++i) head += "X-" + std::to_string(i) + ": " + std::string(80, 'y') + "\r\n";
    return Reply{head + "\r\n"};
  });
  EXPECT_THAT(exchange(to(endless.url())).why, HasSubstr("bytes of headers"));
}

TEST(Curl, StopsWithinATenthOfASecond) {
  for (const char* bytes : {"", "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello"}) {
    const LoopbackServer server([bytes](const Seen&) { return Reply{bytes, true}; });
    std::atomic<bool> stop = false;
    WireRequest request = to(server.url());
    request.method = "POST";
    request.stopped = [&stop] { return stop.load(); };
    steady_clock::time_point asked;
    std::thread stopper([&] {
      while (server.seen().empty()) std::this_thread::sleep_for(milliseconds(1));
      asked = steady_clock::now();
      stop = true;
    });
    const WireAnswer answer = exchange(request);
    const auto ended = steady_clock::now();
    stopper.join();
    EXPECT_EQ(answer.failure, WireFailure::Stopped);
    EXPECT_TRUE(answer.sent_maybe()) << "the server may be at work";
    EXPECT_LT(ended - asked, milliseconds(100));
  }
}

TEST(Curl, ASlowAnswerTimesOut) {
  const LoopbackServer server([](const Seen&) { return Reply{"HTTP/1.1 200 OK\r\n", true}; });
  WireRequest request = to(server.url());
  request.timeout = milliseconds(60);
  const WireAnswer answer = exchange(request);
  EXPECT_EQ(answer.failure, WireFailure::Timeout);
  EXPECT_TRUE(answer.sent_maybe());
  EXPECT_THAT(answer.why, HasSubstr("no whole answer of " + server.authority() + " within 60 ms"));
}

TEST(Curl, WithoutAServerNothingWasSent) {
  std::string url;
  {
    const LoopbackServer server([](const Seen&) { return ok(""); });
    url = server.url();
  }
  WireRequest request = to(url);
  request.method = "POST";
  const WireAnswer answer = exchange(request);
  EXPECT_EQ(answer.failure, WireFailure::Connect);
  EXPECT_FALSE(answer.sent_maybe());
  EXPECT_FALSE(answer.permanent);
  EXPECT_THAT(answer.why, HasSubstr("no connection to 127.0.0.1:"));
}

TEST(Curl, ConnectsOnlyWhereItMay) {
  const LoopbackServer server([](const Seen&) { return ok("inside"); });
  WireRequest request = to(server.url());
  request.reach = Reach::Public;
  WireAnswer answer = exchange(request);
  EXPECT_EQ(answer.failure, WireFailure::Address);
  EXPECT_FALSE(answer.sent_maybe());
  EXPECT_EQ(answer.why, server.authority() + " is an address of this machine, where nothing may be sent");
  const std::string port = server.authority().substr(server.authority().find(':'));
  for (const std::string& host :
       {std::string("localhost"), std::string("[::ffff:127.0.0.1]"), std::string("0.0.0.0")}) {
    request.url = "http://" + host + port + "/";
    answer = exchange(request);
    EXPECT_EQ(answer.failure, WireFailure::Address) << host << ": " << answer.why;
  }
  request.reach = Reach::Loopback;
  for (const char* url : {"http://10.0.0.1/", "http://169.254.169.254/", "http://8.8.8.8/", "http://[fe80::1]/"}) {
    request.url = url;
    EXPECT_EQ(exchange(request).failure, WireFailure::Address) << url;
  }
  EXPECT_THAT(server.seen(), IsEmpty());
  request.url = server.url();
  for (const Reach reach : {Reach::Loopback, Reach::Any}) {
    request.reach = reach;
    EXPECT_EQ(exchange(request).body, "inside");
  }
}

TEST(Curl, SpeaksOnlyHttp) {
  for (const char* url : {"file:///etc/passwd", "ftp://127.0.0.1/", "gopher://127.0.0.1/", "127.0.0.1"})
    EXPECT_EQ(exchange(to(url)).failure, WireFailure::Unavailable) << url;
}

TEST(Curl, HttpOnThisMachineGoesThroughNoProxy) {
  const LoopbackServer proxy([](const Seen&) { return ok("by proxy"); });
  const LoopbackServer server([](const Seen&) { return ok("directly"); });
  for (const char* name : {"http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"}) {
    setenv(name, proxy.url().c_str(), 1);
    EXPECT_EQ(exchange(to(server.url())).body, "directly") << name;
    unsetenv(name);
  }
  EXPECT_THAT(proxy.seen(), IsEmpty());
}

TEST(Curl, HttpsGoesThroughAProxyOnlyAsATunnel) {
  const LoopbackServer proxy(
      [](const Seen&) { return Reply{"HTTP/1.1 403 No\r\nContent-Length: 6\r\nX-Proxy: 1\r\n\r\nsecret"}; });
  setenv("https_proxy", proxy.url().c_str(), 1);
  WireRequest request = to("https://api.bfl.ai/v1/x");
  request.reach = Reach::Public;
  request.method = "POST";
  request.headers = {{"x-key", canary}};
  const WireAnswer refused = exchange(request);
  EXPECT_EQ(refused.failure, WireFailure::Connect) << refused.why;
  EXPECT_FALSE(refused.sent_maybe());
  EXPECT_EQ(refused.status, 0);
  ASSERT_THAT(proxy.seen(), SizeIs(1));
  EXPECT_THAT(proxy.seen()[0].head, HasSubstr("CONNECT api.bfl.ai:443"));
  EXPECT_THAT(proxy.seen()[0].head, Not(HasSubstr("CANARY")));
  request.url = "https://10.0.0.1/";
  EXPECT_EQ(exchange(request).failure, WireFailure::Address) << "written as a number, it is judged";
  setenv("no_proxy", "other.example, .bfl.ai", 1);
  request.url = "https://localhost:9/";  // reached directly it is refused, by the proxy it would be asked for
  setenv("no_proxy", "other.example,LOCALHOST", 1);
  EXPECT_EQ(exchange(request).failure, WireFailure::Address);
  EXPECT_THAT(proxy.seen(), SizeIs(1));
  unsetenv("https_proxy");
  unsetenv("no_proxy");
}

TEST(Curl, ServesManyThreads) {
  const LoopbackServer server([](const Seen& seen) { return ok(seen.target()); });
  std::vector<std::thread> threads;
  std::atomic<int> right = 0;
  for (int t = 0; t < 4; ++t)
    threads.emplace_back([&, t] {
      for (int i = 0; i < 8; ++i) {
        const std::string path = "/" + std::to_string(t) + "/" + std::to_string(i);
        if (exchange(to(server.url(path))).body == path) ++right;
      }
    });
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(right, 32);
}

}  // namespace
}  // namespace burnish::testing_net
