#include "load/scan.hpp"

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <variant>

#include "load/child.hpp"
#include "load/describe.hpp"
#include "load/descriptor.hpp"
#include "load/elf.hpp"
#include "load/library.hpp"
#include "load/module_record.hpp"
#include "load/sha256.hpp"

namespace burnish {
namespace {

namespace fs = std::filesystem;

constexpr auto scan_time = std::chrono::seconds(5);
constexpr std::size_t largest_report = std::size_t{16} << 20;
constexpr uint32_t report_magic = 0x31534e42;  // "BNS1"

Scan broken(const fs::path& file, std::string reason, bool keep = true) {
  Scan scan;
  scan.module.path = file;
  scan.module.state = ModuleState::Broken;
  scan.module.reason = std::move(reason);
  scan.keep = keep;
  return scan;
}

enum class ReadEnd { Closed, TooLong, TimedOut };

ReadEnd read_all(int pipe, Deadline deadline, std::string& bytes) {
  std::array<char, 65536> block{};
  for (;;) {
    const auto left =
        std::chrono::duration_cast<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now()).count();
    if (left <= 0) return ReadEnd::TimedOut;
    pollfd waiting{pipe, POLLIN, 0};
    const int ready = poll(&waiting, 1, static_cast<int>(left));
    if (ready < 0 && errno != EINTR) return ReadEnd::Closed;
    if (ready <= 0) continue;
    const ssize_t got = read(pipe, block.data(), block.size());
    if (got < 0 && (errno == EINTR || errno == EAGAIN)) continue;
    if (got <= 0) return ReadEnd::Closed;
    bytes.append(block.data(), static_cast<std::size_t>(got));
    if (bytes.size() > largest_report) return ReadEnd::TooLong;
  }
}

Scan listen(ChildProcess& child, int pipe, const fs::path& file) {
  const Deadline deadline = std::chrono::steady_clock::now() + scan_time;
  std::string bytes;
  const ReadEnd end = read_all(pipe, deadline, bytes);
  if (end == ReadEnd::TooLong) return broken(file, "it wrote more than a description while it was scanned");
  const std::optional<int> ended = end == ReadEnd::Closed ? child.wait_until(deadline) : std::nullopt;
  if (!ended) return broken(file, "it did not answer within 5 s while it was scanned");
  // A report that is whole counts even when a destructor crashed after it.
  if (std::optional<Scan> scan = read_report(bytes)) {
    scan->module.path = file;
    return std::move(*scan);
  }
  return broken(file, "it " + describe_end(*ended) + " while it was scanned");
}

}  // namespace

Scan scan_plugin(const fs::path& worker, const fs::path& file) {
  {
    const Descriptor descriptor(::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
    if (!descriptor) return broken(file, std::string("it cannot be opened: ") + std::strerror(errno), false);
    if (auto why = refuse_elf(descriptor.get())) return broken(file, std::move(*why));
  }
  std::array<int, 2> pipe_ends{};
  if (pipe2(pipe_ends.data(), O_CLOEXEC) != 0)
    return broken(file, std::string("it could not be scanned: ") + std::strerror(errno), false);
  const Descriptor read_end(pipe_ends[0]);
  Descriptor write_end(pipe_ends[1]);
  const std::array<std::string, 2> arguments{"scan", file.string()};
  const std::array<ChildProcess::Passed, 1> passed{{{write_end.get(), report_descriptor}}};
  Result<ChildProcess> child = ChildProcess::start(worker, arguments, passed);
  if (!child.ok()) return broken(file, "it could not be scanned: " + child.error().message(), false);
  write_end.reset();
  return listen(child.value(), read_end.get(), file);
}

Scan scan_here(const fs::path& file) {
  auto opened = open_module(file, nullptr);
  if (auto* failure = std::get_if<OpenFailure>(&opened)) return broken(file, failure->error.why, !failure->retry);
  Result<Module> module = describe_module(*std::get<const burnish_module*>(opened));
  if (!module.ok()) return broken(file, module.error().why);
  Scan scan{std::move(module).value(), true};
  scan.module.path = file;
  const Descriptor descriptor(::open(file.c_str(), O_RDONLY | O_CLOEXEC));
  if (descriptor) scan.module.sha256 = sha256_hex_of_file(descriptor.get());
  return scan;
}

std::string write_report(const Scan& scan) {
  RecordWriter body;
  body.number(static_cast<uint8_t>(scan.keep));
  write_module(body, scan.module);
  RecordWriter report;
  report.number(report_magic);
  report.text(body.bytes());
  report.number(checksum(body.bytes()));
  return report.take();
}

std::optional<Scan> read_report(std::string_view bytes) {
  RecordReader report(bytes);
  if (report.number<uint32_t>() != report_magic) return std::nullopt;
  const std::string_view body = report.view();
  if (report.number<uint64_t>() != checksum(body) || !report.at_end()) return std::nullopt;
  RecordReader reader(body);
  Scan scan;
  scan.keep = reader.number<uint8_t>() != 0;
  scan.module = read_module(reader);
  if (!reader.at_end()) return std::nullopt;
  return scan;
}

}  // namespace burnish
