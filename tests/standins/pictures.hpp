// Pictures that a stand-in makes, and those that it is sent.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace burnish::standins {

/// 8-bit RGBA, straight alpha, rows without padding.
struct Picture {
  int width = 0, height = 0;
  std::vector<uint8_t> pixels{};

  Picture() = default;
  Picture(int w, int h) : width(w), height(h), pixels(static_cast<std::size_t>(w) * static_cast<std::size_t>(h) * 4) {}
  [[nodiscard]] uint8_t* at(int x, int y) {
    return pixels.data() +
           (static_cast<std::size_t>(y) * static_cast<std::size_t>(width) + static_cast<std::size_t>(x)) * 4;
  }
  [[nodiscard]] const uint8_t* at(int x, int y) const { return const_cast<Picture*>(this)->at(x, y); }
  [[nodiscard]] bool same_size(const Picture& other) const { return width == other.width && height == other.height; }
  [[nodiscard]] bool transparent_somewhere() const;
};

/// "png", "jpeg" or "webp"; empty when the bytes are none of these.
[[nodiscard]] std::string type_of(std::string_view file);
/// Nothing when the file is damaged or of another type.
[[nodiscard]] std::optional<Picture> decode(std::string_view file);
/// JPEG and WebP at a high quality, without alpha; PNG with it when the picture has some.
[[nodiscard]] std::string encode(const Picture& picture, std::string_view type);
/// EXIF, XMP or text that a user would not want to upload with the pixels.
[[nodiscard]] bool carries_metadata(std::string_view file);

/// A picture of its own for every prompt and seed; opaque.
[[nodiscard]] Picture render(int width, int height, std::string_view prompt, int64_t seed);
/// The source as a model gives it back: every sample moved by 1 to 3, never the same.
[[nodiscard]] Picture repainted(const Picture& source);
/// The repainted source with `fresh` where the mask is bright. All of one size.
[[nodiscard]] Picture filled(const Picture& source, const Picture& mask, const Picture& fresh);
/// The repainted source at (x, y) of the canvas, over what is there; parts outside fall away.
void place(Picture& canvas, const Picture& source, int x, int y);
/// Nearest neighbour.
[[nodiscard]] Picture scaled(const Picture& source, int width, int height);

}  // namespace burnish::standins
