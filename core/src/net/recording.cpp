// Exchanges in a file: written down as they happen, and answered from it in tests.
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <map>
#include <mutex>

#include "load/describe_text.hpp"
#include "load/descriptor.hpp"
#include "load/sha256.hpp"
#include "net/client.hpp"
#include "net/secrets.hpp"
#include "net/url.hpp"
#include "write/json_line.hpp"

namespace burnish::net {
namespace {

namespace fs = std::filesystem;
using Fields = std::map<std::string, JsonField>;

constexpr std::string_view base64_letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::array<std::pair<WireFailure, std::string_view>, 8> failure_words{
    {{WireFailure::None, "none"},
     {WireFailure::Refused, "refused"},
     {WireFailure::Address, "address"},
     {WireFailure::Connect, "connect"},
     {WireFailure::Lost, "lost"},
     {WireFailure::Timeout, "timeout"},
     {WireFailure::TooLarge, "too_large"},
     {WireFailure::Unavailable, "unavailable"}}};

std::string base64(std::string_view bytes) {
  std::string text;
  text.reserve((bytes.size() + 2) / 3 * 4);
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    uint32_t group = 0;
    for (std::size_t k = 0; k < 3; ++k)
      group = group << 8U | (i + k < bytes.size() ? static_cast<uint8_t>(bytes[i + k]) : 0U);
    for (std::size_t k = 0; k < 4; ++k)
      text += i + k <= bytes.size() ? base64_letters[group >> (18 - 6 * k) & 63U] : '=';
  }
  return text;
}

std::optional<std::string> from_base64(std::string_view text) {
  std::string bytes;
  uint32_t group = 0;
  std::size_t letters = 0;
  while (!text.empty() && text.back() == '=') text.remove_suffix(1);
  for (const char c : text) {
    const std::size_t value = base64_letters.find(c);
    if (value == std::string_view::npos) return std::nullopt;
    group = group << 6U | static_cast<uint32_t>(value);
    if (++letters % 4 != 1) bytes += static_cast<char>(group >> (2 * (3 - (letters - 1) % 4)) & 255U);
  }
  if (letters % 4 == 1) return std::nullopt;
  return bytes;
}

std::string header_text(const Headers& headers) {
  std::string text;
  for (const auto& [name, value] : headers)
    if (name != "set-cookie") text += name + ": " + value + "\n";
  return text;
}

Headers headers_of(std::string_view text) {
  Headers headers;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = text.substr(0, end);
    if (const std::size_t colon = line.find(": "); colon != std::string_view::npos)
      headers.emplace_back(line.substr(0, colon), line.substr(colon + 2));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return headers;
}

/// What a request is found again by.
std::string match_key(const std::string& method, const std::string& url, const std::string& body_hash) {
  return method + " " + url + " " + body_hash;
}

std::string hidden(std::string text, const Secrets& secrets) {
  hide_secrets(text, secrets, 1);
  return text;
}

class Recording final : public Transport {
 public:
  Recording(Transport& through, Descriptor file) : through_(through), file_(std::move(file)) {}

  WireAnswer exchange(const WireRequest& request) override {
    WireAnswer answer = through_.exchange(request);
    if (answer.failure == WireFailure::Stopped) return answer;  // cannot happen again in the same way
    const std::scoped_lock lock(mutex_);
    for (const auto& secret : request.secrets)
      if (std::find(secrets_.begin(), secrets_.end(), secret) == secrets_.end()) secrets_.push_back(secret);
    write(line(request, answer) + "\n");
    return answer;
  }

 private:
  [[nodiscard]] std::string line(const WireRequest& request, const WireAnswer& answer) const {
    std::vector<std::pair<std::string, JsonField>> fields{
        {"method", request.method},
        {"url", hidden(request.url, secrets_)},
        {"request_headers", hidden(header_text(request.headers), secrets_)},
        {"body_sha256", sha256_hex(hidden(request.body, secrets_))},
        {"status", int64_t{answer.status}},
        {"headers", hidden(header_text(answer.headers), secrets_)},
        {"final_url", hidden(answer.final_url, secrets_)}};
    const std::string body = hidden(answer.body, secrets_);
    if (is_utf8(body)) {
      fields.emplace_back("body", body);
    } else {
      fields.emplace_back("body_base64", base64(body));
    }
    if (answer.failure != WireFailure::None) {
      for (const auto& [failure, word] : failure_words)
        if (failure == answer.failure) fields.emplace_back("failure", std::string(word));
      fields.emplace_back("why", hidden(answer.why, secrets_));
      fields.emplace_back("permanent", int64_t{answer.permanent ? 1 : 0});
      fields.emplace_back("sent", int64_t{answer.sent ? 1 : 0});
    }
    return json_line(fields);
  }

