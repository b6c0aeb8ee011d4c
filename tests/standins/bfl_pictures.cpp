#include "standins/bfl_pictures.hpp"

#include <cmath>
#include <map>

namespace burnish::standins {
namespace {

constexpr double megapixel = 1024.0 * 1024.0;
constexpr double most_output = 4 * megapixel;
constexpr double most_flux3_input = 16 * megapixel;
constexpr double most_combined_input = 9 * megapixel;
constexpr std::size_t most_words = 32 * 1024;

struct Size {
  int width = 0, height = 0;
  [[nodiscard]] double area() const { return double(width) * height; }
};

Size size_of(const Picture& picture) { return {picture.width, picture.height}; }

int on_grid(double side) { return std::max(64, static_cast<int>(std::lround(side / 16)) * 16); }

Size of_area(double aspect, double area) {
  return {on_grid(std::sqrt(area * aspect)), on_grid(std::sqrt(area / aspect))};
}

std::size_t words_in(const std::string& text) {
  std::size_t n = 0;
  bool inside = false;
  for (const char c : text) {
    const bool space = c == ' ' || c == '\n' || c == '\t';
    if (!space && !inside) ++n;
    inside = !space;
  }
  return n;
}

/// One request being worked on. The first objection ends it.
class Work {
 public:
  Work(const Endpoint& endpoint, const Json& body, int64_t seed, bool strict, Objection& objection)
      : endpoint_(endpoint), body_(body), seed_(seed), strict_(strict), objection_(objection) {}

  std::optional<Made> run() {
    if (!read_pictures() || !check_prompt()) return std::nullopt;
    std::optional<Picture> picture = make();
    if (!picture) return std::nullopt;
    made_.output_mp = size_of(*picture).area() / megapixel;
    made_.picture = std::move(*picture);
    return std::move(made_);
  }

 private:
  bool object(const std::string& field, const std::string& message) {
    Json input = body_.contains(field) ? body_[field] : Json();
    objection_ = {422, Json::array({field_error({"body", field}, "value_error", "Value error, " + message, input)})};
    return false;
  }

  [[nodiscard]] std::string text(const std::string& name, const std::string& otherwise = "") const {
    return body_.contains(name) ? text_in(body_, name) : otherwise;
  }
  [[nodiscard]] std::optional<int> number(const std::string& name) const {
    const std::optional<int64_t> found = integer_in(body_, name);
    return found ? std::optional(static_cast<int>(*found)) : std::nullopt;
  }

  bool read_picture(const std::string& name, const std::string& value) {
    std::string why;
    std::optional<Upload> upload = read_upload(value, why);
    if (!upload) return object(name, why);
    if (carries_metadata(upload->file)) made_.with_metadata.push_back(name);
    const double area = size_of(upload->picture).area();
    if (endpoint_.shape == Shape::Flux3) {
      if (area > most_flux3_input) {
        objection_ = {400, "Reference image exceeds 16 megapixels"};
        return false;
      }
      if (upload->picture.width < 256 || upload->picture.height < 256)
        return object(name, "each image must be at least 256x256");
    }
    made_.input_mp += area / megapixel;
    names_.push_back(name);
    pictures_[name].push_back(std::move(upload->picture));
    return true;
  }

  bool read_pictures() {
    for (const Field& field : endpoint_.fields) {
      const auto found = body_.find(field.name);
      if (found == body_.end() || found->is_null()) continue;
      if (field.kind == Kind::Image || (field.kind == Kind::Images && found->is_string())) {
        if (!read_picture(field.name, found->get<std::string>())) return false;
      } else if (field.kind == Kind::Images) {
        for (const Json& element : *found)
          if (!read_picture(field.name, element.get<std::string>())) return false;
      }
    }
    if (strict_ && endpoint_.shape == Shape::Flux2 && made_.input_mp * megapixel > most_combined_input)
      return object("input_image", "input images exceed 9 megapixels together");
    return true;
  }

  bool check_prompt() {
    if (words_in(text("prompt")) > most_words) return object("prompt", "prompt exceeds 32768 tokens");
    const bool lenient = number("safety_tolerance").value_or(2) > 2;
    if (strict_ && endpoint_.shape == Shape::Kontext && lenient && !names_.empty())
      return object("safety_tolerance", "safety_tolerance must be at most 2 when an input image is given");
    return true;
  }

  const Picture* picture(const std::string& name) const {
    const auto found = pictures_.find(name);
    return found == pictures_.end() ? nullptr : &found->second.front();
  }
  const Picture* first() const { return names_.empty() ? nullptr : &pictures_.at(names_.front()).front(); }

  [[nodiscard]] Picture fresh(Size size) const { return render(size.width, size.height, text("prompt"), seed_); }

  /// An edit without a mask: all of it may change, a quarter does.
  [[nodiscard]] Picture edited(Size size) const {
    const Picture* source = first();
    if (source == nullptr) return fresh(size);
    Picture out = repainted(scaled(*source, size.width, size.height));
    const Picture corner = fresh({std::max(1, size.width / 2), std::max(1, size.height / 2)});
    place(out, corner, 0, 0);
    return out;
  }

