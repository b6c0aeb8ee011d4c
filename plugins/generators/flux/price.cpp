#include "price.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace flux {
namespace {

/// Megapixels of the result. Without a size a model makes about one from words, and the size of the first picture when
/// it edits.
double output_megapixels(const Request& r, const Arguments& arguments) {
  const auto width = static_cast<double>(r.number("width")), height = static_cast<double>(r.number("height"));
  if (width > 0 && height > 0) return width * height / megapixel;
  const auto picture = r.input_of("picture");
  if (!picture || r.model->work == Work::Create) return 1;
  const burnish_image_info& i = arguments.input(*picture);
  const double own = static_cast<double>(i.width) * i.height / megapixel;
  return r.model->most_pixels > 0 ? std::min(own, static_cast<double>(r.model->most_pixels) / megapixel) : own;
}

double input_megapixels(const Request& r, const Arguments& arguments) {
  double sum = 0;
  for (const PictureUse& use : r.pictures) {
    const Extent sent = sent_size(*r.model, use.role, arguments.input(use.input));
    sum += static_cast<double>(sent.width) * sent.height / megapixel;
  }
  return sum;
}

}  // namespace

Price price_of(const Request& r, const Arguments& arguments, const Profile& profile) {
  const auto stated = [&](const char* pointer) { return number_at(profile.at(pointer), ""); };
  const auto count = static_cast<double>(r.number("count", 1));
  Price price{std::numeric_limits<double>::quiet_NaN(), stated("/seconds").value_or(0) * count};
  if (const auto flat = stated("/price/flat")) {
    price.amount = *flat * count;
  } else if (const auto first = stated("/price/first_mp")) {
    const double more = std::max(0.0, std::ceil(output_megapixels(r, arguments)) - 1);
    const double in = std::ceil(input_megapixels(r, arguments));
    price.amount =
        (*first + more * stated("/price/mp").value_or(0) + in * stated("/price/input_mp").value_or(0)) * count;
  }
  return price;
}

}  // namespace flux
