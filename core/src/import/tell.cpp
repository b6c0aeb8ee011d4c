#include "import/tell.hpp"

#include "import/facts.hpp"
#include "import/scan.hpp"

namespace burnish::imports {

std::optional<ImportedPicture> tell(const Catalogue& catalogue, const std::filesystem::path& file,
                                    const CallContext& context) {
  if (file == "-") return std::nullopt;
  const auto files = Files::open(file, {}, context);
  if (!files || (*files)->is_archive()) return std::nullopt;
  const auto importer = find_importer(catalogue, **files, context);
  if (!importer || *importer == nullptr) return std::nullopt;
  auto found = scan(catalogue, **importer, {}, **files, context);
  if (!found || found->pictures.size() != 1) return std::nullopt;
  ImportedPicture picture = to_picture(std::move(found->pictures.front()), file, true);
  if (picture.record.source.empty()) return std::nullopt;
  return picture;
}

}  // namespace burnish::imports
