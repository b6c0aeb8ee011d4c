#include "worker/scan_mode.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>

#include "load/scan.hpp"
#include "worker/confine.hpp"

namespace burnish {
namespace {

void describe_for_people(const Module& module) {
  if (module.state != ModuleState::Usable) {
    std::printf("%s: %s\n", module.path.c_str(), module.reason.c_str());
    return;
  }
  std::printf("%s: %s %s\n", module.path.c_str(), module.id.c_str(), module.version.c_str());
  for (const Item& item : module.items)
    std::printf("  %s %s: %s\n", std::string(kind_word(item.kind)).c_str(), item.id.c_str(), item.summary.c_str());
}

}  // namespace

int scan_mode(const std::filesystem::path& file) {
  confine_process();
  const bool reporting = fcntl(report_descriptor, F_GETFD) >= 0;
  const Scan scan = scan_here(file);
  if (!reporting) {
    describe_for_people(scan.module);
    return scan.module.state == ModuleState::Usable ? 0 : 1;
  }
  const std::string report = write_report(scan);
  for (std::size_t put = 0; put < report.size();) {
    const ssize_t n = ::write(report_descriptor, report.data() + put, report.size() - put);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return 1;
    put += static_cast<std::size_t>(n);
  }
  // Destructors of a plugin that was only looked at have nothing to tell.
  _exit(0);
}

}  // namespace burnish
