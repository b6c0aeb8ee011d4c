// What the host makes of children that are not burnish-worker at all, or a compromised one.
#include "worker/decoding_child.hpp"

#include <fcntl.h>
#include <gmock/gmock.h>

#include "core/load/scratch.hpp"

namespace burnish::testing_load {
namespace {

using testing::HasSubstr;

class RogueChild : public testing::Test {
 protected:
  /// The error when a shell script stands in for the worker; it talks on descriptor 3.
  Error opened_by(const std::string& script) {
    const fs::path program = scratch_.write("rogue", "#!/bin/sh\n" + script + "\n");
    fs::permissions(program, fs::perms::owner_all);
    const Descriptor picture(open("/dev/null", O_RDONLY | O_CLOEXEC));
    Result<DecodingChild> child = DecodingChild::start(program, picture.get(), "cannot decode x.btc", context_);
    if (!child.ok()) return child.error();
    Result<OpenedReply> reply = child.value().open({});
    EXPECT_FALSE(reply.ok());
    return reply.ok() ? Error{} : reply.error();
  }
  Scratch scratch_;
  CallContext context_;
};

TEST_F(RogueChild, ThatExitsIsBadData) {
  const Error error = opened_by("exit 3");
  EXPECT_EQ(error.code, Code::BadData);
  EXPECT_EQ(error.message(), "cannot decode x.btc: the decoder ended with status 3");
}

TEST_F(RogueChild, ThatIsKilledIsBadData) {
  EXPECT_EQ(opened_by("kill -9 $$").message(), "cannot decode x.btc: the decoder was stopped by signal 9 (Killed)");
}

TEST_F(RogueChild, ThatTalksNonsenseIsBadData) {
  const Error error = opened_by("head -c 100000 /dev/zero >&3; sleep 60");
  EXPECT_EQ(error.code, Code::BadData);
  EXPECT_THAT(error.message(), HasSubstr("an answer that makes no sense"));
}

TEST_F(RogueChild, ThatGivesAnotherAnswerIsBadData) {
  // Type 4, Done, in place of Opened.
  const Error error =
      opened_by("printf 'BRN1\\004\\000\\000\\000\\000\\000\\000\\000\\000\\000\\000\\000' >&3; sleep 60");
  EXPECT_THAT(error.message(), HasSubstr("an answer that makes no sense"));
}

TEST_F(RogueChild, ThatIsSilentMeetsTheDeadlineOfTheInput) {
  context_.deadline = std::chrono::steady_clock::now() + std::chrono::milliseconds(100);
  EXPECT_EQ(opened_by("sleep 60").code, Code::Timeout);
}

TEST_F(RogueChild, LeavesNoProcessBehind) {
  context_.deadline = std::chrono::steady_clock::now() + std::chrono::milliseconds(300);
  const fs::path mark = scratch_ / "pid";
  (void)opened_by("sleep 600 & echo $! > " + mark.string() + "; wait");
  const std::string grandchild = read_file(mark);
  ASSERT_FALSE(grandchild.empty());
  const fs::path status = "/proc/" + grandchild.substr(0, grandchild.find('\n')) + "/stat";
  for (int i = 0; i < 100 && fs::exists(status) && read_file(status).find(") Z") == std::string::npos; ++i)
    usleep(10000);
  EXPECT_TRUE(!fs::exists(status) || read_file(status).find(") Z") != std::string::npos);
}

TEST_F(RogueChild, InheritsNothingElse) {
  const Descriptor secret(open("/dev/zero", O_RDONLY));  // deliberately without O_CLOEXEC
  const fs::path listing = scratch_ / "descriptors";
  (void)opened_by("ls -l /proc/$$/fd > " + listing.string());
  EXPECT_THAT(read_file(listing), testing::Not(HasSubstr("/dev/zero")));
  EXPECT_THAT(read_file(listing), HasSubstr("socket:"));
}

TEST(MissingWorker, IsAPluginError) {
  const Result<DecodingChild> child = DecodingChild::start("/no/such/worker", 0, "cannot decode x.btc", {});
  ASSERT_FALSE(child.ok());
  EXPECT_EQ(child.error().code, Code::Plugin);
  EXPECT_THAT(child.error().message(), HasSubstr("cannot start /no/such/worker: No such file or directory"));
}

}  // namespace
}  // namespace burnish::testing_load
