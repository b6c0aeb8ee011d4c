#include "generate/provider.hpp"

#include <algorithm>
#include <chrono>
#include <cstdlib>

namespace burnish::generate {
namespace {

constexpr auto look_every = std::chrono::milliseconds(50);

std::string environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? std::string() : std::string(value);
}

struct ChosenTransport {
  net::Transport* use = nullptr;
  std::unique_ptr<net::Transport> owned;
};

/// libcurl, or what a test or a demonstration put in its place.
Result<ChosenTransport> choose_transport() {
  const std::string replay = environment("BURNISH_HTTP_REPLAY"), record = environment("BURNISH_HTTP_RECORD");
  ChosenTransport chosen;
  if (!replay.empty()) {
    BURNISH_TRY(chosen.owned, net::replay(replay));
    chosen.use = chosen.owned.get();
    return chosen;
  }
  BURNISH_TRY(chosen.use, net::curl_transport());
  if (record.empty()) return chosen;
  BURNISH_TRY(chosen.owned, net::recording(*chosen.use, record));
  chosen.use = chosen.owned.get();
  return chosen;
}

}  // namespace

Error lacks_model(const net::Profiles& profiles, std::string_view provider, std::string_view model) {
  std::string others;
  for (const std::string& name : profiles.names()) {
    const auto profile = profiles.find(name);
    if (profile && profile->serves(model)) others += (others.empty() ? "" : ", ") + name;
  }
  return {Code::Usage, "provider '" + std::string(provider) + "' does not have '" + std::string(model) + "'",
          "--provider", others.empty() ? "no installed provider has it" : "it is had from " + others,
          others.empty() ? "see burnish plugin describe flux" : "leave --provider out, or name one of these"};
}

Result<std::unique_ptr<Provider>> Provider::open(const net::Profiles& profiles, std::string_view model,
                                                 const ProviderChoice& choice, net::Clock clock) {
  auto found = choice.name.empty() ? profiles.for_model(model) : profiles.find(choice.name);
  if (!found) return found.take_error();
  if (!found->serves(model)) return lacks_model(profiles, found->name, model);
  BURNISH_TRY(net::Profile profile, net::with_base(std::move(found).value(), choice.base_url));
  BURNISH_TRY(ChosenTransport transport, choose_transport());
  net::ClientOptions options;
  options.allow_private = choice.allow_private;
  options.clock = std::move(clock);
  auto provider =
      std::make_unique<Provider>(std::move(profile), *transport.use, std::move(options), choice.concurrency);
  provider->own_transport_ = std::move(transport.owned);
  return provider;
}

Provider::Provider(net::Profile profile, net::Transport& transport, net::ClientOptions options, int concurrency)
    : clock_(options.clock), client_(std::move(profile), transport, std::move(options)) {
  const int allowed = std::max(1, client_.profile().active);
  concurrency_ = concurrency > 0 ? std::min(concurrency, allowed) : allowed;
}

Provider::Turn::~Turn() {
  if (provider_ == nullptr) return;
  const std::lock_guard lock(provider_->mutex_);
  --provider_->inside_;
  --provider_->inside_of_[model_];
  provider_->left_.notify_all();
}

int Provider::concurrency(std::string_view model) const {
  const auto terms = profile().terms.find(model);
  const int allowed = terms == profile().terms.end() ? 0 : terms->second.active;
  return allowed > 0 ? std::min(allowed, concurrency_) : concurrency_;
}

std::optional<Provider::Turn> Provider::enter(std::string_view model, const std::function<bool()>& stopped) {
  std::chrono::milliseconds wait{0};
  {
    std::unique_lock lock(mutex_);
    int& of_model = inside_of_[std::string(model)];
    while (inside_ >= concurrency_ || of_model >= concurrency(model)) {
      if (stopped()) return std::nullopt;
      left_.wait_for(lock, look_every);
    }
    ++inside_;
    ++of_model;
    if (profile().per_minute > 0) {
      const auto now = clock_.now();
      const auto each = std::chrono::duration_cast<std::chrono::steady_clock::duration>(
          std::chrono::duration<double>(60.0 / profile().per_minute));
      next_ = std::max(next_, now);
      wait = std::chrono::duration_cast<std::chrono::milliseconds>(next_ - now);
      next_ += each;
    }
  }
  Turn turn(*this, model);
  if (stopped() || (wait.count() > 0 && !clock_.wait(wait, stopped))) return std::nullopt;
  return turn;
}

}  // namespace burnish::generate
