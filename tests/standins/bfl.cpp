// The API of Black Forest Labs, as of 2026-11: submit, poll the returned URL, fetch from a signed link.
#include <algorithm>
#include <cmath>

#include "standins/bfl_endpoints.hpp"
#include "standins/bfl_pictures.hpp"
#include "standins/provider.hpp"

namespace burnish::standins {
namespace {

using Clock = std::chrono::system_clock;

double rounded(double number) { return std::round(number * 100) / 100; }

std::string error_text(int status) {
  switch (status) {
    case 402:
      return "Insufficient credits";
    case 403:
      return "Not authenticated - Invalid Authentication";
    case 404:
      return "Not Found";
    case 405:
      return "Method Not Allowed";
    default:
      return "Error " + std::to_string(status);
  }
}

Answer detail(int status, const Json& what) {
  return json_answer(status, Json{{"detail", what}}.dump(-1, ' ', false, Json::error_handler_t::replace));
}

class Bfl final : public Provider {
 public:
  explicit Bfl(Site site) : site_(std::move(site)) {}

  std::string key_header() const override { return "x-key"; }
  std::string key_prefix() const override { return ""; }

  std::optional<Stage> stage_of(const Request& request) const override {
    const std::string path = request.path();
    if (path == "/v1/get_result") return Stage::Poll;
    if (request.place != Place::Api) return std::nullopt;
    if (path == "/v1/credits") return Stage::Credits;
    return endpoint_of(path) != nullptr ? std::optional(Stage::Submit) : std::nullopt;
  }

  std::string prompt_of(const Request& request) const override {
    if (request.method == "GET") return site_.ledger.prompt_of(request.query("id"));
    return prompt_in(request.body);
  }

  Answer error(int status, const std::string& text) const override {
    if (status == 500)
      return {.status = 500, .headers = {{"Content-Type", "text/plain"}}, .body = "Internal Server Error"};
    if (status == 502)
      return {
          .status = 502, .headers = {{"Content-Type", "text/html"}}, .body = "<html><h1>502 Bad Gateway</h1></html>"};
    if (status == 429)
      return json_answer(429, R"({"error":"rate_limit_exceeded","message":"Too many active tasks","retry_after":1})");
    if (status == 422)
      return detail(422, Json::array({field_error({"body", "prompt"}, "value_error", "Value error, refused by fault",
                                                  std::string(4096, 'A'))}));
    return detail(status, text.empty() ? error_text(status) : text);
  }

  Answer answer(const Request& request, const Fault* fault) override {
    const std::string path = request.path();
    if (path == "/v1/get_result") return request.method == "GET" ? poll(request, fault) : error(405, "");
    if (request.place != Place::Api) return error(404, "");
    if (path == "/v1/credits") return request.method == "GET" ? credits(request) : error(405, "");
    const Endpoint* endpoint = endpoint_of(path);
    if (endpoint == nullptr) return error(404, "");
    return request.method == "POST" ? submit(request, *endpoint, fault) : error(405, "");
  }

 private:
  static const Endpoint* endpoint_of(const std::string& path) {
    return path.rfind("/v1/", 0) == 0 ? bfl_endpoint(std::string_view(path).substr(4)) : nullptr;
  }

  /// The refusal of a request without the right key.
  std::optional<Answer> without_key(const Request& request) const {
    switch (key_of(request, *this, site_.options)) {
      case Key::Missing:
        return detail(403, "Not authenticated");
      case Key::Wrong:
        return detail(403, "Not authenticated - Invalid Authentication");
      case Key::Right:
        break;
    }
    return std::nullopt;
  }

  Answer credits(const Request& request) const {
    if (const auto refused = without_key(request)) return *refused;
    return json_answer(200, Json{{"credits", site_.ledger.credits()}}.dump());
  }

