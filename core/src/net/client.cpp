#include "net/client.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <mutex>
#include <optional>
#include <random>
#include <thread>

#include "net/retry.hpp"
#include "net/secrets.hpp"
#include "net/url.hpp"

namespace burnish::net {
namespace {

using std::chrono::milliseconds;

constexpr std::size_t most_headers = 64;
constexpr std::size_t shortest_hidden_in_text = 4;
// In bodies, which programs go on to read, only what cannot be there by chance.
constexpr std::size_t shortest_hidden_in_body = 8;

bool is_token(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return c > 0x20 && c < 0x7f && std::string_view("\"(),/:;<=>?@[\\]{}").find(c) == std::string_view::npos;
  });
}

std::string lower(std::string_view text) {
  std::string low(text);
  for (char& c : low)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return low;
}

/// What belongs to the transport: a plugin that sets these could desynchronise the connection.
bool belongs_to_transport(const std::string& lower_name) {
  static constexpr std::array<std::string_view, 10> names{
      "host", "content-length", "transfer-encoding", "connection", "expect",
      "te",   "upgrade",        "trailer",           "cookie",     "keep-alive"};
  return std::find(names.begin(), names.end(), lower_name) != names.end() || lower_name.substr(0, 6) == "proxy-";
}

WireAnswer refusal(std::string why) {
  WireAnswer answer;
  answer.failure = WireFailure::Refused;
  answer.permanent = true;
  answer.why = std::move(why);
  return answer;
}

Error sentence(std::string why) { return {Code::Generator, std::move(why), {}, {}, {}}; }

}  // namespace

struct Client::State {
  State(Profile p, Transport& t, ClientOptions o) : profile(std::move(p)), transport(t), options(std::move(o)) {
    std::string why;
    base = parse_url(profile.base, why);
  }

  /// Where a URL leads to.
  enum class Place { Provider, Delivery, Elsewhere };

  [[nodiscard]] bool base_is_here() const { return base && is_loopback(*base); }

  [[nodiscard]] Place place_of(const Url& url) const {
    const auto in = [&url](const std::vector<std::string>& hosts) {
      return std::any_of(hosts.begin(), hosts.end(),
                         [&url](const std::string& host) { return host_matches(host, url); });
    };
    const bool here = is_loopback(url);
    // Plain http never leaves the machine, and nobody else may ask for what is on it.
    if ((here || !url.https) && !(here && base_is_here())) return Place::Elsewhere;
    if (here || (base && url.same_origin(*base)) || in(profile.hosts)) return Place::Provider;
    return in(profile.delivery_hosts) ? Place::Delivery : Place::Elsewhere;
  }

  /// The secret, read once; none when the profile has none.
  Result<Secrets> read_secrets() {
    if (!profile.secret) return Secrets{};
    const std::scoped_lock lock(mutex);
    if (known.empty()) {
      BURNISH_TRY(std::string value, read_secret(*profile.secret, profile.name));
      known.emplace_back(profile.secret->name, std::move(value));
    }
    return known;
  }
  Secrets known_secrets() {
    const std::scoped_lock lock(mutex);
    return known;
  }

  /// The request as it goes over the wire, or the sentence why it must not.
  Result<WireRequest> prepare(const burnish_http_request& request);
  Status add_target(const burnish_http_request& request, WireRequest& wire, Place& place) const;
  Status add_body(const burnish_http_request& request, WireRequest& wire) const;
  /// True when a secret was filled in.
  Result<bool> add_headers(const burnish_http_request& request, Place place, WireRequest& wire);
  Result<std::string> with_secrets(std::string_view name, std::string_view value, Place place, const WireRequest& wire);

  const Profile profile;
  std::optional<Url> base;
  Transport& transport;
  const ClientOptions options;
  std::mutex mutex;  // guards what follows
  Secrets known;
};

Status Client::State::add_target(const burnish_http_request& request, WireRequest& wire, Place& place) const {
  static constexpr std::array<std::string_view, 6> methods{"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"};
  wire.method = request.method == nullptr ? "" : request.method;
  wire.url = request.url == nullptr ? "" : request.url;
  if (std::find(methods.begin(), methods.end(), wire.method) == methods.end())
    return sentence("the method must be GET, HEAD, POST, PUT, PATCH or DELETE");
  std::string why;
  const auto url = parse_url(wire.url, why);
  if (wire.url.find(placeholder_start) != std::string::npos)
    return sentence("a secret may stand in a header alone, not in a URL");
  if (!url) return sentence("the URL " + shown(wire.url) + " cannot be used: " + why);
  place = place_of(*url);
  if (place == Place::Elsewhere) {
    std::string text = url->authority() + " is not a host of provider " + profile.name;
    if (!url->https) text += (is_loopback(*url) ? "" : " (plain http is only for this machine itself)");
    return sentence(std::move(text));
  }
  wire.reach = is_loopback(*url) ? Reach::Loopback : options.allow_private ? Reach::Any : Reach::Public;
  const auto usual = place == Place::Delivery ? options.download_timeout : options.request_timeout;
  wire.timeout = request.timeout_ms == 0 ? usual : milliseconds(request.timeout_ms);
  wire.max_bytes = request.max_bytes == 0 ? options.max_bytes : std::min(request.max_bytes, options.max_bytes);
  return Done{};
}

