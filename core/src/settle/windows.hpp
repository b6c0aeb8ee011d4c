// What choose answers, as it is emitted.
#pragma once
#include <burnish/analyser.h>

#include "settle/findings.hpp"

namespace burnish::settle {

/// The write side of one choose.
class Windows {
 public:
  Windows();
  Windows(const Windows&) = delete;
  Windows& operator=(const Windows&) = delete;
  ~Windows() = default;

  [[nodiscard]] const burnish_windows* get() const { return &raw_; }
  [[nodiscard]] const std::string& breach() const { return breach_; }
  /// Best first.
  [[nodiscard]] std::vector<Window> take() { return std::move(all_); }

 private:
  burnish_status add(const burnish_window& w);
  burnish_status refuse(std::string why);

  std::vector<Window> all_;
  std::string breach_;
  burnish_windows raw_{};
};

}  // namespace burnish::settle
