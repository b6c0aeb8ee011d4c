// What stands in for the network, the clock and the user's folders in tests of net/.
#pragma once
#include <stdlib.h>
#include <sys/stat.h>

#include <deque>
#include <filesystem>
#include <fstream>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "load/host.hpp"
#include "net/client.hpp"

namespace burnish::testing_net {

namespace fs = std::filesystem;
using namespace burnish::net;

inline constexpr const char* canary = "sk-CANARY/0123456789abcdef";

/// Answers in order, and keeps what was asked.
class FakeTransport : public Transport {
 public:
  FakeTransport() = default;
  explicit FakeTransport(std::deque<WireAnswer> answers) : answers_(std::move(answers)) {}
  WireAnswer exchange(const WireRequest& request) override {
    const std::scoped_lock lock(mutex_);
    asked_.push_back(request);
    if (answers_.empty()) {
      WireAnswer answer;
      answer.status = 200;
      return answer;
    }
    WireAnswer answer = std::move(answers_.front());
    answers_.pop_front();
    return answer;
  }
  [[nodiscard]] const std::vector<WireRequest>& asked() const { return asked_; }

 private:
  std::mutex mutex_;
  std::deque<WireAnswer> answers_;
  std::vector<WireRequest> asked_;
};

inline WireAnswer status(int32_t code, std::string body = {}, Headers headers = {}) {
  WireAnswer answer;
  answer.status = code;
  answer.sent = true;
  answer.body = std::move(body);
  answer.headers = std::move(headers);
  return answer;
}
inline WireAnswer failure(WireFailure kind, std::string why = "it broke") {
  WireAnswer answer;
  answer.failure = kind;
  answer.why = std::move(why);
  return answer;
}

/// Time that passes only when somebody waits.
struct FakeClock {
  std::vector<std::chrono::milliseconds> waits;
  bool stop_at_wait = false;
  [[nodiscard]] Clock clock() {
    Clock c;
    c.now = [] { return std::chrono::steady_clock::time_point(); };
    c.wait = [this](std::chrono::milliseconds time, const std::function<bool()>&) {
      waits.push_back(time);
      return !stop_at_wait;
    };
    c.random = [] { return 0.5; };
    return c;
  }
};

inline Profile bfl() {
  Profile profile;
  profile.name = "bfl";
  profile.base = "https://api.bfl.ai";
  profile.text = "{}";
  profile.hosts = {"api.bfl.ai", "*.bfl.ai"};
  profile.delivery_hosts = {"delivery.example.net"};
  profile.secret = Secret{"bfl", "BURNISH_TEST_KEY"};
  return profile;
}

/// A folder of a test's own; $XDG_CONFIG_HOME and $HOME point into it.
class Home {
 public:
  Home() {
    std::string pattern = (fs::temp_directory_path() / "burnish-net-XXXXXX").string();
    path_ = mkdtemp(pattern.data());
    setenv("XDG_CONFIG_HOME", (path_ / "config").c_str(), 1);
    setenv("HOME", path_.c_str(), 1);
    unsetenv("BURNISH_TEST_KEY");
    unsetenv("BURNISH_KEY_COMMAND_BFL");
  }
  Home(const Home&) = delete;
  Home& operator=(const Home&) = delete;
  ~Home() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
    unsetenv("BURNISH_TEST_KEY");
    unsetenv("BURNISH_KEY_COMMAND_BFL");
  }
  [[nodiscard]] fs::path operator/(const std::string& name) const { return path_ / name; }
  fs::path write(const std::string& name, const std::string& bytes, mode_t mode = 0600) const {
    const fs::path file = path_ / name;
    fs::create_directories(file.parent_path());
    std::ofstream(file, std::ios::binary) << bytes;
    chmod(file.c_str(), mode);
    return file;
  }

 private:
  fs::path path_;
};

inline std::string read_file(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

/// A request of burnish.http/1 and what it points to.
struct Request {
  std::string method = "GET", url, body;
  std::vector<std::string> headers;  // name, value ...
  std::vector<const char*> pointers;
  uint32_t redirects = 0, timeout_ms = 0;
  uint64_t max_bytes = 0;
  burnish_http_request raw{};

  const burnish_http_request& get() {
    pointers.clear();
    for (const std::string& text : headers) pointers.push_back(text.c_str());
    pointers.push_back(nullptr);
    raw.struct_size = sizeof raw;
    raw.method = method.c_str();
    raw.url = url.c_str();
    raw.headers = pointers.data();
    raw.body = body.data();
    raw.body_size = body.size();
    raw.timeout_ms = timeout_ms;
    raw.max_bytes = max_bytes;
    raw.redirects = redirects;
    return raw;
  }
};

inline Request get(std::string url) {
  Request request;
  request.url = std::move(url);
  return request;
}
inline Request post(std::string url, std::string body = "{}") {
  Request request;
  request.method = "POST";
  request.url = std::move(url);
  request.body = std::move(body);
  return request;
}

}  // namespace burnish::testing_net
