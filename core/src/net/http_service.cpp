// "burnish.http/1" and "burnish.profile/1" as plugins see them.
#include <burnish/generator.h>

#include <cstddef>
#include <exception>
#include <memory>
#include <new>
#include <string_view>
#include <vector>

#include "net/client.hpp"

namespace burnish::net {
namespace {

/// What a response points to; lives until the next send on the call.
struct KeptResponse {
  std::vector<std::string> texts;
  std::vector<const char*> headers;  // names and values in `texts`, then NULL
  std::string final_url;
};

burnish_status status_of(WireFailure failure) {
  switch (failure) {
    case WireFailure::None:
      return BURNISH_OK;
    case WireFailure::Stopped:
      return BURNISH_CANCELLED;
    case WireFailure::Refused:
    case WireFailure::Address:
      return BURNISH_DENIED;
    case WireFailure::TooLarge:
      return BURNISH_LIMIT;
    case WireFailure::Connect:
    case WireFailure::Lost:
    case WireFailure::Timeout:
    case WireFailure::Unavailable:
      return BURNISH_NETWORK;
  }
  return BURNISH_NETWORK;
}

void hand_over(Call& call, const WireAnswer& answer, burnish_http_response& response) {
  const auto kept = std::make_shared<KeptResponse>();
  kept->final_url = answer.final_url;
  for (const auto& [name, value] : answer.headers) {
    kept->texts.push_back(name);
    kept->texts.push_back(value);
  }
  for (const std::string& text : kept->texts) kept->headers.push_back(text.c_str());
  kept->headers.push_back(nullptr);
  response.status = answer.status;
  response.headers = kept->headers.data();
  response.final_url = kept->final_url.c_str();
  call.keep(kept);
}

burnish_status send_to(const burnish_call* raw, const burnish_http_request& request, burnish_http_response& response) {
  Call& call = Call::of(raw);
  response.status = 0;
  response.headers = nullptr;
  response.final_url = nullptr;
  response.sent_maybe = 0;
  if (call.net() == nullptr)
    return raw->fail(raw, BURNISH_DENIED, nullptr, "no provider was chosen, so there is nobody to talk to");
  const WireAnswer answer = call.net()->send(request, call);
  response.sent_maybe = answer.sent_maybe() ? 1 : 0;
  hand_over(call, answer, response);
  if (answer.failure != WireFailure::None) {
    // A question may be asked again; anything else may have been carried out, and charged.
    const std::string_view method = request.method == nullptr ? "" : request.method;
    const bool unknown = answer.sent_maybe() && method != "GET" && method != "HEAD";
    return raw->fail(raw, status_of(answer.failure), unknown ? BURNISH_WHY_UNKNOWN_OUTCOME : nullptr,
                     answer.why.c_str());
  }
  if (request.to == nullptr || answer.body.empty()) return BURNISH_OK;
  return request.to->write(request.to, answer.body.data(), answer.body.size());
}

burnish_status http_send(const burnish_call* raw, const burnish_http_request* request,
                         burnish_http_response* response) noexcept {
  if (raw == nullptr || request == nullptr || response == nullptr) return BURNISH_BAD_PARAM;
  if (response->struct_size < offsetof(burnish_http_response, sent_maybe) + sizeof response->sent_maybe)
    return raw->fail(raw, BURNISH_BAD_PARAM, nullptr, "struct_size of the response is too small");
  try {
    return send_to(raw, *request, *response);
  } catch (const std::bad_alloc&) {
    return BURNISH_NO_MEMORY;
  } catch (const std::exception& fault) {
    return raw->fail(raw, BURNISH_ERROR, nullptr, fault.what());
  }
}

burnish_status profile_get(const burnish_call* raw, const char** name, const char** base_url,
                           const char** json) noexcept {
  if (raw == nullptr) return BURNISH_BAD_PARAM;
  const Client* client = Call::of(raw).net();
  if (client == nullptr) return raw->fail(raw, BURNISH_DENIED, nullptr, "no provider was chosen");
  const Profile& profile = client->profile();
  if (name != nullptr) *name = profile.name.c_str();
  if (base_url != nullptr) *base_url = profile.base.c_str();
  if (json != nullptr) *json = profile.text.c_str();
  return BURNISH_OK;
}

}  // namespace

const burnish_http* http_service() {
  static constexpr burnish_http table{sizeof(burnish_http), &http_send};
  return &table;
}

const burnish_profile* profile_service() {
  static constexpr burnish_profile table{sizeof(burnish_profile), &profile_get};
  return &table;
}

}  // namespace burnish::net
