// What an importer plugin finds among files.
#pragma once
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "burnish/core/catalogue.hpp"
#include "burnish/core/import.hpp"
#include "load/bounded_blocks.hpp"
#include "load/call.hpp"
#include "source/files.hpp"

namespace burnish::imports {

/// One picture as the plugin told it; entry is one of the files that it was shown.
struct Found {
  std::string entry, group;
  std::optional<burnish_rect> part;
  BlockMap facts;  // the keys of importer.h
};

struct Scan {
  std::vector<Found> pictures;
  std::map<std::string, std::string> groups;  // id -> label
  std::vector<std::string> notes;             // what the plugin wanted the user to know
};

/// Asks the importer what it finds. What it hands over is bounded and checked.
[[nodiscard]] Result<Scan> scan(const Catalogue&, const Item& importer, const std::vector<Argument>& arguments,
                                const Files&, const CallContext&);

/// The installed importer that is surest of these files, or null when none knows them.
[[nodiscard]] Result<const Item*> find_importer(const Catalogue&, const Files&, const CallContext&);

}  // namespace burnish::imports
