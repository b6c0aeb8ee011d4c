#include "import/duplicates.hpp"

namespace burnish::imports {

Status Duplicates::look(ImportedPicture& picture, const ImportedInputs& inputs, const Catalogue&, const RunOptions&,
                        const CallContext&) {
  BURNISH_TRY(const auto source, inputs.open(picture.path));
  static_cast<void>(source);
  return Done{};
}

}  // namespace burnish::imports
