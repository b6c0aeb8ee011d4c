// An HTTP client for the tests of the stand-ins: one connection for each request, nothing followed, nothing retried.
#pragma once
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "standins/standin.hpp"

namespace burnish::standins {

using Json = nlohmann::json;

struct Reply {
  int status = 0;      // 0: the connection ended without an answer
  bool whole = false;  // the body came to its end
  Headers headers{};
  std::string body{};

  [[nodiscard]] Json json() const { return Json::parse(body, nullptr, false); }
  [[nodiscard]] std::string header(const std::string& name) const {
    for (const auto& [key, value] : headers)
      if (key == name) return value;
    return {};
  }
};

inline Reply send(uint16_t port, const std::string& method, const std::string& target, const Headers& headers = {},
                  const std::string& body = {}) {
  namespace http = boost::beast::http;
  namespace asio = boost::asio;
  asio::io_context context;
  asio::ip::tcp::socket socket(context);
  boost::system::error_code ec;
  socket.connect({asio::ip::address_v4::loopback(), port}, ec);
  http::request<http::string_body> request;
  request.method_string(method);
  request.target(target);
  request.version(11);
  request.set(http::field::host, "127.0.0.1");
  for (const auto& [name, value] : headers) request.insert(name, value);
  request.body() = body;
  if (method != "GET") request.content_length(body.size());
  http::write(socket, request, ec);
  http::response_parser<http::string_body> parser;
  parser.body_limit(uint64_t{1} << 30U);
  boost::beast::flat_buffer buffer;
  http::read_header(socket, buffer, parser, ec);
  if (ec) return {};
  http::read(socket, buffer, parser, ec);
  Reply reply{.status = static_cast<int>(parser.get().result_int()), .whole = !ec};
  for (const auto& field : parser.get()) reply.headers.emplace_back(field.name_string(), field.value());
  reply.body = parser.get().body();
  return reply;
}

/// A URL of a stand-in, taken apart.
inline std::pair<uint16_t, std::string> parts_of(const std::string& url) {
  const std::string head = "http://127.0.0.1:";
  const auto slash = url.find('/', head.size());
  if (url.rfind(head, 0) != 0 || slash == std::string::npos) return {0, url};
  return {static_cast<uint16_t>(std::stoi(url.substr(head.size(), slash - head.size()))), url.substr(slash)};
}

inline Reply get(const std::string& url, const Headers& headers = {}) {
  const auto [port, target] = parts_of(url);
  return send(port, "GET", target, headers);
}

inline Reply post_json(const std::string& url, const Json& body, Headers headers) {
  const auto [port, target] = parts_of(url);
  headers.emplace_back("Content-Type", "application/json");
  return send(port, "POST", target, headers, body.dump());
}

}  // namespace burnish::standins
