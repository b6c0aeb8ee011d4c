#include "standins/standin.hpp"

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <fstream>
#include <nlohmann/json.hpp>

#include "standins/provider.hpp"
#include "standins/server.hpp"

namespace burnish::standins {
namespace {

using Json = nlohmann::json;

constexpr std::chrono::seconds silence{30};
constexpr std::size_t longest_logged = 200;
constexpr int huge_body = 300 << 20;

std::unique_ptr<Provider> make_provider(Site site) {
  switch (site.options.service) {
    case Service::OpenAi:
      return make_openai(std::move(site));
    case Service::Sdcpp:
      return make_sdcpp(std::move(site));
    case Service::Fal:
      return make_fal(std::move(site));
    case Service::Replicate:
      return make_replicate(std::move(site));
    case Service::Bfl:
      break;
  }
  return make_bfl(std::move(site));
}

// What happens in place of the request, so that no job is made.
bool stands_in_place(const Fault& fault) {
  return fault.kind == "redirect" || (fault.status() != 0 && fault.argument != "charged");
}

void shorten(Json& value) {
  if (value.is_string() && value.get_ref<const std::string&>().size() > longest_logged) {
    const auto& text = value.get_ref<const std::string&>();
    value = text.substr(0, longest_logged) + "... (" + std::to_string(text.size()) + " bytes)";
  } else if (value.is_structured()) {
    for (Json& element : value) shorten(element);
  }
}

Json body_for_log(const std::string& body) {
  Json json = Json::parse(body, nullptr, false);
  if (json.is_discarded()) json = body;
  shorten(json);
  return json;
}

}  // namespace

std::optional<Service> service_named(std::string_view name) {
  constexpr std::pair<std::string_view, Service> services[] = {{"bfl", Service::Bfl},
                                                               {"openai", Service::OpenAi},
                                                               {"sdcpp", Service::Sdcpp},
                                                               {"fal", Service::Fal},
                                                               {"replicate", Service::Replicate}};
  for (const auto& [known, service] : services)
    if (known == name) return service;
  return std::nullopt;
}

Key key_of(const Request& request, const Provider& provider, const Options& options) {
  if (options.key.empty()) return Key::Right;
  if (!request.has(provider.key_header())) return Key::Missing;
  return request.header(provider.key_header()) == provider.key_prefix() + options.key ? Key::Right : Key::Wrong;
}

struct Standin::State {
  explicit State(Options o)
      : options(std::move(o)),
        ledger(options.credits),
        provider(make_provider({options, ledger, [this](Place place) { return url(place); }})),
        server({.wants_body = [this](const Request& head) { return wants_body(head); },
                .answer = [this](const Request& request) { return answer(request); },
                .answered = [this](const Request& request, const Answer& a) { note_answer(request, a); }}) {}

  const Options options;
  Ledger ledger;
  FaultScript faults;
  uint16_t ports[4] = {};    // by Place; fixed once it runs
  mutable std::mutex mutex;  // of the two below
  mutable std::condition_variable changed;
  std::deque<Received> received;
  std::ofstream log;
  std::unique_ptr<Provider> provider;
  Server server;  // the last, so that its threads end first

  [[nodiscard]] std::string url(Place place) const {
    return "http://127.0.0.1:" + std::to_string(ports[static_cast<std::size_t>(place)]);
  }

  [[nodiscard]] std::optional<Stage> stage_of(const Request& request) const {
    if (request.place == Place::Elsewhere) return std::nullopt;
    if (request.place == Place::Delivery) return Stage::Delivery;
    return provider->stage_of(request);
  }

  bool wants_body(const Request& head) {
    const std::optional<Stage> stage = stage_of(head);
    if (!stage || !faults.take_kind(*stage, "drop-early")) return true;
    note(head, stage, "drop-early");
    return false;
  }

  void note(const Request& request, std::optional<Stage> stage, const std::string& fault) {
    const std::lock_guard lock(mutex);
    received.push_back({.request = request, .stage = stage, .fault = fault, .status = 0});
    if (log) {
      const Json line = {{"place", name_of(request.place)},    {"method", request.method},
                         {"target", request.target},           {"headers", request.headers},
                         {"body", body_for_log(request.body)}, {"fault", fault}};
      log << line.dump(-1, ' ', false, Json::error_handler_t::replace) << std::endl;
    }
    changed.notify_all();
  }

