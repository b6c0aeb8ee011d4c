// Questions about what is installed, answered from descriptions alone (but for ties between decoders).
#include <algorithm>
#include <array>

#include "load/catalogue_state.hpp"
#include "load/kinds.hpp"

namespace burnish {
namespace {

constexpr std::string_view own_prefix = "burnish.";
constexpr int32_t catch_all_rank = 50;  // below it a decoder serves many formats, some of which have no magic

std::string lower(std::string_view text) {
  std::string copy(text);
  for (char& c : copy)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return copy;
}

std::string_view extension_of(std::string_view name) {
  const std::size_t slash = name.rfind('/');
  if (slash != std::string_view::npos) name.remove_prefix(slash + 1);
  const std::size_t dot = name.rfind('.');
  return dot == std::string_view::npos || dot == 0 ? std::string_view() : name.substr(dot + 1);
}

bool has_extension(const Item& item, const std::string& extension) {
  return std::find(item.extensions.begin(), item.extensions.end(), extension) != item.extensions.end();
}

bool matches(const Magic& magic, std::string_view head) {
  if (head.size() < magic.bytes.size() || magic.at > head.size() - magic.bytes.size()) return false;
  for (std::size_t i = 0; i < magic.bytes.size(); ++i) {
    const auto mask = static_cast<unsigned char>(magic.mask.empty() ? 0xff : magic.mask[i]);
    const auto difference = static_cast<unsigned char>(magic.bytes[i] ^ head[magic.at + i]);
    if ((mask & difference) != 0) return false;
  }
  return true;
}

bool matches(const Item& item, std::string_view head) {
  return std::any_of(item.magics.begin(), item.magics.end(), [&](const Magic& m) { return matches(m, head); });
}

/// Of decoders with one rank, the one whose own look at the bytes is surest; the first when nobody can tell.
const Item* break_tie(const Catalogue& catalogue, const std::vector<const Item*>& tied, std::string_view head) {
  const Item* best = tied.front();
  int32_t best_score = -1;
  for (const Item* item : tied) {
    const Result<const burnish_decoder*> table = catalogue.decoder(*item);
    if (!table.ok() || table.value()->probe == nullptr) continue;
    int32_t score = 0;
    if (table.value()->probe(head.data(), head.size(), &score) != BURNISH_OK || score <= best_score) continue;
    best = item;
    best_score = score;
  }
  return best;
}

}  // namespace

std::string_view kind_word(Kind kind) { return kind_names[static_cast<std::size_t>(kind)].word; }

const Parameter* Item::parameter(std::string_view wanted) const {
  for (const Parameter& p : parameters)
    if (p.id == wanted) return &p;
  for (const Parameter& p : parameters) {
    std::string_view rest = p.aliases;
    while (!rest.empty()) {
      const std::size_t comma = std::min(rest.find(','), rest.size());
      std::string_view alias = rest.substr(0, comma);
      while (!alias.empty() && alias.front() == ' ') alias.remove_prefix(1);
      while (!alias.empty() && alias.back() == ' ') alias.remove_suffix(1);
      if (alias == wanted) return &p;
      rest.remove_prefix(std::min(comma + 1, rest.size()));
    }
  }
  return nullptr;
}

std::vector<const Item*> Catalogue::items(Kind kind) const {
  std::vector<const Item*> all;
  for (const Module& module : state_->modules) {
    if (module.state != ModuleState::Usable) continue;
    for (const Item& item : module.items)
      if (item.kind == kind) all.push_back(&item);
  }
  return all;
}

const Item* Catalogue::find(Kind kind, std::string_view id) const {
  const Item* own = nullptr;
  for (const Item* item : items(kind)) {
    const std::string_view whole = item->id;
    if (whole == id) return item;
    const bool shortened = whole.size() == own_prefix.size() + id.size() &&
                           whole.substr(0, own_prefix.size()) == own_prefix && whole.substr(own_prefix.size()) == id;
    if (shortened) own = item;
  }
  return own;
}

std::string Catalogue::nearest(Kind kind, std::string_view id) const {
  std::vector<std::string> known;
  for (const Item* item : items(kind)) {
    const std::string_view whole = item->id;
    const bool own = whole.substr(0, own_prefix.size()) == own_prefix;
    // Both spellings of our own: the answer comes in the one that was used.
    if (own) known.emplace_back(whole.substr(own_prefix.size()));
    if (!own || id.substr(0, own_prefix.size()) == own_prefix) known.emplace_back(whole);
  }
  return nearest_name(id, known);
}

const Item* Catalogue::decoder_for(std::string_view head, std::string_view name) const {
  std::vector<const Item*> candidates;
  const std::vector<const Item*> decoders = items(Kind::Decoder);
  for (const Item* item : decoders)
    if (matches(*item, head)) candidates.push_back(item);
  if (candidates.empty()) {
    // A codec of one format knows its files by their magic; without it they are something else with a wrong name.
    const std::string extension = lower(extension_of(name));
    for (const Item* item : decoders)
      if (!extension.empty() && (item->magics.empty() || item->rank < catch_all_rank) &&
          has_extension(*item, extension))
        candidates.push_back(item);
  }
  if (candidates.empty()) return nullptr;
  std::stable_sort(candidates.begin(), candidates.end(),
                   [](const Item* a, const Item* b) { return a->rank > b->rank; });
  const auto worse = std::find_if(candidates.begin(), candidates.end(),
                                  [&](const Item* item) { return item->rank < candidates.front()->rank; });
  candidates.erase(worse, candidates.end());
  return candidates.size() == 1 ? candidates.front() : break_tie(*this, candidates, head);
}

const Item* Catalogue::encoder_for_format(std::string_view format) const {
  const std::string wanted = lower(format);
  for (const Item* item : items(Kind::Encoder))
    if (item->format == wanted) return item;
  return encoder_for_extension(wanted);
}

const Item* Catalogue::encoder_for_extension(std::string_view extension) const {
  const std::string wanted = lower(extension);
  for (const Item* item : items(Kind::Encoder))
    if (has_extension(*item, wanted)) return item;
  return nullptr;
}

}  // namespace burnish
