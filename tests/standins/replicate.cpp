// Replicate's predictions: made below a model, asked for at urls.get.
#include "standins/fields.hpp"
#include "standins/provider.hpp"

namespace burnish::standins {
namespace {

constexpr double cost = 5;
const std::string predictions = "/v1/predictions/";

std::vector<Field> fields() {
  return {{.name = "prompt", .required = true},
          {.name = "aspect_ratio"},
          {.name = "width", .kind = Kind::Integer, .nullable = true, .least = 256, .most = 2048},
          {.name = "height", .kind = Kind::Integer, .nullable = true, .least = 256, .most = 2048},
          {.name = "resolution"},
          {.name = "seed", .kind = Kind::Integer, .nullable = true},
          {.name = "output_format", .choices = {"webp", "jpg", "png"}},
          {.name = "output_quality", .kind = Kind::Integer, .least = 0, .most = 100},
          {.name = "safety_tolerance", .kind = Kind::Integer, .least = 1, .most = 6},
          {.name = "prompt_upsampling", .kind = Kind::Boolean},
          {.name = "input_image", .kind = Kind::Image, .nullable = true},
          {.name = "input_images", .kind = Kind::Images},
          {.name = "num_outputs", .kind = Kind::Integer, .least = 1, .most = 4}};
}

class Replicate final : public Provider {
 public:
  explicit Replicate(Site site) : site_(std::move(site)) {}

  std::optional<Stage> stage_of(const Request& request) const override {
    const std::string path = request.path();
    if (request.place != Place::Api) return std::nullopt;
    if (path.rfind(predictions, 0) == 0) return Stage::Poll;
    return model_in(path).empty() ? std::nullopt : std::optional(Stage::Submit);
  }

  std::string prompt_of(const Request& request) const override {
    if (stage_of(request) == Stage::Poll) return site_.ledger.prompt_of(job_in(request));
    const Json body = Json::parse(request.body, nullptr, false);
    return body.is_object() && body.value("input", Json()).is_object() ? text_in(body["input"], "prompt") : "";
  }

  Answer error(int status, const std::string& text) const override {
    const std::string message = text.empty() ? "The request failed." : text;
    return json_answer(status, Json{{"title", "Request failed"}, {"detail", message}, {"status", status}}.dump());
  }

  Answer answer(const Request& request, const Fault* fault) override {
    const std::optional<Stage> stage = stage_of(request);
    if (!stage) return error(404, "The requested resource could not be found.");
    if (key_of(request, *this, site_.options) != Key::Right)
      return error(401, "You did not pass a valid authentication token");
    if (*stage == Stage::Submit) return request.method == "POST" ? submit(request) : error(405, "Method not allowed.");
    if (request.method == "GET") return poll(job_in(request), fault);
    const bool cancels = request.method == "POST" && request.path().rfind("/cancel") == request.path().size() - 7;
    return cancels ? cancel(job_in(request)) : error(405, "Method not allowed.");
  }

 private:
  static std::string job_in(const Request& request) {
    const std::string rest = request.path().substr(predictions.size());
    return rest.substr(0, rest.find('/'));
  }

  /// "owner/name" of "/v1/models/owner/name/predictions"
  static std::string model_in(const std::string& path) {
    const std::string head = "/v1/models/", tail = "/predictions";
    if (path.rfind(head, 0) != 0 || path.size() < head.size() + tail.size()) return {};
    if (path.compare(path.size() - tail.size(), tail.size(), tail) != 0) return {};
    const std::string model = path.substr(head.size(), path.size() - head.size() - tail.size());
    return model.find('/') == std::string::npos ? "" : model;
  }

