// Equal and similar pictures among those that are imported.
#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "burnish/core/import.hpp"
#include "import/imported_inputs.hpp"

namespace burnish::imports {

/// Fed picture by picture; remembers those before.
class Duplicates {
 public:
  /// Fills in sha256, same_as and similar_to. A picture that does not decode is compared by its bytes alone, a part of
  /// a file not at all: the file has been.
  Status look(ImportedPicture& picture, const ImportedInputs& inputs, const Catalogue& catalogue,
              const CallContext& context);

 private:
  struct Look {
    uint64_t hash;
    std::string path;
  };
  std::map<std::string, std::string> by_content_;  // sha256 -> path
  std::vector<Look> looks_;
};

}  // namespace burnish::imports
