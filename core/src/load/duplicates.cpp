#include <algorithm>

#include "load/catalogue_state.hpp"
#include "load/kinds.hpp"

namespace burnish {
namespace {

/// What two modules both declare, for people; empty when they may live side by side.
std::string clash(const Module& a, const Module& b) {
  if (a.id == b.id) return "the plugin id " + a.id;
  for (const Item& mine : a.items)
    for (const Item& theirs : b.items)
      if (mine.kind == theirs.kind && mine.id == theirs.id)
        return "the " + std::string(kind_names[static_cast<std::size_t>(mine.kind)].word) + " " + mine.id;
  return {};
}

void refuse_within_folder(std::vector<Module>& modules, std::size_t first, std::size_t end) {
  std::vector<std::string> reasons(end - first);
  for (std::size_t a = first; a < end; ++a) {
    for (std::size_t b = a + 1; b < end; ++b) {
      if (modules[a].state != ModuleState::Usable || modules[b].state != ModuleState::Usable) continue;
      const std::string what = clash(modules[a], modules[b]);
      if (what.empty()) continue;
      const std::string both = what + " is declared by both " + modules[a].path.string() + " and " +
                               modules[b].path.string() + " in one folder; remove one of them";
      if (reasons[a - first].empty()) reasons[a - first] = both;
      if (reasons[b - first].empty()) reasons[b - first] = both;
    }
  }
  for (std::size_t i = first; i < end; ++i) {
    if (reasons[i - first].empty()) continue;
    modules[i].state = ModuleState::Duplicate;
    modules[i].reason = std::move(reasons[i - first]);
  }
}

void shadow_later(std::vector<Module>& modules, std::size_t first, std::size_t end) {
  for (std::size_t later = first; later < end; ++later) {
    for (std::size_t earlier = 0; earlier < first; ++earlier) {
      if (modules[later].state != ModuleState::Usable || modules[earlier].state != ModuleState::Usable) continue;
      const std::string what = clash(modules[later], modules[earlier]);
      if (what.empty()) continue;
      modules[later].state = ModuleState::Shadowed;
      modules[later].reason = what + " is taken from " + modules[earlier].path.string() + ", which is searched first";
    }
  }
}

}  // namespace

void settle_duplicates(std::vector<Module>& modules, const std::vector<std::size_t>& folder_of) {
  for (std::size_t first = 0; first < modules.size();) {
    std::size_t end = first;
    while (end < modules.size() && folder_of[end] == folder_of[first]) ++end;
    refuse_within_folder(modules, first, end);
    shadow_later(modules, first, end);
    first = end;
  }
}

}  // namespace burnish
