#include "load/child.hpp"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <thread>
#include <vector>

#include "load/descriptor.hpp"

namespace burnish {
namespace {

constexpr int first_private = 10;  // descriptors from here on never collide with the numbers that a child is given

/// posix_spawn's two tables, destroyed with the scope.
struct SpawnPlan {
  SpawnPlan() {
    posix_spawn_file_actions_init(&files);
    posix_spawnattr_init(&attributes);
  }
  SpawnPlan(const SpawnPlan&) = delete;
  SpawnPlan& operator=(const SpawnPlan&) = delete;
  ~SpawnPlan() {
    posix_spawn_file_actions_destroy(&files);
    posix_spawnattr_destroy(&attributes);
  }
  posix_spawn_file_actions_t files{};
  posix_spawnattr_t attributes{};
};

void plan_signals(posix_spawnattr_t& attributes) {
  sigset_t all;
  sigset_t none;
  sigfillset(&all);
  sigemptyset(&none);
  posix_spawnattr_setsigdefault(&attributes, &all);
  posix_spawnattr_setsigmask(&attributes, &none);
  posix_spawnattr_setpgroup(&attributes, 0);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK);
}

}  // namespace

Result<ChildProcess> ChildProcess::start(const std::filesystem::path& program, std::span<const std::string> arguments,
                                         std::span<const Passed> descriptors) {
  const auto failure = [&program](int error) {
    return Error{Code::Plugin,
                 "cannot start " + program.string(),
                 {},
                 std::strerror(error),
                 "reinstall Burnish, or set BURNISH_WORKER to the path of burnish-worker"};
  };
  SpawnPlan plan;
  plan_signals(plan.attributes);
  // Copies above all numbers of the child, so that no dup2 overwrites a descriptor that a later one needs.
  std::vector<Descriptor> copies;
  int above = 3;
  for (int standard = 0; standard < 3; ++standard)
    posix_spawn_file_actions_addopen(&plan.files, standard, "/dev/null", standard == 0 ? O_RDONLY : O_WRONLY, 0);
  for (const Passed& passed : descriptors) {
    const int copy = fcntl(passed.from, F_DUPFD_CLOEXEC, first_private);
    if (copy < 0) return failure(errno);
    copies.emplace_back(copy);
    posix_spawn_file_actions_adddup2(&plan.files, copy, passed.to);
    above = std::max(above, passed.to + 1);
  }
  posix_spawn_file_actions_addclosefrom_np(&plan.files, above);

  std::vector<char*> argv;
  std::string name = program.string();
  std::vector<std::string> copied(arguments.begin(), arguments.end());
  argv.push_back(name.data());
  for (std::string& argument : copied) argv.push_back(argument.data());
  argv.push_back(nullptr);
  pid_t id = -1;
  const int error = posix_spawn(&id, name.c_str(), &plan.files, &plan.attributes, argv.data(), environ);
  if (error != 0) return failure(error);
  return ChildProcess(id);
}

ChildProcess::ChildProcess(ChildProcess&& other) noexcept
    : id_(std::exchange(other.id_, -1)), ended_(std::exchange(other.ended_, std::nullopt)) {}

ChildProcess& ChildProcess::operator=(ChildProcess&& other) noexcept {
  std::swap(id_, other.id_);
  std::swap(ended_, other.ended_);
  return *this;
}

ChildProcess::~ChildProcess() {
  if (id_ > 0) stop();
}

std::optional<int> ChildProcess::wait_until(Deadline deadline) {
  auto pause = std::chrono::microseconds(200);
  while (!ended_) {
    int status = 0;
    const pid_t reaped = waitpid(id_, &status, WNOHANG);
    if (reaped == id_) ended_ = status;
    // Somebody else reaped it (the host ignores SIGCHLD): how it ended is lost.
    if (reaped < 0 && errno != EINTR) ended_ = 0;
    if (ended_ || std::chrono::steady_clock::now() >= deadline) break;
    std::this_thread::sleep_for(pause);
    pause = std::min<std::chrono::microseconds>(pause * 2, std::chrono::milliseconds(10));
  }
  return ended_;
}

int ChildProcess::stop() {
  // The group's number stays taken while the unreaped child holds it, so nobody else is hit.
  if (!ended_) kill(-id_, SIGKILL);
  while (!ended_) {
    int status = 0;
    const pid_t reaped = waitpid(id_, &status, 0);
    if (reaped == id_) ended_ = status;
    if (reaped < 0 && errno != EINTR) ended_ = 0;
  }
  return *ended_;
}

std::string describe_end(int wait_status) {
  if (WIFSIGNALED(wait_status)) {
    const int signal = WTERMSIG(wait_status);
    const char* name = sigdescr_np(signal);
    return "was stopped by signal " + std::to_string(signal) + (name == nullptr ? "" : " (" + std::string(name) + ")");
  }
  return "ended with status " + std::to_string(WEXITSTATUS(wait_status));
}

}  // namespace burnish
