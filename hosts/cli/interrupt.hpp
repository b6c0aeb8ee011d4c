// SIGINT and SIGTERM stop the run; what was finished stays, and nothing half-written is left.
#pragma once
#include <burnish/core/run.hpp>

namespace burnish::cli {

/// The one cancellation of this process; signal handlers reach nothing but globals.
[[nodiscard]] Cancellation& interruption();
void catch_signals();

}  // namespace burnish::cli
