// burnish-net.so: HTTP by libcurl, in a module of its own because libcurl brings 33 libraries to every start.
#include <curl/curl.h>
#include <pthread.h>
#include <signal.h>
#include <sys/socket.h>
#include <time.h>

#include <algorithm>
#include <cstdlib>
#include <memory>
#include <new>
#include <string_view>

#include "net/addresses.hpp"
#include "net/module.hpp"
#include "net/transport.hpp"
#include "net/url.hpp"

namespace burnish::net {
namespace {

using Milliseconds = std::chrono::milliseconds;
using SteadyTime = std::chrono::steady_clock::time_point;

constexpr auto look_around = Milliseconds(20);  // how often stopped() is asked
constexpr std::size_t max_header_bytes = 256U << 10U;

struct EasyDeleter {
  void operator()(CURL* easy) const { curl_easy_cleanup(easy); }
};
struct MultiDeleter {
  void operator()(CURLM* multi) const { curl_multi_cleanup(multi); }
};
struct ListDeleter {
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
using Easy = std::unique_ptr<CURL, EasyDeleter>;
using Multi = std::unique_ptr<CURLM, MultiDeleter>;
using List = std::unique_ptr<curl_slist, ListDeleter>;

/// With CURLOPT_NOSIGNAL libcurl leaves SIGPIPE alone, and a TLS library may raise it; the host may have other plans
/// with it. Keeps it from the current thread and takes away what was raised meanwhile.
class NoBrokenPipe {
 public:
  NoBrokenPipe() {
    sigemptyset(&pipe_);
    sigaddset(&pipe_, SIGPIPE);
    sigset_t pending;
    sigpending(&pending);
    was_pending_ = sigismember(&pending, SIGPIPE) == 1;
    pthread_sigmask(SIG_BLOCK, &pipe_, &before_);
  }
  NoBrokenPipe(const NoBrokenPipe&) = delete;
  NoBrokenPipe& operator=(const NoBrokenPipe&) = delete;
  ~NoBrokenPipe() {
    const timespec at_once{};
    if (!was_pending_)
      while (sigtimedwait(&pipe_, nullptr, &at_once) > 0) continue;
    pthread_sigmask(SIG_SETMASK, &before_, nullptr);
  }

 private:
  sigset_t pipe_{}, before_{};
  bool was_pending_ = false;
};

std::string environment(std::initializer_list<const char*> names) {
  for (const char* name : names)
    if (const char* value = std::getenv(name); value != nullptr && *value != '\0') return value;
  return {};
}

/// $NO_PROXY: "*", or names and addresses between commas; a name also stands for what is below it.
bool is_exempt(const Url& url) {
  const std::string list = environment({"no_proxy", "NO_PROXY"});
  std::string_view rest = list;
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find_first_of(", "), rest.size());
    std::string name(rest.substr(0, end));
    rest.remove_prefix(std::min(end + 1, rest.size()));
    std::transform(name.begin(), name.end(), name.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    if (name == "*") return true;
    if (!name.empty() && name.front() == '.') name.erase(0, 1);
    if (name.empty()) continue;
    if (url.host == name) return true;
    if (url.host.size() > name.size() && url.host.compare(url.host.size() - name.size(), name.size(), name) == 0 &&
        url.host[url.host.size() - name.size() - 1] == '.')
      return true;
  }
  return false;
}

/// Only https goes through a proxy: as a tunnel, so that the proxy can neither read nor change anything.
std::string proxy_for(const Url& url) {
  if (!url.https || is_exempt(url)) return {};
  return environment({"https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"});
}

/// Of one request without redirects: what libcurl's callbacks write into.
struct Progress {
  const WireRequest* request = nullptr;
  WireAnswer answer;
  bool proxied = false;  // the connection is to the user's proxy, whose address is not judged
  std::string refused;   // "api.x is at 10.0.0.1, an address of a private network"
  std::string host;
  std::size_t header_bytes = 0;
  bool headers_ended = false;
  bool too_large = false, no_memory = false;
};

std::string refusal(const Progress& progress, const std::string& address, AddressKind kind) {
  std::string text = progress.host;
  if (address != progress.host) text += " is at " + address + ",";
  text += (address == progress.host ? " is " : " ") + std::string(phrase(kind));
  return text;
}

curl_socket_t open_socket(void* context, curlsocktype, curl_sockaddr* address) noexcept {
  auto& progress = *static_cast<Progress*>(context);
  try {
    if (!progress.proxied) {
      const AddressKind kind = address_kind(&address->addr);
      if (!is_allowed(kind, progress.request->reach)) {
        if (progress.refused.empty()) progress.refused = refusal(progress, address_text(&address->addr), kind);
        return CURL_SOCKET_BAD;
      }
    }
    // curl_easy sets it non-blocking.
    return ::socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
  } catch (const std::bad_alloc&) {
    progress.no_memory = true;
    return CURL_SOCKET_BAD;
  }
}

/// Connected, with TLS when asked for; the request goes out next.
int before_sending(void* context, char* remote_address, char*, int, int) noexcept {
  auto& progress = *static_cast<Progress*>(context);
  try {
    if (!progress.proxied) {
      const std::string address = remote_address == nullptr ? std::string() : remote_address;
      const AddressKind kind = address_kind(std::string_view(address)).value_or(AddressKind::Reserved);
      if (!is_allowed(kind, progress.request->reach)) {
        progress.refused = refusal(progress, address, kind);
        return CURL_PREREQFUNC_ABORT;
      }
    }
  } catch (const std::bad_alloc&) {
    progress.no_memory = true;
    return CURL_PREREQFUNC_ABORT;
  }
  progress.answer.sent = true;
  return CURL_PREREQFUNC_OK;
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.back() == '\r' || text.back() == '\n' || text.back() == ' ' || text.back() == '\t'))
    text.remove_suffix(1);
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  return text;
}

