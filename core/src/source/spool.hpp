// Keeps a stream's bytes, so that they can be read at any offset.
#pragma once
#include <string>
#include <variant>

#include "burnish/core/result.hpp"
#include "load/call.hpp"
#include "load/descriptor.hpp"

namespace burnish {

struct Spooled {
  std::string bytes;  // all of them, when few
  Descriptor file;    // else: anonymous memory or an unlinked file of `size` bytes
  uint64_t size = 0;
  bool in_memory = false;  // `file` is anonymous memory
};

inline constexpr std::size_t small_bytes = std::size_t{1} << 20;  // kept in plain memory

/// Reads the stream to its end. Stops on cancellation and at the deadline, and fails beyond 8 GiB.
[[nodiscard]] Result<Spooled> spool(int stream, const std::string& name, const CallContext& context);

}  // namespace burnish
