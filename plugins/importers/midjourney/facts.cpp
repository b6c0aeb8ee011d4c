#include "facts.hpp"

#include <algorithm>

#include "parameters.hpp"
#include "text.hpp"

namespace midjourney {
namespace {

// Names and numbers that strangers choose must not fill the record.
constexpr std::size_t most_foreign = 64, most_notes = 40, longest_key = 48, most_claims = 4;

constexpr std::string_view reserved =
    "prompt negative_prompt model model_version seed job index author created rights source kind source_type "
    "description";

/// Two sources that agree are both wrong only if each of them is.
int together(int a, int b) { return std::min(99, 100 - (100 - a) * (100 - b) / 100); }

}  // namespace

bool is_reserved(std::string_view key) { return is_among(reserved, key); }

void Facts::add(const std::string& key, std::string_view value, std::string_view from, int sure) {
  if (value.empty()) return;
  std::vector<Claim>& claims = claims_[key];
  const auto same = std::find_if(claims.begin(), claims.end(), [&](const Claim& c) { return c.value == value; });
  if (same == claims.end()) {
    if (claims.size() < most_claims) claims.push_back({std::string(value), std::string(from), sure});
    return;
  }
  // The same place told twice is one source.
  if (same->from.find(from) != std::string::npos) {
    same->sure = std::max(same->sure, sure);
    return;
  }
  same->sure = together(same->sure, sure);
  same->from += ", " + std::string(from);
}

void Facts::add_foreign(std::string_view key, std::string_view value, std::string_view from, int sure) {
  std::string name;
  for (const char c : lower(trimmed(key))) {
    const bool plain = is_letter(c) || is_digit(c);
    if (plain)
      name += c;
    else if (!name.empty() && name.back() != '_')
      name += '_';
  }
  while (!name.empty() && name.back() == '_') name.pop_back();
  name = name.substr(0, longest_key);
  if (name.empty() || value.empty()) return;
  if (is_reserved(name)) name = "other_" + name;
  if (claims_.find(name) == claims_.end() && ++foreign_ > most_foreign) {
    if (foreign_ == most_foreign + 1) note("there are more parameters than are told; see the description");
    return;
  }
  add(name, value, from, sure);
}

void Facts::replace(const std::string& key, std::string_view value, std::string_view from, int sure) {
  claims_[key] = {{std::string(value), std::string(from), sure}};
}

void Facts::note(std::string sentence) {
  if (notes_.size() >= most_notes || std::find(notes_.begin(), notes_.end(), sentence) != notes_.end()) return;
  notes_.push_back(std::move(sentence));
}

const Facts::Claim* Facts::best(std::string_view key) const {
  const auto found = claims_.find(key);
  if (found == claims_.end()) return nullptr;
  return &*std::max_element(found->second.begin(), found->second.end(),
                            [](const Claim& a, const Claim& b) { return a.sure < b.sure; });
}

const std::string& Facts::value(std::string_view key) const {
  static const std::string none;
  const Claim* c = best(key);
  return c == nullptr ? none : c->value;
}

int Facts::sureness(std::string_view key) const {
  const Claim* c = best(key);
  return c == nullptr ? 0 : c->sure;
}

void Facts::put_into(burnish::metadata& meta) const {
  std::vector<std::string> notes = notes_;
  for (const auto& [key, claims] : claims_) {
    const Claim& won = *best(key);
    meta.set("text:" + key, won.value);
    meta.set("from:" + key, won.from);
    meta.set("sure:" + key, std::to_string(won.sure));
    for (const Claim& c : claims) {
      if (&c == &won) continue;
      notes.push_back("contradictory " + key + ": " + quoted(won.value) + " in " + won.from + ", " + quoted(c.value) +
                      " in " + c.from);
    }
  }
  // Two digits keep their order under the names they sort by.
  for (std::size_t i = 0; i < notes.size() && i < 99; ++i)
    meta.set((i < 9 ? "note:0" : "note:") + std::to_string(i + 1), notes[i]);
}

}  // namespace midjourney
