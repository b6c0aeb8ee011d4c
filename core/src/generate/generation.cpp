#include "generate/generation.hpp"

#include <array>
#include <cstdio>

namespace burnish::generate {
namespace {

std::string text_of(double v) {
  std::array<char, 32> t{};
  std::snprintf(t.data(), t.size(), "%.10g", v);
  return t.data();
}

}  // namespace

Generation::Generation(Jobs::Context context, const GenerateOptions& options, bool dry_run)
    : context_(std::move(context)),
      options_(options),
      dry_run_(dry_run),
      profiles_(net::Profiles::open()),
      jobs_(context_, Results(), TicketFolder()),
      budget_(options.max_cost) {}

Result<Provider*> Generation::provider(std::string_view model, const std::string& name) {
  return provider(model, name.empty() ? options_.provider : name, options_.base_url);
}

Result<Provider*> Generation::provider(std::string_view model, const std::string& name, const std::string& base_url) {
  const std::lock_guard lock(mutex_);
  ProviderChoice choice{name, base_url, options_.allow_private, options_.concurrency};
  if (name.empty()) {
    BURNISH_TRY(const net::Profile profile, profiles_.for_model(model));
    choice.name = profile.name;
  }
  auto& known = providers_[{choice.name, base_url}];
  if (known == nullptr) {
    auto opened = Provider::open(profiles_, model, choice);
    if (!opened) return opened.take_error();
    known = std::move(opened).value();
  }
  if (!known->profile().serves(model)) return lacks_model(profiles_, choice.name, model);
  return known.get();
}

void Generation::add_price(const JobPrice& price) {
  const std::lock_guard lock(mutex_);
  ++requests_;
  seconds_ += price.seconds;
  if (price.price)
    prices_[price.currency] += *price.price;
  else
    ++unknown_prices_;
}

std::string Generation::total() const {
  const std::lock_guard lock(mutex_);
  if (requests_ == 0) return {};
  std::string text = std::to_string(requests_) + (requests_ == 1 ? " request" : " requests") + " would cost about ";
  bool first = true;
  for (const auto& [currency, price] : prices_) {
    text += (first ? "" : " and ") + text_of(price) + " " + currency;
    first = false;
  }
  if (unknown_prices_ > 0)
    text += (first ? "an amount that is not known"
                   : ", without " + std::to_string(unknown_prices_) + " whose price is not known");
  return text + " and take about " + text_of(seconds_) + " s";
}

}  // namespace burnish::generate
