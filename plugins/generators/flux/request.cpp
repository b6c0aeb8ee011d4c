#include "request.hpp"

#include <burnish/plugin.hpp>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace flux {
namespace {

std::string trimmed(std::string_view text) {
  constexpr std::string_view blank = " \t\r\n\f\v";
  const std::size_t first = text.find_first_not_of(blank);
  if (first == std::string_view::npos) return {};
  return std::string(text.substr(first, text.find_last_not_of(blank) - first + 1));
}

/// A value in the form in which providers take it; discarded when there is nothing to send.
json scalar(const burnish_param& p, const burnish_value& v) {
  switch (p.type) {
    case BURNISH_P_BOOL:
      return v.i != 0;
    case BURNISH_P_INT:
      return v.i;
    case BURNISH_P_REAL:
      if (p.unit != nullptr && std::string_view(p.unit) == "ratio")
        return v.r[2] > 0 ? ratio_text(v.r[1], v.r[2]) : ratio_text(v.r[0], 1);
      return v.r[0];
    case BURNISH_P_ENUM:
      return p.choices[v.i].id;
    default: {
      const std::string text = trimmed(v.s == nullptr ? "" : v.s);
      return text.empty() ? json(json::value_t::discarded) : json(text);
    }
  }
}

bool whole(double v) { return v == std::floor(v) && std::fabs(v) < 1e6; }

}  // namespace

std::string ratio_text(double width, double height) {
  if (whole(width) && whole(height) && height > 0) {
    const auto w = static_cast<int64_t>(width), h = static_cast<int64_t>(height);
    const int64_t common = std::max<int64_t>(1, std::gcd(w, h));
    return std::to_string(w / common) + ":" + std::to_string(h / common);
  }
  const double ratio = width / height;
  for (int64_t h = 1; h < 1000; ++h) {
    const double w = std::round(ratio * static_cast<double>(h));
    if (w >= 1 && std::fabs(w / static_cast<double>(h) - ratio) < 1e-4 * ratio)
      return std::to_string(static_cast<int64_t>(w)) + ":" + std::to_string(h);
  }
  return std::to_string(std::llround(ratio * 1000)) + ":1000";
}

int32_t rounded(int64_t side, int32_t grid) { return static_cast<int32_t>((side + grid / 2) / grid * grid); }

int64_t Request::number(const char* id, int64_t otherwise) const {
  const auto found = values.find(id);
  return found == values.end() || !found->is_number_integer() ? otherwise : found->get<int64_t>();
}
std::string Request::text(const char* id) const {
  const auto found = values.find(id);
  return found == values.end() ? std::string() : scalar_text(*found);
}
std::optional<uint32_t> Request::input_of(std::string_view role) const {
  for (const PictureUse& use : pictures)
    if (use.role == role) return use.input;
  return std::nullopt;
}
std::size_t Request::count(std::string_view role) const {
  return static_cast<std::size_t>(
      std::count_if(pictures.begin(), pictures.end(), [&](const PictureUse& use) { return use.role == role; }));
}

const burnish_value* Arguments::given(std::string_view id) const {
  for (uint32_t i = 0; i < model_.desc.param_count && prepare_.values != nullptr; ++i)
    if (model_.desc.params[i].id == id)
      return prepare_.values[i].state == BURNISH_VALUE_GIVEN ? &prepare_.values[i] : nullptr;
  return nullptr;
}
std::string Arguments::text(std::string_view id) const {
  const burnish_value* v = given(id);
  return v == nullptr || v->s == nullptr ? std::string() : trimmed(v->s);
}
int64_t Arguments::number(std::string_view id, int64_t otherwise) const {
  const burnish_value* v = given(id);
  return v == nullptr ? otherwise : v->i;
}
double Arguments::real(std::string_view id, double otherwise) const {
  const burnish_value* v = given(id);
  return v == nullptr ? otherwise : v->r[0];
}
const burnish_image_info& Arguments::input(uint32_t index) const {
  if (index >= prepare_.input_count || prepare_.inputs == nullptr || prepare_.inputs[index] == nullptr)
    throw burnish::error("there is no picture " + std::to_string(index + 1) + " among those that were given",
                         BURNISH_BAD_PARAM);
  return *prepare_.inputs[index];
}
std::vector<uint32_t> Arguments::own_pictures() const {
  std::vector<uint32_t> own;
  for (uint32_t i = 0; i < prepare_.input_count; ++i) {
    bool taken = false;
    for (uint32_t p = 0; p < model_.desc.param_count; ++p) {
      const burnish_param& param = model_.desc.params[p];
      taken = taken || (param.type == BURNISH_P_IMAGE && given(param.id) != nullptr && given(param.id)->i == i);
    }
    if (!taken) own.push_back(i);
  }
  return own;
}

Request read_request(const Arguments& arguments) {
  const Model& model = arguments.model();
  Request r;
  r.model = &model;
  for (const uint32_t input : arguments.own_pictures()) r.pictures.push_back({"picture", input});
  for (uint32_t i = 0; i < model.desc.param_count; ++i) {
    const burnish_param& p = model.desc.params[i];
    const burnish_value* v = arguments.given(p.id);
    if (v == nullptr) continue;
    if (p.type == BURNISH_P_IMAGE) {
      if (v->i < 0 || v->i >= arguments.input_count())
        throw burnish::bad_param(p.id, std::string(p.id) + " names no picture that was given");
      r.pictures.push_back({p.id, static_cast<uint32_t>(v->i)});
      continue;
    }
    json value = scalar(p, *v);
    if (!value.is_discarded()) r.values[p.id] = std::move(value);
  }
  r.format_given = r.values.contains("output_format");
  return r;
}

Extent sent_size(const Model& model, std::string_view role, const burnish_image_info& picture) {
  const double pixels = static_cast<double>(picture.width) * picture.height;
  if (model.input_pixels == 0 || pixels <= static_cast<double>(model.input_pixels) || role == "mask")
    return {picture.width, picture.height};
  const double factor = std::sqrt(static_cast<double>(model.input_pixels) / pixels);
  return {std::max(1, static_cast<int32_t>(picture.width * factor)),
          std::max(1, static_cast<int32_t>(picture.height * factor))};
}

}  // namespace flux
