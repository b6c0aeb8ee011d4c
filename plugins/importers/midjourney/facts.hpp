// What is known about a picture, from several sources that may agree or not.
#pragma once
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "burnish/meta.hpp"

namespace midjourney {

class Facts {
 public:
  /// `sure`: 0..100. The same value from another source makes it surer; the surest value wins and the others are told
  /// in a note.
  void add(const std::string& key, std::string_view value, std::string_view from, int sure);
  /// A fact under a name that a stranger chose: kept apart from the names with a meaning.
  void add_foreign(std::string_view key, std::string_view value, std::string_view from, int sure);
  /// In the place of all that was said about it.
  void replace(const std::string& key, std::string_view value, std::string_view from, int sure);
  void note(std::string sentence);

  /// The surest value so far; empty when there is none.
  [[nodiscard]] const std::string& value(std::string_view key) const;
  [[nodiscard]] int sureness(std::string_view key) const;

  /// "text:", "from:", "sure:" and "note:" entries.
  void put_into(burnish::metadata& meta) const;

 private:
  struct Claim {
    std::string value, from;
    int sure = 0;
  };
  [[nodiscard]] const Claim* best(std::string_view key) const;

  std::map<std::string, std::vector<Claim>, std::less<>> claims_;
  std::vector<std::string> notes_;
  std::size_t foreign_ = 0;
};

/// Names of facts that the host gives a meaning to.
[[nodiscard]] bool is_reserved(std::string_view key);

}  // namespace midjourney
