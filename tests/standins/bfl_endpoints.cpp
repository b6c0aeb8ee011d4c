#include "standins/bfl_endpoints.hpp"

#include <algorithm>

namespace burnish::standins {
namespace {

using Fields = std::vector<Field>;

Field required(std::string name, Kind kind) { return {.name = std::move(name), .kind = kind, .required = true}; }
Field optional(std::string name, Kind kind) { return {.name = std::move(name), .kind = kind}; }
Field nullable(std::string name, Kind kind) { return {.name = std::move(name), .kind = kind, .nullable = true}; }
Field within(Field field, double least, double most, int multiple = 0) {
  field.least = least;
  field.most = most;
  field.multiple = multiple;
  return field;
}
Field one_of(Field field, std::vector<std::string> choices) {
  field.choices = std::move(choices);
  return field;
}

Fields operator+(Fields a, const Fields& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

Fields webhook() {
  Field url = nullable("webhook_url", Kind::Uri);
  url.shortest = 1;
  url.longest = 2083;
  return {url, nullable("webhook_secret", Kind::Text)};
}

Fields usual(double most_tolerance) {
  return Fields{nullable("seed", Kind::Integer), within(optional("safety_tolerance", Kind::Integer), 0, most_tolerance),
                one_of(nullable("output_format", Kind::Text), {"jpeg", "png", "webp"})} +
         webhook();
}

Fields images(int n) {
  Fields all;
  for (int i = 1; i <= n; ++i)
    all.push_back(nullable(i == 1 ? "input_image" : "input_image_" + std::to_string(i), Kind::Image));
  return all;
}

Fields flux2(int n) {
  constexpr double side = 1U << 20U;  // no upper bound is known but that of the area
  Field user = nullable("user", Kind::Text);
  user.shortest = 1;
  user.longest = 256;
  return Fields{required("prompt", Kind::Text), within(nullable("width", Kind::Integer), 64, side, 16),
                within(nullable("height", Kind::Integer), 64, side, 16), user} +
         images(n) + usual(5);
}

Fields flux2_pro() { return flux2(8) + Fields{optional("disable_pup", Kind::Boolean)}; }

Fields flux2_flex() {
  return flux2(8) +
         Fields{nullable("prompt_upsampling", Kind::Boolean), within(nullable("guidance", Kind::Number), 1.5, 10),
                within(nullable("steps", Kind::Integer), 1, 50), nullable("input_image_blob_path", Kind::Text)};
}

Fields kontext() {
  return Fields{required("prompt", Kind::Text), nullable("aspect_ratio", Kind::Aspect),
                optional("prompt_upsampling", Kind::Boolean)} +
         images(4) + usual(6);
}

Fields sides() {
  return {within(optional("width", Kind::Integer), 256, 1440, 32),
          within(optional("height", Kind::Integer), 256, 1440, 32)};
}

Fields flux11() {
  return Fields{nullable("prompt", Kind::Text), nullable("image_prompt", Kind::Image),
                optional("prompt_upsampling", Kind::Boolean)} +
         sides() + usual(6);
}

Fields dev() {
  return Fields{optional("prompt", Kind::Text), nullable("image_prompt", Kind::Image),
                optional("prompt_upsampling", Kind::Boolean), within(nullable("steps", Kind::Integer), 1, 50),
                within(nullable("guidance", Kind::Number), 1.5, 5)} +
         sides() + usual(6);
}

Fields ultra() {
  return Fields{nullable("prompt", Kind::Text), optional("prompt_upsampling", Kind::Boolean),
                optional("aspect_ratio", Kind::Aspect), nullable("image_prompt", Kind::Image),
                within(optional("image_prompt_strength", Kind::Number), 0, 1)} +
         usual(6);
}

Fields painting() {
  return Fields{nullable("prompt", Kind::Text), within(nullable("steps", Kind::Integer), 15, 50),
                nullable("prompt_upsampling", Kind::Boolean), within(nullable("guidance", Kind::Number), 1.5, 100)} +
         usual(6);
}

Fields fill() { return Fields{required("image", Kind::Image), nullable("mask", Kind::Image)} + painting(); }

Fields expand() {
  Fields all{required("image", Kind::Image)};
  for (const char* side : {"top", "bottom", "left", "right"})
    all.push_back(within(nullable(side, Kind::Integer), 0, 2048));
  return all + painting();
}

Fields finetuned() {
  return {required("finetune_id", Kind::Text), within(optional("finetune_strength", Kind::Number), 0, 2)};
}

Fields outpainting() {
  constexpr double side = 1U << 20U;
  return Fields{required("input_image", Kind::Image),
                within(required("width", Kind::Integer), 64, side),
                within(required("height", Kind::Integer), 64, side),
                optional("auto_crop", Kind::Boolean),
                nullable("prompt", Kind::Text),
                nullable("reference_offset_x", Kind::Integer),
                nullable("reference_offset_y", Kind::Integer),
                one_of(optional("mode", Kind::Text), {"high", "fast"}),
                optional("disable_pup", Kind::Boolean)} +
         usual(5);
}

Fields erase() {
  return Fields{required("image", Kind::Image), required("mask", Kind::Image),
                within(optional("dilate_pixels", Kind::Integer), 0, 25)} +
         usual(5);
}

Fields deblur() { return Fields{required("image", Kind::Image)} + usual(5); }

Fields tryon() {
  return Fields{required("prompt", Kind::Text), required("person", Kind::Image), required("garment", Kind::Image)} +
         usual(5);
}

Fields flux3() {
  Field prompt = required("prompt", Kind::Text), images = optional("images", Kind::Images);
  prompt.shortest = 1;
  images.shortest = 1;
  images.longest = 10;
  return {prompt,
          images,
          one_of(optional("aspect_ratio", Kind::Text), {"21:9", "2:1", "16:9", "3:2", "7:5", "4:3", "5:4", "1:1", "4:5",
                                                        "3:4", "5:7", "2:3", "9:16", "1:2", "9:21", "auto"}),
          one_of(optional("resolution", Kind::Text), {"768sq", "1k", "1.5k", "2k", "4k"}),
          within(optional("safety_tolerance", Kind::Integer), 0, 4),
          optional("grounding", Kind::Boolean),
          one_of(optional("version", Kind::Text), {"latest"})};
}

std::vector<Endpoint> make_endpoints() {
  constexpr Price pro{3, 1.5, 1.5}, max{7, 3, 3}, flex{6, 6, 6}, klein9{1.5, 0.2, 0.2}, klein4{1.4, 0.1, 0.1};
  const auto ignore = Unknown::Ignore, refuse = Unknown::Refuse;
  return {
      {"flux-3-image", Shape::Flux3, refuse, {}, flux3()},
      {"flux-2-pro", Shape::Flux2, ignore, pro, flux2_pro()},
      {"flux-2-pro-preview", Shape::Flux2, ignore, pro, flux2_pro()},
      {"flux-2-max", Shape::Flux2, ignore, max, flux2_pro()},
      {"flux-2-flex", Shape::Flux2, ignore, flex, flux2_flex()},
      {"flux-2-klein-9b", Shape::Flux2, ignore, klein9, flux2(4)},
      {"flux-2-klein-9b-preview", Shape::Flux2, ignore, klein9, flux2(4)},
      {"flux-2-klein-4b", Shape::Flux2, ignore, klein4, flux2(4)},
      {"flux-tools/outpainting-v1", Shape::Outpaint, refuse, {}, outpainting(), "png"},
      {"flux-tools/erase-v1", Shape::Erase, ignore, {}, erase(), "png"},
      {"flux-tools/deblur-v1", Shape::Deblur, ignore, {}, deblur(), "png"},
      {"flux-tools/vto-v1", Shape::Tryon, ignore, {}, tryon()},
      {"flux-tools/vto-v2", Shape::Tryon, ignore, {}, tryon()},
      {"flux-kontext-pro", Shape::Kontext, ignore, {4}, kontext(), "png"},
      {"flux-kontext-max", Shape::Kontext, ignore, {8}, kontext(), "png"},
      {"flux-pro-1.1", Shape::Sized, ignore, {4}, flux11()},
      {"flux-pro-1.1-ultra", Shape::Ultra, ignore, {6}, ultra() + Fields{optional("raw", Kind::Boolean)}},
      {"flux-pro-1.1-ultra-finetuned", Shape::Ultra, ignore, {6}, ultra() + finetuned()},
      {"flux-dev", Shape::Sized, ignore, {2.5}, dev()},
      {"flux-pro-1.0-fill", Shape::Fill, ignore, {5}, fill()},
      {"flux-pro-1.0-fill-finetuned", Shape::Fill, ignore, {5}, fill() + finetuned()},
      {"flux-pro-1.0-expand", Shape::Expand, ignore, {5}, expand()},
  };
}

}  // namespace

const Field* Endpoint::field(std::string_view name) const {
  for (const Field& f : fields)
    if (f.name == name) return &f;
  return nullptr;
}

const std::vector<Endpoint>& bfl_endpoints() {
  static const std::vector<Endpoint> all = make_endpoints();
  return all;
}

const Endpoint* bfl_endpoint(std::string_view path) {
  for (const Endpoint& endpoint : bfl_endpoints())
    if (endpoint.path == path) return &endpoint;
  return nullptr;
}

}  // namespace burnish::standins