bool keep_header(Progress& progress, std::string_view line) {
  if (line.substr(0, 5) == "HTTP/") {  // an interim answer such as 103 came before
    progress.answer.headers.clear();
    progress.headers_ended = false;
    return true;
  }
  if (trimmed(line).empty()) progress.headers_ended = true;
  const std::size_t colon = line.find(':');
  if (colon == std::string_view::npos || colon == 0) return true;
  std::string name(trimmed(line.substr(0, colon)));
  std::transform(name.begin(), name.end(), name.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  const std::string value(trimmed(line.substr(colon + 1)));
  if (name == "content-length" && progress.request->method != "HEAD" &&
      std::strtoull(value.c_str(), nullptr, 10) > progress.request->max_bytes)
    progress.too_large = true;
  progress.answer.headers.emplace_back(std::move(name), value);
  return !progress.too_large;
}

/// What curl calls with a piece of the answer; another number than `size * count` ends the exchange.
std::size_t take_header(char* bytes, std::size_t size, std::size_t count, void* context) noexcept {
  auto& progress = *static_cast<Progress*>(context);
  const std::size_t n = size * count;
  try {
    progress.header_bytes += n;
    if (progress.header_bytes > max_header_bytes) progress.too_large = true;
    return !progress.too_large && keep_header(progress, {bytes, n}) ? n : 0;
  } catch (const std::bad_alloc&) {
    progress.no_memory = true;
    return 0;
  }
}

std::size_t take_body(char* bytes, std::size_t size, std::size_t count, void* context) noexcept {
  auto& progress = *static_cast<Progress*>(context);
  const std::size_t n = size * count;
  try {
    if (n > progress.request->max_bytes - progress.answer.body.size()) {
      progress.too_large = true;
      return 0;
    }
    progress.answer.body.append(bytes, n);
    return n;
  } catch (const std::bad_alloc&) {
    progress.no_memory = true;
    return 0;
  }
}

/// Options of one handle. An option that libcurl refuses is an error: most of them are what makes an exchange safe.
class Settings {
 public:
  explicit Settings(CURL* easy) : easy_(easy) {}
  template <class Value>
  void set(CURLoption option, Value value) {
    if (curl_easy_setopt(easy_, option, value) != CURLE_OK) ok_ = false;
  }
  [[nodiscard]] bool ok() const { return ok_; }

 private:
  CURL* easy_;
  bool ok_ = true;
};

/// The header lines; null when memory is short.
List header_lines(const WireRequest& request) {
  List list;
  bool has_type = false;
  const auto append = [&list](const std::string& line) {
    curl_slist* longer = curl_slist_append(list.get(), line.c_str());
    if (longer == nullptr) throw std::bad_alloc();
    static_cast<void>(list.release());
    list.reset(longer);
  };
  for (const auto& [name, value] : request.headers) {
    has_type = has_type || curl_strequal(name.c_str(), "content-type") != 0;
    append(value.empty() ? name + ";" : name + ": " + value);
  }
  append("Expect:");                       // no wait for "100 Continue"
  if (!has_type) append("Content-Type:");  // none of curl's own choosing
  return list;
}

void set_method(Settings& settings, const WireRequest& request) {
  if (request.method == "HEAD") {
    settings.set(CURLOPT_NOBODY, 1L);
    return;
  }
  if (request.method == "GET") {
    settings.set(CURLOPT_HTTPGET, 1L);
    return;
  }
  if (request.method != "DELETE" || !request.body.empty()) {
    settings.set(CURLOPT_POST, 1L);
    settings.set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
    settings.set(CURLOPT_POSTFIELDS, request.body.c_str());  // not copied
  }
  if (request.method != "POST") settings.set(CURLOPT_CUSTOMREQUEST, request.method.c_str());
}

void set_safety(Settings& settings, Progress& progress, const std::string& proxy) {
#if LIBCURL_VERSION_NUM >= 0x075500
  settings.set(CURLOPT_PROTOCOLS_STR, "http,https");
#else
  settings.set(CURLOPT_PROTOCOLS, static_cast<long>(CURLPROTO_HTTP | CURLPROTO_HTTPS));
#endif
  settings.set(CURLOPT_FOLLOWLOCATION, 0L);
  settings.set(CURLOPT_SSL_VERIFYPEER, 1L);
  settings.set(CURLOPT_SSL_VERIFYHOST, 2L);
  settings.set(CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  // The variables that OpenSSL's own programs know: whom to trust, never whether to check.
  if (const std::string file = environment({"SSL_CERT_FILE"}); !file.empty())
    settings.set(CURLOPT_CAINFO, file.c_str());
  if (const std::string folder = environment({"SSL_CERT_DIR"}); !folder.empty())
    settings.set(CURLOPT_CAPATH, folder.c_str());
  settings.set(CURLOPT_NETRC, static_cast<long>(CURL_NETRC_IGNORED));
  // A connection that died idle would make curl send a request, POST or not, a second time.
  settings.set(CURLOPT_FRESH_CONNECT, 1L);
  settings.set(CURLOPT_FORBID_REUSE, 1L);
  settings.set(CURLOPT_PROXY, proxy.c_str());  // empty: none, whatever the environment says
  settings.set(CURLOPT_NOPROXY, "");
  settings.set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
  settings.set(CURLOPT_HEADEROPT, static_cast<long>(CURLHEADER_SEPARATE));
  settings.set(CURLOPT_OPENSOCKETFUNCTION, &open_socket);
  settings.set(CURLOPT_OPENSOCKETDATA, static_cast<void*>(&progress));
  settings.set(CURLOPT_PREREQFUNCTION, &before_sending);
  settings.set(CURLOPT_PREREQDATA, static_cast<void*>(&progress));
}

void set_exchange(Settings& settings, Progress& progress, const std::string& url, Milliseconds left) {
  settings.set(CURLOPT_URL, url.c_str());
  settings.set(CURLOPT_PATH_AS_IS, 1L);
  settings.set(CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
  settings.set(CURLOPT_USERAGENT, "Burnish/" BURNISH_VERSION);
  settings.set(CURLOPT_NOSIGNAL, 1L);
#if LIBCURL_VERSION_NUM >= 0x075700
  settings.set(CURLOPT_QUICK_EXIT, 1L);  // a stopped exchange does not wait for the resolver's thread
#endif
  settings.set(CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(std::min(progress.request->connect_timeout, left).count()));
  settings.set(CURLOPT_TIMEOUT_MS, static_cast<long>(left.count()));
  settings.set(CURLOPT_HEADERFUNCTION, &take_header);
  settings.set(CURLOPT_HEADERDATA, static_cast<void*>(&progress));
  settings.set(CURLOPT_WRITEFUNCTION, &take_body);
  settings.set(CURLOPT_WRITEDATA, static_cast<void*>(&progress));
}

/// Drives the exchange to its end; nothing when it was stopped.
std::optional<CURLcode> drive(CURLM* multi, const std::function<bool()>& stopped) {
  for (;;) {
    int running = 0;
    if (curl_multi_perform(multi, &running) != CURLM_OK) return CURLE_FAILED_INIT;
    if (running == 0) break;
    if (stopped && stopped()) return std::nullopt;
    if (curl_multi_poll(multi, nullptr, 0, static_cast<int>(look_around.count()), nullptr) != CURLM_OK)
      return CURLE_FAILED_INIT;
  }
  int left = 0;
  const CURLMsg* message = curl_multi_info_read(multi, &left);
  return message == nullptr ? CURLE_FAILED_INIT : message->data.result;
}

bool is_permanent(CURLcode code) {
  switch (code) {
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_SSL_ISSUER_ERROR:
    case CURLE_SSL_CIPHER:
    case CURLE_UNSUPPORTED_PROTOCOL:
    case CURLE_URL_MALFORMAT:
      return true;
    default:
      return false;
  }
}

std::string seconds_text(Milliseconds time) {
  return time.count() % 1000 == 0 ? std::to_string(time.count() / 1000) + " s" : std::to_string(time.count()) + " ms";
}

/// What curl says, or the general sentence for the code.
std::string curl_text(CURLcode code, const char* detail) {
  std::string text = detail != nullptr && *detail != '\0' ? detail : curl_easy_strerror(code);
  while (!text.empty() && (text.back() == '\n' || text.back() == '.')) text.pop_back();
  return text;
}

/// Nothing went out: name, connection, TLS, or an address that is not allowed.
void fail_before(Progress& progress, CURLcode code, const char* detail) {
  WireAnswer& answer = progress.answer;
  answer.permanent = is_permanent(code);
  if (!progress.refused.empty()) {
    answer.failure = WireFailure::Address;
    answer.permanent = true;
    answer.why = progress.refused + ", where nothing may be sent";
    return;
  }
  answer.failure = progress.no_memory || code == CURLE_OUT_OF_MEMORY ? WireFailure::Unavailable : WireFailure::Connect;
  if (answer.failure == WireFailure::Unavailable) {
    answer.why = "out of memory";
  } else if (code == CURLE_OPERATION_TIMEDOUT) {
    answer.why = "no connection to " + progress.host + " within " +
                 seconds_text(std::min(progress.request->connect_timeout, progress.request->timeout));
  } else if (code == CURLE_PEER_FAILED_VERIFICATION) {
    answer.why = progress.host + " could not prove who it is: " + curl_text(code, detail);
  } else {
    answer.why = "no connection to " + progress.host + ": " + curl_text(code, detail);
  }
}

void fail_after(Progress& progress, CURLcode code, const char* detail) {
  WireAnswer& answer = progress.answer;
  if (progress.too_large) {
    answer.failure = WireFailure::TooLarge;
    answer.permanent = true;
    answer.why = progress.header_bytes > max_header_bytes
                     ? "the answer of " + progress.host + " has more than " + std::to_string(max_header_bytes) +
                           " bytes of headers"
                     : "the answer of " + progress.host + " has more than the allowed " +
                           std::to_string(progress.request->max_bytes) + " bytes";
  } else if (code == CURLE_OPERATION_TIMEDOUT) {
    answer.failure = WireFailure::Timeout;
    answer.why = "no whole answer of " + progress.host + " within " + seconds_text(progress.request->timeout);
  } else {
    answer.failure = WireFailure::Lost;
    answer.why = "the answer of " + progress.host + (answer.status != 0 ? " ended early: " : " was lost: ") +
                 (progress.no_memory ? "out of memory" : curl_text(code, detail));
  }
  answer.body.clear();
}

WireAnswer unavailable(std::string why) {
  WireAnswer answer;
  answer.failure = WireFailure::Unavailable;
  answer.permanent = true;
  answer.why = std::move(why);
  return answer;
}

/// One request and its answer. `next` becomes the address that a redirect points to.
WireAnswer exchange_once(const WireRequest& request, const std::string& url, const Url& parsed, Milliseconds left,
                         std::string& next) {
  Progress progress;
  progress.request = &request;
  progress.host = parsed.authority();
  const std::string proxy = proxy_for(parsed);
  progress.proxied = !proxy.empty();
  if (const auto kind = address_kind(parsed.host); kind && !is_allowed(*kind, request.reach)) {
    progress.refused = refusal(progress, progress.host, *kind);
    fail_before(progress, CURLE_COULDNT_CONNECT, nullptr);
    return std::move(progress.answer);
  }
  char detail[CURL_ERROR_SIZE] = {};
  const List headers = header_lines(request);
  const Easy easy(curl_easy_init());
  const Multi multi(curl_multi_init());
  if (!easy || !multi) return unavailable("libcurl cannot make a handle");
  Settings settings(easy.get());
  set_safety(settings, progress, proxy);
  set_exchange(settings, progress, url, left);
  set_method(settings, request);
  settings.set(CURLOPT_HTTPHEADER, headers.get());
  settings.set(CURLOPT_ERRORBUFFER, static_cast<char*>(detail));
  if (!settings.ok()) return unavailable(std::string("an option is missing in ") + curl_version());

  if (curl_multi_add_handle(multi.get(), easy.get()) != CURLM_OK) return unavailable("libcurl refuses its own handle");
  const std::optional<CURLcode> code = drive(multi.get(), request.stopped);
  long status = 0;
  curl_easy_getinfo(easy.get(), CURLINFO_RESPONSE_CODE, &status);
  if (progress.answer.sent) progress.answer.status = static_cast<int32_t>(status);
  const char* target = nullptr;
  curl_easy_getinfo(easy.get(), CURLINFO_REDIRECT_URL, &target);
  next = target == nullptr ? std::string() : target;
  if (!code) {
    progress.answer.failure = WireFailure::Stopped;
    progress.answer.why = "stopped while talking to " + progress.host;
  } else if (*code != CURLE_OK && !progress.answer.sent) {
    fail_before(progress, *code, detail);
  } else if (*code != CURLE_OK) {
    fail_after(progress, *code, detail);
  } else if (!progress.headers_ended) {  // which is good enough for curl
    fail_after(progress, CURLE_PARTIAL_FILE, "it ended within its headers");
  }
  curl_multi_remove_handle(multi.get(), easy.get());
  progress.answer.final_url = url;
  return std::move(progress.answer);
}

bool is_redirect(const WireAnswer& answer) {
  return answer.failure == WireFailure::None && (answer.status == 301 || answer.status == 302 || answer.status == 303 ||
                                                 answer.status == 307 || answer.status == 308);
}

class CurlTransport final : public Transport {
 public:
  WireAnswer exchange(const WireRequest& request) override {
    const NoBrokenPipe no_broken_pipe;
    const SteadyTime deadline = std::chrono::steady_clock::now() + request.timeout;
    const bool may_follow = request.method == "GET" || request.method == "HEAD";
    std::string url = request.url;
    for (uint32_t followed = 0;; ++followed) {
      std::string why;
      const auto parsed = parse_url(url, why);
      if (!parsed) return unavailable("the URL " + shown(url) + " cannot be used: " + why);
      const auto left = std::chrono::ceil<Milliseconds>(deadline - std::chrono::steady_clock::now());
      std::string next;
      WireAnswer answer = exchange_once(request, url, *parsed, std::max(left, Milliseconds(1)), next);
      if (!may_follow || followed >= request.redirects || !is_redirect(answer) || next.empty()) return answer;
      const auto target = parse_url(next, why);
      if (!target || !target->same_origin(*parsed)) return answer;
      url = std::move(next);
    }
  }
};

}  // namespace
}  // namespace burnish::net

extern "C" __attribute__((visibility("default"))) burnish::net::Transport* burnish_net_v1(const char* version) {
  if (version == nullptr || std::string_view(version) != BURNISH_VERSION) return nullptr;
  static const bool initialised = curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK;
  static burnish::net::CurlTransport transport;
  return initialised ? &transport : nullptr;
}
