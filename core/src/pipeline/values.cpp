#include "pipeline/values.hpp"

#include <algorithm>
#include <optional>

#include "pipeline/colours.hpp"
#include "pipeline/numbers.hpp"

namespace burnish {
namespace {

std::vector<std::string> parameter_ids(const Item& item) {
  std::vector<std::string> ids;
  for (const Parameter& parameter : item.parameters) ids.push_back(parameter.id);
  return ids;
}

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) {
    if (!text.empty()) text += ", ";
    text += word;
  }
  return text;
}

std::string range_text(const Parameter& parameter) {
  return "must be between " + number_text(parameter.min) + " and " + number_text(parameter.max);
}

constexpr std::size_t most_members = 10000;  // of a list

bool is_bounded(const Parameter& parameter) { return parameter.min != 0 || parameter.max != 0; }

/// Splits at commas; "\," is a comma inside a value.
std::vector<std::string> split_list(std::string_view text) {
  std::vector<std::string> parts(1);
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\\' && i + 1 < text.size() && (text[i + 1] == ',' || text[i + 1] == '\\')) {
      parts.back() += text[++i];
    } else if (text[i] == ',') {
      parts.emplace_back();
    } else {
      parts.back() += text[i];
    }
  }
  return parts;
}

std::optional<std::vector<double>> parse_numbers(std::string_view text) {
  std::vector<double> numbers;
  for (std::string_view part : split_list(text)) {
    while (!part.empty() && part.front() == ' ') part.remove_prefix(1);
    const auto number = parse_number(part);
    if (!number) return std::nullopt;
    numbers.push_back(*number);
  }
  return numbers;
}

std::optional<bool> parse_bool(std::string_view text) {
  if (text == "true" || text == "yes" || text == "on" || text == "1") return true;
  if (text == "false" || text == "no" || text == "off" || text == "0") return false;
  return std::nullopt;
}

}  // namespace

std::string_view short_id(std::string_view id) {
  constexpr std::string_view own = "burnish.";
  return id.substr(0, own.size()) == own ? id.substr(own.size()) : id;
}

std::string did_you_mean(std::string_view wrong, std::span<const std::string> known) {
  const std::string nearest = nearest_name(wrong, known);
  return nearest.empty() ? "" : "did you mean '" + nearest + "'?";
}

/// Reads one parameter's text into one burnish_value; what the value points at goes into `owner`.
class ValueReader {
 public:
  ValueReader(Values& owner, const Item& item, const Parameter& parameter, std::string_view where, double scale)
      : owner_(owner), item_(item), parameter_(parameter), where_(where) {
    if ((parameter.flags & BURNISH_PF_SPATIAL) != 0) scale_ = scale;
  }

  Result<burnish_value> given(std::string_view text) {
    BURNISH_TRY(burnish_value value, read(text));
    if (value.state != BURNISH_VALUE_AUTO) value.state = BURNISH_VALUE_GIVEN;
    return value;
  }

  /// A default may lie outside the bounds ("0" for "not set"), but must be of the type.
  Result<burnish_value> by_default() {
    check_bounds_ = false;
    if (parameter_.def.empty()) {
      burnish_value value{};
      if (accepts_auto()) value.state = BURNISH_VALUE_AUTO;
      if (has_text()) value.s = "";
      return value;
    }
    auto value = read(parameter_.def);
    if (value.ok()) return value;
    return Error{.code = Code::Plugin,
                 .what = "the default '" + parameter_.def + "' of parameter '" + parameter_.id + "' of '" + item_.id +
                         "' is refused by its own declaration",
                 .where = {},
                 .why = value.error().why,
                 .hint = "report it to the plugin's author"};
  }

 private:
  [[nodiscard]] bool accepts_auto() const { return (parameter_.flags & BURNISH_PF_AUTO) != 0; }
  [[nodiscard]] bool has_text() const {
    return (parameter_.flags & BURNISH_PF_LIST) == 0 &&
           (parameter_.type == BURNISH_P_STRING || parameter_.type == BURNISH_P_FILE ||
            parameter_.type == BURNISH_P_FOLDER || parameter_.type == BURNISH_P_SECRET);
  }

  [[nodiscard]] Error refused(std::string_view text, std::string why, std::string hint = {}) const {
    return Error{.code = Code::BadParam,
                 .what = "parameter '" + parameter_.id + "' of '" + std::string(short_id(item_.id)) + "' is '" +
                         std::string(text) + "'",
                 .where = std::string(where_),
                 .why = std::move(why),
                 .hint = std::move(hint)};
  }

