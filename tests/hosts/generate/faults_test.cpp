// Everything that a provider and a network do wrong has its own clear outcome.
#include "generating.hpp"

namespace burnish::hosts {
namespace {

using testing::AnyOf;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

struct Case {
  const char* fault;
  const char* says;      // in the line of the error
  int submissions;       // requests that went out
  int charged;           // by the provider
  bool ticket;           // kept
  bool resumes = false;  // --resume gets the picture once the fault is over
};

void PrintTo(const Case& c, std::ostream* out) { *out << c.fault; }

class Fails : public Generating, public testing::WithParamInterface<Case> {};

TEST_P(Fails, WithOneLineAndNothingChargedTwice) {
  const Case& c = GetParam();
  fault(c.fault);
  const Outcome o = generate_small({"--timeout", "1"});
  EXPECT_EQ(o.status, 5) << o.err;
  expect_one_line(o, c.says);
  EXPECT_EQ(submissions(), c.submissions);
  EXPECT_EQ(charged(), c.charged);
  EXPECT_THAT(tickets(), SizeIs(c.ticket ? 1 : 0)) << o.err;
  EXPECT_THAT(s_.leftovers(), IsEmpty());
  EXPECT_FALSE(s_.has("out.png"));

  standin_.no_faults();
  const Outcome again = generate({"--resume"});
  EXPECT_EQ(submissions(), c.submissions) << "--resume must not send anything again";
  EXPECT_EQ(charged(), c.charged);
  EXPECT_EQ(s_.has("out.png"), c.resumes) << again.err;
  if (!c.ticket || c.resumes) {
    EXPECT_EQ(again.status, 0) << again.err;
    EXPECT_THAT(tickets(), IsEmpty());
  } else {
    EXPECT_EQ(again.status, 5);
    EXPECT_THAT(tickets(), SizeIs(1));
  }
}

INSTANTIATE_TEST_SUITE_P(Submission, Fails,
                         testing::Values(Case{"submit-402", "credit", 1, 0, false},
                                         Case{"submit-403", "key", 1, 0, false}, Case{"submit-401", "key", 1, 0, false},
                                         Case{"submit-400", "400", 1, 0, false}, Case{"submit-404", "404", 1, 0, false},
                                         Case{"submit-422", "prompt", 1, 0, false},
                                         Case{"submit-redirect", "redirect", 1, 0, false}));

// The provider may have made a job: nobody knows, and nothing is sent again.
INSTANTIATE_TEST_SUITE_P(Unknown, Fails,
                         testing::Values(Case{"submit-500=charged", "may have been charged", 1, 1, true},
                                         Case{"submit-502=charged", "may have been charged", 1, 1, true},
                                         Case{"submit-503=charged", "may have been charged", 1, 1, true},
                                         Case{"submit-drop", "may have been charged", 1, 1, true},
                                         Case{"submit-truncated", "may have been charged", 1, 1, true},
                                         Case{"submit-malformed", "may have been charged", 1, 1, true},
                                         Case{"submit-wrong-json", "may have been charged", 1, 1, true},
                                         Case{"submit-empty", "may have been charged", 1, 1, true},
                                         Case{"submit-html", "may have been charged", 1, 1, true},
                                         Case{"submit-huge=300000000", "may have been charged", 1, 1, true}));

INSTANTIATE_TEST_SUITE_P(Job, Fails,
                         testing::Values(Case{"poll-moderated-request", "Derivative Works Filter", 1, 0, false},
                                         Case{"poll-moderated-content", "Sexual Content", 1, 0, false},
                                         Case{"poll-error", "inference worker died", 1, 0, false},
                                         Case{"poll-failed-503", "inference worker died", 1, 0, false},
                                         Case{"poll-never", "time limit", 1, 1, true, true},
                                         Case{"poll-403", "403", 1, 1, true, true},
                                         Case{"poll-redirect", "redirect", 1, 1, true, true},
                                         Case{"poll-huge=300000000", "more than the allowed", 1, 1, true, true},
                                         Case{"submit-foreign-polling-url", "api.standin.example", 1, 1, true},
                                         Case{"poll-foreign-sample", "delivery.standin.example", 1, 1, true, true}));

INSTANTIATE_TEST_SUITE_P(Delivery, Fails,
                         testing::Values(Case{"delivery-expired", "expired", 1, 1, true, true},
                                         Case{"delivery-html", "web page", 1, 1, true, true},
                                         Case{"delivery-garbage", "neither PNG nor JPEG", 1, 1, true, true},
                                         Case{"delivery-redirect", "redirect", 1, 1, true, true},
                                         Case{"delivery-huge=300000000", "more than the allowed", 1, 1, true, true}));

class GetsOver : public Generating, public testing::WithParamInterface<const char*> {};

TEST_P(GetsOver, WhatPasses) {
  fault(GetParam());
  const Outcome o = generate_small();
  ASSERT_EQ(o.status, 0) << o.err;
  EXPECT_EQ(size_of("out.png"), "64x64");
  EXPECT_EQ(charged(), 1);
  EXPECT_THAT(tickets(), IsEmpty());
}

INSTANTIATE_TEST_SUITE_P(Once, GetsOver,
                         testing::Values("submit-429=0*2", "submit-no-polling-url*1", "submit-slow=300*1", "poll-500*1",
                                         "poll-502*1", "poll-503=0*1", "poll-429=0*1", "poll-drop*1",
                                         "poll-not-found*1", "poll-unknown-status*1", "poll-truncated*1",
                                         "delivery-500*1", "delivery-503=0*1", "delivery-drop*1",
                                         "delivery-truncated*1", "delivery-html*1", "delivery-expired*1"));

class Faults : public Generating {};

TEST_F(Faults, OfAStatusThatNobodyKnowsAreReportedOnceAndWaitedFor) {
  fault("poll-unknown-status");
  const Outcome o = generate_small({"--timeout", "1"});
  EXPECT_EQ(o.status, 5);
  const auto first = o.err.find("Contemplating");
  ASSERT_NE(first, std::string::npos) << o.err;
  EXPECT_EQ(o.err.find("Contemplating", first + 1), std::string::npos) << o.err;
  EXPECT_THAT(tickets(), SizeIs(1));
  standin_.no_faults();
  EXPECT_EQ(generate({"--resume"}).status, 0);
  EXPECT_EQ(charged(), 1);
}

TEST_F(Faults, OfRateWaitAsLongAsTheProviderAsks) {
  fault("submit-429=2*1");
  const auto start = std::chrono::steady_clock::now();
  EXPECT_EQ(generate_small().status, 0);
  EXPECT_GE(std::chrono::steady_clock::now() - start, std::chrono::seconds(2));
  EXPECT_EQ(submissions(), 2);
  EXPECT_EQ(charged(), 1);
}

TEST_F(Faults, ThatEchoTheInputAreShownShort) {
  fault("submit-422");
  const Outcome o = generate_small();
  EXPECT_EQ(o.status, 5);
  EXPECT_LT(o.err.size(), 1000U);
}

TEST_F(Faults, OfAResultOfAnotherSizeStillGiveThePicture) {
  fault("submit-other-size");
  const Outcome o =
      generate({"flux-2-pro", "--prompt", "an otter", "-p", "width=640", "-p", "height=480", "-o", "out.png"});
  EXPECT_EQ(o.status, 0) << o.err;
  EXPECT_EQ(size_of("out.png"), "325x245");
}

TEST_F(Faults, AreToldInJson) {
  fault("submit-402");
  const Outcome o = generate_small({"--json"});
  EXPECT_EQ(o.status, 5);
  const Json report = read_json(o.out);
  ASSERT_TRUE(report.valid()) << o.out;
  EXPECT_EQ(report["failed"][std::size_t{0}]["code"].text, "generator");
}

TEST_F(Faults, KeepAnExistingFile) {
  s_.write("out.png", "what was there");
  fault("poll-moderated-content");
  EXPECT_EQ(generate_small().status, 5);
  EXPECT_EQ(s_.read("out.png"), "what was there");
}

}  // namespace
}  // namespace burnish::hosts
