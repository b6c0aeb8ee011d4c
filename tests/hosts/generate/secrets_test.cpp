// The key goes to the provider and nowhere else. Every test of generate looks for it in all files as well.
#include <sys/stat.h>

#include "generating.hpp"

namespace burnish::hosts {
namespace {

using std::chrono::seconds;
using testing::HasSubstr;
using testing::Not;

class Secrets : public Generating {};

TEST_F(Secrets, AreInNoOutputWhateverHappens) {
  for (const char* kind :
       {"submit-403", "submit-422", "submit-drop", "poll-error", "delivery-redirect", "poll-redirect"}) {
    standin_.no_faults();
    fault(kind);
    const Outcome o = generate_small({"--log-level", "debug", "--fresh"}, std::string("otter of ") + kind);
    EXPECT_EQ(o.status, 5) << kind;
    EXPECT_THAT(o.out + o.err, Not(HasSubstr(canary))) << kind;
  }
}

TEST_F(Secrets, AreNotOnTheCommandLineOfAnyProcess) {
  fault("poll-never");
  Running running(command({"generate", "flux-2-pro", "--prompt", "an otter", "-o", "out.png"}), settings_);
  ASSERT_TRUE(standin_.wait_received(Stage::Poll, 1, seconds(20)));
  EXPECT_THAT(running.command_line(), HasSubstr("an otter"));
  EXPECT_THAT(running.command_line(), Not(HasSubstr(canary)));
  EXPECT_THAT(ticket_text(), HasSubstr("flux-2-pro"));
  EXPECT_THAT(ticket_text(), Not(HasSubstr(canary)));
  (void)running.stop(SIGKILL);
}

TEST_F(Secrets, AreNotInARecording) {
  settings_.environment["BURNISH_HTTP_RECORD"] = (s_ / "exchanges").string();
  ASSERT_EQ(generate_small().status, 0);
  EXPECT_THAT(s_.read("exchanges"), HasSubstr("get_result"));
  settings_.environment.erase("BURNISH_HTTP_RECORD");
  settings_.environment["BURNISH_HTTP_REPLAY"] = (s_ / "exchanges").string();
  const Outcome o = generate_small({"--fresh"});
  EXPECT_EQ(o.status, 0) << o.err;
  EXPECT_EQ(submissions(), 1);
}

TEST_F(Secrets, ComeFromAFileOfTheUserAlone) {
  settings_.environment.erase("BFL_API_KEY");
  s_.write("config/burnish/keys/bfl", canary + "\n");
  chmod((s_ / "config/burnish/keys/bfl").c_str(), 0644);
  const Outcome open = generate_small();
  EXPECT_EQ(open.status, 5);
  expect_one_line(open, "chmod 600");
  EXPECT_EQ(submissions(), 0);
  chmod((s_ / "config/burnish/keys/bfl").c_str(), 0600);
  EXPECT_EQ(generate_small().status, 0);
}

TEST_F(Secrets, AndTicketsAreForTheUserAlone) {
  fault("poll-never");
  Running running(command({"generate", "flux-2-pro", "--prompt", "an otter", "-o", "out.png"}), settings_);
  ASSERT_TRUE(standin_.wait_received(Stage::Poll, 1, seconds(20)));
  for (const std::string& file : tickets()) {
    struct stat facts {};
    ASSERT_EQ(stat((s_ / ("state/burnish/tickets/" + file)).c_str(), &facts), 0);
    EXPECT_EQ(facts.st_mode & 077U, 0U) << file;
  }
  (void)running.stop(SIGKILL);
}

TEST_F(Secrets, DoNotFollowAProviderToAnotherHost) {
  for (const char* where : {"submit-redirect", "poll-redirect", "delivery-redirect"}) {
    standin_.no_faults();
    fault(where);
    EXPECT_EQ(generate_small({"--fresh"}, where).status, 5);
  }
  for (const standins::Received& r : standin_.received()) EXPECT_NE(r.request.place, Place::Elsewhere);
}

}  // namespace
}  // namespace burnish::hosts