  Result<burnish_value> read(std::string_view text) {
    if (accepts_auto() && text == "auto") {
      burnish_value value{};
      value.state = BURNISH_VALUE_AUTO;
      return value;
    }
    return (parameter_.flags & BURNISH_PF_LIST) != 0 ? read_list(text) : read_one(text);
  }

  Result<burnish_value> read_list(std::string_view text) {
    const std::size_t numbers = parameter_.type == BURNISH_P_RECT ? 4 : parameter_.type == BURNISH_P_POINT ? 2 : 1;
    const std::vector<std::string> parts = text.empty() ? std::vector<std::string>{} : split_list(text);
    if (parts.size() % numbers != 0)
      return refused(text, "must be " + std::to_string(numbers) + " numbers for each of a list of " +
                               (numbers == 4 ? "rectangles" : "points"));
    if (parts.size() / numbers > most_members)
      return refused(text.substr(0, 20), "it has " + std::to_string(parts.size() / numbers) + " members; " +
                                             std::to_string(most_members) + " are possible");
    std::vector<burnish_value> members;
    for (std::size_t i = 0; i < parts.size(); i += numbers) {
      std::string part = parts[i];
      for (std::size_t k = 1; k < numbers; ++k) part += ',' + parts[i + k];
      BURNISH_TRY(burnish_value member, read_one(part));
      member.state = BURNISH_VALUE_GIVEN;
      members.push_back(member);
    }
    burnish_value value{};
    value.count = static_cast<uint32_t>(members.size());
    value.ext = owner_.lists_.emplace_back(std::move(members)).data();
    return value;
  }

  Result<burnish_value> read_one(std::string_view text) {
    switch (parameter_.type) {
      case BURNISH_P_BOOL:
        return read_bool(text);
      case BURNISH_P_INT:
      case BURNISH_P_IMAGE:
        return read_whole(text);
      case BURNISH_P_REAL:
        return parameter_.unit == "ratio" ? read_ratio(text) : read_real(text);
      case BURNISH_P_ENUM:
        return read_choice(text);
      case BURNISH_P_COLOR:
        return read_colour(text);
      case BURNISH_P_POINT:
        return read_tuple(text, 2, "a point 'x,y'");
      case BURNISH_P_RECT:
        return read_tuple(text, 4, "a rectangle 'x,y,width,height'");
      case BURNISH_P_CURVE:
        return read_curve(text);
      case BURNISH_P_STRING:
      case BURNISH_P_FILE:
      case BURNISH_P_FOLDER:
      case BURNISH_P_SECRET:
        return read_text(text);
      default:
        return Error{.code = Code::Plugin,
                     .what = "parameter '" + parameter_.id + "' of '" + item_.id + "' has type " +
                             std::to_string(parameter_.type),
                     .where = {},
                     .why = "this version of Burnish does not know that type",
                     .hint = "update Burnish"};
    }
  }

  Status check_bounds(std::string_view text, double number) const {
    if (!check_bounds_ || !is_bounded(parameter_)) return Done{};
    if (number >= parameter_.min && number <= parameter_.max) return Done{};
    return refused(text, range_text(parameter_));
  }

  Result<burnish_value> read_bool(std::string_view text) {
    const auto truth = parse_bool(text);
    if (!truth) return refused(text, "must be true or false");
    burnish_value value{};
    value.i = *truth ? 1 : 0;
    value.r[0] = *truth ? 1 : 0;
    return value;
  }

  Result<burnish_value> read_whole(std::string_view text) {
    const auto whole = parse_whole(text);
    if (!whole) return refused(text, "must be a whole number");
    BURNISH_CHECK(check_bounds(text, static_cast<double>(*whole)));
    burnish_value value{};
    value.i = *whole;
    value.r[0] = static_cast<double>(*whole) * scale_;
    return value;
  }

  Result<burnish_value> read_real(std::string_view text) {
    const auto number = parse_number(text);
    if (!number) return refused(text, "must be a number");
    BURNISH_CHECK(check_bounds(text, *number));
    burnish_value value{};
    value.r[0] = *number * scale_;
    return value;
  }

