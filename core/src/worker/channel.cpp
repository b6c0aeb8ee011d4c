#include "worker/channel.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

namespace burnish {
namespace {

constexpr uint32_t header_magic = 0x314e5242;            // "BRN1"
constexpr auto look_up = std::chrono::milliseconds(50);  // how often a waiting side looks at its cancellation

struct Header {
  uint32_t magic = header_magic;
  uint32_t type = 0;
  uint64_t size = 0;
};

/// Room for one descriptor beside the bytes.
union Control {
  cmsghdr header;
  std::array<char, CMSG_SPACE(sizeof(int))> bytes;
};

void attach(msghdr& message, Control& control, int descriptor) {
  message.msg_control = control.bytes.data();
  message.msg_controllen = control.bytes.size();
  cmsghdr* part = CMSG_FIRSTHDR(&message);
  part->cmsg_level = SOL_SOCKET;
  part->cmsg_type = SCM_RIGHTS;
  part->cmsg_len = CMSG_LEN(sizeof(int));
  std::memcpy(CMSG_DATA(part), &descriptor, sizeof descriptor);
}

Descriptor detach(msghdr& message) {
  for (cmsghdr* part = CMSG_FIRSTHDR(&message); part != nullptr; part = CMSG_NXTHDR(&message, part)) {
    if (part->cmsg_level != SOL_SOCKET || part->cmsg_type != SCM_RIGHTS || part->cmsg_len < CMSG_LEN(sizeof(int)))
      continue;
    int descriptor = -1;
    std::memcpy(&descriptor, CMSG_DATA(part), sizeof descriptor);
    return Descriptor(descriptor);
  }
  return {};
}

}  // namespace

std::optional<std::pair<Channel, Channel>> Channel::pair() {
  std::array<int, 2> ends{};
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, ends.data()) != 0) return std::nullopt;
  return std::pair{Channel(Descriptor(ends[0])), Channel(Descriptor(ends[1]))};
}

std::optional<ChannelEnd> Channel::wait(short events, const Patience& patience) const {
  for (;;) {
    if (patience.cancel != nullptr && patience.cancel->cancelled()) return ChannelEnd::Cancelled;
    auto slice = look_up;
    if (patience.until != no_deadline) {
      const auto left = std::chrono::ceil<std::chrono::milliseconds>(patience.until - std::chrono::steady_clock::now());
      if (left.count() <= 0) return ChannelEnd::TimedOut;
      slice = std::min<std::chrono::milliseconds>(look_up, left);
    }
    pollfd waiting{socket_.get(), events, 0};
    const int ready = poll(&waiting, 1, static_cast<int>(slice.count()));
    if (ready > 0) return std::nullopt;
    if (ready < 0 && errno != EINTR) return ChannelEnd::Closed;
  }
}

std::optional<ChannelEnd> Channel::send(MessageType type, std::string_view payload, int descriptor,
                                        const Patience& patience) {
  Header header;
  header.type = static_cast<uint32_t>(type);
  header.size = payload.size();
  std::string bytes(reinterpret_cast<const char*>(&header), sizeof header);
  bytes += payload;
  Control control{};
  for (std::size_t sent = 0; sent < bytes.size();) {
    iovec part{bytes.data() + sent, bytes.size() - sent};
    msghdr message{};
    message.msg_iov = &part;
    message.msg_iovlen = 1;
    if (sent == 0 && descriptor >= 0) attach(message, control, descriptor);
    const ssize_t put = sendmsg(socket_.get(), &message, MSG_NOSIGNAL | MSG_DONTWAIT);
    if (put >= 0) {
      sent += static_cast<std::size_t>(put);
    } else if (errno == EAGAIN) {
      if (const auto end = wait(POLLOUT, patience)) return end;
    } else if (errno != EINTR) {
      return ChannelEnd::Closed;
    }
  }
  return std::nullopt;
}

std::optional<ChannelEnd> Channel::read_exactly(char* to, std::size_t n, Descriptor* passed, const Patience& patience) {
  while (n > 0) {
    Control control{};
    iovec part{to, n};
    msghdr message{};
    message.msg_iov = &part;
    message.msg_iovlen = 1;
    message.msg_control = control.bytes.data();
    message.msg_controllen = control.bytes.size();
    const ssize_t got = recvmsg(socket_.get(), &message, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
    if (got > 0) {
      // One that nobody asked for is closed here.
      Descriptor came = detach(message);
      if (passed != nullptr && came) *passed = std::move(came);
      to += got;
      n -= static_cast<std::size_t>(got);
    } else if (got < 0 && errno == EAGAIN) {
      if (const auto end = wait(POLLIN, patience)) return end;
    } else if (got == 0 || errno != EINTR) {
      return ChannelEnd::Closed;
    }
  }
  return std::nullopt;
}

std::pair<std::optional<Message>, ChannelEnd> Channel::receive(const Patience& patience) {
  Message message;
  Header header;
  if (const auto end = read_exactly(reinterpret_cast<char*>(&header), sizeof header, &message.descriptor, patience))
    return {std::nullopt, *end};
  const bool sane = header.magic == header_magic && header.size <= longest_payload &&
                    header.type >= static_cast<uint32_t>(MessageType::Open) &&
                    header.type <= static_cast<uint32_t>(MessageType::Failed);
  if (!sane) return {std::nullopt, ChannelEnd::Garbage};
  message.type = static_cast<MessageType>(header.type);
  // Grown as bytes arrive: a claimed length costs nothing until it is kept.
  constexpr std::size_t block = std::size_t{1} << 20;
  for (uint64_t left = header.size; left > 0;) {
    const auto n = static_cast<std::size_t>(std::min<uint64_t>(left, block));
    const std::size_t have = message.payload.size();
    message.payload.resize(have + n);
    if (const auto end = read_exactly(message.payload.data() + have, n, nullptr, patience)) return {std::nullopt, *end};
    left -= n;
  }
  return {std::move(message), ChannelEnd::Closed};
}

}  // namespace burnish
