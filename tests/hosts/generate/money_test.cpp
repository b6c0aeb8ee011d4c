// What is paid for, what is not, and who says how much.
#include "generating.hpp"

namespace burnish::hosts {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class Money : public Generating {
 protected:
  explicit Money(standins::Options options = at_once()) : Generating(std::move(options)) {}
};

TEST_F(Money, IsEstimatedWithoutSendingAnything) {
  settings_.environment.erase("BFL_API_KEY");
  const Outcome o =
      generate({"flux-2-pro", "--prompt", "an otter", "-p", "width=1920", "-p", "height=1072", "--estimate"});
  EXPECT_EQ(o.status, 0) << o.err;
  EXPECT_THAT(o.out, HasSubstr("4.5 credits"));
  const Outcome json = generate({"flux-2-pro", "--prompt", "an otter", "--estimate", "--json"});
  const Json e = read_json(json.out);
  ASSERT_TRUE(e.valid()) << json.out;
  EXPECT_EQ(e["price"].number, 3);
  EXPECT_EQ(e["currency"].text, "credits");
  EXPECT_THAT(standin_.received(), IsEmpty());
  EXPECT_THAT(tickets(), IsEmpty());
}

TEST_F(Money, EstimateAgreesWithWhatIsCharged) {
  write_picture("photo.png", 1200, 1000);
  const auto agrees = [&](Words words) {
    Words asked = words;
    asked.insert(asked.end(), {"--estimate", "--json"});
    const Outcome o = generate(asked);
    ASSERT_EQ(o.status, 0) << o.err;
    const double before = standin_.counters().credits;
    words.insert(words.end(), {"-o", "out.png"});
    ASSERT_EQ(generate(words).status, 0);
    EXPECT_NEAR(read_json(o.out)["price"].number, before - standin_.counters().credits, 1e-6) << words[0];
  };
  agrees({"flux-2-pro", "--prompt", "p", "-p", "width=1440", "-p", "height=1440"});
  agrees({"flux-2-max", "--prompt", "p", "-i", "photo.png"});
  agrees({"flux-2-klein-4b", "--prompt", "p", "-p", "width=64", "-p", "height=64"});
  agrees({"flux-kontext-max", "--prompt", "p"});
}

TEST_F(Money, HasALimit) {
  const Outcome over = generate_small({"--max-cost", "2.9"});
  EXPECT_EQ(over.status, 5) << over.err;
  expect_one_line(over, "2.9");
  EXPECT_EQ(submissions(), 0);
  EXPECT_EQ(generate_small({"--max-cost", "3"}).status, 0);
  const Outcome unknown = generate({"flux-3-image", "--prompt", "p", "--max-cost", "100", "-o", "out.png"});
  EXPECT_EQ(unknown.status, 5) << "a price that is not known cannot be held to a limit";
  EXPECT_EQ(submissions(), 1);
}

TEST_F(Money, IsPaidOnceForTheSameRequest) {
  ASSERT_EQ(generate_small({"-p", "seed=1"}).status, 0);
  const std::string first = s_.read("out.png");
  ASSERT_EQ(generate_small({"-p", "seed=1"}).status, 0);
  EXPECT_EQ(submissions(), 1);
  EXPECT_EQ(picture("out.png").pixels, standins::decode(first)->pixels);
  ASSERT_EQ(generate_small({"-p", "seed=1", "--fresh"}).status, 0);
  EXPECT_EQ(submissions(), 2);
  ASSERT_EQ(generate_small({"-p", "seed=2"}).status, 0);
  EXPECT_EQ(submissions(), 3);
  ASSERT_EQ(generate_small({"-p", "seed=1"}, "a heron").status, 0);
  EXPECT_EQ(submissions(), 4);
  EXPECT_THAT(generate_small({"-p", "seed=1", "--estimate"}).out, HasSubstr("cached"));
}

TEST_F(Money, IsPaidAgainForAnotherPicture) {
  write_picture("photo.png", 64, 64);
  const Words edit{"flux-2-pro", "--prompt", "an otter", "-i", "photo.png", "-o", "out.png"};
  ASSERT_EQ(generate(edit).status, 0);
  s_.write("photo.png", standins::encode(standins::render(64, 64, "another", 9), "png"));
  ASSERT_EQ(generate(edit).status, 0);
  EXPECT_EQ(submissions(), 2);
  ASSERT_EQ(generate(edit).status, 0);
  EXPECT_EQ(submissions(), 2);
}

TEST_F(Money, NeedsNoKeyForWhatWasPaid) {
  ASSERT_EQ(generate_small().status, 0);
  settings_.environment.erase("BFL_API_KEY");
  EXPECT_EQ(generate_small().status, 0);
}

TEST_F(Money, LeftIsTold) {
  const Outcome o = generate({"flux-2-pro", "--balance"});
  EXPECT_EQ(o.status, 0) << o.err;
  EXPECT_THAT(o.out, HasSubstr("1000 credits"));
}

class Batches : public Money {
 protected:
  explicit Batches(standins::Options options = at_once()) : Money(std::move(options)) {}
  const Words small_{"-p", "width=64", "-p", "height=64"};
  [[nodiscard]] Outcome batch(const std::string& file, Words more = {}) const {
    Words words{"flux-2-pro", "--prompts", file, "-p", "width=64", "-p", "height=64"};
    words.insert(words.end(), more.begin(), more.end());
    return generate(words);
  }
};

TEST_F(Batches, MakeAPictureForEachLine) {
  s_.write("prompts.txt", "an otter\na heron\n\na newt\n");
  const Outcome o = batch("prompts.txt", {"-o", "out/"});
  ASSERT_EQ(o.status, 0) << o.err;
  EXPECT_EQ(s_.files("out").size(), 3U);
  EXPECT_EQ(charged(), 3);
}

TEST_F(Batches, ReadTables) {
  s_.write("table.csv", "prompt,seed,output\n\"an otter, wet\",1,a.png\na heron,2,b.jpg\n");
  ASSERT_EQ(batch("table.csv", {"-o", "out/"}).status, 0);
  EXPECT_THAT(s_.files("out"), ElementsAre("a.png", "b.jpg"));
  s_.write("table.jsonl", "{\"prompt\":\"a newt\",\"seed\":3,\"width\":128}\n{\"prompt\":\"a toad\"}\n");
  ASSERT_EQ(batch("table.jsonl", {"-o", "{index}.png"}).status, 0);
  EXPECT_EQ(size_of("1.png"), "128x64");
  EXPECT_EQ(size_of("2.png"), "64x64");
  EXPECT_EQ(charged(), 4);
}

TEST_F(Batches, GoOnAfterAFailureAndExitWith5) {
  s_.write("prompts.txt", "an otter\na heron\na newt\n");
  fault("poll-moderated-content@heron");
  const Outcome o = batch("prompts.txt", {"-o", "out/", "--json"});
  EXPECT_EQ(o.status, 5) << o.err;
  const Json report = read_json(o.out);
  ASSERT_TRUE(report.valid()) << o.out;
  EXPECT_EQ(report["outputs"].elements.size(), 2U);
  EXPECT_EQ(report["failed"].elements.size(), 1U);
  EXPECT_EQ(charged(), 2);
}

TEST_F(Batches, StopAtTheLimitOfCost) {
  s_.write("prompts.txt", "1\n2\n3\n4\n");
  const Outcome o = batch("prompts.txt", {"-o", "out/", "--max-cost", "7"});
  EXPECT_EQ(o.status, 5);
  EXPECT_LE(charged(), 2);
}

TEST_F(Batches, RefuseAWrongLineBeforeAnythingIsSent) {
  s_.write("table.jsonl", "{\"prompt\":\"a newt\"}\n{\"prompt\":\"a toad\",\"steps\":3}\n");
  const Outcome o = batch("table.jsonl", {"-o", "out/"});
  EXPECT_EQ(o.status, 2) << o.err;
  expect_one_line(o, "steps");
  EXPECT_EQ(submissions(), 0);
}

TEST_F(Batches, PayOnceForTheSameLine) {
  s_.write("prompts.txt", "an otter\nan otter\nan otter\n");
  ASSERT_EQ(batch("prompts.txt", {"-o", "out/"}).status, 0);
  EXPECT_EQ(s_.files("out").size(), 3U);
  EXPECT_EQ(charged(), 1);
}

TEST_F(Batches, TellWhenTheAccountCannotPay) {
  s_.write("prompts.txt", "an otter\na heron\n");
  fault("credits-403");
  const Outcome o = batch("prompts.txt", {"-o", "out/"});
  EXPECT_EQ(o.status, 5);
  EXPECT_EQ(submissions(), 0);
}

standins::Options busy() {
  standins::Options options = at_once();
  options.polls_before_ready = 1;
  return options;
}

class ManyJobs : public Batches {
 protected:
  ManyJobs() : Batches(busy()) {}
};

TEST_F(ManyJobs, RunSideBySideUpToTheConcurrency) {
  s_.write("prompts.txt", "1\n2\n3\n4\n5\n6\n");
  ASSERT_EQ(batch("prompts.txt", {"-o", "out/", "--concurrency", "3"}).status, 0);
  EXPECT_EQ(charged(), 6);
  EXPECT_LE(standin_.counters().most_active, 3);
  EXPECT_GE(standin_.counters().most_active, 2);
}

}  // namespace
}  // namespace burnish::hosts