Status Client::State::add_body(const burnish_http_request& request, WireRequest& wire) const {
  if (request.body_size == 0) return Done{};
  if (request.body == nullptr) return sentence("the body is a null pointer");
  if (wire.method == "GET" || wire.method == "HEAD") return sentence("a " + wire.method + " request has no body");
  wire.body.assign(static_cast<const char*>(request.body), request.body_size);
  if (wire.body.find(placeholder_start) != std::string::npos)
    return sentence("a secret may stand in a header alone, and the body holds \"${secret:\"");
  return Done{};
}

Result<std::string> Client::State::with_secrets(std::string_view name, std::string_view value, Place place,
                                                const WireRequest& wire) {
  std::string why;
  const auto url = parse_url(wire.url, why);
  if (!profile.secret)
    return sentence("provider " + profile.name + " has no secret for the header " + std::string(name));
  if (place != Place::Provider || !url)
    return sentence("the key of provider " + profile.name + " may not go to " + (url ? url->authority() : "there"));
  BURNISH_TRY(const Secrets secrets, read_secrets());
  auto filled = fill_in(value, secrets);
  if (!filled)
    return sentence("the header " + std::string(name) + " asks for a secret that provider " + profile.name +
                    " does not have");
  return filled;
}

Result<bool> Client::State::add_headers(const burnish_http_request& request, Place place, WireRequest& wire) {
  bool secret = false;
  for (const char* const* header = request.headers; header != nullptr && *header != nullptr; header += 2) {
    const std::string_view name = header[0];
    if (header[1] == nullptr) return sentence("the header '" + std::string(name.substr(0, 40)) + "' has no value");
    const std::string_view value = header[1];
    if (!is_token(name)) return sentence("the name of a header is empty or holds blanks or signs");
    if (belongs_to_transport(lower(name))) return sentence("the header " + std::string(name) + " is not for plugins");
    if (std::any_of(value.begin(), value.end(), [](char c) { return (c >= 0 && c < 0x20 && c != '\t') || c == 0x7f; }))
      return sentence("the value of the header " + std::string(name) + " holds control characters");
    if (wire.headers.size() == most_headers)
      return sentence("there are more than " + std::to_string(most_headers) + " headers");
    std::string filled(value);
    if (value.find(placeholder_start) != std::string_view::npos) {
      BURNISH_TRY(filled, with_secrets(name, value, place, wire));
      secret = true;
    }
    wire.headers.emplace_back(std::string(name), std::move(filled));
  }
  return secret;
}

Result<WireRequest> Client::State::prepare(const burnish_http_request& request) {
  // Nothing of the contract's first version may be missing.
  if (request.struct_size < offsetof(burnish_http_request, redirects) + sizeof request.redirects)
    return sentence("struct_size of the request is " + std::to_string(request.struct_size) + ", too small");
  WireRequest wire;
  Place place = Place::Elsewhere;
  BURNISH_CHECK(add_target(request, wire, place));
  BURNISH_CHECK(add_body(request, wire));
  BURNISH_TRY(const bool secret, add_headers(request, place, wire));
  wire.redirects = secret ? 0 : request.redirects;
  wire.secrets = known_secrets();
  return wire;
}

Client::Client(Profile profile, Transport& transport, ClientOptions options)
    : state_(std::make_unique<State>(std::move(profile), transport, std::move(options))) {}
Client::~Client() = default;

const Profile& Client::profile() const { return state_->profile; }

Status Client::check_secret() const {
  const auto secrets = state_->read_secrets();
  if (!secrets) return secrets.error();
  return Done{};
}

WireAnswer Client::send(const burnish_http_request& request, const Call& call) const {
  auto prepared = state_->prepare(request);
  if (!prepared) return refusal(prepared.error().message());
  WireRequest wire = std::move(prepared).value();
  wire.stopped = [&call] { return call.stopped(); };
  const Clock& clock = state_->options.clock;
  for (int tried = 1;; ++tried) {
    WireAnswer answer;
    if (call.stopped()) {
      answer.failure = WireFailure::Stopped;
      answer.why = "stopped before anything was sent";
      return answer;
    }
    answer = state_->transport.exchange(wire);
    hide_secrets(answer.why, wire.secrets, shortest_hidden_in_text);
    hide_secrets(answer.body, wire.secrets, shortest_hidden_in_body);
    hide_secrets(answer.final_url, wire.secrets, shortest_hidden_in_body);
    for (auto& [name, value] : answer.headers) hide_secrets(value, wire.secrets, shortest_hidden_in_text);
    const auto wait = wait_before_retry(wire.method, answer, tried, clock.random());
    if (!wait || tried >= state_->options.tries) {
      if (answer.failure != WireFailure::None && tried > 1) answer.why += " (" + std::to_string(tried) + " tries)";
      return answer;
    }
    if (!clock.wait(*wait, wire.stopped)) {
      WireAnswer stopped;
      stopped.failure = WireFailure::Stopped;
      stopped.why = "stopped before the next try";
      return stopped;
    }
  }
}

Clock Clock::real() {
  Clock clock;
  clock.now = [] { return std::chrono::steady_clock::now(); };
  clock.wait = [](milliseconds time, const std::function<bool()>& stopped) {
    const auto end = std::chrono::steady_clock::now() + time;
    for (;;) {
      if (stopped && stopped()) return false;
      const auto left = end - std::chrono::steady_clock::now();
      if (left <= left.zero()) return true;
      std::this_thread::sleep_for(std::min<std::chrono::steady_clock::duration>(left, milliseconds(20)));
    }
  };
  clock.random = [] {
    thread_local std::minstd_rand numbers{std::random_device{}()};
    return std::uniform_real_distribution<double>(0, 1)(numbers);
  };
  return clock;
}

}  // namespace burnish::net
