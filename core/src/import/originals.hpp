// Copies of imported pictures, each with its record beside it.
#pragma once
#include <filesystem>
#include <set>
#include <string>

#include "burnish/core/import.hpp"
#include "source/source.hpp"

namespace burnish::imports {

/// NAME.EXT.burnish.json.
[[nodiscard]] std::filesystem::path record_path(const std::filesystem::path& file);

/// FOLDER/{job}/{index}-{slug}.{ext}, and the record as NAME.EXT.burnish.json. Files appear whole or not at all. One
/// thread at a time.
class Originals {
 public:
  Originals(std::filesystem::path folder, bool dry_run) : folder_(std::move(folder)), dry_run_(dry_run) {}

  /// Copies the bytes, unless a file of the same content stands there from before; a different one is left alone and
  /// the new name gets a number. Fills in copy, sha256, bytes and already_there.
  Status place(ImportedPicture& picture, const Source& original);
  /// The same for bytes that were made here: a grid's quarter as PNG.
  Status place(ImportedPicture& picture, const std::string& made, std::string_view extension);

 private:
  Status copy(ImportedPicture& picture, const Source& bytes, const std::string& extension);
  Status write_record(const ImportedPicture& picture) const;

  std::filesystem::path folder_;
  bool dry_run_;
  std::set<std::string> claimed_;  // by pictures of this import
};

}  // namespace burnish::imports
