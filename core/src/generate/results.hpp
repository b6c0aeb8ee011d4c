// Pictures that were generated, by what was asked for: the same request costs once.
#pragma once
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "burnish/core/provenance.hpp"
#include "burnish/core/result.hpp"

namespace burnish::generate {

/// The files as the provider delivered them, and the record of where they came from.
struct Generated {
  std::string key;
  std::vector<std::filesystem::path> files;  // at least one
  Provenance record;                         // with the prompt
  bool cached = false;                       // nothing was sent for it now
};

/// $XDG_CACHE_HOME/burnish/generated. Files appear whole or not at all; several processes may use it at once.
class Results {
 public:
  explicit Results(std::filesystem::path folder = {});

  /// Nothing when absent or damaged.
  [[nodiscard]] std::optional<Generated> find(const std::string& key) const;
  /// Keeps one delivered file; `extension` without the dot. On disk when it returns.
  [[nodiscard]] Result<std::filesystem::path> keep(const std::string& key, std::size_t index,
                                                   std::string_view extension, std::string_view bytes) const;
  /// Makes the files of a key findable.
  Status complete(const Generated& generated) const;
  /// A place for a picture made of a result, such as a composite; the key names everything that it was made of.
  [[nodiscard]] std::filesystem::path place(const std::string& key, std::string_view extension) const;

 private:
  std::filesystem::path folder_;
};

/// The extension of an encoded picture by its first bytes: "png", "jpg", "webp", "tif", "gif"; empty: none of them.
[[nodiscard]] std::string extension_of(std::string_view bytes);

}  // namespace burnish::generate
