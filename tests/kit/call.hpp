// kit/call.hpp - the host's side of one callback, with everything that the plugin says written down.
#pragma once
#include <atomic>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <string>
#include <vector>

#include "burnish/stream.h"

namespace burnish::kit {

/// What a plugin reported as it failed. `param` is empty when it named none.
struct Failure {
  burnish_status code = BURNISH_OK;
  std::string param, message;
};

/// "bad_param sigma: must be positive", for messages of tests.
[[nodiscard]] std::string to_text(const Failure& failure);
[[nodiscard]] std::string status_name(burnish_status status);

/// Thrown by the kit's shorthands when the plugin fails or breaks the contract.
struct RunFailure : std::runtime_error {
  explicit RunFailure(const Failure& f) : std::runtime_error(to_text(f)), failure(f) {}
  Failure failure;
};

/// A burnish_call with its own host, which offers "burnish.parallel/1" on `threads` threads (1: the caller's alone).
/// Safe to use from those threads.
class Call {
 public:
  explicit Call(unsigned threads = 1, uint64_t seed = 0);
  ~Call();
  Call(const Call&) = delete;
  Call& operator=(const Call&) = delete;

  [[nodiscard]] const burnish_call* get() const { return &call_; }

  /// Offers another service, or hides one with null. `table` outlives the call.
  void offer(const std::string& id, const void* table);

  void cancel() { cancelled_ = true; }
  /// The n-th question from now on, and every later one, is answered "cancelled"; 0 is the next one.
  void cancel_after(int questions);

  [[nodiscard]] Failure failure() const;  // code BURNISH_OK: none
  [[nodiscard]] bool failed() const { return failure().code != BURNISH_OK; }
  [[nodiscard]] std::vector<std::string> notes() const;
  [[nodiscard]] std::vector<std::string> log() const;
  [[nodiscard]] double progress() const;
  [[nodiscard]] bool progress_fell() const;

  /// The status of a callback made with this call as a failure: `status` >= 0 gives code BURNISH_OK; an error without
  /// a message given to fail() gets one that says so.
  [[nodiscard]] Failure failure_of(burnish_status status) const;

 private:
  struct Record;
  std::unique_ptr<Record> record_;
  std::atomic<bool> cancelled_ = false;
  burnish_host host_{};
  burnish_call call_{};
};

}  // namespace burnish::kit
