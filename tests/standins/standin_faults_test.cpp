// What goes wrong on purpose goes wrong as described.
#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>
#include <thread>

#include "standins/bfl_client.hpp"

namespace burnish::standins {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

const Json small = {{"prompt", "otter"}, {"width", 64}, {"height", 64}};

class Faults : public BflTest {
 protected:
  void fault(const std::string& text) { EXPECT_TRUE(standin_.fault(text)) << text; }
  Reply submit_small() { return submit("flux-2-pro", small); }
  std::string accepted_url() { return submit_small().json()["polling_url"]; }
  std::string sample() { return wait(accepted_url())["result"]["sample"]; }
  [[nodiscard]] int jobs() const { return standin_.counters().jobs; }
};

TEST(FaultText, SaysWhatIsWrong) {
  std::string why;
  EXPECT_FALSE(parse_fault("submit-418", why));
  EXPECT_THAT(why, HasSubstr("\"submit-418\" is no fault; there are submit-400"));
  EXPECT_FALSE(parse_fault("delivery-moderated-request", why));
  EXPECT_FALSE(parse_fault("submit", why));
  EXPECT_FALSE(parse_fault("submit-429*0", why));
  const auto fault = parse_fault("poll-503=9*2@an otter", why);
  ASSERT_TRUE(fault);
  EXPECT_EQ(fault->stage, Stage::Poll);
  EXPECT_EQ(fault->status(), 503);
  EXPECT_EQ(fault->number(1), 9);
  EXPECT_EQ(fault->times, 2);
  EXPECT_EQ(fault->only_for, "an otter");
}

TEST_F(Faults, OfStatusMakeNoJob) {
  for (const int status : {400, 401, 402, 403, 404, 422, 500, 502, 503}) {
    fault("submit-" + std::to_string(status) + "*1");
    EXPECT_EQ(submit_small().status, status);
  }
  EXPECT_EQ(jobs(), 0);
  EXPECT_EQ(submit_small().status, 200);
}

TEST_F(Faults, Of422EchoTheInput) {
  fault("submit-422");
  EXPECT_GT(submit_small().json()["detail"][0]["input"].get<std::string>().size(), 4000U);
}

TEST_F(Faults, Of429SayWhenToComeBackAndEnd) {
  fault("submit-429=3*2");
  EXPECT_EQ(submit_small().header("Retry-After"), "3");
  EXPECT_EQ(submit_small().status, 429);
  EXPECT_EQ(submit_small().status, 200);
}

TEST_F(Faults, OfStatusMayChargeNevertheless) {
  fault("submit-500=charged*1");
  EXPECT_EQ(submit_small().status, 500);
  EXPECT_EQ(standin_.counters().charged, 1);
}

TEST_F(Faults, AreMeantForOnePrompt) {
  fault("submit-402@heron");
  EXPECT_EQ(submit_small().status, 200);
  EXPECT_EQ(submit("flux-2-pro", {{"prompt", "a heron"}}).status, 402);
  fault("poll-error@heron");
  EXPECT_EQ(wait(accepted_url())["status"], "Ready");
}

TEST_F(Faults, LoseTheAnswerOfAJobThatWasCharged) {
  fault("submit-drop*1");
  EXPECT_EQ(submit_small().status, 0);
  EXPECT_EQ(standin_.counters().charged, 1);
}

TEST_F(Faults, CloseBeforeTheBodyIsRead) {
  fault("submit-drop-early*1");
  EXPECT_EQ(submit_small().status, 0);
  EXPECT_EQ(jobs(), 0);
  EXPECT_EQ(standin_.count(Stage::Submit), 1);
}

TEST_F(Faults, SpoilTheAnswerOfAJobThatWasMade) {
  for (const char* kind : {"malformed", "wrong-json", "empty", "html", "truncated"}) {
    fault(std::string("submit-") + kind + "*1");
    const Reply reply = submit_small();
    EXPECT_EQ(reply.status, 200) << kind;
    EXPECT_FALSE(reply.json().is_object()) << kind;
  }
  EXPECT_EQ(jobs(), 5);
  fault("submit-huge=70000*1");
  EXPECT_EQ(submit_small().body.size(), 70000U);
}

TEST_F(Faults, SendElsewhere) {
  fault("submit-redirect*1");
  const Reply reply = submit_small();
  EXPECT_EQ(reply.status, 302);
  EXPECT_THAT(reply.header("Location"), HasSubstr(standin_.url(Place::Elsewhere) + "/v1/flux-2-pro"));
  EXPECT_THAT(standin_.complaints(), IsEmpty());
  get(reply.header("Location"), key());
  EXPECT_THAT(standin_.complaints(), ElementsAre(HasSubstr("x-key of GET"), HasSubstr("followed a redirect")));
}

TEST_F(Faults, ForgetOrForgeThePollingUrl) {
  fault("submit-no-polling-url*1");
  const Json without = submit_small().json();
  EXPECT_FALSE(without.contains("polling_url"));
  EXPECT_EQ(wait(standin_.url() + "/v1/get_result?id=" + without["id"].get<std::string>())["status"], "Ready");
  fault("submit-foreign-polling-url*1");
  EXPECT_THAT(submit_small().json()["polling_url"],
              testing::StartsWith("https://api.standin.example/v1/get_result?id="));
}

TEST_F(Faults, EndAJobAndGiveTheMoneyBack) {
  for (const char* kind : {"moderated-request", "moderated-content", "error"}) {
    const std::string url = accepted_url();
    fault(std::string("poll-") + kind + "*1");
    const Json first = get(url, key()).json();
    EXPECT_TRUE(first["result"].is_null());
    EXPECT_TRUE(first["details"].is_object());
    EXPECT_EQ(get(url, key()).json()["status"], first["status"]);
  }
  EXPECT_EQ(standin_.counters().charged, 0);
  EXPECT_EQ(standin_.counters().credits, 1000);
}

TEST_F(Faults, ReportAFailedTaskWith503AndItsBody) {
  const std::string url = accepted_url();
  fault("poll-failed-503*1");
  const Reply reply = get(url, key());
  EXPECT_EQ(reply.status, 503);
  EXPECT_EQ(reply.json()["status"], "Error");
}

TEST_F(Faults, LastAsLongAsTheyAreMeantTo) {
  const std::string url = accepted_url();
  fault("poll-not-found*1");
  EXPECT_EQ(get(url, key()).json()["status"], "Task not found");
  fault("poll-unknown-status*2");
  EXPECT_EQ(get(url, key()).json()["status"], "Contemplating");
  EXPECT_EQ(get(url, key()).json()["status"], "Contemplating");
  fault("poll-never");
  for (int i = 0; i < 6; ++i) EXPECT_EQ(get(url, key()).json()["status"], "Generating");
  standin_.no_faults();
  EXPECT_EQ(wait(url)["status"], "Ready");
}

TEST_F(Faults, MakeAReadyJobUseless) {
  const std::string url = accepted_url();
  wait(url);
  fault("poll-no-sample*1");
  EXPECT_FALSE(get(url, key()).json()["result"].contains("sample"));
  fault("poll-foreign-sample*1");
  EXPECT_THAT(get(url, key()).json()["result"]["sample"], testing::StartsWith("https://delivery.standin.example/"));
}

TEST_F(Faults, ExpireALinkForGoodButNotTheNextOne) {
  const std::string url = accepted_url(), first = wait(url)["result"]["sample"];
  fault("delivery-expired*1");
  EXPECT_EQ(get(first).status, 403);
  EXPECT_EQ(get(first).status, 403);
  const std::string second = wait(url)["result"]["sample"];
  EXPECT_NE(first, second);
  EXPECT_EQ(get(second).status, 200);
  fault("delivery-expired");
  EXPECT_EQ(get(wait(url)["result"]["sample"]).status, 403);
}

TEST_F(Faults, DamageADelivery) {
  const std::string link = sample();
  const std::string whole = get(link).body;
  fault("delivery-truncated*1");
  const Reply half = get(link);
  EXPECT_FALSE(half.whole);
  EXPECT_EQ(half.body, whole.substr(0, whole.size() / 2));
  fault("delivery-html*1");
  EXPECT_THAT(get(link).header("Content-Type"), HasSubstr("text/html"));
  fault("delivery-garbage*1");
  const Reply garbage = get(link);
  EXPECT_EQ(garbage.header("Content-Type"), "image/jpeg");
  EXPECT_FALSE(decode(garbage.body));
  EXPECT_EQ(garbage.body.size(), whole.size());
  fault("delivery-empty*1");
  EXPECT_EQ(get(link).body, "");
  fault("delivery-redirect*1");
  EXPECT_EQ(get(link).status, 302);
  EXPECT_EQ(get(link).body, whole);
}

TEST_F(Faults, GiveAPictureOfAnotherSize) {
  fault("submit-other-size*1");
  const std::optional<Picture> made = decode(get(sample()).body);
  ASSERT_TRUE(made);
  EXPECT_EQ(made->width, 64);
  EXPECT_EQ(made->height, 64);
  fault("submit-other-size*1");
  const std::optional<Picture> larger =
      decode(picture("flux-2-pro", {{"prompt", "p"}, {"width", 640}, {"height", 480}}));
  ASSERT_TRUE(larger);
  EXPECT_EQ(larger->width, 325);
}

TEST_F(Faults, HoldAnAnswerUntilTheServerStops) {
  fault("submit-hold");
  std::thread client([&] { EXPECT_EQ(submit_small().status, 0); });
  EXPECT_TRUE(standin_.wait_received(Stage::Submit, 1, std::chrono::seconds(10)));
  EXPECT_FALSE(standin_.wait_answered(Stage::Submit, 1, std::chrono::milliseconds(20)));
  const auto start = std::chrono::steady_clock::now();
  standin_.stop();
  client.join();
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(5));
}