  /// A full disk costs the recording, never the answer, which may have cost money.
  void write(std::string_view bytes) const {
    while (!bytes.empty()) {
      const ssize_t n = ::write(file_.get(), bytes.data(), bytes.size());
      if (n < 0 && errno == EINTR) continue;
      if (n <= 0) return;
      bytes.remove_prefix(static_cast<std::size_t>(n));
    }
  }

  Transport& through_;
  Descriptor file_;
  std::mutex mutex_;  // guards what follows, and keeps lines whole
  Secrets secrets_;
};

std::string text_of(const Fields& fields, const std::string& key) {
  const auto found = fields.find(key);
  const auto* text = found == fields.end() ? nullptr : std::get_if<std::string>(&found->second);
  return text == nullptr ? std::string() : *text;
}

int64_t number_of(const Fields& fields, const std::string& key) {
  const auto found = fields.find(key);
  const auto* number = found == fields.end() ? nullptr : std::get_if<int64_t>(&found->second);
  return number == nullptr ? 0 : *number;
}

std::optional<WireAnswer> answer_of(const Fields& fields) {
  WireAnswer answer;
  answer.status = static_cast<int32_t>(number_of(fields, "status"));
  answer.headers = headers_of(text_of(fields, "headers"));
  answer.final_url = text_of(fields, "final_url");
  answer.body = text_of(fields, "body");
  if (const std::string encoded = text_of(fields, "body_base64"); !encoded.empty()) {
    auto bytes = from_base64(encoded);
    if (!bytes) return std::nullopt;
    answer.body = *std::move(bytes);
  }
  answer.why = text_of(fields, "why");
  answer.permanent = number_of(fields, "permanent") != 0;
  answer.sent = answer.status != 0 || number_of(fields, "sent") != 0;
  const std::string word = text_of(fields, "failure");
  if (word.empty()) return answer.status == 0 ? std::nullopt : std::optional(std::move(answer));
  for (const auto& [failure, name] : failure_words) {
    if (name != word) continue;
    answer.failure = failure;
    return answer;
  }
  return std::nullopt;
}

class Replay final : public Transport {
 public:
  explicit Replay(fs::path file) : file_(std::move(file)) {}

  Status read() {
    std::ifstream in(file_, std::ios::binary);
    if (!in.is_open()) return damaged("it cannot be opened", 0);
    std::string line;
    for (std::size_t number = 1; std::getline(in, line); ++number) {
      if (line.empty()) continue;
      const auto fields = parse_json_line(line);
      if (!fields) return damaged("it is not a flat JSON object", number);
      auto answer = answer_of(*fields);
      if (!answer) return damaged("it is no exchange with a status or a known failure", number);
      answers_.emplace(match_key(text_of(*fields, "method"), text_of(*fields, "url"), text_of(*fields, "body_sha256")),
                       *std::move(answer));
    }
    return Done{};
  }

  WireAnswer exchange(const WireRequest& request) override {
    const std::string hash = sha256_hex(hidden(request.body, request.secrets));
    const std::string key = match_key(request.method, hidden(request.url, request.secrets), hash);
    const std::scoped_lock lock(mutex_);
    // lower_bound: of equal ones the first that was written.
    if (const auto found = answers_.lower_bound(key); found != answers_.end() && found->first == key) {
      WireAnswer answer = std::move(found->second);
      answers_.erase(found);
      return limited(std::move(answer), request);
    }
    WireAnswer none;
    none.failure = WireFailure::Unavailable;
    none.permanent = true;
    none.why = file_.string() + " holds no further " + request.method + " of " + shown(request.url) + " with this body";
    return none;
  }

 private:
  [[nodiscard]] Error damaged(std::string why, std::size_t line) const {
    return {Code::Usage,
            "cannot replay " + file_.string(),
            line == 0 ? std::string() : "line " + std::to_string(line),
            std::move(why),
            {}};
  }

  static WireAnswer limited(WireAnswer answer, const WireRequest& request) {
    if (answer.body.size() <= request.max_bytes) return answer;
    answer.failure = WireFailure::TooLarge;
    answer.why = "the recorded answer has more than the allowed " + std::to_string(request.max_bytes) + " bytes";
    answer.body.clear();
    return answer;
  }

  fs::path file_;
  std::mutex mutex_;  // guards what follows
  std::multimap<std::string, WireAnswer> answers_;
};

}  // namespace

Result<std::unique_ptr<Transport>> recording(Transport& through, const fs::path& file) {
  // Prompts are private.
  Descriptor opened(::open(file.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, S_IRUSR | S_IWUSR));
  if (!opened) return Error{Code::Io, "cannot record to " + file.string(), {}, std::strerror(errno), {}};
  return std::unique_ptr<Transport>(std::make_unique<Recording>(through, std::move(opened)));
}

Result<std::unique_ptr<Transport>> replay(const fs::path& file) {
  auto transport = std::make_unique<Replay>(file);
  BURNISH_CHECK(transport->read());
  return std::unique_ptr<Transport>(std::move(transport));
}

}  // namespace burnish::net
