#include "kit/call.hpp"

#include <algorithm>
#include <map>
#include <thread>

namespace burnish::kit {

struct Call::Record {
  std::mutex mutex;
  Failure failure;
  std::vector<std::string> notes, log;
  double progress = 0;
  bool progress_fell = false;
  unsigned threads = 1;
  std::atomic<bool>* cancelled = nullptr;
  std::atomic<int64_t> questions_left = INT64_MAX;
  std::map<std::string, const void*> services;
};

namespace {

// Both burnish_host::impl and burnish_call::impl point at the record.
template <class Record, class Owner>
Record& record_of(const Owner* o) {
  return *static_cast<Record*>(o->impl);
}

std::string text_or_empty(const char* s) { return s == nullptr ? std::string() : std::string(s); }

}  // namespace

std::string status_name(burnish_status status) {
  switch (status) {
    case BURNISH_OK:
      return "ok";
    case BURNISH_PENDING:
      return "pending";
    case BURNISH_NOT_MINE:
      return "not_mine";
    case BURNISH_ERROR:
      return "error";
    case BURNISH_CANCELLED:
      return "cancelled";
    case BURNISH_NO_MEMORY:
      return "no_memory";
    case BURNISH_BAD_PARAM:
      return "bad_param";
    case BURNISH_BAD_DATA:
      return "bad_data";
    case BURNISH_UNSUPPORTED:
      return "unsupported";
    case BURNISH_LIMIT:
      return "limit";
    case BURNISH_IO:
      return "io";
    case BURNISH_NETWORK:
      return "network";
    case BURNISH_DENIED:
      return "denied";
    default:
      return "unknown status " + std::to_string(status);
  }
}

std::string to_text(const Failure& f) {
  return status_name(f.code) + (f.param.empty() ? "" : " " + f.param) + ": " + f.message;
}

Call::Call(unsigned threads, uint64_t seed) : record_(std::make_unique<Record>()) {
  record_->threads = std::max(1U, threads);
  record_->cancelled = &cancelled_;

  static constexpr burnish_parallel parallel = {
      sizeof(burnish_parallel),
      [](const burnish_call* call, uint32_t n, void* ctx,
         burnish_status (*body)(void*, const burnish_call*, uint32_t) noexcept) noexcept -> burnish_status {
        std::atomic<uint32_t> next = 0;
        std::atomic<burnish_status> first = BURNISH_OK;
        const auto work = [&] {
          for (uint32_t i = next++; i < n; i = next++) {
            const burnish_status s = body(ctx, call, i);
            burnish_status none = BURNISH_OK;
            if (s < 0) first.compare_exchange_strong(none, s);
          }
        };
        const uint32_t width = std::min(n, record_of<Record>(call).threads);
        std::vector<std::thread> others;
        for (uint32_t i = 1; i < width; ++i) others.emplace_back(work);
        work();
        for (std::thread& t : others) t.join();
        return first;
      },
      [](const burnish_call* call) noexcept -> uint32_t { return record_of<Record>(call).threads; }};
  record_->services["burnish.parallel/1"] = &parallel;

  host_.struct_size = sizeof host_;
  host_.abi_minor = BURNISH_ABI_MINOR;
  host_.impl = record_.get();
  host_.name = "burnish test kit";
  host_.version = "1";
  host_.log = [](const burnish_host* h, int32_t, const char* message) noexcept {
    auto& r = record_of<Record>(h);
    const std::scoped_lock lock(r.mutex);
    r.log.push_back(text_or_empty(message));
  };
  host_.service = [](const burnish_host* h, const char* id) noexcept -> const void* {
    auto& r = record_of<Record>(h);
    const auto found = r.services.find(text_or_empty(id));
    return found == r.services.end() ? nullptr : found->second;
  };

  call_.struct_size = sizeof call_;
  call_.host = &host_;
  call_.impl = record_.get();
  call_.seed = seed;
  call_.cancelled = [](const burnish_call* c) noexcept -> int32_t {
    auto& r = record_of<Record>(c);
    return *r.cancelled || r.questions_left-- <= 0 ? 1 : 0;
  };
  call_.progress = [](const burnish_call* c, double done, const char*) noexcept {
    auto& r = record_of<Record>(c);
    const std::scoped_lock lock(r.mutex);
    if (done < r.progress) r.progress_fell = true;
    r.progress = done;
  };
  call_.fail = [](const burnish_call* c, burnish_status code, const char* param,
                  const char* message) noexcept -> burnish_status {
    auto& r = record_of<Record>(c);
    const std::scoped_lock lock(r.mutex);
    if (r.failure.code == BURNISH_OK) r.failure = {code, text_or_empty(param), text_or_empty(message)};
    return code;
  };
  call_.note = [](const burnish_call* c, const char* message) noexcept {
    auto& r = record_of<Record>(c);
    const std::scoped_lock lock(r.mutex);
    r.notes.push_back(text_or_empty(message));
  };
}

Call::~Call() = default;

void Call::offer(const std::string& id, const void* table) { record_->services[id] = table; }

void Call::cancel_after(int questions) { record_->questions_left = questions; }

Failure Call::failure() const {
  const std::scoped_lock lock(record_->mutex);
  return record_->failure;
}
std::vector<std::string> Call::notes() const {
  const std::scoped_lock lock(record_->mutex);
  return record_->notes;
}
std::vector<std::string> Call::log() const {
  const std::scoped_lock lock(record_->mutex);
  return record_->log;
}
double Call::progress() const {
  const std::scoped_lock lock(record_->mutex);
  return record_->progress;
}
bool Call::progress_fell() const {
  const std::scoped_lock lock(record_->mutex);
  return record_->progress_fell;
}

Failure Call::failure_of(burnish_status status) const {
  if (status >= 0) return {};
  Failure f = failure();
  if (f.code == BURNISH_OK) f.message = "(no message was given to call->fail)";
  f.code = status;
  return f;
}

}  // namespace burnish::kit
