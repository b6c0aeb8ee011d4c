// Pictures that come with a story in their names and marks: the way in for hosts.
#pragma once
#include <burnish/pixel.h>

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "burnish/core/run.hpp"

namespace burnish {

/// One thing that is known about a picture.
struct ImportedFact {
  std::string key, value;   // "prompt", "job", "stylize" ...: importer.h lists the keys; UTF-8
  std::string from;         // where it was read: "PNG text Description", "file name"
  std::optional<int> sure;  // 0..100
};

struct ImportedPicture {
  std::string path;                  // "downloads.zip/x.png"; of a grid's quarter "grid.png/grid-0.png"
  std::filesystem::path given;       // the file, folder or archive that was named
  std::string entry;                 // below it; as stored
  std::optional<burnish_rect> part;  // of the file; all of it when there is none
  std::string group;                 // pictures of one job have the same; may be empty
  Provenance record;
  std::vector<ImportedFact> facts;
  std::vector<std::string> notes;
  uint64_t bytes = 0;          // of the file
  std::string sha256;          // of the file; known when it was copied, or asked for (dedupe)
  std::string same_as;         // path of an earlier picture with the same bytes
  std::string similar_to;      // path of an earlier picture that looks the same
  std::filesystem::path copy;  // where the original was copied
  bool already_there = false;  // ... by an earlier import

  /// The value of a fact; empty when it is not known.
  [[nodiscard]] BURNISH_API const std::string& fact(std::string_view key) const;
};

struct ImportOptions {
  std::filesystem::path output;     // empty: nothing is copied
  bool grids = false;               // tell grids by their pixels
  bool split_grids = false;         // and give their quarters; those are written beside the copy of the grid
  bool dedupe = false;              // find equal and similar pictures
  bool recursive = true;            // folders below a folder
  std::vector<Argument> arguments;  // of the importer, by id
};

struct ImportReport {
  std::vector<ImportedPicture> pictures;      // in the order of the paths, then of the files
  std::map<std::string, std::string> groups;  // group -> what it is called
  Report report;                              // what was copied and written, and what failed
};

/// Reads names and marks of files, folders and zip archives, and copies the originals to
/// OUTPUT/{job}/{index}-{slug}.{ext} with the record of each beside it as NAME.EXT.burnish.json. What is already there
/// is left alone. `importer` is the id with or without "burnish.". options.dry_run: nothing is written.
/// Fails as a whole for what is wrong before anything is read; a file that cannot be read is in the report.
[[nodiscard]] BURNISH_API Result<ImportReport> import_pictures(const Catalogue&, std::string_view importer,
                                                               std::span<const std::filesystem::path>,
                                                               const ImportOptions&, const RunOptions& options,
                                                               const Services&);

/// Lower-case words with '-' between them, at most 60 bytes, for file names; empty when the text has no letter or
/// digit.
[[nodiscard]] BURNISH_API std::string slug(std::string_view text);

}  // namespace burnish
