// sd-server of stable-diffusion.cpp: its own asynchronous /sdcpp/v1, beside the OpenAI-like paths.
#include "standins/base64.hpp"
#include "standins/fields.hpp"
#include "standins/openai.hpp"

namespace burnish::standins {
namespace {

constexpr int most_side = 4096;
const std::string jobs_path = "/sdcpp/v1/jobs/";

std::vector<Field> fields() {
  const auto any = [](const char* name) { return Field{.name = name, .kind = Kind::Any}; };
  return {{.name = "prompt", .required = true},
          {.name = "negative_prompt"},
          {.name = "clip_skip", .kind = Kind::Integer},
          {.name = "width", .kind = Kind::Integer, .least = 64, .most = most_side},
          {.name = "height", .kind = Kind::Integer, .least = 64, .most = most_side},
          {.name = "strength", .kind = Kind::Number, .least = 0, .most = 1},
          {.name = "seed", .kind = Kind::Integer},
          {.name = "batch_count", .kind = Kind::Integer, .least = 1, .most = 8},
          {.name = "init_image", .kind = Kind::Image, .nullable = true},
          {.name = "ref_images", .kind = Kind::Images},
          {.name = "mask_image", .kind = Kind::Image, .nullable = true},
          {.name = "control_image", .kind = Kind::Image, .nullable = true},
          {.name = "control_strength", .kind = Kind::Number},
          {.name = "auto_resize_ref_image", .kind = Kind::Boolean},
          {.name = "increase_ref_index", .kind = Kind::Boolean},
          {.name = "embed_image_metadata", .kind = Kind::Boolean},
          any("sample_params"),
          any("lora"),
          any("hires"),
          any("vae_tiling_params"),
          {.name = "output_format", .choices = {"png", "jpeg", "webp"}},
          {.name = "output_compression", .kind = Kind::Integer, .least = 0, .most = 100}};
}

class Sdcpp final : public Provider {
 public:
  explicit Sdcpp(Site site) : site_(site), images_(make_images_api(std::move(site), Manner::SdServer)) {}

  std::optional<Stage> stage_of(const Request& request) const override {
    if (request.place != Place::Api) return std::nullopt;
    if (request.path() == "/sdcpp/v1/img_gen") return Stage::Submit;
    if (request.path().rfind(jobs_path, 0) == 0) return Stage::Poll;
    return images_->stage_of(request);
  }

  std::string prompt_of(const Request& request) const override {
    if (request.path().rfind(jobs_path, 0) == 0) return site_.ledger.prompt_of(job_in(request));
    return images_->prompt_of(request);
  }

  Answer error(int status, const std::string& text) const override { return images_->error(status, text); }

  Answer answer(const Request& request, const Fault* fault) override {
    const std::string path = request.path();
    if (path.rfind("/sdcpp/", 0) != 0) return images_->answer(request, fault);
    if (key_of(request, *this, site_.options) != Key::Right) return error(401, "unauthorised");
    if (path == "/sdcpp/v1/capabilities" && request.method == "GET") return capabilities();
    if (path == "/sdcpp/v1/img_gen" && request.method == "POST") return submit(request);
    if (path.rfind(jobs_path, 0) == 0 && request.method == "GET") return poll(job_in(request), fault);
    if (path.rfind(jobs_path, 0) == 0 && request.method == "POST") return cancel(job_in(request));
    return error(404, "not found");
  }

 private:
  static std::string job_in(const Request& request) {
    const std::string rest = request.path().substr(jobs_path.size());
    return rest.substr(0, rest.find('/'));
  }

  static Answer capabilities() {
    return json_answer(200, Json{{"model", {{"name", "sd-cpp-local"}}},
                                 {"supported_modes", {"img_gen"}},
                                 {"output_formats_by_mode", {{"img_gen", {"png", "jpeg", "webp"}}}},
                                 {"samplers", {"euler"}},
                                 {"schedulers", {"simple"}},
                                 {"limits",
                                  {{"min_width", 64},
                                   {"max_width", most_side},
                                   {"min_height", 64},
                                   {"max_height", most_side},
                                   {"max_batch_count", 8},
                                   {"max_queue_size", 16}}}}
                                .dump());
  }

  std::optional<Picture> picture(const Json& body, const std::string& name, std::string& why) const {
    const auto found = body.find(name);
    if (found == body.end() || found->is_null()) return std::nullopt;
    const Json& value = found->is_array() ? found->front() : *found;
    std::optional<Upload> upload = read_upload(value.get<std::string>(), why);
    if (!upload) {
      why = name + ": " + why;
      return std::nullopt;
    }
    return std::move(upload->picture);
  }

