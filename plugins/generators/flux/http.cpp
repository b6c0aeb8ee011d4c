#include "http.hpp"

#include <burnish/generator.h>
#include <burnish/stream.h>
#include <burnish/meta.hpp>

#include <algorithm>
#include <cstdlib>
#include <optional>

namespace flux {
namespace {

std::string lower(std::string_view text) {
  std::string copy(text);
  for (char& c : copy)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return copy;
}

struct Outcome {
  burnish_status status = BURNISH_OK;
  bool sent_maybe = false;
  Answer answer;
};

Outcome exchange(const burnish_call* call, const Message& message) {
  const auto* http = burnish::service<burnish_http>(call, "burnish.http/1");
  if (http == nullptr) throw burnish::error("the host offers no network", BURNISH_UNSUPPORTED);
  std::vector<const char*> headers;
  for (const auto& [name, value] : message.headers) headers.insert(headers.end(), {name.c_str(), value.c_str()});
  headers.push_back(nullptr);
  burnish::byte_sink body;
  burnish_http_request request{};
  request.struct_size = sizeof request;
  request.method = message.method.c_str();
  request.url = message.url.c_str();
  request.headers = headers.data();
  request.body = message.body.empty() ? nullptr : message.body.data();
  request.body_size = message.body.size();
  request.to = body.get();
  request.timeout_ms = message.timeout_ms;
  request.redirects = message.redirects;
  burnish_http_response response{};
  response.struct_size = sizeof response;
  Outcome out;
  out.status = http->send(call, &request, &response);
  out.sent_maybe = response.sent_maybe != 0;
  if (out.status < 0) return out;
  out.answer.status = response.status;
  out.answer.body = body.bytes();
  for (const char* const* h = response.headers; h != nullptr && h[0] != nullptr && h[1] != nullptr; h += 2) {
    const std::string name = lower(h[0]);
    if (name == "content-type") out.answer.content_type = h[1];
    if (name == "location") out.answer.location = h[1];
    if (name == "retry-after") out.answer.retry_after_s = std::max(0.0, std::strtod(h[1], nullptr));
  }
  return out;
}

}  // namespace

Message api_message(const Profile& profile, std::string method, const std::string& url) {
  Message message{.method = std::move(method), .url = url};
  const std::string header = profile.text("/auth/header"), secret = profile.text("/secret/name");
  if (!header.empty() && !secret.empty())
    message.headers.emplace_back(header, profile.text("/auth/prefix") + "${secret:" + secret + "}");
  message.headers.emplace_back("Accept", "application/json");
  const json own = profile.at("/headers");
  for (const auto& [name, value] : own.items()) {
    const auto same = std::find_if(message.headers.begin(), message.headers.end(),
                                   [&, wanted = lower(name)](const auto& h) { return lower(h.first) == wanted; });
    if (same != message.headers.end())
      same->second = scalar_text(value);
    else
      message.headers.emplace_back(name, scalar_text(value));
  }
  return message;
}

Answer send_paid(const burnish_call* call, const Profile& profile, const Message& message) {
  const Outcome out = exchange(call, message);
  if (out.status < 0 && out.sent_maybe)
    throw burnish::error("the request may have reached " + profile.name() +
                             ", but its answer was lost: the outcome is unknown, it may have been charged",
                         BURNISH_ERROR, BURNISH_WHY_UNKNOWN_OUTCOME);
  burnish::check(out.status, ("the request did not reach " + profile.name()).c_str());
  return out.answer;
}

Answer send(const burnish_call* call, const Message& message, const std::string& what) {
  const Outcome out = exchange(call, message);
  if (out.status == BURNISH_DENIED)
    throw burnish::error(what + ": " + shown_url(message.url) +
                             " is not among the addresses that the provider's profile "
                             "allows",
                         BURNISH_DENIED);
  burnish::check(out.status, what.c_str());
  return out.answer;
}

std::string shown_url(std::string_view url) {
  const std::size_t end = std::min(url.find('?'), url.find('#'));
  std::string shown(url.substr(0, end));
  const std::size_t host = shown.find("://"), at = shown.find('@');
  const std::size_t path = host == std::string::npos ? std::string::npos : shown.find('/', host + 3);
  if (host != std::string::npos && at != std::string::npos && at < path) shown.erase(host + 3, at - host - 2);
  return shown;
}

}  // namespace flux
