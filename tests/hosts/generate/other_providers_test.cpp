// Other hosts of the models, and servers on this machine, by their profiles.
#include "generating.hpp"

namespace burnish::hosts {
namespace {

using standins::Service;
using testing::HasSubstr;
using testing::IsEmpty;

class OtherProvider : public Generating {
 protected:
  OtherProvider(Service service, const std::string& base_variable, const std::string& key_variable)
      : Generating(options_of(service, key_variable.empty())) {
    settings_.environment.erase("BFL_BASE_URL");
    settings_.environment.erase("BFL_API_KEY");
    settings_.environment[base_variable] = standin_.url();
    if (!key_variable.empty()) settings_.environment[key_variable] = canary;
    write_picture("photo.png", 128, 96);
    write_mask("mask.png", 128, 96);
  }
  static standins::Options options_of(Service service, bool without_key) {
    standins::Options options = at_once(service);
    if (without_key) options.key.clear();
    return options;
  }
};

class LocalServer : public OtherProvider {
 protected:
  LocalServer() : OtherProvider(Service::Sdcpp, "BURNISH_LOCAL_BASE_URL", "") {}
};

TEST_F(LocalServer, MakesAPictureWithoutAKey) {
  const Outcome o = generate(
      {"image", "--provider", "local", "--prompt", "an otter", "-p", "width=128", "-p", "height=64", "-o", "out.png"});
  ASSERT_EQ(o.status, 0) << o.err;
  EXPECT_EQ(size_of("out.png"), "128x64");
  EXPECT_EQ(standin_.count(Stage::Poll), 0);
  EXPECT_THAT(tickets(), IsEmpty());
}

TEST_F(LocalServer, EditsAPictureThroughAMask) {
  const Outcome o = generate({"image", "--provider", "local", "--prompt", "a lake", "-i", "photo.png", "-p",
                              "mask=mask.png", "-o", "out.png"});
  ASSERT_EQ(o.status, 0) << o.err;
  const auto all = standin_.received(Stage::Submit);
  ASSERT_EQ(all.size(), 1U);
  EXPECT_EQ(all[0].request.path(), "/v1/images/edits");
  const standins::Picture before = picture("photo.png"), after = picture("out.png");
  EXPECT_NEAR(before.at(2, 2)[0], after.at(2, 2)[0], 3) << "white in the mask is what changes, not the rest";
}

TEST_F(LocalServer, FillsInAPipeline) {
  s_.write(
      "pipeline.json",
      R"({"burnish":1,"outputs":[{"name":"out","steps":[{"op":"gen_fill","prompt":"a lake","mask":"mask.png"}],"write":"out.png"}]})");
  const Outcome o = burnish_here({"run", "pipeline.json", "photo.png", "--provider", "local"});
  ASSERT_EQ(o.status, 0) << o.err;
  const standins::Picture before = picture("photo.png"), after = picture("out.png");
  EXPECT_TRUE(std::equal(before.at(2, 2), before.at(2, 2) + 4, after.at(2, 2)));
  EXPECT_FALSE(std::equal(before.at(64, 48), before.at(64, 48) + 4, after.at(64, 48)));
}

TEST_F(LocalServer, TellsTheServersError) {
  ASSERT_TRUE(standin_.fault("submit-400"));
  const Outcome o = generate({"image", "--provider", "local", "--prompt", "an otter", "-o", "out.png"});
  EXPECT_EQ(o.status, 5);
  expect_one_line(o, "400");
}

class SdServer : public OtherProvider {
 protected:
  SdServer() : OtherProvider(Service::Sdcpp, "BURNISH_SDCPP_BASE_URL", "") {}
};

TEST_F(SdServer, RunsAJobAtARelativeUrl) {
  const Outcome o = generate(
      {"image", "--provider", "sdcpp", "--prompt", "an otter", "-p", "width=128", "-p", "height=64", "-o", "out.png"});
  ASSERT_EQ(o.status, 0) << o.err;
  EXPECT_EQ(size_of("out.png"), "128x64");
  EXPECT_GE(standin_.count(Stage::Poll), 1);
}

TEST_F(SdServer, TellsWhyAJobFailed) {
  ASSERT_TRUE(standin_.fault("poll-error"));
  const Outcome o = generate({"image", "--provider", "sdcpp", "--prompt", "an otter", "-o", "out.png"});
  EXPECT_EQ(o.status, 5);
  expect_one_line(o, "out of memory");
}

class OpenAi : public OtherProvider {
 protected:
  OpenAi() : OtherProvider(Service::OpenAi, "OPENAI_BASE_URL", "OPENAI_API_KEY") {}
};

TEST_F(OpenAi, MakesAndEditsPictures) {
  const Outcome made = generate({"image", "--provider", "openai", "--prompt", "an otter", "-p", "width=1024", "-p",
                                 "height=1024", "-o", "out.png"});
  ASSERT_EQ(made.status, 0) << made.err;
  EXPECT_EQ(size_of("out.png"), "1024x1024");
  const Outcome edited = generate({"image", "--provider", "openai", "--prompt", "a lake", "-i", "photo.png", "-p",
                                   "mask=mask.png", "-o", "edit.png"});
  ASSERT_EQ(edited.status, 0) << edited.err;
  EXPECT_EQ(charged(), 2);
}

TEST_F(OpenAi, LosesNoPictureWhenTheAnswerIsLost) {
  ASSERT_TRUE(standin_.fault("submit-drop"));
  const Outcome o = generate({"image", "--provider", "openai", "--prompt", "an otter", "-o", "out.png"});
  EXPECT_EQ(o.status, 5);
  expect_one_line(o, "may have been charged");
  EXPECT_EQ(submissions(), 1);
}

class Fal : public OtherProvider {
 protected:
  Fal() : OtherProvider(Service::Fal, "FAL_BASE_URL", "FAL_KEY") {}
};

TEST_F(Fal, MakesAndEditsPictures) {
  const Outcome made = generate({"flux-2-pro", "--provider", "fal", "--prompt", "an otter", "-p", "width=128", "-p",
                                 "height=64", "-o", "out.png"});
  ASSERT_EQ(made.status, 0) << made.err;
  EXPECT_EQ(size_of("out.png"), "128x64");
  const Outcome edited =
      generate({"flux-2-pro", "--provider", "fal", "--prompt", "a lake", "-i", "photo.png", "-o", "edit.png"});
  ASSERT_EQ(edited.status, 0) << edited.err;
}

TEST_F(Fal, TellsWhyAJobFailed) {
  ASSERT_TRUE(standin_.fault("poll-error*1"));
  const Outcome o = generate({"flux-2-pro", "--provider", "fal", "--prompt", "an otter", "-o", "out.png"});
  EXPECT_EQ(o.status, 5);
  expect_one_line(o, "could not be processed");
}

class Replicate : public OtherProvider {
 protected:
  Replicate() : OtherProvider(Service::Replicate, "REPLICATE_BASE_URL", "REPLICATE_API_TOKEN") {}
};

TEST_F(Replicate, MakesAndEditsPictures) {
  const Outcome made = generate({"flux-2-pro", "--provider", "replicate", "--prompt", "an otter", "-p", "width=512",
                                 "-p", "height=256", "-o", "out.png"});
  ASSERT_EQ(made.status, 0) << made.err;
  EXPECT_EQ(size_of("out.png"), "512x256");
  const Outcome edited =
      generate({"flux-2-pro", "--provider", "replicate", "--prompt", "a lake", "-i", "photo.png", "-o", "edit.png"});
  ASSERT_EQ(edited.status, 0) << edited.err;
}

TEST_F(Replicate, TellsWhyAJobFailed) {
  ASSERT_TRUE(standin_.fault("poll-error*1"));
  const Outcome o = generate({"flux-2-pro", "--provider", "replicate", "--prompt", "an otter", "-o", "out.png"});
  EXPECT_EQ(o.status, 5);
  expect_one_line(o, "CUDA out of memory");
}

class UsersProvider : public Generating {};

TEST_F(UsersProvider, IsAFileAndNoCode) {
  s_.write("config/burnish/providers/proxy.json",
           R"({"burnish_provider":1,"name":"proxy","label":"Our proxy","extends":"bfl","base_env":"PROXY_URL"})");
  settings_.environment["PROXY_URL"] = standin_.url();
  settings_.environment.erase("BFL_BASE_URL");
  const Outcome o = generate_small({"--provider", "proxy"});
  EXPECT_EQ(o.status, 0) << o.err;
  EXPECT_EQ(charged(), 1);
}

TEST_F(UsersProvider, ThatIsDamagedIsNamed) {
  s_.write("config/burnish/providers/proxy.json", R"({"burnish_provider":1,"name":"proxy",)");
  const Outcome o = generate_small({"--provider", "proxy"});
  EXPECT_EQ(o.status, 2) << o.err;
  expect_one_line(o, "proxy.json");
}

TEST_F(UsersProvider, CanBePointedElsewhereOnTheCommandLine) {
  settings_.environment.erase("BFL_BASE_URL");
  const Outcome o = generate_small({"--base-url", standin_.url()});
  EXPECT_EQ(o.status, 0) << o.err;
}

}  // namespace
}  // namespace burnish::hosts
