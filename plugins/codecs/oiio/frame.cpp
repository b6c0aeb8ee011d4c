#include <algorithm>

#include "metadata.hpp"
#include "oiio_decoder.hpp"

namespace burnish::oiio {
namespace {

using OIIO::TypeDesc;

constexpr int max_channels = 64;

int find_channel(const OIIO::ImageSpec& spec, const char* name) {
  const auto it = std::find(spec.channelnames.begin(), spec.channelnames.end(), name);
  return it == spec.channelnames.end() ? -1 : static_cast<int>(it - spec.channelnames.begin());
}

/// OpenImageIO means associated alpha unless it says otherwise, but some of its readers neither multiply nor say so.
bool stored_straight(const OIIO::ImageSpec& spec, const std::string& reader) {
  static constexpr std::string_view silent[] = {"bmp", "gif", "ico", "jpeg2000", "sgi"};
  return spec.get_int_attribute("oiio:UnassociatedAlpha", 0) != 0 ||
         std::find(std::begin(silent), std::end(silent), reader) != std::end(silent);
}

/// Names say where the colours are in files of many layers; otherwise they come first.
void choose_channels(const OIIO::ImageSpec& spec, const std::string& reader, Frame& f) {
  std::vector<int> wanted{find_channel(spec, "R"), find_channel(spec, "G"), find_channel(spec, "B")};
  const bool placed = spec.alpha_channel >= 0 && spec.alpha_channel < spec.nchannels;  // GIF's lies outside
  const int alpha = placed ? spec.alpha_channel : find_channel(spec, "A");
  if (std::count(wanted.begin(), wanted.end(), -1) > 0) {
    wanted.clear();
    for (int c = 0; c < spec.nchannels && wanted.size() < 3; ++c)
      if (c != alpha) wanted.push_back(c);
    if (wanted.size() == 2) wanted.resize(1);
    if (wanted.empty()) wanted.push_back(0);
  }
  f.format.model = wanted.size() == 3 ? BURNISH_RGB : BURNISH_GRAY;
  if (alpha >= 0 && alpha != wanted[0]) {
    wanted.push_back(alpha);
    f.format.alpha = stored_straight(spec, reader) ? BURNISH_ALPHA_STRAIGHT : BURNISH_ALPHA_PREMUL;
  }
  const int left_out = spec.nchannels - static_cast<int>(wanted.size());
  if (left_out > 0) f.notes.push_back(std::to_string(left_out) + " further channels were left out");
  const auto [low, high] = std::minmax_element(wanted.begin(), wanted.end());
  f.first_channel = *low;
  f.channels = *high - *low + 1;
  for (const int c : wanted) f.order.push_back(c - f.first_channel);
}

uint8_t sample_of(const TypeDesc& type) {
  switch (type.basetype) {
    case TypeDesc::UINT8:
    case TypeDesc::INT8:
      return BURNISH_U8;
    case TypeDesc::UINT16:
    case TypeDesc::INT16:
      return BURNISH_U16;
    default:
      return BURNISH_F32;
  }
}

void choose_colour(const OIIO::ImageSpec& spec, const std::string& reader, Frame& f) {
  const std::string space(spec.get_string_attribute("oiio:ColorSpace"));
  const bool linear_format = reader == "openexr" || reader == "hdr";
  const bool linear = space.empty()
                          ? linear_format
                          : space == "Linear" || space == "linear" || space == "scene_linear" || space == "lin_srgb";
  f.icc = profile_of(spec);
  f.format.light = linear && f.icc.empty() ? BURNISH_LIGHT_LINEAR : BURNISH_LIGHT_ENCODED;
  f.color = {1,
             static_cast<uint8_t>(f.format.light == BURNISH_LIGHT_LINEAR ? 8 : 13),
             0,
             1,
             static_cast<uint32_t>(f.icc.size()),
             f.icc.empty() ? nullptr : f.icc.data()};
  if (space == "KodakLog") f.notes.push_back("its logarithmic film values are shown as they are");
}

}  // namespace

TypeDesc Frame::type() const {
  return format.sample == BURNISH_U8    ? TypeDesc::UINT8
         : format.sample == BURNISH_U16 ? TypeDesc::UINT16
                                        : TypeDesc::FLOAT;
}

Frame describe(const OIIO::ImageSpec& spec, const std::string& reader, const burnish_limits& limits) {
  Frame f;
  f.spec = spec;
  const bool displayed = spec.full_width > 0 && spec.full_height > 0;
  f.width = displayed ? spec.full_width : spec.width;
  f.height = displayed ? spec.full_height : spec.height;
  f.left = displayed ? spec.full_x : spec.x;
  f.top = displayed ? spec.full_y : spec.y;
  if (spec.width <= 0 || spec.height <= 0) throw bad_data("the header says a size of zero");
  for (const auto& [w, h] : {std::pair{f.width, f.height}, std::pair{spec.width, spec.height}})
    if (static_cast<uint64_t>(w) > limits.max_pixels / static_cast<uint64_t>(h))
      throw error("the picture is " + std::to_string(w) + "x" + std::to_string(h) + " pixels; the limit is " +
                      std::to_string(limits.max_pixels),
                  BURNISH_LIMIT);
  if (spec.depth > 1) throw error("pictures with depth are not supported", BURNISH_UNSUPPORTED);
  if (spec.deep) throw error("deep pictures are not supported; flatten it first", BURNISH_UNSUPPORTED);
  if (spec.nchannels < 1 || spec.nchannels > max_channels)
    throw error("pictures of " + std::to_string(spec.nchannels) + " channels are not supported", BURNISH_UNSUPPORTED);
  f.format = {sample_of(spec.format), BURNISH_RGB, BURNISH_ALPHA_NONE, BURNISH_INTERLEAVED, BURNISH_LIGHT_ENCODED, {}};
  choose_channels(spec, reader, f);
  choose_colour(spec, reader, f);
  const int orientation = spec.get_int_attribute("Orientation", 1);
  f.orientation = orientation >= 1 && orientation <= 8 ? orientation : 1;
  return f;
}

}  // namespace burnish::oiio
