// The stand-in as a program, as a user tries the generators without an account.
#include "generating.hpp"

namespace burnish::hosts {
namespace {

using testing::HasSubstr;

const std::string standin_program = BURNISH_BUILD_DIR "/bin/burnish-standin";

class StandinProgram : public Generating {
 protected:
  /// Runs burnish with these words while the program runs, and ends it.
  [[nodiscard]] Outcome while_it_runs(const std::string& options, const std::string& words) const {
    const std::string script = standin_program + " " + options +
                               " > url 2> complaints & standin=$!\n"
                               "until [ -s url ]; do kill -0 $standin || exit 9; sleep 0.02; done\n" BURNISH_BUILD_DIR
                               "/bin/burnish generate " +
                               words +
                               " --base-url \"$(cat url)\"; status=$?\n"
                               "kill $standin; wait $standin || status=$((status + 100))\n"
                               "exit $status\n";
    return run({"sh", "-c", script}, settings_);
  }
};

TEST_F(StandinProgram, MakesAPictureAndRemembersTheJob) {
  settings_.environment["BFL_API_KEY"] = "standin-key-0000";
  const std::string options = "--polls 0 --strict --log log.jsonl --state state.json";
  const Outcome first = while_it_runs(options + " --fault delivery-html",
                                      "flux-2-pro --prompt 'an otter' -p width=64 -p height=64 -o out.png");
  EXPECT_EQ(first.status, 5) << first.err;
  EXPECT_EQ(tickets().size(), 1U);
  const Outcome second = while_it_runs(options, "--resume");
  EXPECT_EQ(second.status, 0) << second.err << s_.read("complaints");
  EXPECT_EQ(size_of("out.png"), "64x64");
  EXPECT_THAT(s_.read("log.jsonl"), HasSubstr("\"/v1/flux-2-pro\""));
  EXPECT_NE(s_.read("url").find("http://127.0.0.1:"), std::string::npos);
}

TEST_F(StandinProgram, ServesALocalServersApi) {
  const Outcome o = while_it_runs("--provider sdcpp --key ''",
                                  "image --provider local --prompt 'an otter' -p width=64 -p height=64 -o out.png");
  EXPECT_EQ(o.status, 0) << o.err;
  EXPECT_EQ(size_of("out.png"), "64x64");
}

TEST_F(StandinProgram, RefusesWhatItDoesNotKnow) {
  for (const Words& words :
       std::vector<Words>{{"--provider", "nobody"}, {"--port", "70000"}, {"--fault", "x"}, {"-x", "1"}, {"--key"}}) {
    Words all{standin_program};
    all.insert(all.end(), words.begin(), words.end());
    const Outcome o = run(all, settings_);
    EXPECT_EQ(o.status, 2) << words[0];
    EXPECT_THAT(o.err, testing::StartsWith("burnish-standin: error: "));
  }
  EXPECT_THAT(run({standin_program, "--help"}, settings_).out, HasSubstr("delivery-expired"));
}

}  // namespace
}  // namespace burnish::hosts