  Answer submit(const Request& request, const Endpoint& endpoint, const Fault* fault) {
    if (const auto refused = without_key(request)) return *refused;
    if (request.header("content-type").rfind("application/json", 0) != 0)
      return detail(422, Json::array({field_error({"body"}, "model_attributes_type",
                                                  "Input should be a valid dictionary or object to extract fields from",
                                                  request.body.substr(0, 100))}));
    const Json body = Json::parse(request.body, nullptr, false);
    if (body.is_discarded())
      return detail(422,
                    Json::array({field_error({"body", "0"}, "json_invalid", "JSON decode error", Json::object())}));
    const Json errors = check_fields(endpoint.fields, body, site_.options.strict ? Unknown::Refuse : endpoint.unknown);
    if (!errors.empty()) return detail(422, errors);
    return make_job(endpoint, body, fault);
  }

  Answer make_job(const Endpoint& endpoint, const Json& body, const Fault* fault) {
    const int64_t seed = integer_in(body, "seed").value_or(1000 + site_.ledger.counters().jobs);
    Objection objection;
    std::optional<Made> made = make_picture(endpoint, body, seed, site_.options.strict, objection);
    if (!made) return detail(objection.status, objection.detail);
    for (const std::string& field : made->with_metadata)
      site_.ledger.complain("the picture in " + field + " carries metadata; it was not stripped before sending");
    if (is_fault(fault, "other-size"))
      made->picture =
          scaled(made->picture, std::max(64, made->picture.width / 2 + 5), std::max(64, made->picture.height / 2 + 5));
    const double cost = price(endpoint.price, *made);
    if (cost > site_.ledger.credits()) return error(402, "Insufficient credits. Please add credits to your account.");
    if (site_.ledger.active() >= site_.options.active_limit) return error(429, "");
    return accept(endpoint, body, seed, *made, cost, fault);
  }

  static double price(const Price& price, const Made& made) {
    if (price.further_mp == 0) return price.first;
    return price.first + (std::max(1.0, std::ceil(rounded(made.output_mp))) - 1) * price.further_mp +
           std::ceil(rounded(made.input_mp)) * price.input_mp;
  }

  Answer accept(const Endpoint& endpoint, const Json& body, int64_t seed, const Made& made, double cost,
                const Fault* fault) {
    Job job{.id = {}, .model = std::string(endpoint.path), .prompt = text_in(body, "prompt"), .returned_prompt = {}};
    job.returned_prompt = upsampled(endpoint, body) ? job.prompt + ", in more words" : job.prompt;
    if (endpoint.shape != Shape::Flux3) job.seed = seed;
    job.type = text_in(body, "output_format");
    if (job.type.empty()) job.type = endpoint.format;
    job.files = {encode(made.picture, job.type)};
    job.cost = cost;
    const std::string webhook = text_in(body, "webhook_url");
    const bool no_url = !webhook.empty() || is_fault(fault, "no-polling-url");
    job.on_api = no_url;
    const std::string id = site_.ledger.add(job);
    // The escapes and the order of the query are the client's to keep.
    const std::string target = "/v1/get_result?id=" + id + "&cluster=eu2%2Fb&t=%7e1+2";
    site_.ledger.with(id, [&](Job& j) { j.poll_target = target; });

    Json out = {{"id", id}, {"cost", endpoint.price.first == 0 ? Json() : Json(cost)}};
    out["input_mp"] = rounded(made.input_mp);
    out["output_mp"] = rounded(made.output_mp);
    if (!webhook.empty()) {
      out["status"] = "Pending";
      out["webhook_url"] = webhook;
    } else if (is_fault(fault, "foreign-polling-url")) {
      out["polling_url"] = "https://api.standin.example" + target;
    } else if (!no_url) {
      out["polling_url"] = site_.url(Place::Cluster) + target;
    }
    return json_answer(200, out.dump());
  }

  static bool upsampled(const Endpoint& endpoint, const Json& body) {
    if (endpoint.shape == Shape::Flux3) return true;
    if (endpoint.field("disable_pup") != nullptr) return !body.value("disable_pup", false);
    const auto asked = body.find("prompt_upsampling");
    if (asked != body.end() && asked->is_boolean()) return asked->get<bool>();
    return endpoint.path == "flux-2-flex";
  }

  static Answer state(int status, const std::string& id, const std::string& text, const Json& result = nullptr,
                      const Json& details = nullptr, const Json& progress = nullptr) {
    return json_answer(status, Json{{"id", id},
                                    {"status", text},
                                    {"result", result},
                                    {"progress", progress},
                                    {"details", details},
                                    {"preview", nullptr}}
                                   .dump());
  }