TEST_F(Faults, SlowDownAnAnswer) {
  fault("credits-slow=60*1");
  const auto start = std::chrono::steady_clock::now();
  EXPECT_EQ(get(standin_.url() + "/v1/credits", key()).status, 200);
  EXPECT_GE(std::chrono::steady_clock::now() - start, std::chrono::milliseconds(60));
}

TEST_F(Faults, AreNotedWithTheRequestsTheyHappenTo) {
  fault("submit-429*1");
  submit_small();
  submit_small();
  const std::vector<Received> all = standin_.received(Stage::Submit);
  ASSERT_EQ(all.size(), 2U);
  EXPECT_EQ(all[0].fault, "429");
  EXPECT_EQ(all[0].status, 429);
  EXPECT_EQ(all[1].fault, "");
  EXPECT_EQ(all[0].request.header("x-key"), "standin-key-0000");
  EXPECT_EQ(Json::parse(all[0].request.body), small);
}

TEST(Standin, SaysWhyItCannotStart) {
  Standin first;
  ASSERT_EQ(first.start(), "");
  Standin second({.port = first.port()});
  EXPECT_THAT(second.start(), HasSubstr("cannot be had"));
  Standin third({.faults = {"no-such"}});
  EXPECT_THAT(third.start(), HasSubstr("\"no-such\" is no fault"));
}

