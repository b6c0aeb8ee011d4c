#include "net/secrets.hpp"

#include <gmock/gmock.h>

#include "fakes.hpp"

namespace burnish::testing_net {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

class SecretPlaces : public testing::Test {
 protected:
  [[nodiscard]] static Result<std::string> read(std::chrono::milliseconds limit = std::chrono::seconds(10)) {
    return read_secret({"bfl", "BURNISH_TEST_KEY"}, "bfl", limit);
  }
  [[nodiscard]] static std::string message() {
    const auto key = read();
    return key ? "no error" : key.error().message();
  }
  Home home_;
};

TEST_F(SecretPlaces, EnvironmentComesFirst) {
  home_.write("config/burnish/keys/bfl", "from-file\n");
  setenv("BURNISH_KEY_COMMAND_BFL", "echo from-command", 1);
  setenv("BURNISH_TEST_KEY", " \t'from-environment'\r\n", 1);
  EXPECT_EQ(*read(), "from-environment");
  unsetenv("BURNISH_TEST_KEY");
  EXPECT_EQ(*read(), "from-file");
  fs::remove(home_ / "config/burnish/keys/bfl");
  EXPECT_EQ(*read(), "from-command");
  unsetenv("BURNISH_KEY_COMMAND_BFL");
  home_.write("config/burnish/keys/bfl.command", "printf '%s\\nsecond line' from-command-file\n");
  EXPECT_EQ(*read(), "from-command-file");
}

TEST_F(SecretPlaces, NoneIsToldWithWhatToDo) {
  const std::string file = (home_ / "config/burnish/keys/bfl").string();
  EXPECT_EQ(message(), "no key for provider bfl: $BURNISH_TEST_KEY is not set, " + file +
                           " does not exist, $BURNISH_KEY_COMMAND_BFL is not set; set BURNISH_TEST_KEY, or put the key "
                           "into that file (mode 0600)");
  EXPECT_EQ(read().error().code, Code::Generator);
}

TEST_F(SecretPlaces, AKeyThatCannotBeOneIsRefusedAndNotShown) {
  for (const std::string& wrong :
       {std::string(), std::string("  \n"), std::string("\"\""), std::string("CANARY\xc3\xa9"),
        std::string("CANARY\nCANARY"), "CANARY" + std::string(5000, 'x')}) {
    setenv("BURNISH_TEST_KEY", wrong.c_str(), 1);
    EXPECT_THAT(message(), AllOf(HasSubstr("$BURNISH_TEST_KEY"), Not(HasSubstr("CANARY")))) << wrong.size();
    EXPECT_FALSE(read());
  }
}

TEST_F(SecretPlaces, AFileForOthersIsRefused) {
  for (const mode_t mode : {0644U, 0640U, 0604U, 0660U, 0601U}) {
    home_.write("config/burnish/keys/bfl", "CANARY", mode);
    EXPECT_THAT(message(), AllOf(HasSubstr("may be read or changed by others"), HasSubstr("run: chmod 600 "),
                                 Not(HasSubstr("CANARY"))));
  }
  home_.write("config/burnish/keys/bfl", "CANARY", 0400);
  EXPECT_EQ(*read(), "CANARY");
  fs::remove(home_ / "config/burnish/keys/bfl");
  fs::create_directory(home_ / "config/burnish/keys/bfl");
  EXPECT_THAT(message(), HasSubstr("is no regular file"));
  fs::remove(home_ / "config/burnish/keys/bfl");
  ASSERT_EQ(mkfifo((home_ / "config/burnish/keys/bfl").c_str(), 0600), 0);
  EXPECT_THAT(message(), HasSubstr("is no regular file"));
  fs::remove(home_ / "config/burnish/keys/bfl");
  home_.write("config/burnish/keys/bfl", "CANARY" + std::string(100000, 'x'));
  EXPECT_THAT(message(), AllOf(HasSubstr("a key has at most 4096"), Not(HasSubstr("CANARY"))));
}

TEST_F(SecretPlaces, ACommandIsBoundedAndNotShown) {
  setenv("BURNISH_KEY_COMMAND_BFL", "echo CANARY; exit 3", 1);
  EXPECT_THAT(message(), AllOf(HasSubstr("$BURNISH_KEY_COMMAND_BFL ended with status 3"), Not(HasSubstr("CANARY"))));
  setenv("BURNISH_KEY_COMMAND_BFL", "true", 1);
  EXPECT_THAT(message(), HasSubstr("is empty"));
  setenv("BURNISH_KEY_COMMAND_BFL", "yes CANARY | tr -d '\\n'", 1);
  EXPECT_THAT(message(), AllOf(HasSubstr("a key has at most 4096"), Not(HasSubstr("CANARY"))));
  setenv("BURNISH_KEY_COMMAND_BFL", "yes CANARY", 1);  // never ends, but its first line is there
  EXPECT_EQ(*read(), "CANARY");
  setenv("BURNISH_KEY_COMMAND_BFL", "sleep 100", 1);
  const auto key = read(std::chrono::milliseconds(50));
  ASSERT_FALSE(key);
  EXPECT_THAT(key.error().message(), HasSubstr("did not end within 50 ms"));
}

TEST(FillIn, TakesEveryPlaceholderOnce) {
  const Secrets secrets{{"a", "1"}, {"b", "${secret:a}"}};
  EXPECT_EQ(*fill_in("x ${secret:a}${secret:b} ${other}", secrets), "x 1${secret:a} ${other}");
  EXPECT_FALSE(fill_in("${secret:c}", secrets));
  EXPECT_FALSE(fill_in("${secret:a", secrets));
}

TEST(HideSecrets, FindsEverySpelling) {
  const Secrets secrets{{"a", "p/q\"r"}, {"short", "xy"}};
  std::string text = R"(p/q"r p/q\"r p\/q\"r p%2Fq%22r xy)";
  hide_secrets(text, secrets, 4);
  EXPECT_EQ(text, "${secret:a} ${secret:a} ${secret:a} ${secret:a} xy");
}

}  // namespace
}  // namespace burnish::testing_net
