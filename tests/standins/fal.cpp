// fal's queue: submit, ask status_url, then take the result from response_url.
#include <map>

#include "standins/base64.hpp"
#include "standins/fields.hpp"
#include "standins/provider.hpp"

namespace burnish::standins {
namespace {

constexpr double cost = 5;

std::vector<Field> fields() {
  return {{.name = "prompt", .required = true},
          {.name = "image_size", .kind = Kind::Any},
          {.name = "aspect_ratio", .nullable = true},
          {.name = "num_images", .kind = Kind::Integer, .least = 1, .most = 4},
          {.name = "seed", .kind = Kind::Integer, .nullable = true},
          {.name = "output_format", .choices = {"jpeg", "png"}},
          {.name = "safety_tolerance", .choices = {"1", "2", "3", "4", "5", "6"}},
          {.name = "enable_safety_checker", .kind = Kind::Boolean},
          {.name = "sync_mode", .kind = Kind::Boolean},
          {.name = "guidance_scale", .kind = Kind::Number, .least = 1, .most = 20},
          {.name = "num_inference_steps", .kind = Kind::Integer, .least = 1, .most = 50},
          {.name = "image_url", .kind = Kind::Uri},
          {.name = "image_urls", .kind = Kind::Images, .shortest = 1, .longest = 10}};
}

struct Size {
  int width = 0, height = 0;
};

class Fal final : public Provider {
 public:
  explicit Fal(Site site) : site_(std::move(site)) {}

  std::string key_prefix() const override { return "Key "; }

  std::optional<Stage> stage_of(const Request& request) const override {
    if (request.place != Place::Api || request.path().rfind("/fal-ai/", 0) != 0) return std::nullopt;
    return request.path().find("/requests/") == std::string::npos ? Stage::Submit : Stage::Poll;
  }

  std::string prompt_of(const Request& request) const override {
    return stage_of(request) == Stage::Poll ? site_.ledger.prompt_of(job_in(request)) : prompt_in(request.body);
  }

  Answer error(int status, const std::string& text) const override {
    const std::string message = text.empty() ? "Error " + std::to_string(status) : text;
    if (status != 422) return json_answer(status, Json{{"detail", message}}.dump());
    Answer a = json_answer(422, Json{{"detail", {field_error({"body"}, "value_error", message, nullptr)}}}.dump());
    a.headers.emplace_back("X-Fal-Retryable", "false");
    return a;
  }

  Answer answer(const Request& request, const Fault* fault) override {
    const std::optional<Stage> stage = stage_of(request);
    if (!stage) return error(404, "Path not found");
    if (key_of(request, *this, site_.options) != Key::Right) return error(401, "Authentication is required");
    if (*stage == Stage::Submit) return request.method == "POST" ? submit(request) : error(405, "Method Not Allowed");
    const std::string tail = request.path().substr(request.path().rfind('/'));
    if (tail == "/cancel") return request.method == "PUT" ? cancel(job_in(request)) : error(405, "Method Not Allowed");
    if (request.method != "GET") return error(405, "Method Not Allowed");
    return tail == "/status" ? status(job_in(request), fault) : result(job_in(request), fault);
  }

 private:
  static std::string job_in(const Request& request) {
    const std::string path = request.path();
    const std::string rest = path.substr(path.find("/requests/") + 10);
    return rest.substr(0, rest.find('/'));
  }

  /// "fal-ai/flux-2-pro/edit" is asked for below its application, "fal-ai/flux-2-pro".
  static std::string application(const std::string& path) {
    const auto second = path.find('/', 8);
    return path.substr(0, second);
  }

  std::optional<Size> size_in(const Json& body) const {
    static const std::map<std::string, Size> named = {{"square_hd", {1024, 1024}},    {"square", {512, 512}},
                                                      {"portrait_4_3", {768, 1024}},  {"portrait_16_9", {576, 1024}},
                                                      {"landscape_4_3", {1024, 768}}, {"landscape_16_9", {1024, 576}}};
    const Json size = body.value("image_size", Json("landscape_4_3"));
    if (size.is_string()) {
      const auto found = named.find(size.get<std::string>());
      return found == named.end() ? std::nullopt : std::optional(found->second);
    }
    if (!size.is_object()) return std::nullopt;
    const int64_t width = integer_in(size, "width").value_or(0), height = integer_in(size, "height").value_or(0);
    if (width < 64 || height < 64 || width > 4096 || height > 4096) return std::nullopt;
    return Size{static_cast<int>(width), static_cast<int>(height)};
  }

  static std::vector<std::string> images_in(const Json& body) {
    std::vector<std::string> all;
    if (body.contains("image_url")) all.push_back(body["image_url"]);
    if (body.contains("image_urls"))
      for (const Json& url : body["image_urls"]) all.push_back(url);
    return all;
  }

