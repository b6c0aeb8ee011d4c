// Pictures that the tests make themselves, and the shared ones when they are there.
#pragma once
#include <cstdlib>
#include <filesystem>
#include <string>

#include "kit/codec.hpp"
#include "kit/picture.hpp"
#include "kit/plugin_file.hpp"
#include "program.hpp"

namespace burnish::hosts {

inline fs::path plugin_path(const std::string& name) {
  return fs::path(BURNISH_BUILD_DIR) / "lib/burnish/1" / (name + ".burnish");
}

/// A picture like a photograph, encoded by the plugin of that name.
inline std::string encoded(const std::string& plugin, int32_t width, int32_t height,
                           const burnish_format& format = kit::rgb_u8) {
  const kit::Bytes bytes = kit::encode(kit::encoder(plugin_path(plugin)), {}, kit::scene(width, height, format), {});
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

/// The pixels of a file, read by the plugin of that name.
inline kit::Picture decoded(const fs::path& file, const std::string& plugin = "png") {
  return kit::decode(kit::decoder(plugin_path(plugin)), kit::read_file(file.string()));
}

/// A folder of the shared data, or empty when there is none: $BURNISH_SHARED, else ../shared beside the sources.
inline fs::path shared(const std::string& below) {
  const char* named = std::getenv("BURNISH_SHARED");
  const fs::path root =
      named != nullptr && *named != '\0' ? fs::path(named) : fs::path(BURNISH_SOURCE_DIR) / "../shared";
  std::error_code ec;
  const fs::path folder = fs::canonical(root / below, ec);
  return ec ? fs::path() : folder;
}

inline fs::path photograph() { return fs::path(BURNISH_SOURCE_DIR) / "examples/slot-canyon.jpg"; }
inline fs::path channels() { return fs::path(BURNISH_SOURCE_DIR) / "examples/pipelines/channels.json"; }

}  // namespace burnish::hosts
