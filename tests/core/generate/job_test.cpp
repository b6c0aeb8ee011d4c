#include "generate/job.hpp"

#include <thread>

#include "core/generate/desk.hpp"

namespace burnish::generate::testing_generate {
namespace {

using ::testing::HasSubstr;

TEST_F(JobTest, APictureCostsOnceAndHasItsStory) {
  auto first = obtain("a fish");
  ASSERT_TRUE(first) << first.error().message();
  EXPECT_FALSE(first->generated.cached);
  EXPECT_EQ(first->generated.record.prompt, "a fish");
  EXPECT_EQ(first->generated.record.seed, "42");
  EXPECT_EQ(first->generated.record.request_id, "j");
  EXPECT_EQ(first->generated.record.cost, 3.0);
  EXPECT_EQ(first->generated.record.source_type, SourceType::TrainedAlgorithmicMedia);
  ASSERT_TRUE(first->ticket);
  first->ticket->close();
  restart();
  auto again = obtain("a fish");
  ASSERT_TRUE(again);
  EXPECT_TRUE(again->generated.cached);
  EXPECT_EQ(again->generated.record, first->generated.record);
  EXPECT_EQ(wire_.count("POST"), 1U);
  ASSERT_TRUE(obtain("another"));
  EXPECT_EQ(wire_.count("POST"), 2U);
  ASSERT_TRUE(obtain("a fish", true));
  EXPECT_EQ(wire_.count("POST"), 3U);
}

TEST_F(JobTest, TheTicketIsOnDiskBeforeThePostAndTheJobBeforeThePoll) {
  wire_.respond = [this](const WireRequest& r) {
    const auto found = tickets().all();
    EXPECT_EQ(found.size(), 1U) << r.url;
    std::ifstream file(found.at(0).path);
    const std::string text((std::istreambuf_iterator<char>(file)), {});
    EXPECT_THAT(text, HasSubstr("sending"));
    if (r.method != "POST") {
      EXPECT_THAT(text, HasSubstr("submitted"));
    }
    EXPECT_EQ(text.find("canary"), std::string::npos);
    return respond(r);
  };
  ASSERT_TRUE(obtain("a fish"));
}

TEST_F(JobTest, AnOpenTicketIsFinishedInsteadOfPayingAgain) {
  status_ = "Pending";
  wire_.respond = [this](const WireRequest& r) {
    if (r.method == "POST") return respond(r);
    cancel_.cancel();
    return answer(R"({"id":"j","status":"Pending"})");
  };
  const auto stopped = obtain("a fish");
  ASSERT_FALSE(stopped);
  EXPECT_EQ(stopped.error().code, Code::Cancelled);
  ASSERT_EQ(tickets().all().size(), 1U);
  EXPECT_EQ(tickets().all()[0].ticket->state(), TicketState::Submitted);
  Cancellation fresh;
  jobs_ = std::make_unique<Jobs>(Jobs::Context{*catalogue_, options_, host_.get(), &fresh, [](std::string_view) {}},
                                 Results(folder_ / "results"), tickets());
  status_ = "Ready";
  wire_.respond = [this](const WireRequest& r) { return respond(r); };
  const auto finished = obtain("a fish");
  ASSERT_TRUE(finished) << finished.error().message();
  EXPECT_EQ(wire_.count("POST"), 1U);
}

TEST_F(JobTest, ALostAnswerIsNeverSentAgain) {
  wire_.respond = [](const WireRequest&) {
    WireAnswer a;
    a.failure = WireFailure::Lost;
    a.sent = true;
    a.why = "the connection broke";
    return a;
  };
  const auto lost = obtain("a fish");
  ASSERT_FALSE(lost);
  EXPECT_EQ(lost.error().code, Code::Generator);
  EXPECT_EQ(wire_.count("POST"), 1U);
  wire_.respond = [this](const WireRequest& r) { return respond(r); };
  restart();
  const auto again = obtain("a fish");
  ASSERT_FALSE(again);
  EXPECT_THAT(again.error().message(), HasSubstr("outcome unknown, may have been charged"));
  auto found = tickets().all();
  ASSERT_EQ(found.size(), 1U);
  const auto finished = jobs_->finish(std::move(*found[0].ticket), *request("a fish").model, *provider_);
  ASSERT_FALSE(finished);
  EXPECT_THAT(finished.error().message(), HasSubstr("outcome unknown, may have been charged"));
  EXPECT_EQ(wire_.count("POST"), 1U);
  EXPECT_TRUE(obtain("a fish", true));  // on the user's word
}

TEST_F(JobTest, APictureThatWasPaidForAgainIsNotTheEarlierOne) {
  auto first = obtain("a fish");
  ASSERT_TRUE(first);
  first->ticket->close();
  std::string created = first->generated.record.created;
  while (timestamp() == created) std::this_thread::yield();  // tickets count seconds
  wire_.respond = [this](const WireRequest& r) {
    if (r.method == "POST") return respond(r);
    cancel_.cancel();
    return answer(R"({"id":"j","status":"Pending"})");
  };
  ASSERT_FALSE(obtain("a fish", true));
  auto found = tickets().all();
  ASSERT_EQ(found.size(), 1U);
  Cancellation fresh;
  jobs_ = std::make_unique<Jobs>(Jobs::Context{*catalogue_, options_, host_.get(), &fresh, [](std::string_view) {}},
                                 Results(folder_ / "results"), tickets());
  wire_.respond = [this](const WireRequest& r) { return respond(r); };
  const std::size_t before = wire_.count("GET");
  const auto second = jobs_->finish(std::move(*found[0].ticket), *request("a fish").model, *provider_);
  ASSERT_TRUE(second) << second.error().message();
  EXPECT_GT(wire_.count("GET"), before);
  EXPECT_NE(second->generated.record.created, created);
}

TEST_F(JobTest, ARefusalLeavesNoTicket) {
  wire_.respond = [](const WireRequest&) { return answer(R"({"detail":"Insufficient credits"})", 402); };
  const auto refused = obtain("a fish");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Code::Generator);
  EXPECT_EQ(refused.error().where, BURNISH_WHY_NO_CREDIT);
  EXPECT_TRUE(tickets().all().empty());
}

TEST_F(JobTest, AJobBeyondItsTimeKeepsItsTicket) {
  status_ = "Reasoning hard";  // unknown: still running
  options_.timeout = std::chrono::seconds(30);
  const auto late = obtain("a fish");
  ASSERT_FALSE(late);
  EXPECT_THAT(late.error().message(), HasSubstr("--resume"));
  ASSERT_EQ(tickets().all().size(), 1U);
  std::chrono::milliseconds all{0};
  for (const auto w : time_.waits) all += w;
  EXPECT_GE(all, options_.timeout);
  EXPECT_LT(time_.waits.size(), 30U) << "the pauses grow";
  status_ = "Ready";
  restart();
  const auto now = obtain("a fish");
  ASSERT_TRUE(now) << now.error().message();
  EXPECT_EQ(wire_.count("POST"), 1U);
}

TEST_F(JobTest, ADamagedPictureIsFetchedAgainThenKeptAsATicket) {
  int deliveries = 0;
  const std::string whole = picture();
  wire_.respond = [&](const WireRequest& r) {
    if (r.url.find("delivery") == std::string::npos) return respond(r);
    return answer(++deliveries == 1 ? whole.substr(0, whole.size() / 2) : whole, 200, "image/png");
  };
  ASSERT_TRUE(obtain("a fish"));
  EXPECT_EQ(deliveries, 2);
  wire_.respond = [&](const WireRequest& r) {
    if (r.url.find("delivery") == std::string::npos) return respond(r);
    return answer(whole.substr(0, whole.size() / 2), 200, "image/png");
  };
  const auto damaged = obtain("a bird");
  ASSERT_FALSE(damaged);
  EXPECT_EQ(damaged.error().code, Code::Generator);
  EXPECT_THAT(damaged.error().message(), HasSubstr("--resume"));
}

TEST_F(JobTest, ABudgetHolds) {
  Budget budget(7.0);
  EXPECT_TRUE(jobs_->obtain(request("1"), *provider_, budget, false));
  EXPECT_TRUE(jobs_->obtain(request("2"), *provider_, budget, false));
  const auto third = jobs_->obtain(request("3"), *provider_, budget, false);
  ASSERT_FALSE(third);
  EXPECT_THAT(third.error().message(), HasSubstr("--max-cost"));
  EXPECT_EQ(wire_.count("POST"), 2U);
}

TEST(BudgetTest, AnUnknownPriceCannotBeHeldToALimit) {
  Budget limited(5.0), open(std::nullopt);
  EXPECT_FALSE(limited.reserve(std::nullopt, "credits"));
  EXPECT_TRUE(open.reserve(std::nullopt, "credits"));
  EXPECT_TRUE(limited.reserve(4.0, "credits"));
  limited.settle(4.0, 1.0);  // it was cheaper
  EXPECT_TRUE(limited.reserve(4.0, "credits"));
  EXPECT_FALSE(limited.reserve(0.5, "credits"));
}

TEST_F(JobTest, EqualRequestsAtOnceCostOnce) {
  std::vector<std::thread> threads;
  std::atomic<int> good{0};
  for (int i = 0; i < 4; ++i)
    threads.emplace_back([&] {
      if (obtain("a fish")) ++good;
    });
  for (std::thread& t : threads) t.join();
  EXPECT_EQ(good, 4);
  EXPECT_EQ(wire_.count("POST"), 1U);
}

TEST_F(JobTest, KeysTellRequestsApart) {
  const JobRequest a = request("a"), b = request("b");
  net::Profile elsewhere = profile_;
  elsewhere.base = "http://127.0.0.1:1";
  EXPECT_EQ(Jobs::key_of(a, profile_), Jobs::key_of(request("a"), profile_));
  EXPECT_NE(Jobs::key_of(a, profile_), Jobs::key_of(b, profile_));
  EXPECT_NE(Jobs::key_of(a, profile_), Jobs::key_of(a, elsewhere));
  JobRequest reordered = request("a"), ordered = request("a");
  reordered.arguments = {{"seed", "1", {}}, {"prompt", "a", {}}};
  ordered.arguments = {{"prompt", "a", {}}, {"seed", "1", {}}};
  EXPECT_EQ(Jobs::key_of(reordered, profile_), Jobs::key_of(ordered, profile_));
}

}  // namespace
}  // namespace burnish::generate::testing_generate
