// What the README files tell a newcomer to type works.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

#include "samples.hpp"

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

class Readme : public testing::TestWithParam<const char*> {};

TEST_P(Readme, CommandsWork) {
  if (!fs::exists(fs::path(BURNISH_SOURCE_DIR) / GetParam())) GTEST_SKIP() << GetParam() << " is not there";
  const Scratch s;
  fs::copy(fs::path(BURNISH_SOURCE_DIR) / "examples", s / "examples", fs::copy_options::recursive);
  for (const std::string& command : commands_in(GetParam())) {
    const std::string word = command.substr(0, command.find(' '));
    if (word == program) {
      const Outcome o =
          run({"sh", "-c", BURNISH_BUILD_DIR "/bin/burnish" + command.substr(program.size())}, {.folder = s.path()});
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
