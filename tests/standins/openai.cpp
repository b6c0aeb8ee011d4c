#include "standins/openai.hpp"

#include <ctime>
#include <regex>

#include "standins/base64.hpp"
#include "standins/fields.hpp"
#include "standins/multipart.hpp"

namespace burnish::standins {
namespace {

constexpr int default_side = 1024, least_side = 16, most_side = 4096;
constexpr double cost = 4;

std::vector<Field> fields() {
  return {{.name = "prompt", .kind = Kind::Text, .required = true, .shortest = 1, .longest = 32000},
          {.name = "model"},
          {.name = "n", .kind = Kind::Integer, .nullable = true, .least = 1, .most = 10},
          {.name = "size", .nullable = true},
          {.name = "quality", .nullable = true, .choices = {"auto", "low", "medium", "high", "standard", "hd"}},
          {.name = "background", .nullable = true, .choices = {"auto", "transparent", "opaque"}},
          {.name = "output_format", .nullable = true, .choices = {"png", "jpeg", "webp"}},
          {.name = "output_compression", .kind = Kind::Integer, .nullable = true, .least = 0, .most = 100},
          {.name = "response_format", .nullable = true, .choices = {"b64_json", "url"}},
          {.name = "user"}};
}

struct Order {
  std::string prompt, format = "png", model;
  int width = 0, height = 0, n = 1;
  bool by_url = false;
  std::vector<Picture> images{};
  std::optional<Picture> mask{};
};

// Transparent means "edit"; what draws wants bright.
Picture bright_where_transparent(const Picture& mask) {
  Picture out(mask.width, mask.height);
  for (std::size_t i = 0; i < out.pixels.size(); ++i)
    out.pixels[i] = i % 4 == 3 ? 255 : static_cast<uint8_t>(255 - mask.pixels[i - i % 4 + 3]);
  return out;
}

Picture draw(const Order& order, int index) {
  Picture fresh = render(order.width, order.height, order.prompt, index);
  if (order.images.empty()) return fresh;
  const Picture source = scaled(order.images.front(), order.width, order.height);
  if (order.mask)
    return filled(source, scaled(bright_where_transparent(*order.mask), order.width, order.height), fresh);
  Picture out = repainted(source);
  place(out, render(std::max(1, order.width / 2), std::max(1, order.height / 2), order.prompt, index), 0, 0);
  return out;
}

class Images final : public Provider {
 public:
  Images(Site site, Manner manner) : site_(std::move(site)), manner_(manner) {}

  std::optional<Stage> stage_of(const Request& request) const override {
    const std::string path = request.path();
    const bool ours = path == "/v1/images/generations" || path == "/v1/images/edits";
    return ours && request.place == Place::Api ? std::optional(Stage::Submit) : std::nullopt;
  }

  std::string prompt_of(const Request& request) const override {
    const auto parts = read_multipart(request.header("content-type"), request.body);
    if (!parts) return prompt_in(request.body);
    for (const Part& part : *parts)
      if (part.name == "prompt") return part.body;
    return {};
  }

  Answer error(int status, const std::string& text) const override { return refuse(status, text, nullptr, nullptr); }

  Answer answer(const Request& request, const Fault*) override {
    if (key_of(request, *this, site_.options) != Key::Right)
      return refuse(401, "Incorrect API key provided", nullptr, "invalid_api_key");
    const std::string path = request.path();
    if (path == "/v1/models" && request.method == "GET") return models();
    const bool edit = path == "/v1/images/edits";
    if (!edit && path != "/v1/images/generations") return refuse(404, "Invalid URL", nullptr, nullptr);
    if (request.method != "POST") return refuse(405, "Not allowed to " + request.method, nullptr, nullptr);
    Order order;
    Json body;
    if (const auto refused = edit ? read_form(request, body, order) : read_json(request, body)) return *refused;
    if (const auto refused = read_order(body, order)) return *refused;
    return fulfil(order);
  }

 private:
  Answer refuse(int status, const std::string& text, const Json& parameter, const Json& code) const {
    const std::string message = text.empty() ? "The request failed with " + std::to_string(status) : text;
    if (manner_ == Manner::SdServer) return json_answer(status, Json{{"error", message}}.dump());
    const char* type = status >= 500 ? "server_error" : status == 429 ? "rate_limit_error" : "invalid_request_error";
    return json_answer(
        status, Json{{"error", {{"message", message}, {"type", type}, {"param", parameter}, {"code", code}}}}.dump());
  }

  Answer models() const {
    const char* id = manner_ == Manner::SdServer ? "sd-cpp-local" : "standin-image-1";
    return json_answer(200, Json{{"object", "list"}, {"data", {{{"id", id}, {"object", "model"}}}}}.dump());
  }

  std::optional<Answer> read_json(const Request& request, Json& body) const {
    if (request.header("content-type").rfind("application/json", 0) != 0)
      return refuse(415, "Unsupported content type", nullptr, nullptr);
    body = Json::parse(request.body, nullptr, false);
    if (!body.is_object()) return refuse(400, "We could not parse the JSON body of your request.", nullptr, nullptr);
    return std::nullopt;
  }

