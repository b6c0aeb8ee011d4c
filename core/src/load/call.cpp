#include "load/call.hpp"

#include <algorithm>
#include <new>

namespace burnish {
namespace {

constexpr std::size_t longest_message = 2000;  // bytes of a plugin's sentence that are kept
constexpr std::size_t most_notes = 64;

/// A plugin's text as one line for people: bounded, no control characters.
std::string one_line(const char* text) {
  if (text == nullptr) return {};
  std::string line;
  for (std::size_t i = 0; i < longest_message && text[i] != '\0'; ++i) {
    const auto c = static_cast<unsigned char>(text[i]);
    line.push_back(c < 0x20 || c == 0x7f ? ' ' : text[i]);
  }
  while (!line.empty() && line.back() == ' ') line.pop_back();
  return line;
}

std::string_view plain_reason(burnish_status status) {
  switch (status) {
    case BURNISH_CANCELLED:
      return "cancelled";
    case BURNISH_NO_MEMORY:
      return "out of memory";
    case BURNISH_BAD_PARAM:
      return "a parameter is out of range";
    case BURNISH_BAD_DATA:
      return "the data is malformed or truncated";
    case BURNISH_UNSUPPORTED:
      return "not supported";
    case BURNISH_LIMIT:
      return "a limit was exceeded";
    case BURNISH_IO:
      return "reading or writing failed";
    case BURNISH_NETWORK:
      return "the network failed";
    case BURNISH_DENIED:
      return "a permission was not granted";
    case BURNISH_ERROR:
      return "the plugin gave no reason";
    default:
      return {};
  }
}

}  // namespace

Code code_of(burnish_status status) {
  switch (status) {
    case BURNISH_CANCELLED:
      return Code::Cancelled;
    case BURNISH_NO_MEMORY:
      return Code::NoMemory;
    case BURNISH_BAD_PARAM:
      return Code::BadParam;
    case BURNISH_BAD_DATA:
      return Code::BadData;
    case BURNISH_UNSUPPORTED:
      return Code::Unsupported;
    case BURNISH_LIMIT:
      return Code::Limit;
    case BURNISH_IO:
      return Code::Io;
    case BURNISH_NETWORK:
      return Code::Generator;
    default:
      return Code::Plugin;
  }
}

burnish_status status_of(Code code) {
  switch (code) {
    case Code::Cancelled:
    case Code::Timeout:
      return BURNISH_CANCELLED;
    case Code::NoMemory:
      return BURNISH_NO_MEMORY;
    case Code::BadData:
      return BURNISH_BAD_DATA;
    case Code::Unsupported:
      return BURNISH_UNSUPPORTED;
    case Code::Limit:
      return BURNISH_LIMIT;
    case Code::Missing:
    case Code::Unreadable:
    case Code::Io:
      return BURNISH_IO;
    default:
      return BURNISH_ERROR;
  }
}

Call::Call(const CallContext& context, uint64_t seed)
    : cancel_(context.cancel), deadline_(context.deadline), max_pixels_(context.max_pixels) {
  raw_.struct_size = sizeof raw_;
  raw_.host = context.host;
  raw_.impl = this;
  raw_.seed = seed;
  raw_.cancelled = &Call::cancelled;
  raw_.progress = &Call::progress;
  raw_.fail = &Call::fail;
  raw_.note = &Call::note;
}

bool Call::stopped() const {
  if (cancel_ != nullptr && cancel_->cancelled()) return true;
  return deadline_ != no_deadline && std::chrono::steady_clock::now() >= deadline_;
}

Error Call::error(burnish_status status, std::string what) const {
  if (status == BURNISH_CANCELLED && (cancel_ == nullptr || !cancel_->cancelled()) && stopped())
    return {Code::Timeout, std::move(what), {}, "the time limit per input has passed", "raise --timeout"};
  const std::scoped_lock lock(mutex_);
  Error e{code_of(status), std::move(what), param_, message_, {}};
  if (e.why.empty()) e.why = plain_reason(status);
  if (e.why.empty()) e.why = "the plugin returned the unknown status " + std::to_string(status);
  return e;
}

Status Call::check(burnish_status status, std::string what) const {
  if (status >= 0) return Done{};
  return error(status, std::move(what));
}

std::vector<std::string> Call::take_notes() {
  const std::scoped_lock lock(mutex_);
  return std::exchange(notes_, {});
}

int32_t Call::cancelled(const burnish_call* raw) noexcept { return of(raw).stopped() ? 1 : 0; }

void Call::progress(const burnish_call* /*raw*/, double /*done01*/, const char* /*what*/) noexcept {}

burnish_status Call::fail(const burnish_call* raw, burnish_status code, const char* param,
                          const char* message) noexcept {
  Call& call = of(raw);
  try {
    const std::scoped_lock lock(call.mutex_);
    if (call.failure_ == BURNISH_OK) {
      call.failure_ = code;
      call.param_ = one_line(param);
      call.message_ = one_line(message);
    }
  } catch (const std::bad_alloc&) {
    // The code is recorded; only its sentence is lost.
  }
  return code;
}

void Call::note(const burnish_call* raw, const char* message) noexcept {
  Call& call = of(raw);
  try {
    const std::scoped_lock lock(call.mutex_);
    std::string line = one_line(message);
    if (line.empty() || call.notes_.size() >= most_notes) return;
    if (std::find(call.notes_.begin(), call.notes_.end(), line) == call.notes_.end())
      call.notes_.push_back(std::move(line));
  } catch (const std::bad_alloc&) {
    // A note is lost; nothing else depends on it.
  }
}

}  // namespace burnish
