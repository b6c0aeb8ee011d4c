// What the tests of generate/ share: this build's plugins and profiles, a provider that is a function, and time that
// passes only when somebody waits.
#pragma once
#include <gmock/gmock.h>
#include <stdlib.h>

#include <filesystem>
#include <fstream>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "core/write/scratch.hpp"
#include "execute/execute.hpp"
#include "generate/job.hpp"
#include "load/host.hpp"

namespace burnish::generate::testing_generate {

namespace fs = std::filesystem;
using net::WireAnswer;
using net::WireFailure;
using net::WireRequest;

inline WireAnswer answer(std::string body, int32_t status = 200, std::string type = "application/json") {
  WireAnswer a;
  a.status = status;
  a.sent = true;
  a.headers = {{"content-type", std::move(type)}};
  a.body = std::move(body);
  return a;
}

/// Answers by a function of the request; keeps what was asked.
class Wire : public net::Transport {
 public:
  std::function<WireAnswer(const WireRequest&)> respond;
  WireAnswer exchange(const WireRequest& request) override {
    const std::lock_guard lock(mutex_);
    asked_.push_back(request);
    return respond(request);
  }
  [[nodiscard]] std::size_t count(const std::string& method) {
    const std::lock_guard lock(mutex_);
    std::size_t n = 0;
    for (const WireRequest& r : asked_) n += r.method == method ? 1U : 0U;
    return n;
  }

 private:
  std::mutex mutex_;
  std::vector<WireRequest> asked_;
};

struct Time {
  std::mutex mutex;
  std::chrono::steady_clock::time_point at{};
  std::vector<std::chrono::milliseconds> waits;
  [[nodiscard]] net::Clock clock() {
    net::Clock c;
    c.now = [this] {
      const std::lock_guard lock(mutex);
      return at;
    };
    c.wait = [this](std::chrono::milliseconds t, const std::function<bool()>& stopped) {
      const std::lock_guard lock(mutex);
      at += t;
      waits.push_back(t);
      return !stopped || !stopped();
    };
    c.random = [] { return 0.5; };
    return c;
  }
};

/// A Black Forest Labs that is a function: POST gives job "j", polls say `status`, the picture is a grey PNG.
class JobTest : public ::testing::Test {
 protected:
  void SetUp() override {
    setenv("BFL_API_KEY", "canary", 1);
    CatalogueOptions options;
    options.folders = {fs::path(BURNISH_BUILD_DIR) / "lib/burnish/1"};
    options.cache = fs::path(BURNISH_BUILD_DIR) / "tests-cache/burnish/registry-1";
    options.worker = fs::path(BURNISH_BUILD_DIR) / "libexec/burnish/burnish-worker";
    catalogue_ = Catalogue::open(options).value();
    options_.threads = 1;
    options_.memory = uint64_t{1} << 28;
    host_.set_service("burnish.parallel/1", parallel_service());
    host_.set_service("burnish.http/1", net::http_service());
    host_.set_service("burnish.profile/1", net::profile_service());
    host_.set_service("burnish.encode/1", encode_service());
    profile_ = net::Profiles::open({fs::path(BURNISH_BUILD_DIR) / "share/burnish/providers"}).find("bfl").value();
    wire_.respond = [this](const WireRequest& r) { return respond(r); };
    restart();
  }

  virtual WireAnswer respond(const WireRequest& r) {
    if (r.method == "POST")
      return answer(R"({"id":"j","polling_url":"https://api.eu2.bfl.ai/v1/get_result?id=j","cost":3.0})");
    if (r.url.find("get_result") != std::string::npos)
      return answer(R"({"id":"j","status":")" + status_ +
                    R"(","result":{"sample":"https://delivery-eu1.bfl.ai/j.png","seed":42,"prompt":"a fish"}})");
    return answer(picture(), 200, "image/png");
  }

  /// As a new process would find things.
  void restart() {
    jobs_ = std::make_unique<Jobs>(Jobs::Context{*catalogue_, options_, host_.get(), &cancel_,
                                                 [this](std::string_view n) { notes_.emplace_back(n); }},
                                   Results(folder_ / "results"), TicketFolder(folder_ / "tickets"));
    net::ClientOptions client;
    client.clock = time_.clock();
    provider_ = std::make_unique<Provider>(profile_, wire_, client, 0);
  }

  JobRequest request(const std::string& prompt) const {
    JobRequest r;
    r.model = catalogue_->find(Kind::Generator, "flux-2-pro");
    r.arguments = {{"prompt", prompt, {}}};
    return r;
  }
  Result<Jobs::Finished> obtain(const std::string& prompt, bool fresh = false) {
    return jobs_->obtain(request(prompt), *provider_, budget_, fresh);
  }
  [[nodiscard]] TicketFolder tickets() { return TicketFolder(folder_ / "tickets"); }

  std::string picture() {
    Picture p;
    p.shape.width = p.shape.height = 64;
    p.shape.format = {BURNISH_U8, BURNISH_RGB, BURNISH_ALPHA_NONE, BURNISH_INTERLEAVED, BURNISH_LIGHT_ENCODED, {}};
    p.shape.view = {0, 0, 64, 64};
    p.image = Image(p.shape.format, p.shape.rect());
    const PictureReader reader(p);
    const Call call(host_.get(), nullptr);
    return encode_picture(*catalogue_, reader.get(), {}, "image/png", std::nullopt, call).value();
  }

  testing_write::Scratch folder_;
  std::optional<Catalogue> catalogue_;
  RunOptions options_;
  Host host_;
  Cancellation cancel_;
  Wire wire_;
  Time time_;
  net::Profile profile_;
  std::vector<std::string> notes_;
  std::string status_ = "Ready";
  std::unique_ptr<Jobs> jobs_;
  std::unique_ptr<Provider> provider_;
  Budget budget_{std::nullopt};
};

}  // namespace burnish::generate::testing_generate
