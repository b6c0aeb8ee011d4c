// "burnish.http/1" and "burnish.profile/1" from a plugin's side.
#include <burnish/generator.h>
#include <gmock/gmock.h>

#include "fakes.hpp"

namespace burnish::testing_net {
namespace {

using testing::HasSubstr;
using testing::Not;

burnish_status append(const burnish_sink* sink, const void* bytes, size_t n) noexcept {
  static_cast<std::string*>(sink->impl)->append(static_cast<const char*>(bytes), n);
  return BURNISH_OK;
}
burnish_status fail_to_write(const burnish_sink*, const void*, size_t) noexcept { return BURNISH_IO; }

class HttpService : public testing::Test {
 protected:
  HttpService() { setenv("BURNISH_TEST_KEY", canary, 1); }

  burnish_status send(const Request& request, std::deque<WireAnswer> answers, Profile profile = bfl()) {
    transport_ = std::make_unique<FakeTransport>(std::move(answers));
    ClientOptions options;
    options.clock = clock_.clock();
    client_ = std::make_unique<Client>(std::move(profile), *transport_, std::move(options));
    call_ = std::make_unique<Call>(host_.get(), nullptr);
    call_->set_net(client_.get());
    return send_on_call(request);
  }
  burnish_status send_on_call(Request request) {
    const burnish_sink sink{sizeof(burnish_sink), &body_, write_, nullptr};
    burnish_http_request raw = request.get();
    raw.to = &sink;
    response_ = {};
    response_.struct_size = sizeof response_;
    return http_service()->send(call_->get(), &raw, &response_);
  }
  [[nodiscard]] Error error(burnish_status status) const { return call_->error(status, "cannot generate"); }