  Answer submit(const Request& request) {
    const Json body = Json::parse(request.body, nullptr, false);
    if (!body.is_object()) return error(400, "invalid JSON");
    const Json errors = check_fields(fields(), body, site_.options.strict ? Unknown::Refuse : Unknown::Ignore);
    if (!errors.empty())
      return error(400, errors[0]["loc"].back().get<std::string>() + ": " + errors[0]["msg"].get<std::string>());
    if (body.contains("ref_images") && body["ref_images"].empty()) return error(400, "ref_images: empty");
    std::string why;
    std::optional<Picture> source = picture(body, "init_image", why);
    const std::optional<Picture> reference = picture(body, "ref_images", why), mask = picture(body, "mask_image", why);
    if (!why.empty()) return error(400, why);
    if (!source) source = reference;
    if (mask && (!source || !mask->same_size(*source))) return error(400, "mask_image: not of the size of init_image");
    if (site_.ledger.active() >= site_.options.active_limit) return error(429, "queue is full");
    return accept(body, source, mask);
  }

  Answer accept(const Json& body, const std::optional<Picture>& source, const std::optional<Picture>& mask) {
    const int width = static_cast<int>(integer_in(body, "width").value_or(source ? source->width : 512));
    const int height = static_cast<int>(integer_in(body, "height").value_or(source ? source->height : 512));
    Job job{.id = {}, .model = "sd-cpp-local", .prompt = text_in(body, "prompt"), .returned_prompt = {}};
    job.seed = integer_in(body, "seed").value_or(-1);
    job.type = body.value("output_format", "png");
    const int64_t n = integer_in(body, "batch_count").value_or(1);
    for (int64_t i = 0; i < n; ++i) {
      const Picture fresh = render(width, height, job.prompt, *job.seed + i);
      if (!source)
        job.files.push_back(encode(fresh, job.type));
      else if (mask)
        job.files.push_back(
            encode(filled(scaled(*source, width, height), scaled(*mask, width, height), fresh), job.type));
      else
        job.files.push_back(encode(repainted(scaled(*source, width, height)), job.type));
    }
    const std::string id = site_.ledger.add(job);
    // A path, not a URL.
    return json_answer(
        202, Json{{"id", id}, {"kind", "img_gen"}, {"status", "queued"}, {"created", 1}, {"poll_url", jobs_path + id}}
                 .dump());
  }

  static Answer state(const Job& job, const std::string& status, const Json& result = nullptr,
                      const Json& why = nullptr) {
    return json_answer(200, Json{{"id", job.id},
                                 {"kind", "img_gen"},
                                 {"status", status},
                                 {"created", 1},
                                 {"started", 1},
                                 {"completed", nullptr},
                                 {"queue_position", 0},
                                 {"result", result},
                                 {"error", why}}
                                .dump());
  }

  Answer poll(const std::string& id, const Fault* fault) {
    Job now;
    const bool known = site_.ledger.with(id, [&](Job& job) {
      ++job.polls;
      job.ended = job.ended || job.polls > site_.options.polls_before_ready;
      now = job;
    });
    if (!known || is_fault(fault, "not-found")) return error(404, "job not found");
    if (is_fault(fault, "error")) site_.ledger.refuse(id, "failed");
    if (is_fault(fault, "error") || now.outcome == "failed")
      return state(now, "failed", nullptr, {{"code", "generation_failed"}, {"message", "out of memory"}});
    if (is_fault(fault, "unknown-status")) return state(now, "contemplating");
    if (now.outcome == "cancelled") return state(now, "cancelled");
    if (!now.ended || is_fault(fault, "never")) return state(now, now.polls == 1 ? "queued" : "generating");
    Json images = Json::array();
    for (std::size_t i = 0; i < now.files.size(); ++i)
      images.push_back({{"index", i}, {"b64_json", to_base64(now.files[i])}});
    return state(now, "completed", {{"output_format", now.type}, {"images", images}});
  }

  Answer cancel(const std::string& id) {
    bool ended = false;
    if (!site_.ledger.with(id, [&](const Job& job) { ended = job.ended; })) return error(404, "job not found");
    if (ended) return error(409, "job has ended");
    site_.ledger.refuse(id, "cancelled");
    return json_answer(200, Json{{"id", id}, {"status", "cancelled"}}.dump());
  }

  Site site_;
  std::unique_ptr<Provider> images_;
};

}  // namespace

std::unique_ptr<Provider> make_sdcpp(Site site) { return std::make_unique<Sdcpp>(std::move(site)); }

}  // namespace burnish::standins