  std::optional<Answer> read_form(const Request& request, Json& body, Order& order) const {
    const auto parts = read_multipart(request.header("content-type"), request.body);
    if (!parts) return refuse(400, "Could not parse multipart form", nullptr, nullptr);
    body = Json::object();
    for (const Part& part : *parts) {
      const bool image = part.name == "image" || part.name == "image[]";
      if (!image && part.name != "mask") {
        const bool number = part.name == "n" || part.name == "output_compression";
        body[part.name] = number ? Json::parse(part.body, nullptr, false) : Json(part.body);
        continue;
      }
      std::optional<Picture> picture = decode(part.body);
      if (!picture || part.file_name.empty()) return refuse(400, "Invalid image file", part.name, "invalid_image_file");
      if (carries_metadata(part.body))
        site_.ledger.complain("the picture in " + part.name + " carries metadata; it was not stripped before sending");
      if (image)
        order.images.push_back(std::move(*picture));
      else if (type_of(part.body) == "png")
        order.mask = std::move(*picture);
      else
        return refuse(400, "The mask must be a PNG with alpha", "mask", "invalid_image_file");
    }
    if (order.images.empty())
      return refuse(400, "Missing required parameter: 'image'.", "image", "missing_required_parameter");
    if (order.mask && !order.mask->same_size(order.images.front()))
      return refuse(400, "Mask and image must have the same size", "mask", "invalid_value");
    return std::nullopt;
  }

  std::optional<Answer> read_order(const Json& body, Order& order) const {
    const bool closed = manner_ == Manner::OpenAi || site_.options.strict;
    const Json errors = check_fields(fields(), body, closed ? Unknown::Refuse : Unknown::Ignore);
    if (!errors.empty())
      return refuse(400, errors[0]["msg"].get<std::string>(), errors[0]["loc"].back(), errors[0]["type"]);
    order.prompt = text_in(body, "prompt");
    order.model = text_in(body, "model");
    order.n = static_cast<int>(integer_in(body, "n").value_or(1));
    if (const std::string format = text_in(body, "output_format"); !format.empty()) order.format = format;
    const std::string response = text_in(body, "response_format");
    if (!response.empty() && order.model.rfind("gpt-image", 0) == 0)
      return refuse(400, "Unknown parameter: 'response_format'.", "response_format", "unknown_parameter");
    order.by_url = response == "url" && manner_ == Manner::OpenAi;
    return read_size(text_in(body, "size"), order);
  }

  std::optional<Answer> read_size(const std::string& size, Order& order) const {
    order.width = order.images.empty() ? default_side : order.images.front().width;
    order.height = order.images.empty() ? default_side : order.images.front().height;
    if (size.empty() || size == "auto") return std::nullopt;
    static const std::regex form("([0-9]{1,5})x([0-9]{1,5})");
    std::smatch sides;
    const bool good = std::regex_match(size, sides, form);
    order.width = good ? std::stoi(sides[1]) : 0;
    order.height = good ? std::stoi(sides[2]) : 0;
    const auto [least, most] = std::minmax(order.width, order.height);
    if (least < least_side || most > most_side)
      return refuse(400, "Invalid size '" + size + "'", "size", "invalid_value");
    return std::nullopt;
  }

  Answer fulfil(const Order& order) {
    if (cost * order.n > site_.ledger.credits())
      return refuse(429, "You exceeded your current quota", nullptr, "insufficient_quota");
    Job job{.id = {}, .model = order.model, .prompt = order.prompt, .returned_prompt = order.prompt};
    job.type = order.format;
    job.cost = cost * order.n;
    job.ended = true;
    for (int i = 0; i < order.n; ++i) job.files.push_back(encode(draw(order, i), order.format));
    const std::string id = site_.ledger.add(job);
    Json out = Json::array();
    for (std::size_t i = 0; i < job.files.size(); ++i) {
      if (order.by_url)
        out.push_back({{"url", site_.url(Place::Delivery) + site_.ledger.link(id, i, site_.options.link_life)}});
      else
        out.push_back({{"b64_json", to_base64(job.files[i])}});
      if (manner_ == Manner::OpenAi) out.back()["revised_prompt"] = order.prompt + ", in more words";
    }
    Json all = {{"created", std::time(nullptr)}, {"output_format", order.format}, {"data", out}};
    if (manner_ == Manner::OpenAi)
      all["usage"] = {{"input_tokens", 12}, {"output_tokens", 4160}, {"total_tokens", 4172}};
    return json_answer(200, all.dump());
  }

  Site site_;
  Manner manner_;
};

}  // namespace

std::unique_ptr<Provider> make_images_api(Site site, Manner manner) {
  return std::make_unique<Images>(std::move(site), manner);
}

std::unique_ptr<Provider> make_openai(Site site) { return make_images_api(std::move(site), Manner::OpenAi); }

}  // namespace burnish::standins
