// The log of a program that has none of its own.
#pragma once
#include <functional>
#include <string_view>

#include "burnish/core/api.hpp"
#include "burnish/core/run.hpp"

namespace burnish {

struct LogStyle {
  LogLevel level = LogLevel::Warning;  // and above
  bool colour = false;                 // ANSI colours: for a terminal
};

/// For Services::log: lines "burnish: warning: MESSAGE" on standard error. Costs nothing before the first line that is
/// written. Thread-safe.
[[nodiscard]] BURNISH_API std::function<void(LogLevel, std::string_view)> make_stderr_log(const LogStyle&);

}  // namespace burnish