  void note_answer(const Request& request, const Answer& a) {
    if (!options.state.empty() && !ledger.save(options.state, {std::begin(ports), std::end(ports)}))
      ledger.complain("the state file " + options.state.string() + " cannot be written");
    const std::lock_guard lock(mutex);
    // Of two equal requests at one time it does not matter which was answered.
    for (auto it = received.rbegin(); it != received.rend(); ++it) {
      if (it->status != 0 || it->request.target != request.target || it->request.place != request.place) continue;
      it->status = a.status;
      break;
    }
    changed.notify_all();
  }

  void look_for_leaks(const Request& request) {
    if (options.key.empty()) return;
    const auto leak = [&](const std::string& where) {
      ledger.complain("the key came in " + where + " of " + request.method + " " + request.path() + " at " +
                      std::string(name_of(request.place)));
    };
    if (request.target.find(options.key) != std::string::npos) leak("the URL");
    if (request.body.find(options.key) != std::string::npos) leak("the body");
    const bool trusted = request.place == Place::Api || request.place == Place::Cluster;
    for (const auto& [name, value] : request.headers)
      if (value.find(options.key) != std::string::npos && !(trusted && name == provider->key_header()))
        leak("the header " + name);
  }

  void check_transfer(const Request& request) {
    if (!request.header("transfer-encoding").empty())
      ledger.complain("a chunked body came to " + request.path() + "; some providers refuse it");
    if (request.place == Place::Elsewhere)
      ledger.complain("the client followed a redirect to another host: " + request.method + " " + request.target);
  }

  Answer answer(const Request& request) {
    look_for_leaks(request);
    check_transfer(request);
    const std::optional<Stage> stage = stage_of(request);
    std::optional<Fault> fault;
    if (stage) fault = faults.take(*stage, prompt_of(request));
    note(request, stage, fault ? fault->kind : "");
    Answer a = act(request, fault);
    a.delay += options.delay;
    return a;
  }

  std::string prompt_of(const Request& request) {
    if (request.place != Place::Delivery) return provider->prompt_of(request);
    const auto delivery = ledger.delivery(request.target);
    return delivery ? ledger.prompt_of(delivery->job) : "";
  }

  Answer act(const Request& request, const std::optional<Fault>& fault) {
    if (request.place == Place::Elsewhere) return json_answer(200, "{}");
    if (fault && stands_in_place(*fault)) return refusal(request, *fault);
    Answer a = request.place == Place::Delivery ? deliver(request, fault)
                                                : provider->answer(request, fault ? &*fault : nullptr);
    if (fault && a.status < 300) spoil(a, *fault);
    return a;
  }

  Answer refusal(const Request& request, const Fault& fault) {
    if (fault.kind == "redirect")
      return {.status = 302, .headers = {{"Location", url(Place::Elsewhere) + request.target}}};
    Answer a = provider->error(fault.status(), "");
    if (fault.status() == 429) a.headers.emplace_back("Retry-After", std::to_string(fault.number(1)));
    return a;
  }

  void spoil(Answer& a, const Fault& fault) {
    if (fault.status() != 0) {
      a = provider->error(fault.status(), "");
    } else if (fault.kind == "drop") {
      a.wire = Wire::Nothing;
    } else if (fault.kind == "slow" || fault.kind == "hold") {
      a.delay = std::chrono::milliseconds(fault.number(fault.kind == "slow" ? 1000 : 30000));
    } else if (fault.kind == "malformed") {
      a.body.resize(a.body.size() * 2 / 3);
    } else if (fault.kind == "wrong-json") {
      a.body = "[17, \"not what you asked for\"]";
    } else if (fault.kind == "empty") {
      a.body.clear();
    } else if (fault.kind == "truncated") {
      a.wire = Wire::Half;
    } else if (fault.kind == "hold-half") {
      a.wire = Wire::HalfThenSilence;
      a.delay = silence;
    } else if (fault.kind == "html") {
      a.headers = {{"Content-Type", "text/html; charset=utf-8"}};
      a.body = "<!doctype html><title>Maintenance</title><h1>We will be back soon</h1>\n";
    } else if (fault.kind == "garbage") {
      for (std::size_t i = 0; i < a.body.size(); ++i) a.body[i] = static_cast<char>(i * 131 + 7);
    } else if (fault.kind == "huge") {
      a.body.resize(static_cast<std::size_t>(fault.number(huge_body)), ' ');
    }
  }

