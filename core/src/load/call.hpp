// What a plugin is given with every callback: the host, cancellation, a deadline, and a place to say what went wrong.
#pragma once
#include <burnish/abi.h>

#include <chrono>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "burnish/core/result.hpp"
#include "burnish/core/run.hpp"

namespace burnish::net {
class Client;
}

namespace burnish {

using Deadline = std::chrono::steady_clock::time_point;
inline constexpr Deadline no_deadline = Deadline::max();

/// What all calls of one input have in common.
struct CallContext {
  const burnish_host* host = nullptr;    // outlives the calls
  const Cancellation* cancel = nullptr;  // may be null
  Deadline deadline = no_deadline;
  uint64_t max_pixels = uint64_t{1} << 28;  // of pictures that services open for a plugin
};

/// The kind of failure behind a negative status.
[[nodiscard]] Code code_of(burnish_status);
/// The status that tells a plugin of a failure.
[[nodiscard]] burnish_status status_of(Code);

/// One burnish_call: give get() to one callback, or to all concurrent callbacks of one piece of work; then ask error()
/// about a negative status. Thread-safe. Allocates nothing until a plugin fails or notes something.
class Call {
 public:
  explicit Call(const CallContext& context, uint64_t seed = 0);
  Call(const burnish_host* host, const Cancellation* cancel, Deadline deadline = no_deadline, uint64_t seed = 0)
      : Call(CallContext{.host = host, .cancel = cancel, .deadline = deadline}, seed) {}
  Call(const Call&) = delete;
  Call& operator=(const Call&) = delete;
  ~Call() = default;

  [[nodiscard]] const burnish_call* get() const { return &raw_; }

  /// The user cancelled, or the deadline passed.
  [[nodiscard]] bool stopped() const;

  /// For other calls of the same input.
  [[nodiscard]] CallContext call_context() const { return {raw_.host, cancel_, deadline_, max_pixels_}; }

  /// What went wrong when a callback returned `status`. `what` is the thing and what was tried, "cannot decode
  /// photo.jpg"; the plugin's own sentence becomes the reason, its parameter the place.
  [[nodiscard]] Error error(burnish_status status, std::string what) const;
  /// Success, or error().
  [[nodiscard]] Status check(burnish_status status, std::string what) const;

  /// What the plugin wanted the user to know, each sentence once, oldest first; empty afterwards.
  [[nodiscard]] std::vector<std::string> take_notes();

  /// For services, which are given nothing but the call: anything the maker of the call wants to find again.
  void set_context(void* context) { context_ = context; }
  [[nodiscard]] void* context() const { return context_; }
  /// For the network services: the client of the provider that was chosen for this call; null: no network.
  void set_net(const net::Client* client) { net_ = client; }
  [[nodiscard]] const net::Client* net() const { return net_; }
  /// For services that encode or decode; null: they are not offered.
  void set_catalogue(const Catalogue* catalogue) { catalogue_ = catalogue; }
  [[nodiscard]] const Catalogue* catalogue() const { return catalogue_; }
  /// For services: keeps what they handed to the plugin until they hand over something else, or until the call ends.
  void keep(std::shared_ptr<const void> handed_over) {
    const std::scoped_lock lock(mutex_);
    kept_.swap(handed_over);  // what was kept goes after the lock
  }
  /// The Call behind a burnish_call made by this class.
  [[nodiscard]] static Call& of(const burnish_call* raw) { return *static_cast<Call*>(raw->impl); }

 private:
  static int32_t cancelled(const burnish_call*) noexcept;
  static void progress(const burnish_call*, double, const char*) noexcept;
  static burnish_status fail(const burnish_call*, burnish_status, const char*, const char*) noexcept;
  static void note(const burnish_call*, const char*) noexcept;

  burnish_call raw_{};
  const Cancellation* cancel_;
  Deadline deadline_;
  uint64_t max_pixels_;
  void* context_ = nullptr;
  const net::Client* net_ = nullptr;
  const Catalogue* catalogue_ = nullptr;
  mutable std::mutex mutex_;          // guards what follows
  std::shared_ptr<const void> kept_;  // shared_ptr because it destroys what it no longer knows the type of
  burnish_status failure_ = BURNISH_OK;
  std::string param_, message_;
  std::vector<std::string> notes_;
};

}  // namespace burnish
