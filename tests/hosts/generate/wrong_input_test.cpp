// What is wrong before anything is sent: one line, nothing sent, nothing charged.
#include "generating.hpp"

namespace burnish::hosts {
namespace {

using testing::IsEmpty;

class WrongInput : public Generating {
 protected:
  void SetUp() override {
    write_picture("photo.png", 64, 64);
    write_mask("mask.png", 64, 80);
    s_.write("broken.png", "no picture");
  }
  void expect_refused(const Words& words, int status, const std::string& holds) {
    const Outcome o = generate(words);
    EXPECT_EQ(o.status, status) << testing::PrintToString(words) << o.err;
    expect_one_line(o, holds);
    EXPECT_THAT(standin_.received(), IsEmpty()) << holds;
    EXPECT_THAT(tickets(), IsEmpty());
    EXPECT_FALSE(s_.has("out.png"));
  }
};

TEST_F(WrongInput, OfWordsIsExitStatus2) {
  const auto refused = [&](Words words, const std::string& holds) {
    words.insert(words.end(), {"-o", "out.png"});
    expect_refused(words, 2, holds);
  };
  refused({"flux-2-pro"}, "prompt");
  refused({"flux-2-pro", "--prompt", ""}, "prompt");
  std::string words;
  for (int i = 0; i < 40'000; ++i) words += "an ";
  refused({"flux-2-pro", "--prompt", words}, "prompt");
  refused({"flux-2-pro", "--prompt", "p", "-p", "width=32"}, "width");
  refused({"flux-2-pro", "--prompt", "p", "-p", "width=many"}, "width");
  refused({"flux-2-pro", "--prompt", "p", "-p", "widht=64"}, "widht");
  refused({"flux-2-pro", "--prompt", "p", "-p", "safety_tolerance=6"}, "safety_tolerance");
  refused({"flux-3-image", "--prompt", "p", "-p", "seed=1"}, "seed");
  refused({"flux-2-klein-4b", "--prompt", "p", "-p", "disable_pup=true"}, "disable_pup");
  refused({"flux-kontext-pro", "--prompt", "p", "-p", "aspect_ratio=3:1"}, "aspect_ratio");
  refused({"flux-2-prp", "--prompt", "p"}, "flux-2-pro");
  refused({"flux-2-pro", "--prompt", "p", "--provider", "bfll"}, "bfl");
  refused({"flux-2-pro", "--prompt", "p", "--provider", "openai"}, "openai");
  refused({"flux-2-pro", "--prompt", "p", "--base-url", "http://example.com"}, "http://example.com");
  refused({"flux-2-pro", "--prompt", "p", "-p", "width=4096", "-p", "height=4096"}, "megapixel");
}

TEST_F(WrongInput, WithoutAnOutputIsExitStatus2) {
  expect_refused({"flux-2-pro", "--prompt", "p"}, 2, "-o");
  expect_refused({"flux-2-pro", "--prompt", "p", "-o", "out.xyz"}, 2, "xyz");
}

TEST_F(WrongInput, OfPicturesSendsNothing) {
  const auto refused = [&](Words words, const std::string& holds) {
    words.insert(words.end(), {"--prompt", "p", "-o", "out.png"});
    const Outcome o = generate(words);
    EXPECT_TRUE(o.status == 2 || o.status == 5) << o.status << ' ' << o.err;
    expect_one_line(o, holds);
    EXPECT_EQ(submissions(), 0) << holds;
    EXPECT_THAT(tickets(), IsEmpty());
  };
  Words seven{"flux-2-klein-4b"};
  for (int i = 0; i < 7; ++i) seven.insert(seven.end(), {"-i", "photo.png"});
  refused(seven, "7");
  refused({"flux-pro-1.0-fill", "-i", "photo.png", "-p", "mask=mask.png"}, "64x80");
  refused({"flux-pro-1.0-fill", "-i", "photo.png"}, "mask");
  refused({"flux-pro-1.0-fill"}, "picture");
  refused({"flux-2-pro", "-i", "broken.png"}, "broken.png");
  refused({"flux-2-pro", "-i", "missing.png"}, "missing.png");
  refused({"flux-pro-1.0-fill", "-i", "photo.png", "-p", "mask=missing.png"}, "missing.png");
  refused({"flux-3-image", "-i", "photo.png"}, "256");
}

TEST_F(WrongInput, WithoutAKeyIsExitStatus5) {
  settings_.environment.erase("BFL_API_KEY");
  expect_refused({"flux-2-pro", "--prompt", "p", "-o", "out.png"}, 5, "BFL_API_KEY");
  settings_.environment["BFL_API_KEY"] = " ";
  expect_refused({"flux-2-pro", "--prompt", "p", "-o", "out.png"}, 5, "BFL_API_KEY");
}

TEST_F(WrongInput, OfTheKeyIsToldByTheProvider) {
  settings_.environment["BFL_API_KEY"] = "wrong-key-1234";
  const Outcome o = generate_small();
  EXPECT_EQ(o.status, 5);
  expect_one_line(o, "key");
  EXPECT_EQ(o.err.find("wrong-key"), std::string::npos);
  EXPECT_EQ(charged(), 0);
  EXPECT_THAT(tickets(), IsEmpty());
}

TEST_F(WrongInput, OfTheNetworkIsExitStatus5AndCharged0) {
  const std::string url = standin_.url();
  standin_.stop();
  const Outcome o = generate_small();
  EXPECT_EQ(o.status, 5);
  expect_one_line(o, "127.0.0.1");
  EXPECT_THAT(tickets(), IsEmpty());
}

TEST_F(WrongInput, OfTheKeyAroundItIsForgiven) {
  settings_.environment["BFL_API_KEY"] = "  \"" + canary + "\"\r\n";
  const Outcome o = generate_small();
  EXPECT_EQ(o.status, 0) << o.err;
}

}  // namespace
}  // namespace burnish::hosts
