#include "kit/values.hpp"

#include <array>
#include <charconv>
#include <cmath>
#include <cstddef>
#include <map>
#include <stdexcept>

namespace burnish::kit {
namespace {

[[noreturn]] void refuse(const burnish_param& p, const std::string& text, const std::string& why) {
  throw std::invalid_argument(std::string(p.id) + " '" + text + "': " + why);
}

std::vector<std::string> split(const std::string& text, char separator) {
  std::vector<std::string> r(1);
  for (const char c : text) {
    if (c == separator)
      r.emplace_back();
    else
      r.back() += c;
  }
  return r;
}

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  throw std::invalid_argument(std::string("'") + c + "' is not a hexadecimal digit");
}

const std::map<std::string, std::string>& colour_names() {
  static const std::map<std::string, std::string> names = {
      {"white", "#ffffff"},   {"black", "#000000"}, {"transparent", "#00000000"}, {"red", "#ff0000"},
      {"lime", "#00ff00"},    {"blue", "#0000ff"},  {"yellow", "#ffff00"},        {"cyan", "#00ffff"},
      {"magenta", "#ff00ff"}, {"green", "#008000"}, {"gray", "#808080"},          {"grey", "#808080"}};
  return names;
}

void check_range(const burnish_param& p, const std::string& text, double v) {
  if (p.min == 0 && p.max == 0) return;
  if (!(v >= p.min && v <= p.max))
    refuse(p, text, "must be between " + number_text(p.min) + " and " + number_text(p.max));
}

void parse_real(const burnish_param& p, const std::string& text, burnish_value& v) {
  const std::vector<std::string> sides = split(text, ':');
  const bool ratio = p.unit != nullptr && std::string(p.unit) == "ratio";
  if (ratio && sides.size() == 2) {
    v.r[1] = parse_number(sides[0]);
    v.r[2] = parse_number(sides[1]);
    if (!(v.r[1] > 0 && v.r[2] > 0)) refuse(p, text, "both sides of a ratio must be positive");
    v.r[0] = v.r[1] / v.r[2];
  } else {
    v.r[0] = parse_number(text);
  }
}

void parse_numbers(const burnish_param& p, const std::string& text, std::size_t count, burnish_value& v) {
  const std::vector<std::string> parts = split(text, ',');
  if (parts.size() != count) refuse(p, text, "needs " + std::to_string(count) + " numbers separated by commas");
  for (std::size_t i = 0; i < count; ++i) v.r[i] = parse_number(parts[i]);
}

void parse_choice(const burnish_param& p, const std::string& text, burnish_value& v) {
  for (uint32_t i = 0; i < p.choice_count; ++i) {
    if (p.choices[i].id == text) {
      v.i = i;
      v.s = p.choices[i].id;
      return;
    }
  }
  refuse(p, text, "is not one of the choices");
}

void scale_spatial(const burnish_param& p, double scale, burnish_value& v) {
  if ((p.flags & BURNISH_PF_SPATIAL) == 0) return;
  for (double& r : v.r) r *= scale;
}

}  // namespace

double parse_number(const std::string& text) {
  double v = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), v);
  if (error != std::errc() || end != text.data() + text.size() || !std::isfinite(v))
    throw std::invalid_argument("'" + text + "' is not a number");
  return v;
}

std::string number_text(double v) {
  std::array<char, 64> buffer{};
  const auto r = std::to_chars(buffer.data(), buffer.data() + buffer.size(), v);
  return {buffer.data(), r.ptr};
}

void parse_colour(const std::string& text, double rgba[4]) {
  const auto named = colour_names().find(text);
  std::string hex = named == colour_names().end() ? text : named->second;
  if (hex.empty() || hex[0] != '#') throw std::invalid_argument("'" + text + "' is not a colour");
  hex.erase(0, 1);
  if (hex.size() == 3) hex = {hex[0], hex[0], hex[1], hex[1], hex[2], hex[2]};
  if (hex.size() != 6 && hex.size() != 8) throw std::invalid_argument("'" + text + "' is not a colour");
  if (hex.size() == 6) hex += "ff";
  for (std::size_t i = 0; i < 4; ++i) rgba[i] = (16 * hex_digit(hex[2 * i]) + hex_digit(hex[2 * i + 1])) / 255.0;
}

const burnish_param& param_at(const burnish_param* params, uint32_t index) {
  const auto* bytes = reinterpret_cast<const std::byte*>(params);
  return *reinterpret_cast<const burnish_param*>(bytes + std::size_t{index} * params->struct_size);
}

