// contract/problems.hpp - what a check found, as sentences.
#pragma once
#include <string>
#include <vector>

namespace burnish::contract {

/// Empty: all is well. Equal sentences are kept once, and only the first few in all: one fault shows in every size.
class Problems {
 public:
  void add(const std::string& what) {
    if (found_.size() >= most) return;
    for (const std::string& f : found_)
      if (f == what) return;
    found_.push_back(what);
  }
  void add_if(bool bad, const std::string& what) {
    if (bad) add(what);
  }
  void add_all(const Problems& others) {
    for (const std::string& o : others.found_) add(o);
  }
  [[nodiscard]] bool empty() const { return found_.empty(); }
  [[nodiscard]] bool full() const { return found_.size() >= most; }
  [[nodiscard]] std::string text() const {
    std::string r;
    for (const std::string& f : found_) r += f + "\n";
    return r;
  }

 private:
  static constexpr std::size_t most = 8;
  std::vector<std::string> found_;
};

}  // namespace burnish::contract
