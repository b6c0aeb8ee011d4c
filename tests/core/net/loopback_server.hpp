// A small HTTP server on this machine, for tests of the transport: it answers with bytes as they are given, wrong ones
// too.
#pragma once
#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <functional>
#include <mutex>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "load/descriptor.hpp"

namespace burnish::testing_net {

struct Seen {
  std::string head;  // request line and headers, with CRLF
  std::string body;
  [[nodiscard]] bool has(const std::string& text) const { return head.find(text) != std::string::npos; }
  [[nodiscard]] std::string target() const {
    const std::size_t start = head.find(' ') + 1;
    return head.substr(start, head.find(' ', start) - start);
  }
};

struct Reply {
  std::string bytes;
  bool stall = false;  // after the bytes nothing more is sent and the connection stays open
};

inline Reply ok(const std::string& body, const std::string& headers = {}) {
  return {"HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(body.size()) + "\r\n" + headers + "\r\n" + body};
}

class LoopbackServer {
 public:
  using Handler = std::function<Reply(const Seen&)>;

  explicit LoopbackServer(Handler handler) : handler_(std::move(handler)), stop_(eventfd(0, EFD_CLOEXEC)) {
    listener_ = Descriptor(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    if (bind(listener_.get(), reinterpret_cast<sockaddr*>(&address), size) != 0 || listen(listener_.get(), 16) != 0 ||
        getsockname(listener_.get(), reinterpret_cast<sockaddr*>(&address), &size) != 0)
      throw std::runtime_error("no loopback server");
    port_ = ntohs(address.sin_port);
    thread_ = std::thread([this] { serve(); });
  }
  LoopbackServer(const LoopbackServer&) = delete;
  LoopbackServer& operator=(const LoopbackServer&) = delete;
  ~LoopbackServer() {
    const uint64_t one = 1;
    if (write(stop_.get(), &one, sizeof one) != sizeof one) std::abort();
    thread_.join();
  }

  [[nodiscard]] std::string authority() const { return "127.0.0.1:" + std::to_string(port_); }
  [[nodiscard]] std::string url(const std::string& path = "/") const { return "http://" + authority() + path; }
  [[nodiscard]] std::vector<Seen> seen() const {
    const std::scoped_lock lock(mutex_);
    return seen_;
  }

 private:
  /// False when the server is being stopped.
  [[nodiscard]] bool wait_for(int descriptor) const {
    std::array<pollfd, 2> both{pollfd{descriptor, POLLIN, 0}, pollfd{stop_.get(), POLLIN, 0}};
    while (poll(both.data(), both.size(), -1) < 0) continue;
    return both[1].revents == 0;
  }

  void serve() {
    while (wait_for(listener_.get())) {
      const Descriptor connection(accept4(listener_.get(), nullptr, nullptr, SOCK_CLOEXEC));
      if (connection) talk(connection.get());
    }
  }

  void talk(int connection) {
    Seen request;
    if (!read_request(connection, request)) return;
    {
      const std::scoped_lock lock(mutex_);
      seen_.push_back(request);
    }
    const Reply reply = handler_(request);
    std::string_view rest = reply.bytes;
    while (!rest.empty()) {
      const ssize_t n = send(connection, rest.data(), rest.size(), MSG_NOSIGNAL);
      if (n <= 0) return;
      rest.remove_prefix(static_cast<std::size_t>(n));
    }
    std::array<char, 64> ignored{};
    while (reply.stall && wait_for(connection) && recv(connection, ignored.data(), ignored.size(), 0) > 0) continue;
  }

  [[nodiscard]] bool read_request(int connection, Seen& request) const {
    std::string bytes;
    std::array<char, 65536> piece{};
    std::size_t head = std::string::npos;
    std::size_t wanted = 0;
    while (head == std::string::npos || bytes.size() < head + wanted) {
      if (!wait_for(connection)) return false;
      const ssize_t n = recv(connection, piece.data(), piece.size(), 0);
      if (n <= 0) return false;
      bytes.append(piece.data(), static_cast<std::size_t>(n));
      if (head == std::string::npos && bytes.find("\r\n\r\n") != std::string::npos) {
        head = bytes.find("\r\n\r\n") + 4;
        const std::size_t length = bytes.find("Content-Length: ");
        if (length < head) wanted = std::strtoull(bytes.c_str() + length + 16, nullptr, 10);
      }
    }
    request.head = bytes.substr(0, head);
    request.body = bytes.substr(head);
    return true;
  }

  Handler handler_;
  Descriptor stop_, listener_;
  uint16_t port_ = 0;
  mutable std::mutex mutex_;
  std::vector<Seen> seen_;
  std::thread thread_;
};

}  // namespace burnish::testing_net
