// What the README files tell a newcomer to type works.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

#include "samples.hpp"
#include "standins/standin.hpp"

namespace burnish::hosts {
namespace {

const std::string program = "build/release/bin/burnish";

/// The lines of the ```sh blocks of a file below the sources; none when the file is not there.
Words commands_in(const std::string& readme) {
  std::ifstream file(fs::path(BURNISH_SOURCE_DIR) / readme);
  Words commands;
  bool inside = false;
  for (std::string line; std::getline(file, line);) {
    if (line.rfind("```", 0) == 0)
      inside = line == "```sh";
    else if (inside && !line.empty() && line[0] != '#')
      commands.push_back(line);
  }
  return commands;
}

/// The providers that a README's commands speak to, on loopback; they are given the key "key".
class Providers {
 public:
  Providers() : bfl_(at_once(standins::Service::Bfl)), openai_(at_once(standins::Service::OpenAi)) {
    EXPECT_EQ(bfl_.start(), "");
    EXPECT_EQ(openai_.start(), "");
  }
  [[nodiscard]] std::map<std::string, std::string> environment(const fs::path& home) const {
    return {{"BFL_BASE_URL", bfl_.url()},
            {"BFL_API_KEY", "key"},
            {"XDG_STATE_HOME", (home / "state").string()},
            {"XDG_CONFIG_HOME", (home / "config").string()}};
  }
  /// The command with the address of the local server's stand-in.
  [[nodiscard]] std::string redirected(std::string command) const {
    const std::string usual = "http://127.0.0.1:1234";
    if (const auto at = command.find(usual); at != std::string::npos) command.replace(at, usual.size(), openai_.url());
    return command;
  }

 private:
  static standins::Options at_once(standins::Service service) {
    standins::Options options;
    options.service = service;
    options.key = service == standins::Service::Bfl ? "key" : "";
    options.polls_before_ready = 0;
    return options;
  }
  standins::Standin bfl_, openai_;
};

class Readme : public testing::TestWithParam<const char*> {};

TEST_P(Readme, CommandsWork) {
  if (!fs::exists(fs::path(BURNISH_SOURCE_DIR) / GetParam())) GTEST_SKIP() << GetParam() << " is not there";
  const Scratch s;
  fs::copy(fs::path(BURNISH_SOURCE_DIR) / "examples", s / "examples", fs::copy_options::recursive);
  const Providers providers;
  for (const std::string& written : commands_in(GetParam())) {
    const std::string command = providers.redirected(written);
    const std::string word = command.substr(0, command.find(' '));
    if (word == program) {
      const Outcome o = run({"sh", "-c", BURNISH_BUILD_DIR "/bin/burnish" + command.substr(program.size())},
                            {.folder = s.path(), .environment = providers.environment(s.path())});
      EXPECT_EQ(o.status, 0) << command << '\n' << o.err;
    } else if (word.rfind("tests/data/", 0) == 0) {
      const Outcome o = run({"sh", "-c", BURNISH_SOURCE_DIR "/" + command}, {.folder = s.path()});
      EXPECT_EQ(o.status, 0) << command << '\n' << o.err;
    } else if (word.find('/') != std::string::npos && word[0] != '$' && word.find('=') == std::string::npos) {
      EXPECT_EQ(access((fs::path(BURNISH_SOURCE_DIR) / word).c_str(), X_OK), 0) << command;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Files, Readme,
                         testing::Values("README.md", "sdk/README.md", "examples/README.md", "tests/bench/README.md"));

TEST(ReadmeOfTheProject, ShowsTheMainJob) {
  EXPECT_THAT(commands_in("README.md"), testing::Contains(testing::HasSubstr(program + " run ")));
}

}  // namespace
}  // namespace burnish::hosts
