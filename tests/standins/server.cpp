#include "standins/server.hpp"

#include <sys/socket.h>

#include <algorithm>
#include <atomic>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>
#include <condition_variable>
#include <list>
#include <mutex>
#include <thread>

namespace burnish::standins {
namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using boost::system::error_code;
using Socket = asio::ip::tcp::socket;

constexpr uint64_t most_body = 512U << 20U;

std::string lower_case(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) { return static_cast<char>(tolower(c)); });
  return text;
}

Request head_of(Place place, const http::request<http::string_body>& message) {
  Request request{.place = place,
                  .method = std::string(message.method_string()),
                  .target = std::string(message.target()),
                  .headers = {},
                  .body = {}};
  for (const auto& field : message)
    request.headers.emplace_back(lower_case(std::string(field.name_string())), std::string(field.value()));
  return request;
}

}  // namespace

struct Server::State {
  struct Connection {
    explicit Connection(asio::io_context& context) : socket(context) {}
    Socket socket;
    std::thread thread;
    std::atomic<bool> ended = false;
  };
  struct Listener {
    Listener(asio::io_context& context, Place at) : acceptor(context), place(at) {}
    asio::ip::tcp::acceptor acceptor;
    Place place;
    std::thread thread;
  };

  Callbacks callbacks;
  asio::io_context context;
  std::list<Listener> listeners;
  std::mutex mutex;  // of all below, and of opening and closing sockets
  std::condition_variable stopping;
  bool stopped = false;
  std::list<Connection> connections;

  /// False when the server was stopped meanwhile.
  bool pause(std::chrono::milliseconds time) {
    std::unique_lock lock(mutex);
    return !stopping.wait_for(lock, time, [this] { return stopped; });
  }

  void accept(Listener& listener) {
    for (;;) {
      Socket socket(context);
      error_code ec;
      listener.acceptor.accept(socket, ec);
      const std::lock_guard lock(mutex);
      if (stopped) return;
      if (ec) continue;
      forget_ended();
      Connection& connection = connections.emplace_back(context);
      connection.socket = std::move(socket);
      connection.thread = std::thread([this, &connection, place = listener.place] {
        serve(connection.socket, place);
        const std::lock_guard ending(mutex);
        error_code ignored;
        connection.socket.close(ignored);
        connection.ended = true;
      });
    }
  }

  void forget_ended() {
    for (auto it = connections.begin(); it != connections.end();) {
      const auto next = std::next(it);
      if (it->ended) {
        it->thread.join();
        connections.erase(it);
      }
      it = next;
    }
  }

  void serve(Socket& socket, Place place) {
    boost::beast::flat_buffer buffer;
    for (bool more = true; more;) more = serve_one(socket, place, buffer);
  }

  bool serve_one(Socket& socket, Place place, boost::beast::flat_buffer& buffer) {
    http::request_parser<http::string_body> parser;
    parser.body_limit(most_body);
    error_code ec;
    http::read_header(socket, buffer, parser, ec);
    if (ec) return false;
    Request request = head_of(place, parser.get());
    if (!callbacks.wants_body(request)) return false;
    if (lower_case(request.header("expect")) == "100-continue")
      asio::write(socket, asio::buffer("HTTP/1.1 100 Continue\r\n\r\n", 25), ec);
    http::read(socket, buffer, parser, ec);
    if (ec) return false;
    request.body = std::move(parser.get().body());
    const Answer answer = callbacks.answer(request);
    const bool alive = pause(answer.delay) && send(socket, answer, parser.get().keep_alive());
    callbacks.answered(request, answer);
    return alive;
  }

  /// False when the connection is at its end.
  bool send(Socket& socket, const Answer& answer, bool keep_alive) {
    if (answer.wire == Wire::Nothing) return false;
    http::response<http::string_body> message(http::int_to_status(static_cast<unsigned>(answer.status)), 11);
    message.result(static_cast<unsigned>(answer.status));
    message.set(http::field::server, "burnish-standin");
    for (const auto& [name, value] : answer.headers) message.insert(name, value);
    message.keep_alive(keep_alive && answer.wire == Wire::Whole);
    message.content_length(answer.body.size());
    message.body() = answer.wire == Wire::Whole ? answer.body : answer.body.substr(0, answer.body.size() / 2);
    error_code ec;
    http::write(socket, message, ec);
    if (answer.wire == Wire::HalfThenSilence) pause(answer.delay);
    return !ec && keep_alive && answer.wire == Wire::Whole;
  }
};

Server::Server(Callbacks callbacks) : state_(std::make_unique<State>()) { state_->callbacks = std::move(callbacks); }

Server::~Server() { stop(); }

std::optional<uint16_t> Server::listen(Place place, uint16_t port) {
  State& s = *state_;
  State::Listener& listener = s.listeners.emplace_back(s.context, place);
  const asio::ip::tcp::endpoint endpoint(asio::ip::address_v4::loopback(), port);
  error_code ec;
  listener.acceptor.open(endpoint.protocol(), ec);
  if (!ec) listener.acceptor.set_option(asio::ip::tcp::acceptor::reuse_address(true), ec);
  if (!ec) listener.acceptor.bind(endpoint, ec);
  if (!ec) listener.acceptor.listen(asio::socket_base::max_listen_connections, ec);
  const uint16_t bound = ec ? uint16_t{0} : listener.acceptor.local_endpoint(ec).port();
  if (ec) {
    s.listeners.pop_back();
    return std::nullopt;
  }
  listener.thread = std::thread([&s, &listener] { s.accept(listener); });
  return bound;
}

void Server::stop() {
  State& s = *state_;
  {
    const std::lock_guard lock(s.mutex);
    s.stopped = true;
    // shutdown(2) wakes the threads that wait in accept and read; close would not.
    for (State::Listener& listener : s.listeners) ::shutdown(listener.acceptor.native_handle(), SHUT_RDWR);
    for (State::Connection& connection : s.connections)
      if (!connection.ended) ::shutdown(connection.socket.native_handle(), SHUT_RDWR);
  }
  s.stopping.notify_all();
  for (State::Listener& listener : s.listeners) listener.thread.join();
  s.listeners.clear();
  for (State::Connection& connection : s.connections) connection.thread.join();
  s.connections.clear();
}

}  // namespace burnish::standins