  std::optional<Picture> make() {
    switch (endpoint_.shape) {
      case Shape::Flux2:
        return flux2();
      case Shape::Flux3:
        return edited(flux3_size());
      case Shape::Kontext: {
        const Picture* source = first();
        const double own = source != nullptr ? double(source->width) / source->height : 1;
        const double asked = aspect_in(text("aspect_ratio"));
        return edited(of_area(asked > 0 ? asked : own, megapixel));
      }
      case Shape::Sized:
        return fresh({number("width").value_or(1024), number("height").value_or(768)});
      case Shape::Ultra:
        return fresh(of_area(aspect_in(text("aspect_ratio", "16:9")), most_output));
      case Shape::Fill:
      case Shape::Erase:
        return masked();
      case Shape::Expand:
        return expanded();
      case Shape::Outpaint:
        return outpainted();
      case Shape::Deblur:
        return repainted(*picture("image"));
      case Shape::Tryon:
        break;
    }
    return tried_on();
  }

  std::optional<Picture> flux2() {
    Size size = first() != nullptr ? followed(*first()) : Size{1024, 1024};
    size.width = number("width").value_or(size.width);
    size.height = number("height").value_or(size.height);
    if (size.area() > most_output) {
      object("width", "output exceeds 4 megapixels");
      return std::nullopt;
    }
    return edited(size);
  }

  /// The size of an edit follows its first picture.
  static Size followed(const Picture& source) {
    const double area = size_of(source).area();
    const double shrink = std::min(1.0, std::sqrt(most_output / area));
    const auto side = [&](int length) { return std::max(64, static_cast<int>(length * shrink) / 16 * 16); };
    return {side(source.width), side(source.height)};
  }

  [[nodiscard]] Size flux3_size() const {
    static const std::map<std::string, double> tiers = {
        {"768sq", 768}, {"1k", 1024}, {"1.5k", 1536}, {"2k", 2048}, {"4k", 4096}};
    const double side = tiers.at(text("resolution", "1k"));
    const double asked = aspect_in(text("aspect_ratio"));
    const double own = first() != nullptr ? double(first()->width) / first()->height : 1;
    return of_area(asked > 0 ? asked : own, side * side);
  }

  std::optional<Picture> masked() {
    const Picture& source = *picture("image");
    const Picture* mask = picture("mask");
    Picture from_alpha;
    if (mask == nullptr) {
      if (!source.transparent_somewhere()) {
        object("mask", "a mask or an image with transparency is needed");
        return std::nullopt;
      }
      from_alpha = Picture(source.width, source.height);
      for (std::size_t i = 0; i < source.pixels.size(); ++i)
        from_alpha.pixels[i] = i % 4 == 3 ? 255 : static_cast<uint8_t>(255 - source.pixels[i - i % 4 + 3]);
      mask = &from_alpha;
    }
    if (!mask->same_size(source)) {
      object("mask", "mask is " + std::to_string(mask->width) + "x" + std::to_string(mask->height) + ", image is " +
                         std::to_string(source.width) + "x" + std::to_string(source.height));
      return std::nullopt;
    }
    return filled(source, *mask, fresh(size_of(source)));
  }

  std::optional<Picture> expanded() {
    const Picture& source = *picture("image");
    const int left = number("left").value_or(0), top = number("top").value_or(0);
    Picture canvas =
        fresh({source.width + left + number("right").value_or(0), source.height + top + number("bottom").value_or(0)});
    place(canvas, source, left, top);
    return canvas;
  }

  std::optional<Picture> outpainted() {
    const Picture& source = *picture("input_image");
    const Size size{*number("width"), *number("height")};
    if (size.area() > most_output) {
      object("width", "output exceeds 4 megapixels");
      return std::nullopt;
    }
    const int x = number("reference_offset_x").value_or((size.width - source.width) / 2);
    const int y = number("reference_offset_y").value_or((size.height - source.height) / 2);
    const bool overhangs = x < 0 || y < 0 || x + source.width > size.width || y + source.height > size.height;
    if (overhangs && !body_.value("auto_crop", false)) {
      object("reference_offset_x", "the image does not fit into the canvas; set auto_crop");
      return std::nullopt;
    }
    // Off its grid of 16 pixels the real endpoint may give back a field of one colour.
    if (size.width % 16 != 0 || size.height % 16 != 0 || x % 16 != 0 || y % 16 != 0) {
      Picture flat(size.width, size.height);
      std::fill(flat.pixels.begin(), flat.pixels.end(), uint8_t{255});
      return flat;
    }
    Picture canvas = fresh(size);
    place(canvas, source, x, y);
    return canvas;
  }

  std::optional<Picture> tried_on() {
    Picture out = repainted(*picture("person"));
    const Picture garment = scaled(*picture("garment"), std::max(1, out.width / 2), std::max(1, out.height / 2));
    place(out, garment, out.width / 4, out.height / 4);
    return out;
  }

  const Endpoint& endpoint_;
  const Json& body_;
  int64_t seed_;
  bool strict_;
  Objection& objection_;
  Made made_{};
  std::vector<std::string> names_;
  std::map<std::string, std::vector<Picture>> pictures_;
};

}  // namespace

std::optional<Made> make_picture(const Endpoint& endpoint, const Json& body, int64_t seed, bool strict,
                                 Objection& objection) {
  return Work(endpoint, body, seed, strict, objection).run();
}

}  // namespace burnish::standins
