// The fields of a JSON body: what a provider's schema says of each, and its refusals in the words of pydantic.
#pragma once
#include <cstdint>
#include <limits>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "standins/pictures.hpp"

namespace burnish::standins {

using Json = nlohmann::json;

/// Any is checked by the provider itself.
enum class Kind { Text, Integer, Number, Boolean, Image, Images, Uri, Aspect, Any };

struct Field {
  std::string name;
  Kind kind = Kind::Text;
  bool required = false;
  bool nullable = false;
  double least = -std::numeric_limits<double>::infinity();
  double most = std::numeric_limits<double>::infinity();
  int multiple = 0;          // 0: any
  std::size_t shortest = 0;  // characters of a text, elements of a list
  std::size_t longest = SIZE_MAX;
  std::vector<std::string> choices{};  // of a text; empty: any
};

enum class Unknown { Ignore, Refuse };

/// The array that goes into {"detail": ...}; empty when the body holds to the fields. Each error echoes its input.
[[nodiscard]] Json check_fields(const std::vector<Field>& fields, const Json& body, Unknown unknown);
/// One such error.
[[nodiscard]] Json field_error(std::vector<std::string> where, const std::string& type, const std::string& message,
                               Json input);

/// "w:h" as w / h; 0 when it is not of this form.
[[nodiscard]] double aspect_in(const std::string& text);

/// The text of a member; empty when it is not there or no text.
[[nodiscard]] std::string text_in(const Json& body, const std::string& name);
[[nodiscard]] std::optional<int64_t> integer_in(const Json& body, const std::string& name);
[[nodiscard]] std::string prompt_in(const std::string& json_body);

/// A picture as BFL and others take it: base64 or a data URI. `why` says what is wrong when there is none.
struct Upload {
  std::string file;
  Picture picture;
};
[[nodiscard]] std::optional<Upload> read_upload(const std::string& text, std::string& why);

}  // namespace burnish::standins