  Answer poll(const Request& request, const Fault* fault) {
    const bool named = request.has(key_header()) || site_.options.poll_needs_key;
    if (named)
      if (const auto refused = without_key(request)) return *refused;
    const std::string id = request.query("id");
    if (id.empty())
      return detail(
          422, Json::array({Json{
                   {"type", "missing"}, {"loc", {"query", "id"}}, {"msg", "Field required"}, {"input", nullptr}}}));
    if (!knows(request, id)) return state(200, id, "Task not found", Json::object());
    if (const auto failed = fault != nullptr ? failed_state(id, *fault) : std::nullopt) return *failed;
    return progress(id, fault);
  }

  /// A job is known at its own cluster only, under the URL that was handed out for it.
  bool knows(const Request& request, const std::string& id) {
    bool known = false;
    std::string target;
    site_.ledger.with(id, [&](const Job& job) {
      known = request.place == Place::Api ? job.on_api : request.target == job.poll_target;
      target = job.poll_target;
    });
    if (!known && !target.empty())
      site_.ledger.complain("the polling URL was not asked for as it was handed out: " + url_of(request));
    return known;
  }

  std::string url_of(const Request& request) const { return site_.url(request.place) + request.target; }

  std::optional<Answer> failed_state(const std::string& id, const Fault& fault) {
    const std::string& kind = fault.kind;
    if (kind == "moderated-request") {
      site_.ledger.refuse(id, "Request Moderated");
      return state(200, id, "Request Moderated", nullptr, {{"Moderation Reasons", {"Derivative Works Filter"}}});
    }
    if (kind == "moderated-content") {
      site_.ledger.refuse(id, "Content Moderated");
      return state(200, id, "Content Moderated", nullptr, {{"Moderation Reasons", {"Sexual Content"}}});
    }
    if (kind == "error" || kind == "failed-503") {
      site_.ledger.refuse(id, "Error");
      return state(kind == "error" ? 200 : 503, id, "Error", nullptr, {{"error", "inference worker died"}});
    }
    if (kind == "not-found") return state(200, id, "Task not found", Json::object());
    if (kind == "unknown-status") return state(200, id, "Contemplating", nullptr, nullptr, 0.25);
    if (kind == "never") return state(200, id, "Generating", nullptr, nullptr, 50);
    if (kind == "no-sample") return state(200, id, "Ready", {{"prompt", "x"}});
    return std::nullopt;
  }

  Answer progress(const std::string& id, const Fault* fault) {
    Job now;
    site_.ledger.with(id, [&](Job& job) {
      ++job.polls;
      const bool waited = Clock::now() - job.created >= site_.options.job_time;
      job.ended = job.ended || (waited && job.polls > site_.options.polls_before_ready);
      now = job;
    });
    if (!now.outcome.empty()) return state(200, id, now.outcome);
    if (now.ended) return ready(now, fault);
    if (now.polls == 1) return state(200, id, "Pending");
    return state(200, id, now.model == "flux-3-image" && now.polls == 2 ? "Reasoning" : "Generating", nullptr, nullptr,
                 0.5);
  }

  Answer ready(const Job& job, const Fault* fault) {
    const std::string target = site_.ledger.link(job.id, 0, site_.options.link_life);
    const double start = std::chrono::duration<double>(job.created.time_since_epoch()).count();
    Json result = {{"sample", (is_fault(fault, "foreign-sample") ? "https://delivery.standin.example"
                                                                 : site_.url(Place::Delivery)) +
                                  target},
                   {"prompt", job.returned_prompt},
                   {"start_time", start},
                   {"end_time", start + 2.5},
                   {"duration", 2.5}};
    if (job.seed) result["seed"] = *job.seed;
    return state(200, job.id, "Ready", result);
  }

  Site site_;
};

}  // namespace

std::unique_ptr<Provider> make_bfl(Site site) { return std::make_unique<Bfl>(std::move(site)); }

}  // namespace burnish::standins
