// What is asked of a model, checked, in the words of this plugin; how a provider wants to hear it is body.hpp.
#pragma once
#include <burnish/pixel.h>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "json.hpp"
#include "models.hpp"

namespace flux {

/// A picture that is sent: one of the inputs in its role.
struct PictureUse {
  std::string role;  // "picture", or the id of an IMAGE parameter: "mask", "person", "garment"
  uint32_t input = 0;
};

struct Request {
  const Model* model = nullptr;
  std::string operation = "generate";  // or "gen_fill" ...
  json values = json::object();        // what is sent, by the ids of parameters; what the user did not give is not here
  bool format_given = false;           // output_format was asked for, not only wished
  std::vector<PictureUse> pictures;
  std::string placed;  // where the picture is in the result, "left,top,width,height" of it; empty: everywhere

  [[nodiscard]] int64_t number(const char* id, int64_t otherwise = 0) const;
  [[nodiscard]] std::string text(const char* id) const;
  [[nodiscard]] std::optional<uint32_t> input_of(std::string_view role) const;
  [[nodiscard]] std::size_t count(std::string_view role) const;
};

/// The values that a callback was given, by parameter id.
class Arguments {
 public:
  Arguments(const Model& model, const burnish_prepare& prepare) : model_(model), prepare_(prepare) {}

  /// Null when the user did not give it.
  [[nodiscard]] const burnish_value* given(std::string_view id) const;
  /// The text, trimmed; empty when it was not given.
  [[nodiscard]] std::string text(std::string_view id) const;
  [[nodiscard]] bool truth(std::string_view id) const { return given(id) != nullptr && given(id)->i != 0; }
  [[nodiscard]] int64_t number(std::string_view id, int64_t otherwise = 0) const;
  [[nodiscard]] double real(std::string_view id, double otherwise) const;
  [[nodiscard]] const Model& model() const { return model_; }
  [[nodiscard]] uint32_t input_count() const { return prepare_.input_count; }
  /// Throws when there is no such input.
  [[nodiscard]] const burnish_image_info& input(uint32_t index) const;
  /// The inputs that are pictures of their own, not those of IMAGE parameters, in order.
  [[nodiscard]] std::vector<uint32_t> own_pictures() const;

 private:
  const Model& model_;
  const burnish_prepare& prepare_;
};

/// Everything that was given, unchecked.
[[nodiscard]] Request read_request(const Arguments& arguments);
/// Checks what can be checked without sending anything; rounds sizes and says so. `most_pictures` and
/// `prompt_characters` are the provider's own limits, 0: none.
void settle_request(Request& request, const Arguments& arguments, const burnish_call* call, uint32_t most_pictures,
                    int64_t prompt_characters);

/// The size that a picture is sent in: its own unless the model takes only smaller ones.
struct Extent {
  int32_t width = 0, height = 0;
};
[[nodiscard]] Extent sent_size(const Model& model, std::string_view role, const burnish_image_info& picture);

/// "16:9"
[[nodiscard]] std::string ratio_text(double width, double height);
[[nodiscard]] int32_t rounded(int64_t side, int32_t grid);

}  // namespace flux
