// A child process that cannot outlive its owner.
#pragma once
#include <sys/types.h>

#include <filesystem>
#include <optional>
#include <span>
#include <string>

#include "burnish/core/result.hpp"
#include "load/call.hpp"

namespace burnish {

/// Runs in a process group of its own with no descriptors but those it is given; standard input, output and error are
/// /dev/null unless given. The destructor kills the whole group and reaps the child.
class ChildProcess {
 public:
  struct Passed {
    int from, to;  // descriptor here, and its number there (0..9)
  };
  static Result<ChildProcess> start(const std::filesystem::path& program, std::span<const std::string> arguments,
                                    std::span<const Passed> descriptors);
  ChildProcess(ChildProcess&&) noexcept;
  ChildProcess& operator=(ChildProcess&&) noexcept;
  ~ChildProcess();

  [[nodiscard]] pid_t id() const { return id_; }
  /// How it ended (of waitpid), waiting until the deadline; nothing while it runs.
  std::optional<int> wait_until(Deadline);
  /// Kills the group and reaps the child; how it ended.
  int stop();

 private:
  explicit ChildProcess(pid_t id) : id_(id) {}
  pid_t id_ = -1;
  std::optional<int> ended_;
};

/// "was stopped by signal 11 (Segmentation fault)", "ended with status 1"
[[nodiscard]] std::string describe_end(int wait_status);

}  // namespace burnish