  Answer submit(const Request& request) {
    Json body = Json::parse(request.body, nullptr, false);
    if (!body.is_object()) return error(422, "invalid JSON");
    Json checked = body;
    // A data URI is a URL here.
    if (text_in(body, "image_url").rfind("data:image/", 0) == 0) checked.erase("image_url");
    const Json errors = check_fields(fields(), checked, site_.options.strict ? Unknown::Refuse : Unknown::Ignore);
    if (!errors.empty()) return json_answer(422, Json{{"detail", errors}}.dump());
    const std::optional<Size> size = size_in(body);
    if (!size) return error(422, "image_size is neither a known name nor a width and a height");
    std::optional<Picture> source;
    for (const std::string& url : images_in(body)) {
      std::string why = "not a URL";
      std::optional<Upload> upload = url.rfind("data:", 0) == 0 ? read_upload(url, why) : std::nullopt;
      if (!upload) return error(422, "image: " + why);
      if (!source) source = std::move(upload->picture);
    }
    const std::string path = request.path();
    if (!source && (path.find("/edit") != std::string::npos || path.find("/kontext") != std::string::npos))
      return error(422, "an image is needed");
    return accept(path, body, *size, source);
  }

  Answer accept(const std::string& path, const Json& body, Size size, const std::optional<Picture>& source) {
    Job job{.id = {}, .model = path.substr(1), .prompt = text_in(body, "prompt"), .returned_prompt = {}};
    job.returned_prompt = job.prompt;
    job.seed = integer_in(body, "seed").value_or(4711);
    job.type = body.value("output_format", "jpeg");
    job.cost = cost;
    const int64_t n = integer_in(body, "num_images").value_or(1);
    for (int64_t i = 0; i < n; ++i)
      job.files.push_back(
          encode(source ? repainted(*source) : render(size.width, size.height, job.prompt, *job.seed + i), job.type));
    if (site_.ledger.active() >= site_.options.active_limit) return error(429, "Too many requests");
    const std::string id = site_.ledger.add(job);
    const std::string base = site_.url(Place::Api) + application(path) + "/requests/" + id;
    return json_answer(200, Json{{"request_id", id},
                                 {"status", "IN_QUEUE"},
                                 {"queue_position", 0},
                                 {"response_url", base},
                                 {"status_url", base + "/status"},
                                 {"cancel_url", base + "/cancel"}}
                                .dump());
  }

  Answer status(const std::string& id, const Fault* fault) {
    Job now;
    const bool known = site_.ledger.with(id, [&](Job& job) {
      ++job.polls;
      job.ended = job.ended || job.polls > site_.options.polls_before_ready;
      now = job;
    });
    if (!known || is_fault(fault, "not-found")) return error(404, "Request not found");
    if (is_fault(fault, "error")) site_.ledger.refuse(id, "failed");
    const bool running = !now.ended && !is_fault(fault, "error");
    std::string text = running ? now.polls == 1 ? "IN_QUEUE" : "IN_PROGRESS" : "COMPLETED";
    if (is_fault(fault, "unknown-status")) text = "CONTEMPLATING";
    if (is_fault(fault, "never")) text = "IN_PROGRESS";
    return json_answer(text == "COMPLETED" ? 200 : 202, Json{{"status", text}, {"request_id", id}}.dump());
  }

  Answer result(const std::string& id, const Fault*) {
    Job now;
    if (!site_.ledger.with(id, [&](const Job& job) { now = job; })) return error(404, "Request not found");
    if (!now.outcome.empty()) return error(422, "The content could not be processed");
    if (!now.ended) return error(400, "Request is still in progress");
    Json images = Json::array();
    for (std::size_t i = 0; i < now.files.size(); ++i) {
      const std::optional<Picture> picture = decode(now.files[i]);
      images.push_back({{"url", site_.url(Place::Delivery) + site_.ledger.link(id, i, site_.options.link_life)},
                        {"width", picture ? picture->width : 0},
                        {"height", picture ? picture->height : 0},
                        {"content_type", "image/" + now.type}});
    }
    return json_answer(200, Json{{"images", images},
                                 {"seed", *now.seed},
                                 {"prompt", now.returned_prompt},
                                 {"has_nsfw_concepts", std::vector<bool>(now.files.size(), false)},
                                 {"timings", {{"inference", 1.5}}}}
                                .dump());
  }

  Answer cancel(const std::string& id) {
    bool ended = true;
    site_.ledger.with(id, [&](const Job& job) { ended = job.ended; });
    if (ended) return json_answer(400, R"({"status":"ALREADY_COMPLETED"})");
    site_.ledger.refuse(id, "cancelled");
    return json_answer(202, R"({"status":"CANCELLATION_REQUESTED"})");
  }

  Site site_;
};

}  // namespace

std::unique_ptr<Provider> make_fal(Site site) { return std::make_unique<Fal>(std::move(site)); }

}  // namespace burnish::standins