  Answer deliver(const Request& request, const std::optional<Fault>& fault) {
    if (request.method != "GET" && request.method != "HEAD") return {.status = 405};
    if (fault && fault->kind == "expired") ledger.expire(request.target);
    const auto delivery = ledger.delivery(request.target);
    if (!delivery) ledger.complain("a link was not asked for as it was handed out: " + request.target);
    if (!delivery || delivery->expired)
      return {
          .status = 403,
          .headers = {{"Content-Type", "application/xml"}},
          .body =
              "<?xml version=\"1.0\" encoding=\"utf-8\"?><Error><Code>AuthenticationFailed</Code><Message>Signature "
              "not valid in the specified time frame</Message></Error>"};
    return {.status = 200, .headers = {{"Content-Type", "image/" + delivery->type}}, .body = delivery->file};
  }
};

Standin::Standin(Options options) : state_(std::make_unique<State>(std::move(options))) {}

Standin::~Standin() { stop(); }

std::string Standin::start() {
  State& s = *state_;
  for (const std::string& text : s.options.faults) {
    std::string why;
    const std::optional<Fault> fault = parse_fault(text, why);
    if (!fault) return why;
    s.faults.add(*fault);
  }
  std::vector<uint16_t> wanted{s.options.port, 0, 0, 0};
  if (std::filesystem::exists(s.options.state) && !s.ledger.load(s.options.state, wanted))
    return "the state file " + s.options.state.string() + " cannot be read";
  if (!s.options.log.empty()) {
    s.log.open(s.options.log, std::ios::app | std::ios::binary);
    if (!s.log) return "the log " + s.options.log.string() + " cannot be written";
  }
  wanted.resize(4);
  if (s.options.port != 0) wanted[0] = s.options.port;
  for (std::size_t i = 0; i < 4; ++i) {
    const std::optional<uint16_t> port = s.server.listen(static_cast<Place>(i), wanted[i]);
    if (!port) return "port " + std::to_string(wanted[i]) + " of 127.0.0.1 cannot be had";
    s.ports[i] = *port;
  }
  return {};
}

void Standin::stop() { state_->server.stop(); }

uint16_t Standin::port(Place place) const { return state_->ports[static_cast<std::size_t>(place)]; }

std::string Standin::url(Place place) const { return state_->url(place); }

bool Standin::fault(std::string_view text) {
  std::string why;
  const std::optional<Fault> fault = parse_fault(text, why);
  if (fault) state_->faults.add(*fault);
  return fault.has_value();
}

void Standin::no_faults() { state_->faults.clear(); }

std::vector<Received> Standin::received() const {
  const std::lock_guard lock(state_->mutex);
  return {state_->received.begin(), state_->received.end()};
}

std::vector<Received> Standin::received(Stage stage) const {
  std::vector<Received> all = received();
  all.erase(std::remove_if(all.begin(), all.end(), [&](const Received& r) { return r.stage != stage; }), all.end());
  return all;
}

int Standin::count(Stage stage) const { return static_cast<int>(received(stage).size()); }

Counters Standin::counters() const { return state_->ledger.counters(); }

std::vector<std::string> Standin::complaints() const { return state_->ledger.complaints(); }

bool Standin::wait_received(Stage stage, int n, std::chrono::milliseconds patience) const {
  std::unique_lock lock(state_->mutex);
  return state_->changed.wait_for(lock, patience, [&] {
    return std::count_if(state_->received.begin(), state_->received.end(),
                         [&](const Received& r) { return r.stage == stage; }) >= n;
  });
}

bool Standin::wait_answered(Stage stage, int n, std::chrono::milliseconds patience) const {
  std::unique_lock lock(state_->mutex);
  return state_->changed.wait_for(lock, patience, [&] {
    return std::count_if(state_->received.begin(), state_->received.end(),
                         [&](const Received& r) { return r.stage == stage && r.status != 0; }) >= n;
  });
}

}  // namespace burnish::standins
