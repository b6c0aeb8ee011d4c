#include "import/duplicates.hpp"

#include <algorithm>

#include "import/content.hpp"

namespace burnish::imports {

Status Duplicates::look(ImportedPicture& picture, const ImportedInputs& inputs, const Catalogue& catalogue,
                        const CallContext& context) {
  if (picture.part) return Done{};
  BURNISH_TRY(std::unique_ptr<Source> source, inputs.open(picture.path));
  BURNISH_TRY(picture.sha256, content_hash(*source));
  const auto [same, is_new] = by_content_.try_emplace(picture.sha256, picture.path);
  if (!is_new) {
    picture.same_as = same->second;
    return Done{};
  }
  const auto hash = perceptual_hash(catalogue, std::move(source), context);
  if (!hash) {
    if (hash.error().code == Code::Cancelled) return hash.error();
    picture.notes.push_back("not compared by its pixels: " + hash.error().message());
    return Done{};
  }
  const auto near = [&](const Look& l) { return distance(l.hash, *hash) <= near_duplicate; };
  if (const auto found = std::find_if(looks_.begin(), looks_.end(), near); found != looks_.end())
    picture.similar_to = found->path;
  looks_.push_back({*hash, picture.path});
  return Done{};
}

}  // namespace burnish::imports
