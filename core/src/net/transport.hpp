// One HTTP exchange, whoever carries it out: libcurl (a module that is loaded on first use), or a recording.
#pragma once
#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace burnish::net {

using Headers = std::vector<std::pair<std::string, std::string>>;

/// Which machines may be connected to; judged by the address of the connection, not by the name.
enum class Reach {
  Public,    // addresses of the internet
  Loopback,  // this machine only
  Any,       // private networks, link-local and this machine too
};

/// What goes over the wire, secrets filled in. Never logged.
struct WireRequest {
  std::string method = "GET", url;
  Headers headers;
  std::string body;
  std::chrono::milliseconds connect_timeout{10'000};
  std::chrono::milliseconds timeout{60'000};  // of the whole exchange
  uint64_t max_bytes = uint64_t{256} << 20;   // of the answer's body
  uint32_t redirects = 0;                     // of GET and HEAD; followed only to the same scheme, host and port
  Reach reach = Reach::Public;
  std::function<bool()> stopped;  // asked at least every 50 ms; may be empty
  /// Name and value of what was filled in, now or earlier: for a transport that writes exchanges down.
  std::vector<std::pair<std::string, std::string>> secrets;
};

enum class WireFailure {
  None,
  Stopped,      // stopped() said so
  Refused,      // the client may not send this: host, secret or header; nothing was sent
  Address,      // the name resolves to an address that is not allowed; nothing was sent
  Connect,      // name, connection or TLS: nothing was sent
  Lost,         // the request may have arrived; the answer did not, or not whole
  Timeout,      // the same, by the clock
  TooLarge,     // the answer exceeds max_bytes
  Unavailable,  // the transport itself cannot work (no libcurl, no such recording)
};

struct WireAnswer {
  WireFailure failure = WireFailure::None;
  std::string why;         // of a failure: one clause without secrets
  bool permanent = false;  // of a failure: trying again would end the same (a certificate that is not trusted)
  bool sent = false;       // transmission of the request began
  int32_t status = 0;
  Headers headers;  // names in lower case
  std::string body;
  std::string final_url;
  /// The request may have reached the server. Always true when there is a status.
  [[nodiscard]] bool sent_maybe() const {
    return sent || status != 0 || failure == WireFailure::Lost || failure == WireFailure::Timeout ||
           failure == WireFailure::TooLarge;
  }
};

/// [io], from any thread.
class Transport {
 public:
  Transport() = default;
  Transport(const Transport&) = delete;
  Transport& operator=(const Transport&) = delete;
  virtual ~Transport() = default;
  [[nodiscard]] virtual WireAnswer exchange(const WireRequest& request) = 0;
};

}  // namespace burnish::net
