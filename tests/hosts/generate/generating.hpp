// `burnish generate` against a stand-in provider on loopback, with folders of the test's own for tickets and results.
#pragma once
#include <gmock/gmock.h>

#include "hosts/json_text.hpp"
#include "hosts/samples.hpp"
#include "standins/base64.hpp"
#include "standins/pictures.hpp"
#include "standins/standin.hpp"

namespace burnish::hosts {

using standins::Place;
using standins::Stage;

/// Unlike any other text, so that it is found wherever it must not be.
inline const std::string canary = "CANARY-6f1d9c2e-never-to-be-seen";

/// Ready at the first poll, so that no test waits, and as strict as can be.
inline standins::Options at_once(standins::Service service = standins::Service::Bfl) {
  standins::Options options;
  options.service = service;
  options.key = canary;
  options.strict = true;
  options.polls_before_ready = 0;
  return options;
}

/// A process that can be looked at and killed while it runs.
class Running {
 public:
  Running(Words command, const Settings& settings) : out_(detail::memory_file({})), err_(detail::memory_file({})) {
    Words variables = detail::environment(settings);
    const std::vector<char*> arguments = detail::pointers(command), environment = detail::pointers(variables);
    pid_ = fork();
    if (pid_ != 0) return;
    if (!settings.folder.empty() && chdir(settings.folder.c_str()) != 0) _exit(126);
    dup2(out_, STDOUT_FILENO);
    dup2(err_, STDERR_FILENO);
    execvpe(arguments[0], arguments.data(), environment.data());
    _exit(127);
  }
  Running(const Running&) = delete;
  Running& operator=(const Running&) = delete;
  ~Running() {
    if (pid_ > 0) (void)stop(SIGKILL);
  }

  [[nodiscard]] std::string command_line() const { return file_of_process("cmdline"); }
  [[nodiscard]] std::string environment() const { return file_of_process("environ"); }
  /// Its outcome after the signal, or at its own end with 0.
  Outcome stop(int signal) {
    if (signal != 0) kill(pid_, signal);
    int status = 0;
    waitpid(pid_, &status, 0);
    pid_ = 0;
    Outcome o;
    o.status = WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
    o.out = detail::content(out_);
    o.err = detail::content(err_);
    return o;
  }

 private:
  [[nodiscard]] std::string file_of_process(const char* name) const {
    std::ifstream in("/proc/" + std::to_string(pid_) + "/" + name, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }
  int out_, err_;
  pid_t pid_ = 0;
};

class Generating : public testing::Test {
 protected:
  explicit Generating(standins::Options options = at_once()) : standin_(std::move(options)) {
    EXPECT_EQ(standin_.start(), "");
    // The catalogue of plugins is taken over, so that no test makes it again.
    const fs::path known = fs::path(BURNISH_BUILD_DIR) / "tests-cache/burnish/registry-1";
    std::error_code ec;
    fs::create_directories(s_ / "cache/burnish", ec);
    fs::copy(known, s_ / "cache/burnish/registry-1", fs::copy_options::recursive, ec);
    const std::string url = standin_.url();
    settings_.folder = s_.path();
    settings_.environment = {{"XDG_STATE_HOME", (s_ / "state").string()},
                             {"XDG_CACHE_HOME", (s_ / "cache").string()},
                             {"XDG_CONFIG_HOME", (s_ / "config").string()},
                             {"BFL_BASE_URL", url},
                             {"BFL_API_KEY", canary}};
  }

  [[nodiscard]] static Words command(Words words) {
    words.insert(words.begin(), BURNISH_BUILD_DIR "/bin/burnish");
    return words;
  }
  [[nodiscard]] Outcome burnish_here(const Words& words) const { return run(command(words), settings_); }
  [[nodiscard]] Outcome generate(Words words) const {
    words.insert(words.begin(), "generate");
    return burnish_here(words);
  }
  /// A small picture of flux-2-pro into out.png.
  [[nodiscard]] Outcome generate_small(Words more = {}, const std::string& prompt = "an otter") const {
    Words words{"flux-2-pro", "--prompt", prompt, "-p", "width=64", "-p", "height=64", "-o", "out.png"};
    words.insert(words.end(), more.begin(), more.end());
    return generate(words);
  }

  void fault(const std::string& text) { ASSERT_TRUE(standin_.fault(text)) << text; }
  [[nodiscard]] int submissions() const { return standin_.count(Stage::Submit); }
  [[nodiscard]] int charged() const { return standin_.counters().charged; }
  /// Tickets on disk.
  [[nodiscard]] Words tickets() const { return s_.files("state/burnish/tickets"); }
  [[nodiscard]] std::string ticket_text() const {
    std::string all;
    for (const std::string& file : tickets()) all += s_.read("state/burnish/tickets/" + file);
    return all;
  }
  /// The body of the n-th submission.
  [[nodiscard]] Json body(std::size_t n = 0) const {
    const auto all = standin_.received(Stage::Submit);
    return n < all.size() ? read_json(all[n].request.body) : Json{};
  }

  void write_picture(const std::string& name, int width, int height, const std::string& type = "png") const {
    s_.write(name, standins::encode(standins::render(width, height, name, 3), type));
  }
  /// White in the middle half.
  void write_mask(const std::string& name, int width, int height) const {
    standins::Picture mask(width, height);
    for (int y = 0; y < height; ++y)
      for (int x = 0; x < width; ++x) {
        const bool inside = x >= width / 4 && x < width * 3 / 4 && y >= height / 4 && y < height * 3 / 4;
        for (int c = 0; c < 4; ++c) mask.at(x, y)[c] = inside || c == 3 ? 255 : 0;
      }
    s_.write(name, standins::encode(mask, "png"));
  }
  [[nodiscard]] standins::Picture picture(const std::string& name) const {
    const auto picture = standins::decode(s_.read(name));
    EXPECT_TRUE(picture) << name << " is no picture";
    return picture.value_or(standins::Picture());
  }
  [[nodiscard]] std::string size_of(const std::string& name) const {
    const standins::Picture p = picture(name);
    return std::to_string(p.width) + "x" + std::to_string(p.height);
  }

  /// What the provider had to object to, and that the key is nowhere.
  void TearDown() override {
    EXPECT_THAT(standin_.complaints(), testing::IsEmpty());
    for (const std::string& file : s_.files()) {
      if (file.rfind("config/", 0) == 0) continue;
      EXPECT_EQ(s_.read(file).find(canary), std::string::npos) << "the key is in " << file;
    }
  }

  Scratch s_;
  standins::Standin standin_;
  Settings settings_;
};

/// One line that says what is wrong, without the key.
inline void expect_one_line(const Outcome& o, const std::string& holds) {
  EXPECT_THAT(o.err, testing::StartsWith("burnish: error: "));
  EXPECT_EQ(std::count(o.err.begin(), o.err.end(), '\n'), 1) << o.err;
  EXPECT_THAT(o.err, testing::HasSubstr(holds));
  EXPECT_EQ((o.err + o.out).find(canary), std::string::npos) << o.err;
}

}  // namespace burnish::hosts
