// Errors as values: what went wrong, where, why, and what to do about it.
#pragma once
#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include "burnish/core/api.hpp"

namespace burnish {

/// What kind of failure; decides the exit status and the lower-case word in --json ("bad_data").
enum class Code {
  Internal,      // an error inside Burnish itself
  Usage,         // a wrong command line
  BadPipeline,   // a wrong pipeline file, notation or template
  BadParam,      // a parameter that its declared table refuses
  Unknown,       // an operation, format or plugin that nothing installed declares
  NotInVersion,  // known to the design, not built yet
  Missing,       // an input that does not exist
  Unreadable,    // permissions, a folder in place of a file, an I/O error while reading
  BadData,       // malformed or truncated
  Unsupported,   // well-formed, but nobody here reads or writes it
  Limit,         // pixels, bytes, memory or time beyond the bound
  Timeout,
  NoMemory,
  Io,         // an output could not be written
  Exists,     // --no-clobber
  Plugin,     // listed, but does not load, is refused, or broke its contract
  Generator,  // network, refused content, no credit
  Cancelled,
};

[[nodiscard]] BURNISH_API std::string_view code_word(Code);  // "bad_data"
[[nodiscard]] BURNISH_API int exit_status(Code);             // pipeline_and_cli: 1, 2, 3, 4, 5 or 130

struct Error {
  Code code = Code::Internal;
  std::string what;   // the thing and the value: "cannot read photo.jpg"
  std::string where;  // JSON path, option, file offset; may be empty
  std::string why;    // the bound or the cause
  std::string hint;   // what to do; may be empty

  /// "WHAT (WHERE): WHY; WHAT TO DO", one line, without what is empty.
  [[nodiscard]] BURNISH_API std::string message() const;
};

/// A value or an Error. Never empty.
template <class T>
class [[nodiscard]] Result {
 public:
  Result(T value) : state_(std::move(value)) {}      // NOLINT(google-explicit-constructor)
  Result(Error error) : state_(std::move(error)) {}  // NOLINT(google-explicit-constructor)

  [[nodiscard]] bool ok() const { return state_.index() == 0; }
  explicit operator bool() const { return ok(); }
  [[nodiscard]] T& value() & { return std::get<0>(state_); }
  [[nodiscard]] const T& value() const& { return std::get<0>(state_); }
  [[nodiscard]] T&& value() && { return std::get<0>(std::move(state_)); }
  T& operator*() & { return value(); }
  const T& operator*() const& { return value(); }
  T* operator->() { return &value(); }
  const T* operator->() const { return &value(); }
  [[nodiscard]] const Error& error() const { return std::get<1>(state_); }
  [[nodiscard]] Error&& take_error() { return std::get<1>(std::move(state_)); }

 private:
  std::variant<T, Error> state_;
};

struct Done {};
using Status = Result<Done>;  // success carries nothing

}  // namespace burnish

#define BURNISH_TRY_NAME2(a, b) a##b
#define BURNISH_TRY_NAME(a, b) BURNISH_TRY_NAME2(a, b)
/// BURNISH_TRY(auto x, expression): x is the value, or this function returns the error.
#define BURNISH_TRY(variable, expression) BURNISH_TRY_AS(BURNISH_TRY_NAME(burnish_try_, __LINE__), variable, expression)
#define BURNISH_TRY_AS(temporary, variable, expression) \
  auto temporary = (expression);                        \
  if (!temporary.ok()) return temporary.take_error();   \
  variable = std::move(temporary).value()
/// BURNISH_CHECK(expression): returns its error, if any.
#define BURNISH_CHECK(expression) \
  if (auto burnish_check = (expression); !burnish_check.ok()) return burnish_check.take_error()
