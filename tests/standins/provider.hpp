// One provider's API behind the stand-in's server.
#pragma once
#include <memory>
#include <optional>
#include <string>

#include "standins/faults.hpp"
#include "standins/ledger.hpp"
#include "standins/standin.hpp"

namespace burnish::standins {

/// What the providers share.
struct Site {
  const Options& options;
  Ledger& ledger;
  std::function<std::string(Place)> url;
};

/// Thread-safe.
class Provider {
 public:
  Provider() = default;
  Provider(const Provider&) = delete;
  Provider& operator=(const Provider&) = delete;
  virtual ~Provider() = default;

  /// The header that carries the key, in lower case, and what stands before the key in it.
  [[nodiscard]] virtual std::string key_header() const { return "authorization"; }
  [[nodiscard]] virtual std::string key_prefix() const { return "Bearer "; }
  /// Nothing for what it does not serve.
  [[nodiscard]] virtual std::optional<Stage> stage_of(const Request& request) const = 0;
  /// Of the job that the request is for; faults can be meant for one.
  [[nodiscard]] virtual std::string prompt_of(const Request& request) const = 0;
  /// The fault is for those that only this provider can act out; the server acts out the others.
  [[nodiscard]] virtual Answer answer(const Request& request, const Fault* fault) = 0;
  /// An error of its kind, with a body in its form.
  [[nodiscard]] virtual Answer error(int status, const std::string& text) const = 0;
};

[[nodiscard]] std::unique_ptr<Provider> make_bfl(Site site);
[[nodiscard]] std::unique_ptr<Provider> make_openai(Site site);
[[nodiscard]] std::unique_ptr<Provider> make_sdcpp(Site site);
[[nodiscard]] std::unique_ptr<Provider> make_fal(Site site);
[[nodiscard]] std::unique_ptr<Provider> make_replicate(Site site);

/// Whether the request carries the right key where it belongs.
enum class Key { Right, Missing, Wrong };
[[nodiscard]] Key key_of(const Request& request, const Provider& provider, const Options& options);

[[nodiscard]] inline bool is_fault(const Fault* fault, std::string_view kind) { return fault && fault->kind == kind; }

}  // namespace burnish::standins
