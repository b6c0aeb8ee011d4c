// Messages between a host and its decoding child over a socket: length-prefixed, bounded, with at most one descriptor.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "load/call.hpp"
#include "load/descriptor.hpp"

namespace burnish {

enum class MessageType : uint32_t { Open = 1, Opened, Read, Done, Failed };

struct Message {
  MessageType type{};
  std::string payload;
  Descriptor descriptor;
};

enum class ChannelEnd { Closed, TimedOut, Cancelled, Garbage };

/// How long one side waits for the other.
struct Patience {
  Deadline until = no_deadline;
  const Cancellation* cancel = nullptr;  // may be null
};

class Channel {
 public:
  static constexpr uint64_t longest_payload = uint64_t{96} << 20;

  explicit Channel(Descriptor socket) : socket_(std::move(socket)) {}
  /// Two connected ends; nothing when the system has no more descriptors.
  static std::optional<std::pair<Channel, Channel>> pair();

  /// Nothing when it was sent. `descriptor` is duplicated into the message; -1 for none.
  std::optional<ChannelEnd> send(MessageType, std::string_view payload, int descriptor, const Patience&);
  /// The next message, or why there is none.
  std::pair<std::optional<Message>, ChannelEnd> receive(const Patience&);

  [[nodiscard]] int descriptor() const { return socket_.get(); }

 private:
  std::optional<ChannelEnd> wait(short events, const Patience&) const;
  std::optional<ChannelEnd> read_exactly(char* to, std::size_t n, Descriptor* passed, const Patience&);

  Descriptor socket_;
};

}  // namespace burnish
