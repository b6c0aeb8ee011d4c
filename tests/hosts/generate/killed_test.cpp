// kill -9 at every moment, then --resume: the picture without a second charge, or the truth that nobody knows.
#include "generating.hpp"

namespace burnish::hosts {
namespace {

using std::chrono::seconds;
using testing::AnyOf;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

constexpr seconds patience{20};

class Killed : public Generating {
 protected:
  explicit Killed(standins::Options options = at_once()) : Generating(std::move(options)) {}

  /// Kills the program when so many requests of the stage came in.
  void kill_at(Stage stage, int n, const Words& more = {}) {
    Words words{"generate", "flux-2-pro", "--prompt", "an otter", "-p", "width=64", "-p", "height=64", "-o", "out.png"};
    words.insert(words.end(), more.begin(), more.end());
    Running running(command(words), settings_);
    ASSERT_TRUE(standin_.wait_received(stage, n, patience));
    EXPECT_EQ(running.stop(SIGKILL).status, -SIGKILL);
    standin_.no_faults();
  }
  void expect_resumed(const std::string& size = "64x64") {
    const Outcome o = generate({"--resume"});
    EXPECT_EQ(o.status, 0) << o.err;
    EXPECT_EQ(size_of("out.png"), size);
    EXPECT_EQ(submissions(), 1);
    EXPECT_EQ(charged(), 1);
    EXPECT_THAT(tickets(), IsEmpty());
    EXPECT_THAT(s_.leftovers(), IsEmpty());
  }
};

TEST_F(Killed, BeforeTheAnswerOfTheSubmissionTheOutcomeIsUnknownForEver) {
  fault("submit-hold");
  kill_at(Stage::Submit, 1);
  EXPECT_THAT(tickets(), SizeIs(1));
  for (int i = 0; i < 2; ++i) {
    const Outcome o = generate({"--resume"});
    EXPECT_EQ(o.status, 5);
    expect_one_line(o, "outcome unknown, may have been charged");
    EXPECT_EQ(submissions(), 1);
  }
  // Nor does the same request send it again by itself.
  const Outcome same = generate_small();
  EXPECT_EQ(same.status, 5);
  EXPECT_THAT(same.err, HasSubstr("may have been charged"));
  EXPECT_EQ(submissions(), 1);
  // Only the user's word does.
  EXPECT_EQ(generate_small({"--fresh"}).status, 0);
  EXPECT_EQ(submissions(), 2);
}

TEST_F(Killed, ByTheServerBeforeItReadTheBody) {
  fault("submit-drop-early*1");
  const Outcome o = generate_small();
  EXPECT_EQ(o.status, 5);
  EXPECT_THAT(o.err, HasSubstr("may have been charged"));
  EXPECT_EQ(submissions(), 1);
  EXPECT_EQ(generate({"--resume"}).status, 5);
  EXPECT_EQ(submissions(), 1);
}

TEST_F(Killed, AfterTheAnswerBeforeTheFirstPollIsAnswered) {
  fault("poll-hold");
  kill_at(Stage::Poll, 1);
  EXPECT_THAT(tickets(), SizeIs(1));
  expect_resumed();
}

TEST_F(Killed, DuringPolling) {
  fault("poll-never");
  kill_at(Stage::Poll, 3);
  expect_resumed();
}

TEST_F(Killed, WhenTheDownloadBegins) {
  fault("delivery-hold");
  kill_at(Stage::Delivery, 1);
  expect_resumed();
}

TEST_F(Killed, InTheMiddleOfTheDownload) {
  fault("delivery-hold-half");
  Running running(
      command({"generate", "flux-2-pro", "--prompt", "an otter", "-p", "width=64", "-p", "height=64", "-o", "out.png"}),
      settings_);
  ASSERT_TRUE(standin_.wait_received(Stage::Delivery, 1, patience));
  std::this_thread::sleep_for(std::chrono::milliseconds(100));  // the half is on its way
  EXPECT_EQ(running.stop(SIGKILL).status, -SIGKILL);
  standin_.no_faults();
  EXPECT_FALSE(s_.has("out.png"));
  expect_resumed();
}

TEST_F(Killed, TwiceAndResumedTwice) {
  fault("poll-never");
  kill_at(Stage::Poll, 2);
  fault("delivery-hold");
  Running resuming(command({"generate", "--resume"}), settings_);
  ASSERT_TRUE(standin_.wait_received(Stage::Delivery, 1, patience));
  EXPECT_EQ(resuming.stop(SIGKILL).status, -SIGKILL);
  standin_.no_faults();
  expect_resumed();
}

TEST_F(Killed, WhenThePictureHasArrivedAndIsNotWritten) {
  // A large one, so that checking and encoding take their time; at several moments of it.
  for (const int wait : {0, 20, 60, 120, 250}) {
    const std::string output = "out" + std::to_string(wait) + ".png";
    const int before = charged(), delivered = standin_.count(Stage::Delivery);
    {
      Running running(command({"generate", "flux-2-pro", "--prompt", "otter " + output, "-p", "width=1024", "-p",
                               "height=1024", "-o", output}),
                      settings_);
      ASSERT_TRUE(standin_.wait_answered(Stage::Delivery, delivered + 1, patience));
      std::this_thread::sleep_for(std::chrono::milliseconds(wait));
      (void)running.stop(SIGKILL);
    }
    if (s_.has(output)) {
      EXPECT_EQ(size_of(output), "1024x1024") << "never half a picture";
    }
    const Outcome o = generate({"--resume"});
    EXPECT_EQ(o.status, 0) << o.err;
    EXPECT_EQ(size_of(output), "1024x1024") << wait;
    EXPECT_EQ(charged(), before + 1);
    EXPECT_THAT(tickets(), IsEmpty());
  }
}

TEST_F(Killed, TheSameRequestAgainFinishesTheTicket) {
  fault("poll-never");
  kill_at(Stage::Poll, 1);
  const Outcome o = generate_small();
  EXPECT_EQ(o.status, 0) << o.err;
  EXPECT_EQ(submissions(), 1);
  EXPECT_THAT(tickets(), IsEmpty());
}

TEST_F(Killed, ResumingLeavesATicketThatIsBeingWorkedOn) {
  fault("poll-never");
  Running running(
      command({"generate", "flux-2-pro", "--prompt", "an otter", "-p", "width=64", "-p", "height=64", "-o", "out.png"}),
      settings_);
  ASSERT_TRUE(standin_.wait_received(Stage::Poll, 1, patience));
  const Outcome o = generate({"--resume"});
  EXPECT_EQ(o.status, 0) << o.err;
  EXPECT_THAT(tickets(), SizeIs(1));
  standin_.no_faults();
  EXPECT_EQ(running.stop(0).status, 0);
  EXPECT_EQ(charged(), 1);
}

TEST_F(Killed, InterruptKeepsTheTicketAndSaysSo) {
  fault("poll-never");
  Running running(
      command({"generate", "flux-2-pro", "--prompt", "an otter", "-p", "width=64", "-p", "height=64", "-o", "out.png"}),
      settings_);
  ASSERT_TRUE(standin_.wait_received(Stage::Poll, 1, patience));
  const Outcome o = running.stop(SIGINT);
  EXPECT_EQ(o.status, 130) << o.err;
  EXPECT_THAT(tickets(), SizeIs(1));
  standin_.no_faults();
  expect_resumed();
}

TEST_F(Killed, ResumeWithoutTicketsDoesNothing) {
  const Outcome o = generate({"--resume"});
  EXPECT_EQ(o.status, 0) << o.err;
  EXPECT_THAT(standin_.received(), IsEmpty());
}

TEST_F(Killed, ADamagedTicketIsNamedAndTheOthersAreFinished) {
  fault("poll-never");
  kill_at(Stage::Poll, 1);
  s_.write("state/burnish/tickets/0000-damaged", "\x01 not a ticket");
  s_.write("state/burnish/tickets/" + tickets().back() + ".damaged", "{");
  const Outcome o = generate({"--resume"});
  EXPECT_TRUE(s_.has("out.png")) << o.err;
  EXPECT_EQ(charged(), 1);
}

}  // namespace
}  // namespace burnish::hosts
