// From what an importer told to a picture with its record.
#pragma once
#include <string>

#include "burnish/core/import.hpp"
#include "import/scan.hpp"

namespace burnish::imports {

/// The picture below `given`, which is an archive or a folder, or (entry alone) the file itself.
[[nodiscard]] ImportedPicture to_picture(Found found, const std::filesystem::path& given, bool is_file);

/// `first` with what it does not know taken from `second`.
[[nodiscard]] Provenance merged(Provenance first, const Provenance& second);

/// What write templates may name: {prompt_slug} {job} {index} {seed}, safe as parts of file names. The index is that in
/// the job, with the kind when it is no ordinary picture: "2", "2-upscale", "grid"; empty when nothing is known.
struct NameFields {
  std::string prompt_slug, job, index, seed;
};
[[nodiscard]] NameFields name_fields(const ImportedPicture& picture);

}  // namespace burnish::imports