  Answer submit(const Request& request) {
    const Json body = Json::parse(request.body, nullptr, false);
    if (!body.is_object() || !body.value("input", Json()).is_object()) return error(422, "- input is required");
    const Json& input = body["input"];
    const Json errors = check_fields(fields(), input, site_.options.strict ? Unknown::Refuse : Unknown::Ignore);
    if (!errors.empty())
      return error(
          422, "- input." + errors[0]["loc"].back().get<std::string>() + ": " + errors[0]["msg"].get<std::string>());
    const double aspect = text_in(input, "aspect_ratio").empty() ? 1 : aspect_in(text_in(input, "aspect_ratio"));
    const bool follows =
        text_in(input, "aspect_ratio") == "match_input_image" || text_in(input, "aspect_ratio") == "custom";
    if (aspect == 0 && !follows) return error(422, "- input.aspect_ratio: not an aspect ratio");
    std::optional<Picture> source;
    std::vector<Json> images = input.value("input_images", std::vector<Json>());
    if (!text_in(input, "input_image").empty()) images.push_back(input["input_image"]);
    for (const Json& image : images) {
      std::string why;
      const std::string text = image.get<std::string>();
      std::optional<Upload> upload = read_upload(text, why);
      if (!upload || text.rfind("data:", 0) != 0)
        return error(422, "- input.input_image: not a URI of an image " + why);
      if (!source) source = std::move(upload->picture);
    }
    if (site_.ledger.credits() < cost) return error(402, "You have insufficient credit to run this model.");
    if (site_.ledger.active() >= site_.options.active_limit)
      return error(429, "Request was throttled. Expected available in 1 second.");
    const bool waits = request.header("prefer").rfind("wait", 0) == 0;
    return accept(model_in(request.path()), input, aspect, source, waits);
  }

  Answer accept(const std::string& model, const Json& input, double aspect, const std::optional<Picture>& source,
                bool waits) {
    Job job{.id = {}, .model = model, .prompt = text_in(input, "prompt"), .returned_prompt = {}};
    job.seed = integer_in(input, "seed").value_or(4711);
    const std::string format = input.value("output_format", "webp");
    job.type = format == "jpg" ? "jpeg" : format;
    job.cost = cost;
    job.ended = waits;
    const int width = static_cast<int>(integer_in(input, "width").value_or(1024));
    const int height =
        static_cast<int>(integer_in(input, "height").value_or(aspect > 0 ? static_cast<int>(1024 / aspect) : 1024));
    const int64_t n = integer_in(input, "num_outputs").value_or(1);
    for (int64_t i = 0; i < n; ++i)
      job.files.push_back(
          encode(source ? repainted(*source) : render(width, height, job.prompt, *job.seed + i), job.type));
    job.id = site_.ledger.add(job);
    return prediction(201, job, waits ? "succeeded" : "starting");
  }

  Answer prediction(int http_status, const Job& job, const std::string& status, const Json& failure = nullptr) {
    Json output;
    if (status == "succeeded") {
      output = Json::array();
      for (std::size_t i = 0; i < job.files.size(); ++i)
        output.push_back(site_.url(Place::Delivery) + site_.ledger.link(job.id, i, site_.options.link_life));
      if (output.size() == 1) output = Json(output[0]);
    }
    const std::string base = site_.url(Place::Api) + predictions + job.id;
    return json_answer(http_status, Json{{"id", job.id},
                                         {"model", job.model},
                                         {"version", "hidden"},
                                         {"status", status},
                                         {"input", {{"prompt", job.prompt}}},
                                         {"output", output},
                                         {"error", failure},
                                         {"logs", "Using seed: " + std::to_string(job.seed.value_or(0))},
                                         {"metrics", {{"predict_time", 1.5}}},
                                         {"urls", {{"get", base}, {"cancel", base + "/cancel"}}}}
                                        .dump());
  }

  Answer poll(const std::string& id, const Fault* fault) {
    Job now;
    const bool known = site_.ledger.with(id, [&](Job& job) {
      ++job.polls;
      job.ended = job.ended || job.polls > site_.options.polls_before_ready;
      now = job;
    });
    if (!known || is_fault(fault, "not-found")) return error(404, "The requested resource could not be found.");
    if (is_fault(fault, "error")) site_.ledger.refuse(id, "failed");
    if (is_fault(fault, "error") || now.outcome == "failed")
      return prediction(200, now, "failed", "CUDA out of memory");
    if (now.outcome == "canceled") return prediction(200, now, "canceled");
    if (is_fault(fault, "unknown-status")) return prediction(200, now, "contemplating");
    if (!now.ended || is_fault(fault, "never")) return prediction(200, now, now.polls == 1 ? "starting" : "processing");
    return prediction(200, now, "succeeded");
  }

  Answer cancel(const std::string& id) {
    site_.ledger.refuse(id, "canceled");
    return poll(id, nullptr);
  }

  Site site_;
};

}  // namespace

std::unique_ptr<Provider> make_replicate(Site site) { return std::make_unique<Replicate>(std::move(site)); }

}  // namespace burnish::standins
