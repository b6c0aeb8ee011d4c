// The burnish program (or another) run as a user runs it.
#pragma once
#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "kit/temporary_folder.hpp"

namespace burnish::hosts {

namespace fs = std::filesystem;
using Words = std::vector<std::string>;

/// A folder of a test's own.
class Scratch {
 public:
  [[nodiscard]] const fs::path& path() const { return folder_.path(); }
  [[nodiscard]] fs::path operator/(const std::string& name) const { return path() / name; }
  void write(const std::string& name, const std::string& bytes) const {
    fs::create_directories((path() / name).parent_path());
    std::ofstream(path() / name, std::ios::binary) << bytes;
  }
  [[nodiscard]] std::string read(const std::string& name) const {
    std::ifstream in(path() / name, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }
  [[nodiscard]] bool has(const std::string& name) const { return fs::exists(path() / name); }
  /// Every file below a folder of it, relative to that folder, sorted; hidden ones too.
  [[nodiscard]] Words files(const std::string& below = ".") const {
    Words all;
    std::error_code ec;
    for (fs::recursive_directory_iterator it(path() / below, ec), end; !ec && it != end; it.increment(ec))
      if (!it->is_directory()) all.push_back(it->path().lexically_relative(path() / below).lexically_normal().string());
    std::sort(all.begin(), all.end());
    return all;
  }
  /// Temporary files that a run left behind.
  [[nodiscard]] Words leftovers() const {
    Words all = files();
    all.erase(std::remove_if(all.begin(), all.end(),
                             [](const std::string& f) { return f.find("burnish-tmp") == std::string::npos; }),
              all.end());
    return all;
  }

 private:
  kit::TemporaryFolder folder_{"burnish-hosts"};
};

struct Settings {
  std::string input{};                               // what standard input holds
  fs::path folder{};                                 // to start in; empty: the current one
  std::map<std::string, std::string> environment{};  // beside PATH and the like
  std::optional<fs::path> output{};                  // standard output goes to this file
  bool no_output = false;                            // standard output is closed
  rlim_t address_space = RLIM_INFINITY, file_size = RLIM_INFINITY;
  std::optional<std::chrono::milliseconds> interrupt_after{};  // SIGINT
  std::chrono::seconds patience{120};                          // then SIGKILL, and Outcome::status is -SIGKILL
};

struct Outcome {
  int status = 0;  // of exit; minus the signal that ended it
  std::string out, err;
  double seconds = 0;          // all of it
  double seconds_to_stop = 0;  // from the interrupt on
  long peak_kib = 0;           // of the largest process
  bool ended_before_interrupt = false;
};

namespace detail {

inline std::string content(int file) {
  std::string all(static_cast<std::size_t>(lseek(file, 0, SEEK_END)), '\0');
  if (pread(file, all.data(), all.size(), 0) != static_cast<ssize_t>(all.size())) all.clear();
  close(file);
  return all;
}

inline int memory_file(const std::string& bytes) {
  const int file = memfd_create("burnish-test", MFD_CLOEXEC);
  if (pwrite(file, bytes.data(), bytes.size(), 0) != static_cast<ssize_t>(bytes.size())) _exit(126);
  lseek(file, 0, SEEK_SET);
  return file;
}

/// What a program sees: nothing of the caller's settings of Burnish, and a cache that all tests share.
inline Words environment(const Settings& settings) {
  std::map<std::string, std::string> all;
  for (const char* name :
       {"PATH", "HOME", "TMPDIR", "LD_LIBRARY_PATH", "ASAN_OPTIONS", "UBSAN_OPTIONS", "TSAN_OPTIONS"})
    if (const char* value = getenv(name)) all[name] = value;
  all["LC_ALL"] = "C.UTF-8";
  all["XDG_CACHE_HOME"] = BURNISH_BUILD_DIR "/tests-cache";
  all["XDG_CONFIG_HOME"] = "/nonexistent";
  for (const auto& [name, value] : settings.environment) all[name] = value;
  Words texts;
  for (const auto& [name, value] : all) {
    std::string text = name;
    text += '=';
    text += value;
    texts.push_back(std::move(text));
  }
  return texts;
}

inline std::vector<char*> pointers(Words& words) {
  std::vector<char*> p;
  for (std::string& w : words) p.push_back(w.data());
  p.push_back(nullptr);
  return p;
}

inline void limit(int what, rlim_t most) {
  if (most == RLIM_INFINITY) return;
  const rlimit both{most, most};
  setrlimit(static_cast<__rlimit_resource>(what), &both);
}

}  // namespace detail

inline Outcome run(Words command, const Settings& settings = {}) {
  using Clock = std::chrono::steady_clock;
  const int in = detail::memory_file(settings.input), out = detail::memory_file({}), err = detail::memory_file({});
  const int to = settings.output ? open(settings.output->c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0666) : out;
  Words variables = detail::environment(settings);
  const std::vector<char*> arguments = detail::pointers(command), environment = detail::pointers(variables);
  const auto start = Clock::now();
  const pid_t child = fork();
  if (child == 0) {
    if (!settings.folder.empty() && chdir(settings.folder.c_str()) != 0) _exit(126);
    dup2(in, STDIN_FILENO);
    dup2(to, STDOUT_FILENO);
    dup2(err, STDERR_FILENO);
    if (settings.no_output) close(STDOUT_FILENO);
    detail::limit(RLIMIT_AS, settings.address_space);
    detail::limit(RLIMIT_FSIZE, settings.file_size);
    execvpe(arguments[0], arguments.data(), environment.data());
    _exit(127);
  }
  Outcome o;
  int status = 0;
  rusage usage{};
  std::optional<Clock::time_point> interrupted;
  bool killed = false;
  while (wait4(child, &status, WNOHANG, &usage) == 0) {
    const auto now = Clock::now();
    if (settings.interrupt_after && !interrupted && now - start >= *settings.interrupt_after) {
      interrupted = now;
      kill(child, SIGINT);
    }
    if (!killed && now - start > settings.patience) killed = kill(child, SIGKILL) == 0;
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  const auto end = Clock::now();
  o.status = WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
  o.seconds = std::chrono::duration<double>(end - start).count();
  if (interrupted) o.seconds_to_stop = std::chrono::duration<double>(end - *interrupted).count();
  o.ended_before_interrupt = settings.interrupt_after && !interrupted;
  o.peak_kib = usage.ru_maxrss;
  if (to != out) close(to);
  close(in);
  o.out = detail::content(out);
  o.err = detail::content(err);
  return o;
}

inline Outcome burnish(const Words& arguments, const Settings& settings = {}) {
  Words command{BURNISH_BUILD_DIR "/bin/burnish"};
  command.insert(command.end(), arguments.begin(), arguments.end());
  return run(std::move(command), settings);
}

/// In a folder of the test's own, where relative names start.
inline Outcome burnish_in(const Scratch& folder, const Words& arguments, Settings settings = {}) {
  settings.folder = folder.path();
  return burnish(arguments, settings);
}

}  // namespace burnish::hosts
