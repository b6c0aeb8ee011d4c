// The kinds of Files; Files::open chooses.
#pragma once
#include "load/descriptor.hpp"
#include "source/files.hpp"

namespace burnish {

/// `root` is the folder, opened.
[[nodiscard]] Result<std::unique_ptr<Files>> folder_files(Descriptor root, const std::filesystem::path&,
                                                          const FilesLimits&, const CallContext&);
/// `file` is a regular file, opened.
[[nodiscard]] Result<std::unique_ptr<Files>> single_file(Descriptor file, const std::filesystem::path&,
                                                         const FilesLimits&, const CallContext&);
/// `file` is a zip archive by its first bytes or by its name.
[[nodiscard]] Result<std::unique_ptr<Files>> archive_files(Descriptor file, const std::filesystem::path&,
                                                           const FilesLimits&, const CallContext&);

}  // namespace burnish
