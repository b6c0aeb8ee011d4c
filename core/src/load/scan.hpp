// Reads a plugin's description in a child process, so that a plugin that crashes, hangs or babbles hurts nobody.
#pragma once
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "burnish/core/catalogue.hpp"

namespace burnish {

struct Scan {
  Module module;     // Usable, or Broken with the reason; path is set
  bool keep = true;  // false: the reason lies outside the file (a missing library, no worker), so ask again next time
};

/// Runs `worker scan file`, at most 5 seconds.
[[nodiscard]] Scan scan_plugin(const std::filesystem::path& worker, const std::filesystem::path& file);

/// The child's side: opens the file in this process and describes it.
[[nodiscard]] Scan scan_here(const std::filesystem::path& file);
/// A scan as the child writes it, and back; nothing when the bytes are not a whole report.
[[nodiscard]] std::string write_report(const Scan&);
[[nodiscard]] std::optional<Scan> read_report(std::string_view);

inline constexpr int report_descriptor = 3;  // of the child: standard output belongs to what the plugin may print

}  // namespace burnish
