// TLS against `openssl s_server`; skipped, saying so, where there is no openssl program.
#include <gmock/gmock.h>
#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "fakes.hpp"
#include "load/child.hpp"
#include "load/descriptor.hpp"

namespace burnish::testing_net {
namespace {

using testing::HasSubstr;

/// `openssl s_server -www` with a certificate of its own for 127.0.0.1.
class TlsServer {
 public:
  explicit TlsServer(const Home& home, const std::string& name = "IP:127.0.0.1") {
    certificate_ = home / "certificate.pem";
    const std::string key = (home / "key.pem").string();
    const std::string make =
        "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=test -addext subjectAltName=" + name +
        " -keyout " + key + " -out " + certificate_.string() + " 2>/dev/null";
    if (system(make.c_str()) != 0) return;
    std::array<int, 2> ends{};
    if (pipe(ends.data()) != 0) return;
    const Descriptor in(ends[1]);
    out_ = Descriptor(ends[0]);
    const std::vector<std::string> arguments{
        "-c", "exec openssl s_server -www -accept 127.0.0.1:0 -cert " + certificate_.string() + " -key " + key};
    const std::array<ChildProcess::Passed, 1> passed{{{in.get(), 1}}};
    auto started = ChildProcess::start("/bin/sh", arguments, passed);
    if (!started) return;
    child_.emplace(std::move(started).value());
    read_port();
  }
  [[nodiscard]] bool runs() const { return !port_.empty(); }
  [[nodiscard]] std::string url() const { return "https://127.0.0.1:" + port_ + "/"; }
  [[nodiscard]] const fs::path& certificate() const { return certificate_; }

 private:
  /// "ACCEPT 127.0.0.1:43210"
  void read_port() {
    std::string text;
    char c = 0;
    while (read(out_.get(), &c, 1) == 1) {
      text += c;
      if (c != '\n') continue;
      if (const std::size_t at = text.find("ACCEPT 127.0.0.1:"); at != std::string::npos) {
        port_ = text.substr(at + 17, text.find_first_not_of("0123456789", at + 17) - at - 17);
        return;
      }
      text.clear();
    }
  }

  fs::path certificate_;
  Descriptor out_;
  std::optional<ChildProcess> child_;
  std::string port_;
};

WireAnswer exchange(const std::string& url) {
  WireRequest request;
  request.url = url;
  request.reach = Reach::Loopback;
  request.headers = {{"x-key", canary}};
  const auto transport = curl_transport();
  if (!transport) return failure(WireFailure::Unavailable, transport.error().message());
  return (*transport)->exchange(request);
}

TEST(CurlTls, ACertificateThatNobodyVouchesForIsRefusedBeforeAnythingIsSent) {
  const Home home;
  const TlsServer server(home);
  if (!server.runs()) GTEST_SKIP() << "there is no openssl program";
  const WireAnswer answer = exchange(server.url());
  EXPECT_EQ(answer.failure, WireFailure::Connect);
  EXPECT_TRUE(answer.permanent);
  EXPECT_FALSE(answer.sent_maybe());
  EXPECT_THAT(answer.why, HasSubstr("could not prove who it is"));
  setenv("SSL_CERT_FILE", server.certificate().c_str(), 1);
  const WireAnswer trusted = exchange(server.url());
  unsetenv("SSL_CERT_FILE");
  EXPECT_EQ(trusted.status, 200) << trusted.why;
  EXPECT_THAT(trusted.body, HasSubstr("s_server"));
}

TEST(CurlTls, ACertificateOfAnotherNameIsRefused) {
  const Home home;
  const TlsServer server(home, "DNS:other.example");
  if (!server.runs()) GTEST_SKIP() << "there is no openssl program";
  setenv("SSL_CERT_FILE", server.certificate().c_str(), 1);
  const WireAnswer answer = exchange(server.url());
  unsetenv("SSL_CERT_FILE");
  EXPECT_EQ(answer.failure, WireFailure::Connect);
  EXPECT_TRUE(answer.permanent);
}

}  // namespace
}  // namespace burnish::testing_net
