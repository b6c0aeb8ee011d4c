// HTTP for plugins ("burnish.http/1"): one client per provider and run. It fills in secrets, holds requests to the
// hosts they may go to, retries what is safe to retry, and says what is not known.
#pragma once
#include <burnish/stream.h>

#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>

#include "load/call.hpp"
#include "net/profile.hpp"
#include "net/transport.hpp"

namespace burnish::net {

/// Time, so that tests need not wait.
struct Clock {
  std::function<std::chrono::steady_clock::time_point()> now;
  /// False when `stopped` became true meanwhile.
  std::function<bool(std::chrono::milliseconds, const std::function<bool()>& stopped)> wait;
  std::function<double()> random;  // [0, 1), for jitter
  static Clock real();
};

struct ClientOptions {
  bool allow_private = false;  // private, link-local and loopback addresses; with a base on loopback that is allowed
  uint64_t max_bytes = 256U << 20U;  // of one answer
  std::chrono::milliseconds request_timeout{60'000};
  std::chrono::milliseconds download_timeout{120'000};
  int tries = 4;  // of what is safe to send again
  Clock clock = Clock::real();
};

/// Thread-safe. Outlives the calls that use it.
class Client {
 public:
  Client(Profile profile, Transport& transport, ClientOptions options = {});
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;
  ~Client();

  [[nodiscard]] const Profile& profile() const;
  /// The secret is read, checked and kept; Code::Generator when there is none or it cannot be one (names the places
  /// that were looked at and what to do, never the value). Without a secret in the profile: success.
  [[nodiscard]] Status check_secret() const;
  /// Blocking, [io]. See burnish_http in stream.h for the meaning. What is sent again, and when: retry.hpp. Texts of
  /// the answer never hold the secret, whatever the server does.
  [[nodiscard]] WireAnswer send(const burnish_http_request& request, const Call& call) const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// libcurl, from the module beside libburnish, loaded when first asked for and never unloaded. Code::Internal with the
/// file's name when that fails.
[[nodiscard]] Result<Transport*> curl_transport();
/// Exchanges in a file of JSON lines. Recording passes them on and appends them, with secrets replaced by their names;
/// replay answers each request by the first unused exchange of the same method, URL and body.
/// $BURNISH_HTTP_RECORD and $BURNISH_HTTP_REPLAY choose them in the CLI.
[[nodiscard]] Result<std::unique_ptr<Transport>> recording(Transport& through, const std::filesystem::path& file);
[[nodiscard]] Result<std::unique_ptr<Transport>> replay(const std::filesystem::path& file);

/// The tables of "burnish.http/1" and "burnish.profile/1". They find the Client by Call::of(call).net().
[[nodiscard]] const burnish_http* http_service();
[[nodiscard]] const burnish_profile* profile_service();

}  // namespace burnish::net
