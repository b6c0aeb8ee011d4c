// The provider of a run: its profile, its network client, and how many jobs it may have at once.
#pragma once
#include <condition_variable>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "net/client.hpp"
#include "net/profile.hpp"

namespace burnish::generate {

struct ProviderChoice {
  std::string name;      // empty: the default of the model
  std::string base_url;  // empty: the profile's
  bool allow_private = false;
  int concurrency = 0;  // jobs at once; 0 or more than the profile allows: what that allows
};

/// "provider 'fal' does not have gen_fill; bfl, bfl-eu have it".
[[nodiscard]] Error lacks_model(const net::Profiles& profiles, std::string_view provider, std::string_view model);

/// Thread-safe.
class Provider {
 public:
  /// `model` without "burnish.". Code::Unknown when no profile serves it; Code::Usage when the chosen one does not.
  static Result<std::unique_ptr<Provider>> open(const net::Profiles& profiles, std::string_view model,
                                                const ProviderChoice& choice, net::Clock clock = net::Clock::real());
  /// For tests: any transport.
  Provider(net::Profile profile, net::Transport& transport, net::ClientOptions options, int concurrency);

  [[nodiscard]] const net::Profile& profile() const { return client_.profile(); }
  [[nodiscard]] const net::Client& client() const { return client_; }
  [[nodiscard]] const net::Clock& clock() const { return clock_; }
  /// Jobs of a model that may run at once.
  [[nodiscard]] int concurrency(std::string_view model) const;
  /// One of the jobs that may run at once.
  class Turn {
   public:
    Turn(Provider& provider, std::string_view model) : provider_(&provider), model_(model) {}
    Turn(Turn&& other) noexcept : provider_(std::exchange(other.provider_, nullptr)), model_(std::move(other.model_)) {}
    Turn& operator=(Turn&&) = delete;
    ~Turn();

   private:
    Provider* provider_;
    std::string model_;
  };
  /// Waits for a turn, and for the rate limit; nothing when `stopped` became true.
  [[nodiscard]] std::optional<Turn> enter(std::string_view model, const std::function<bool()>& stopped);

 private:
  std::unique_ptr<net::Transport> own_transport_;
  net::Clock clock_;
  net::Client client_;
  int concurrency_;
  std::mutex mutex_;
  std::condition_variable left_;
  int inside_ = 0;
  std::map<std::string, int, std::less<>> inside_of_;  // by model
  std::chrono::steady_clock::time_point next_{};       // when the rate limit allows another submission
};

}  // namespace burnish::generate
