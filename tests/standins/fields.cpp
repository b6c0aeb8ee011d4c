#include "standins/fields.hpp"

#include <cmath>
#include <regex>

#include "standins/base64.hpp"

namespace burnish::standins {
namespace {

constexpr std::size_t most_upload = 20U << 20U;  // bytes of a decoded picture

class Checker {
 public:
  explicit Checker(Json& errors) : errors_(errors) {}

  void check(const Field& field, const Json& value) {
    field_ = &field;
    value_ = &value;
    if (value.is_null() && field.nullable) return;
    switch (field.kind) {
      case Kind::Integer:
      case Kind::Number:
        return number();
      case Kind::Boolean:
        if (!value.is_boolean()) refuse("bool_type", "Input should be a valid boolean");
        return;
      case Kind::Images:
        return images();
      case Kind::Any:
        return;
      case Kind::Text:
      case Kind::Image:
      case Kind::Uri:
      case Kind::Aspect:
        return text();
    }
  }

 private:
  void refuse(const std::string& type, const std::string& message, const Json& context = nullptr) {
    Json error = field_error({"body", field_->name}, type, message, *value_);
    if (!context.is_null()) error["ctx"] = context;
    errors_.push_back(std::move(error));
  }

  static Json plain(double number) {
    return number == std::floor(number) ? Json(static_cast<int64_t>(number)) : Json(number);
  }

  void number() {
    const bool whole = field_->kind == Kind::Integer;
    if (whole && !value_->is_number_integer()) return refuse("int_type", "Input should be a valid integer");
    if (!value_->is_number()) return refuse("float_type", "Input should be a valid number");
    const double number = value_->get<double>();
    if (number < field_->least) {
      refuse("greater_than_equal", "Input should be greater than or equal to " + plain(field_->least).dump(),
             {{"ge", plain(field_->least)}});
    } else if (number > field_->most) {
      refuse("less_than_equal", "Input should be less than or equal to " + plain(field_->most).dump(),
             {{"le", plain(field_->most)}});
    } else if (field_->multiple != 0 && value_->get<int64_t>() % field_->multiple != 0) {
      refuse("multiple_of", "Input should be a multiple of " + std::to_string(field_->multiple),
             {{"multiple_of", field_->multiple}});
    }
  }

  void length(std::size_t n, const std::string& type, const std::string& things) {
    if (n < field_->shortest)
      refuse(type + "_too_short", "Input should have at least " + std::to_string(field_->shortest) + things,
             {{"min_length", field_->shortest}});
    if (n > field_->longest)
      refuse(type + "_too_long", "Input should have at most " + std::to_string(field_->longest) + things,
             {{"max_length", field_->longest}});
  }

  void text() {
    if (!value_->is_string()) return refuse("string_type", "Input should be a valid string");
    const auto& text = value_->get_ref<const std::string&>();
    length(text.size(), "string", " characters");
    if (field_->kind == Kind::Uri && text.rfind("http://", 0) != 0 && text.rfind("https://", 0) != 0)
      refuse("url_parsing", "Input should be a valid URL");
    if (field_->kind == Kind::Aspect) aspect(text);
    if (!field_->choices.empty()) choice(text);
  }

  void aspect(const std::string& text) {
    const double aspect = aspect_in(text);
    if (aspect < 9.0 / 21 - 1e-9 || aspect > 21.0 / 9 + 1e-9)
      refuse("value_error", "Value error, aspect ratio should be between 21:9 and 9:21");
  }

  void choice(const std::string& text) {
    std::string all;
    for (std::size_t i = 0; i < field_->choices.size(); ++i) {
      if (field_->choices[i] == text) return;
      all += i == 0 ? "'" : i + 1 == field_->choices.size() ? " or '" : ", '";
      all += field_->choices[i] + "'";
    }
    refuse("enum", "Input should be " + all, {{"expected", all}});
  }

  void images() {
    if (value_->is_string()) return;
    if (!value_->is_array()) return refuse("list_type", "Input should be a valid list");
    length(value_->size(), "list", " items");
    for (const Json& element : *value_)
      if (!element.is_string()) refuse("string_type", "Input should be a valid string");
  }

  Json& errors_;
  const Field* field_ = nullptr;
  const Json* value_ = nullptr;
};

}  // namespace

Json field_error(std::vector<std::string> where, const std::string& type, const std::string& message, Json input) {
  return {{"type", type}, {"loc", std::move(where)}, {"msg", message}, {"input", std::move(input)}};
}

Json check_fields(const std::vector<Field>& fields, const Json& body, Unknown unknown) {
  Json errors = Json::array();
  if (!body.is_object()) {
    errors.push_back(field_error({"body"}, "model_attributes_type",
                                 "Input should be a valid dictionary or object to extract fields from", body));
    return errors;
  }
  Checker checker(errors);
  for (const Field& field : fields) {
    const auto found = body.find(field.name);
    if (found != body.end()) {
      checker.check(field, *found);
    } else if (field.required) {
      errors.push_back(field_error({"body", field.name}, "missing", "Field required", body));
    }
  }
  if (unknown == Unknown::Ignore) return errors;
  for (const auto& [name, value] : body.items()) {
    bool known = false;
    for (const Field& field : fields) known = known || field.name == name;
    if (!known)
      errors.push_back(field_error({"body", name}, "extra_forbidden", "Extra inputs are not permitted", value));
  }
  return errors;
}

double aspect_in(const std::string& text) {
  static const std::regex form("([1-9][0-9]{0,4}):([1-9][0-9]{0,4})");
  std::smatch parts;
  return std::regex_match(text, parts, form) ? std::stod(parts[1]) / std::stod(parts[2]) : 0;
}

std::string text_in(const Json& body, const std::string& name) {
  const auto found = body.find(name);
  return found != body.end() && found->is_string() ? found->get<std::string>() : "";
}

std::optional<int64_t> integer_in(const Json& body, const std::string& name) {
  const auto found = body.find(name);
  return found != body.end() && found->is_number_integer() ? std::optional(found->get<int64_t>()) : std::nullopt;
}

std::string prompt_in(const std::string& json_body) {
  const Json body = Json::parse(json_body, nullptr, false);
  return body.is_object() ? text_in(body, "prompt") : "";
}

std::optional<Upload> read_upload(const std::string& text, std::string& why) {
  std::string_view base64 = text;
  if (base64.rfind("http", 0) == 0 && base64.find("://") != std::string_view::npos) {
    why = "this stand-in fetches no URLs";
    return std::nullopt;
  }
  if (base64.rfind("data:", 0) == 0) {
    const auto comma = base64.find(";base64,");
    if (base64.rfind("data:image/", 0) != 0 || comma == std::string_view::npos) {
      why = "not a data URI of an image";
      return std::nullopt;
    }
    base64.remove_prefix(comma + 8);
  }
  std::optional<std::string> file = from_base64(base64);
  if (!file || file->empty()) {
    why = "Invalid base64-encoded image";
    return std::nullopt;
  }
  if (file->size() > most_upload) {
    why = "Image is larger than 20 MB";
    return std::nullopt;
  }
  std::optional<Picture> picture = decode(*file);
  if (!picture) {
    why = "Cannot identify image file";
    return std::nullopt;
  }
  return Upload{std::move(*file), std::move(*picture)};
}

}  // namespace burnish::standins
