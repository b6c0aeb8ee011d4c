#include "image/shape.hpp"

#include <algorithm>

namespace burnish {

burnish_image_info to_info(const Shape& s) {
  burnish_image_info i{};
  i.struct_size = sizeof i;
  i.width = s.width;
  i.height = s.height;
  i.format = s.format;
  i.color.primaries = 1;  // after decoding everything is sRGB, or straight from the file when the profile is kept
  i.color.transfer = 13;
  i.color.full_range = 1;
  i.scale = s.scale;
  std::copy(s.view.begin(), s.view.end(), i.view);
  i.shrink = s.shrink;
  i.orientation = s.orientation;
  return i;
}

Shape to_shape(const burnish_image_info& i) {
  Shape s;
  s.width = i.width;
  s.height = i.height;
  s.format = i.format;
  std::copy(std::begin(i.view), std::end(i.view), s.view.begin());
  s.shrink = i.shrink > 0 ? i.shrink : 1;
  s.scale = i.scale;
  s.orientation = i.orientation;
  return s;
}

bool accepts(const burnish_format& a, const burnish_format& f) {
  const auto fits = [](uint8_t want, uint8_t have) { return want == BURNISH_ANY || want == have; };
  return fits(a.sample, f.sample) && fits(a.model, f.model) && fits(a.alpha, f.alpha) && fits(a.layout, f.layout) &&
         fits(a.light, f.light);
}

std::string format_text(const burnish_format& f) {
  static constexpr const char* samples[] = {"any", "u8", "u16", "f16", "f32"};
  std::string t = f.sample <= BURNISH_F32 ? samples[f.sample] : "?";
  t += f.model == BURNISH_GRAY ? " gray" : f.model == BURNISH_RGB ? " rgb" : f.model == BURNISH_CMYK ? " cmyk" : " any";
  if (f.alpha == BURNISH_ALPHA_STRAIGHT) t += "+alpha";
  if (f.alpha == BURNISH_ALPHA_PREMUL) t += "+premul";
  if (f.light == BURNISH_LIGHT_LINEAR) t += " linear";
  if (f.layout == BURNISH_PLANAR) t += " planar";
  return t;
}

burnish_rect intersect(const burnish_rect& a, const burnish_rect& b) {
  burnish_rect r{std::max(a.x0, b.x0), std::max(a.y0, b.y0), std::min(a.x1, b.x1), std::min(a.y1, b.y1)};
  if (is_empty(r)) r = {a.x0, a.y0, a.x0, a.y0};
  return r;
}

burnish_rect unite(const burnish_rect& a, const burnish_rect& b) {
  if (is_empty(a)) return b;
  if (is_empty(b)) return a;
  return {std::min(a.x0, b.x0), std::min(a.y0, b.y0), std::max(a.x1, b.x1), std::max(a.y1, b.y1)};
}

}  // namespace burnish
