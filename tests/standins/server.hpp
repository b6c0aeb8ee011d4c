// HTTP/1.1 on loopback: a thread for each connection, all of them ended by stop().
#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "standins/message.hpp"

namespace burnish::standins {

struct Callbacks {
  /// False closes the connection before the body is read.
  std::function<bool(const Request& head)> wants_body;
  std::function<Answer(const Request&)> answer;
  /// After the last byte went out, or could not.
  std::function<void(const Request&, const Answer&)> answered;
};

class Server {
 public:
  explicit Server(Callbacks callbacks);
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;
  ~Server();

  /// Port 0: any free one. The port in use, or nothing when it could not be had.
  [[nodiscard]] std::optional<uint16_t> listen(Place place, uint16_t port);
  /// Closes every connection and waits for its thread. Nothing is called back afterwards.
  void stop();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace burnish::standins
