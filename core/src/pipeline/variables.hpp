// The variables of a pipeline file and their places in its strings.
#pragma once
#include <map>
#include <string>
#include <string_view>

#include "burnish/core/pipeline.hpp"
#include "pipeline/document.hpp"

namespace burnish {

class Variables {
 public:
  /// From the file's "variables" object (null: none) and what --set gave. Values of the file may name other
  /// variables; those given with --set are taken as they are.
  static Result<Variables> declare(const JsonValue* declared, const ParseOptions& options);

  /// Puts variables into an ordinary string; {{ and }} become single.
  [[nodiscard]] Result<std::string> expand(std::string_view text, std::string_view where) const;
  /// Into a `write` template: its own fields and doubled braces stay for expand_write_template().
  [[nodiscard]] Result<std::string> expand_write(std::string_view text, std::string_view where) const;
  /// Into a `read` template, {input} stays. A relative path that begins with a variable given by --set is made
  /// absolute here, because it is relative to the current folder and not to the file's.
  [[nodiscard]] Result<std::string> expand_read(std::string_view text, std::string_view where) const;
  /// Every string of the tree below (and at) `value`.
  [[nodiscard]] Status expand_all(JsonValue& value, const std::string& where) const;

 private:
  enum class Template { None, Read, Write };
  [[nodiscard]] Result<std::string> expand_keeping(std::string_view text, std::string_view where, Template kind) const;
  [[nodiscard]] Error unknown(std::string_view name, std::string_view where, Template kind) const;

  std::map<std::string, std::string, std::less<>> values_;
  std::map<std::string, std::string, std::less<>> given_;  // by --set
};

}  // namespace burnish