  Home home_;
  Host host_;
  FakeClock clock_;
  std::unique_ptr<FakeTransport> transport_;
  std::unique_ptr<Client> client_;
  std::unique_ptr<Call> call_;
  std::string body_;
  decltype(&append) write_ = &append;
  burnish_http_response response_{};
};

TEST_F(HttpService, GivesStatusHeadersAndBody) {
  WireAnswer answer = status(202, "hello", {{"content-type", "text/plain"}, {"x-a", "b"}});
  answer.final_url = "https://api.bfl.ai/final";
  ASSERT_EQ(send(get("https://api.bfl.ai/"), {answer, status(404, "gone")}), BURNISH_OK);
  EXPECT_EQ(response_.status, 202);
  EXPECT_EQ(response_.sent_maybe, 1);
  EXPECT_STREQ(response_.final_url, "https://api.bfl.ai/final");
  ASSERT_NE(response_.headers, nullptr);
  EXPECT_STREQ(response_.headers[0], "content-type");
  EXPECT_STREQ(response_.headers[1], "text/plain");
  EXPECT_STREQ(response_.headers[3], "b");
  EXPECT_EQ(response_.headers[4], nullptr);
  EXPECT_EQ(body_, "hello");
  EXPECT_EQ(send_on_call(get("https://api.bfl.ai/")), BURNISH_OK);
  EXPECT_EQ(response_.status, 404) << "a status is an answer";
}

TEST_F(HttpService, TellsWhatIsNotKnown) {
  EXPECT_EQ(send(post("https://api.bfl.ai/"), {failure(WireFailure::Lost, "the answer was lost")}), BURNISH_NETWORK);
  EXPECT_EQ(response_.sent_maybe, 1);
  EXPECT_EQ(error(BURNISH_NETWORK).where, BURNISH_WHY_UNKNOWN_OUTCOME);
  EXPECT_EQ(error(BURNISH_NETWORK).why, "the answer was lost");
  EXPECT_EQ(error(BURNISH_NETWORK).code, Code::Generator);
  WireAnswer stopped = failure(WireFailure::Stopped);
  stopped.sent = true;
  EXPECT_EQ(send(post("https://api.bfl.ai/"), {stopped}), BURNISH_CANCELLED);
  EXPECT_EQ(response_.sent_maybe, 1);
  EXPECT_EQ(error(BURNISH_CANCELLED).where, BURNISH_WHY_UNKNOWN_OUTCOME);
  EXPECT_EQ(send(post("https://api.bfl.ai/"), std::deque<WireAnswer>(4, failure(WireFailure::Connect))),
            BURNISH_NETWORK);
  EXPECT_EQ(response_.sent_maybe, 0);
  EXPECT_EQ(error(BURNISH_NETWORK).where, "");
}

TEST_F(HttpService, MapsEveryFailure) {
  EXPECT_EQ(send(get("https://api.bfl.ai/"), {failure(WireFailure::TooLarge)}), BURNISH_LIMIT);
  EXPECT_EQ(send(get("https://api.bfl.ai/"), {failure(WireFailure::Address)}), BURNISH_DENIED);
  EXPECT_EQ(send(get("https://api.bfl.ai/"), {failure(WireFailure::Unavailable)}), BURNISH_NETWORK);
  EXPECT_EQ(send(get("https://evil.example/"), {}), BURNISH_DENIED);
  EXPECT_EQ(error(BURNISH_DENIED).why, "evil.example is not a host of provider bfl");
  EXPECT_EQ(send(get("https://api.bfl.ai/"), std::deque<WireAnswer>(4, failure(WireFailure::Timeout))),
            BURNISH_NETWORK);
  write_ = &fail_to_write;
  EXPECT_EQ(send(get("https://api.bfl.ai/"), {status(200, "x")}), BURNISH_IO);
}

TEST_F(HttpService, NeedsAProviderAndWholeStructs) {
  EXPECT_EQ(send(get("https://api.bfl.ai/"), {}), BURNISH_OK);
  Call alone(host_.get(), nullptr);
  Request request = get("https://api.bfl.ai/");
  burnish_http_response response{};
  EXPECT_EQ(http_service()->send(alone.get(), &request.get(), &response), BURNISH_BAD_PARAM);
  response.struct_size = sizeof response;
  EXPECT_EQ(http_service()->send(alone.get(), &request.get(), &response), BURNISH_DENIED);
  EXPECT_EQ(http_service()->send(alone.get(), nullptr, &response), BURNISH_BAD_PARAM);
  burnish_http_request small = request.get();
  small.struct_size = 16;
  EXPECT_EQ(http_service()->send(call_->get(), &small, &response), BURNISH_DENIED);
  const char* name = nullptr;
  EXPECT_EQ(profile_service()->get(alone.get(), &name, nullptr, nullptr), BURNISH_DENIED);
}

TEST_F(HttpService, GivesTheProfile) {
  EXPECT_EQ(send(get("https://api.bfl.ai/"), {}), BURNISH_OK);
  const char* name = nullptr;
  const char* base = nullptr;
  const char* json = nullptr;
  EXPECT_EQ(profile_service()->get(call_->get(), &name, &base, &json), BURNISH_OK);
  EXPECT_STREQ(name, "bfl");
  EXPECT_STREQ(base, "https://api.bfl.ai");
  EXPECT_STREQ(json, "{}");
}

TEST_F(HttpService, NeverShowsTheKey) {
  const auto keyed = [](Request request) {
    request.headers = {"x-key", "${secret:bfl}"};
    return request;
  };
  EXPECT_EQ(
      send(keyed(get("https://api.bfl.ai/")), {status(403, std::string("invalid key ") + canary, {{"x-key", canary}})}),
      BURNISH_OK);
  EXPECT_EQ(transport_->asked()[0].headers[0].second, canary);
  EXPECT_THAT(body_, Not(HasSubstr("CANARY")));
  EXPECT_THAT(response_.headers[1], Not(HasSubstr("CANARY")));
  EXPECT_EQ(send(keyed(post("https://api.bfl.ai/")), {failure(WireFailure::Lost, std::string("at ") + canary)}),
            BURNISH_NETWORK);
  EXPECT_THAT(error(BURNISH_NETWORK).message(), Not(HasSubstr("CANARY")));
}

}  // namespace
}  // namespace burnish::testing_net