  Result<burnish_value> read_ratio(std::string_view text) {
    const auto colon = text.find(':');
    if (colon == std::string_view::npos) {
      auto value = read_real(text);
      if (!value.ok() && !parse_number(text)) return refused(text, "must be a ratio such as 16:9 or 1.5");
      return value;
    }
    const auto a = parse_number(text.substr(0, colon));
    const auto b = parse_number(text.substr(colon + 1));
    if (!a || !b || *a <= 0 || *b <= 0) return refused(text, "must be a ratio such as 16:9 or 1.5");
    BURNISH_CHECK(check_bounds(text, *a / *b));
    burnish_value value{};
    value.r[0] = *a / *b;
    value.r[1] = *a;
    value.r[2] = *b;
    return value;
  }

  Result<burnish_value> read_choice(std::string_view text) {
    std::vector<std::string> ids;
    for (const Choice& choice : parameter_.choices) {
      if (choice.id == text) {
        burnish_value value{};
        value.i = static_cast<int64_t>(ids.size());
        value.s = owner_.strings_.emplace_back(text).c_str();
        return value;
      }
      ids.push_back(choice.id);
    }
    return refused(text, "must be one of " + joined(ids), did_you_mean(text, ids));
  }

  Result<burnish_value> read_colour(std::string_view text) {
    const auto colour = parse_colour(text);
    if (!colour) {
      return refused(text, "must be a colour: #rgb, #rgba, #rrggbb, #rrggbbaa or a CSS name",
                     did_you_mean(text, colour_names()));
    }
    burnish_value value{};
    std::copy(colour->begin(), colour->end(), value.r);
    return value;
  }

  Result<burnish_value> read_tuple(std::string_view text, std::size_t count, const char* form) {
    const auto numbers = parse_numbers(text);
    if (!numbers || numbers->size() != count) return refused(text, std::string("must be ") + form);
    burnish_value value{};
    for (std::size_t i = 0; i < count; ++i) {
      BURNISH_CHECK(check_bounds(text, (*numbers)[i]));
      value.r[i] = (*numbers)[i] * scale_;
    }
    return value;
  }

  Result<burnish_value> read_curve(std::string_view text) {
    auto numbers = parse_numbers(text);
    if (!numbers || numbers->size() % 2 != 0) return refused(text, "must be points of a curve 'x,y,x,y,...'");
    for (const double number : *numbers) BURNISH_CHECK(check_bounds(text, number));
    burnish_value value{};
    value.count = static_cast<uint32_t>(numbers->size() / 2);
    value.ext = owner_.curves_.emplace_back(*std::move(numbers)).data();
    return value;
  }

  Result<burnish_value> read_text(std::string_view text) {
    if (text.find('\0') != std::string_view::npos) return refused(text.substr(0, text.find('\0')), "contains a NUL");
    burnish_value value{};
    value.s = owner_.strings_.emplace_back(text).c_str();
    return value;
  }

  Values& owner_;
  const Item& item_;
  const Parameter& parameter_;
  std::string_view where_;
  double scale_ = 1;
  bool check_bounds_ = true;
};

Result<Values> Values::resolve(const Item& item, std::span<const Argument> arguments, double spatial_scale) {
  std::vector<const Argument*> given(item.parameters.size(), nullptr);
  for (const Argument& argument : arguments) {
    const Parameter* parameter = item.parameter(argument.id);
    if (parameter == nullptr) {
      const auto ids = parameter_ids(item);
      std::string hint = did_you_mean(argument.id, ids);
      return Error{.code = Code::BadParam,
                   .what = "unknown parameter '" + argument.id + "' of '" + std::string(short_id(item.id)) + "'",
                   .where = argument.where,
                   .why = ids.empty() ? "it has no parameters" : "it has " + joined(ids),
                   .hint = std::move(hint)};
    }
    const auto position = static_cast<std::size_t>(parameter - item.parameters.data());
    if (given[position] != nullptr) {
      return Error{
          .code = Code::BadParam,
          .what = "parameter '" + parameter->id + "' of '" + std::string(short_id(item.id)) + "' is given twice",
          .where = argument.where,
          .why = "first as '" + given[position]->text + "', then as '" + argument.text + "'",
          .hint = "leave one out"};
    }
    given[position] = &argument;
  }
  Values values;
  values.values_.reserve(item.parameters.size());
  for (std::size_t i = 0; i < item.parameters.size(); ++i) {
    const std::string_view where = given[i] == nullptr ? std::string_view{} : std::string_view(given[i]->where);
    ValueReader reader(values, item, item.parameters[i], where, spatial_scale);
    BURNISH_TRY(const burnish_value value, given[i] == nullptr ? reader.by_default() : reader.given(given[i]->text));
    values.values_.push_back(value);
  }
  return values;
}

}  // namespace burnish
