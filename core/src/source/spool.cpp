#include "source/spool.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <string_view>
#include <vector>

namespace burnish {
namespace {

constexpr uint64_t memory_bytes = uint64_t{64} << 20;  // beyond this, on disk
constexpr uint64_t most_bytes = uint64_t{8} << 30;
constexpr auto patience = std::chrono::seconds(2);  // for a pipe's first writer
constexpr int look_up_ms = 50;                      // how often a waiting read looks at the cancellation

Error failed(Code code, const std::string& name, std::string why) {
  return {code, "cannot read " + name, {}, std::move(why), {}};
}

bool put(int file, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t n = ::write(file, bytes.data(), bytes.size());
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(n));
  }
  return true;
}

/// Gone from the folder before anything is written: no crash leaves it behind.
Descriptor unlinked_file() {
  std::error_code failed_;
  std::filesystem::path folder = std::filesystem::temp_directory_path(failed_);
  if (failed_) folder = "/tmp";
  std::string name = (folder / "burnish-spool-XXXXXX").string();
  Descriptor file(mkostemp(name.data(), O_CLOEXEC));
  if (file) ::unlink(name.c_str());
  return file;
}

class StreamReading {
 public:
  StreamReading(int stream, const CallContext& context) : stream_(stream), context_(context) {}

  Result<Spooled> to(Spool& spool, const std::string& name) {
    std::vector<char> block(std::size_t{256} << 10);
    for (;;) {
      if (Call(context_).stopped()) return Call(context_).error(BURNISH_CANCELLED, "cannot read " + name);
      pollfd waiting{stream_, POLLIN, 0};
      const int ready = poll(&waiting, 1, look_up_ms);
      if (ready < 0 && errno == EINTR) continue;
      if (ready == 0 && !tired_of_waiting()) continue;
      const ssize_t got = ::read(stream_, block.data(), block.size());
      if (got < 0 && (errno == EINTR || errno == EAGAIN)) continue;
      if (got < 0) return failed(Code::Unreadable, name, std::strerror(errno));
      if (got == 0) return spool.take();
      BURNISH_CHECK(spool.add({block.data(), static_cast<std::size_t>(got)}));
    }
  }

 private:
  /// A pipe that nobody ever opened for writing is silent to poll, and at its end to a read that does not block.
  bool tired_of_waiting() const {
    return std::chrono::steady_clock::now() - begun_ > patience && (fcntl(stream_, F_GETFL) & O_NONBLOCK) != 0;
  }

  int stream_;
  const CallContext& context_;
  std::chrono::steady_clock::time_point begun_ = std::chrono::steady_clock::now();
};

}  // namespace

Status Spool::add(std::string_view bytes) {
  kept_.size += bytes.size();
  if (kept_.size > most_bytes_)
    return failed(Code::Limit, name_, "it is larger than " + std::to_string(most_bytes_) + " bytes");
  if (!kept_.file && kept_.size <= small_bytes) {
    kept_.bytes += bytes;
    return Done{};
  }
  if (!kept_.file) BURNISH_CHECK(to_memory());
  if (kept_.in_memory && kept_.size > memory_bytes) BURNISH_CHECK(to_disk(kept_.size - bytes.size()));
  if (!put(kept_.file.get(), bytes)) return no_room();
  return Done{};
}

Status Spool::to_memory() {
  kept_.file = Descriptor(memfd_create("burnish-spool", MFD_CLOEXEC));
  kept_.in_memory = static_cast<bool>(kept_.file);
  if (!kept_.file) kept_.file = unlinked_file();
  if (!kept_.file || !put(kept_.file.get(), kept_.bytes)) return no_room();
  kept_.bytes = {};
  return Done{};
}

Status Spool::to_disk(uint64_t size) {
  Descriptor disk = unlinked_file();
  if (!disk) return no_room();
  std::vector<char> block(std::size_t{1} << 20);
  for (uint64_t at = 0; at < size;) {
    const ssize_t got = pread(kept_.file.get(), block.data(), block.size(), static_cast<off_t>(at));
    if (got <= 0 || !put(disk.get(), {block.data(), static_cast<std::size_t>(got)})) return no_room();
    at += static_cast<uint64_t>(got);
  }
  kept_.file = std::move(disk);
  kept_.in_memory = false;
  return Done{};
}

Error Spool::no_room() const {
  return failed(Code::Unreadable, name_, std::string("it cannot be kept while it is read: ") + std::strerror(errno));
}

Result<Spooled> spool(int stream, const std::string& name, const CallContext& context) {
  Spool kept(name, most_bytes);
  return StreamReading(stream, context).to(kept, name);
}

}  // namespace burnish
