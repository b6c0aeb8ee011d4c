#include "progress.hpp"

#include <unistd.h>

#include <cstdio>
#include <string>

namespace burnish::cli {
namespace {

constexpr auto redraw_after = std::chrono::milliseconds(100);
constexpr int bar_width = 30;

std::string duration(double seconds) {
  char text[32];
  if (seconds < 60)
    std::snprintf(text, sizeof text, "%.0f s", seconds);
  else
    std::snprintf(text, sizeof text, "%d min %02d s", static_cast<int>(seconds) / 60, static_cast<int>(seconds) % 60);
  return text;
}

}  // namespace

Progress::Progress(ProgressStyle style, bool quiet) : style_(style), start_(std::chrono::steady_clock::now()) {
  if (style_ == ProgressStyle::Auto) style_ = isatty(STDERR_FILENO) != 0 ? ProgressStyle::Bar : ProgressStyle::None;
  if (quiet) style_ = ProgressStyle::None;
}

Progress::~Progress() {
  if (drawn_) std::fputs("\r\033[K", stderr);
}

void Progress::update(std::size_t done, std::size_t total) {
  if (style_ == ProgressStyle::None || total < 2) return;
  const auto now = std::chrono::steady_clock::now();
  if (style_ == ProgressStyle::Plain) {
    std::fprintf(stderr, "%zu/%zu\n", done, total);
    return;
  }
  if (done < total && drawn_ && now - shown_ < redraw_after) return;
  shown_ = now;
  drawn_ = true;
  const double seconds = std::chrono::duration<double>(now - start_).count();
  const double rate = seconds > 0 ? static_cast<double>(done) / seconds : 0;
  const int filled = static_cast<int>(bar_width * done / total);
  const std::string bar = std::string(static_cast<std::size_t>(filled), '#') +
                          std::string(static_cast<std::size_t>(bar_width - filled), '.');
  std::fprintf(stderr, "\r\033[K[%s] %zu/%zu files", bar.c_str(), done, total);
  if (rate > 0)
    std::fprintf(stderr, "  %.1f/s  %s left", rate, duration(static_cast<double>(total - done) / rate).c_str());
  std::fflush(stderr);
}

}  // namespace burnish::cli
