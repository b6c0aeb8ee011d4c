// Keeps a stream's bytes, so that they can be read at any offset.
#pragma once
#include <string>
#include <string_view>
#include <utility>

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

/// Takes bytes one after another: few are kept in plain memory, more in anonymous memory, many on disk.
class Spool {
 public:
  Spool(std::string name, uint64_t most_bytes) : name_(std::move(name)), most_bytes_(most_bytes) {}
  [[nodiscard]] Status add(std::string_view bytes);
  [[nodiscard]] Spooled take() { return std::move(kept_); }

 private:
  Status to_memory();
  Status to_disk(uint64_t size);
  [[nodiscard]] Error no_room() const;

  std::string name_;  // for messages
  uint64_t most_bytes_;
  Spooled kept_;
};

/// Reads the stream to its end. Stops on cancellation and at the deadline, and fails beyond 8 GiB.
[[nodiscard]] Result<Spooled> spool(int stream, const std::string& name, const CallContext& context);

}  // namespace burnish
