#include "load/host.hpp"

#include <exception>

namespace burnish {
namespace {

LogLevel level_of(int32_t level) {
  switch (level) {
    case BURNISH_LOG_DEBUG:
      return LogLevel::Debug;
    case BURNISH_LOG_INFO:
      return LogLevel::Info;
    case BURNISH_LOG_WARNING:
      return LogLevel::Warning;
    default:
      return LogLevel::Error;
  }
}

}  // namespace

Host::Host(Log log) : log_(std::move(log)) {
  raw_.struct_size = sizeof raw_;
  raw_.abi_minor = BURNISH_ABI_MINOR;
  raw_.impl = this;
  raw_.name = "burnish";
  raw_.version = BURNISH_VERSION;
  raw_.log = &Host::log;
  raw_.service = &Host::service;
}

void Host::set_service(std::string id, const void* table) { services_.emplace_back(std::move(id), table); }

void Host::log(const burnish_host* raw, int32_t level, const char* message) noexcept {
  const auto* host = static_cast<const Host*>(raw->impl);
  if (host->log_ == nullptr || message == nullptr) return;
  try {
    host->log_(level_of(level), message);
  } catch (const std::exception&) {
    // R3: nothing is thrown into a plugin; a line of the log is lost.
  }
}

const void* Host::service(const burnish_host* raw, const char* id) noexcept {
  if (id == nullptr) return nullptr;
  for (const auto& [known, table] : static_cast<const Host*>(raw->impl)->services_)
    if (known == id) return table;
  return nullptr;
}

}  // namespace burnish
