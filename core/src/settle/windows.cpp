#include "settle/windows.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <new>

namespace burnish::settle {
namespace {

constexpr std::size_t most_windows = 256, most_reasons = 32, longest_reason = 500, most_terms = 64, longest_term = 64;
constexpr double slack = 1e-6;  // of arithmetic that is exact in principle

/// One line for people.
std::string sentence(const char* text) {
  std::string line(text, strnlen(text, longest_reason));
  for (char& c : line)
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = ' ';
  return line;
}

}  // namespace

Windows::Windows() {
  raw_.struct_size = sizeof raw_;
  raw_.impl = this;
  raw_.add = [](const burnish_windows* w, const burnish_window* one) noexcept -> burnish_status {
    auto& self = *static_cast<Windows*>(w->impl);
    try {
      return one == nullptr ? self.refuse("offers a window that is NULL") : self.add(*one);
    } catch (const std::bad_alloc&) {
      return BURNISH_NO_MEMORY;
    }
  };
}

burnish_status Windows::refuse(std::string why) {
  if (breach_.empty()) breach_ = std::move(why);
  return BURNISH_BAD_DATA;
}

burnish_status Windows::add(const burnish_window& w) {
  if (all_.size() >= most_windows) return refuse("offers more than " + std::to_string(most_windows) + " windows");
  const auto is_part = [](double v) { return v >= -slack && v <= 1 + slack; };
  if (!is_part(w.x0) || !is_part(w.y0) || !is_part(w.x1) || !is_part(w.y1))
    return refuse("offers a window that is not within the picture");
  if (!(w.x0 < w.x1) || !(w.y0 < w.y1)) return refuse("offers a window that holds nothing");
  if (!std::isfinite(w.score)) return refuse("offers a window whose score is no number");
  const auto part = [](double v) { return std::clamp(v, 0.0, 1.0); };
  Window kept{part(w.x0), part(w.y0), part(w.x1), part(w.y1), w.score, {}, {}};
  for (const char* const* r = w.reasons; r != nullptr && *r != nullptr; ++r) {
    if (kept.reasons.size() >= most_reasons)
      return refuse("gives more than " + std::to_string(most_reasons) + " reasons for a window");
    kept.reasons.push_back(sentence(*r));
  }
  if (w.term_count > most_terms || (w.term_count > 0 && (w.terms == nullptr || w.term_names == nullptr)))
    return refuse("gives " + std::to_string(w.term_count) + " terms of a window");
  for (uint32_t i = 0; i < w.term_count; ++i) {
    if (w.term_names[i] == nullptr || !std::isfinite(w.terms[i]))
      return refuse("gives a term of a window that has no name or is no number");
    kept.terms.emplace_back(std::string(w.term_names[i], strnlen(w.term_names[i], longest_term)), w.terms[i]);
  }
  all_.push_back(std::move(kept));
  return BURNISH_OK;
}

}  // namespace burnish::settle