TEST(Standin, RemembersItsJobsInItsStateFileAndWritesALog) {
  std::string pattern = (std::filesystem::temp_directory_path() / "burnish-standin-XXXXXX").string();
  const std::filesystem::path folder = mkdtemp(pattern.data());
  const Options options{.polls_before_ready = 0, .log = folder / "log.jsonl", .state = folder / "state.json"};
  const Headers key{{"x-key", options.key}};
  std::string url;
  {
    Standin standin(options);
    ASSERT_EQ(standin.start(), "");
    Json body = small;
    body["input_image"] = as_base64(64, 64);
    url = post_json(standin.url() + "/v1/flux-2-pro", body, key).json()["polling_url"];
    ASSERT_TRUE(standin.wait_answered(Stage::Submit, 1, std::chrono::seconds(5)));
  }
  Standin again(options);
  ASSERT_EQ(again.start(), "");
  EXPECT_EQ(again.counters().charged, 1);
  const Json state = get(url, key).json();
  EXPECT_EQ(state["status"], "Ready");
  EXPECT_TRUE(decode(get(state["result"]["sample"]).body));
  std::ifstream log(options.log);
  std::string line;
  std::getline(log, line);
  EXPECT_EQ(Json::parse(line)["target"], "/v1/flux-2-pro");
  EXPECT_THAT(Json::parse(line)["body"]["input_image"], HasSubstr("bytes)"));
  again.stop();
  std::filesystem::remove_all(folder);
}

TEST(Base64, IsStrict) {
  for (const std::string text : {"", "f", "fo", "foo", "foob", "fooba", "foobar"})
    EXPECT_EQ(from_base64(to_base64(text)), text);
  for (const char* text : {"Zg=", "Zg", "Z===", "Zh==", "Zm9=", "Zg==Zg==", "Zm 9v", "Zm9v\n", "-_-_"})
    EXPECT_FALSE(from_base64(text)) << text;
}

TEST(Pictures, AreRefusedWhenDamaged) {
  for (const char* type : {"png", "jpeg", "webp"}) {
    const std::string whole = photograph(90, 70, type);
    EXPECT_EQ(type_of(whole), type);
    EXPECT_FALSE(carries_metadata(whole)) << type;
    EXPECT_TRUE(decode(whole)) << type;
    EXPECT_FALSE(decode(whole.substr(0, whole.size() / 2))) << type;
  }
}

}  // namespace
}  // namespace burnish::standins