Values::Values(const burnish_param* params, uint32_t count, const TextValues& given, double scale) {
  std::vector<bool> used(given.size(), false);
  for (uint32_t i = 0; i < count; ++i) {
    const burnish_param& p = param_at(params, i);
    const std::string* text = nullptr;
    for (std::size_t k = 0; k < given.size(); ++k) {
      if (given[k].first != p.id) continue;
      text = &given[k].second;
      used[k] = true;
    }
    burnish_value v{};
    if (text != nullptr) {
      v = parse(p, *text, scale);
      if (v.state != BURNISH_VALUE_AUTO) v.state = BURNISH_VALUE_GIVEN;
    } else if (p.def != nullptr) {
      v = parse(p, p.def, scale);
    }
    values_.push_back(v);
  }
  for (std::size_t k = 0; k < given.size(); ++k)
    if (!used[k]) throw std::invalid_argument("there is no parameter '" + given[k].first + "'");
}

burnish_value Values::parse(const burnish_param& p, const std::string& text, double scale) {
  if ((p.flags & BURNISH_PF_AUTO) != 0 && text == "auto") {
    burnish_value v{};
    v.state = BURNISH_VALUE_AUTO;
    return v;
  }
  return (p.flags & BURNISH_PF_LIST) != 0 ? parse_list(p, text, scale) : parse_one(p, text, scale);
}

burnish_value Values::parse_list(const burnish_param& p, const std::string& text, double scale) {
  std::vector<burnish_value> items;
  const std::size_t numbers = p.type == BURNISH_P_RECT ? 4 : p.type == BURNISH_P_POINT ? 2 : 1;
  if (!text.empty()) {
    const std::vector<std::string> parts = split(text, ',');
    if (parts.size() % numbers != 0) refuse(p, text, "does not hold " + std::to_string(numbers) + " numbers for each");
    for (std::size_t i = 0; i < parts.size(); i += numbers) {
      std::string one = parts[i];
      for (std::size_t k = 1; k < numbers; ++k) one += ',' + parts[i + k];
      items.push_back(parse_one(p, one, scale));
    }
  }
  lists_.push_back(std::move(items));
  burnish_value v{};
  v.ext = lists_.back().data();
  v.count = static_cast<uint32_t>(lists_.back().size());
  return v;
}

burnish_value Values::parse_one(const burnish_param& p, const std::string& text, double scale) {
  burnish_value v{};
  switch (p.type) {
    case BURNISH_P_BOOL:
      if (text != "true" && text != "false" && text != "1" && text != "0") refuse(p, text, "is neither true nor false");
      v.i = text == "true" || text == "1" ? 1 : 0;
      break;
    case BURNISH_P_INT:
    case BURNISH_P_IMAGE:
      v.r[0] = parse_number(text);
      if (v.r[0] != std::nearbyint(v.r[0]) || std::fabs(v.r[0]) > 9e15) refuse(p, text, "is not a whole number");
      check_range(p, text, v.r[0]);
      v.i = static_cast<int64_t>(v.r[0]);
      break;
    case BURNISH_P_REAL:
      parse_real(p, text, v);
      check_range(p, text, v.r[0]);
      break;
    case BURNISH_P_ENUM:
      parse_choice(p, text, v);
      break;
    case BURNISH_P_COLOR:
      parse_colour(text, v.r);
      break;
    case BURNISH_P_POINT:
      parse_numbers(p, text, 2, v);
      break;
    case BURNISH_P_RECT:
      parse_numbers(p, text, 4, v);
      break;
    case BURNISH_P_CURVE: {
      std::vector<double> pairs;
      for (const std::string& pair : split(text, ','))
        for (const std::string& number : split(pair, ':')) pairs.push_back(parse_number(number));
      if (pairs.size() % 2 != 0) refuse(p, text, "is not a list of x:y");
      curves_.push_back(std::move(pairs));
      v.ext = curves_.back().data();
      v.count = static_cast<uint32_t>(curves_.back().size() / 2);
      break;
    }
    case BURNISH_P_STRING:
    case BURNISH_P_FILE:
    case BURNISH_P_FOLDER:
    case BURNISH_P_SECRET:
      v.s = keep(text);
      break;
    default:
      refuse(p, text, "has the unknown type " + std::to_string(p.type));
  }
  scale_spatial(p, scale, v);
  return v;
}

const char* Values::keep(const std::string& text) {
  texts_.push_back(text);
  return texts_.back().c_str();
}

}  // namespace burnish::kit
