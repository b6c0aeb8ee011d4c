// The only spdlog.
#include <spdlog/logger.h>
#include <spdlog/sinks/ansicolor_sink.h>

#include <memory>
#include <mutex>

#include "burnish/core/log.hpp"

namespace burnish {
namespace {

spdlog::level::level_enum level_of(LogLevel level) {
  switch (level) {
    case LogLevel::Debug:
      return spdlog::level::debug;
    case LogLevel::Info:
      return spdlog::level::info;
    case LogLevel::Warning:
      return spdlog::level::warn;
    case LogLevel::Error:
      return spdlog::level::err;
    case LogLevel::Off:
      return spdlog::level::off;
  }
  return spdlog::level::off;
}

/// Made with its first line, of parts: spdlog's registry of loggers is never touched.
class StderrLog {
 public:
  explicit StderrLog(const LogStyle& style) : style_(style) {}

  void write(LogLevel level, std::string_view message) {
    if (level < style_.level || level == LogLevel::Off) return;
    std::call_once(made_, [this] { make(); });
    logger_->log(level_of(level), spdlog::string_view_t(message.data(), message.size()));
  }

 private:
  void make() {
    const auto mode = style_.colour ? spdlog::color_mode::always : spdlog::color_mode::never;
    logger_ =
        std::make_unique<spdlog::logger>("burnish", std::make_shared<spdlog::sinks::ansicolor_stderr_sink_mt>(mode));
    logger_->set_level(spdlog::level::trace);
    logger_->set_pattern("%n: %^%l%$: %v");
    logger_->flush_on(spdlog::level::trace);
  }

  LogStyle style_;
  std::once_flag made_;
  std::unique_ptr<spdlog::logger> logger_;
};

}  // namespace

std::function<void(LogLevel, std::string_view)> make_stderr_log(const LogStyle& style) {
  // Shared because std::function must be copyable: every copy writes through one logger.
  auto log = std::make_shared<StderrLog>(style);
  return [log](LogLevel level, std::string_view message) { log->write(level, message); };
}

}  // namespace burnish
