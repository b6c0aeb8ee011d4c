#include "load/library.hpp"

#include <dlfcn.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include <boost/dll/shared_library.hpp>
#include <cinttypes>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "load/call.hpp"
#include "load/describe_text.hpp"
#include "load/descriptor.hpp"
#include "load/elf.hpp"
#include "load/host.hpp"

namespace burnish {
namespace {

namespace fs = std::filesystem;

constexpr const char* entry_symbol = "burnish_module_v1";

/// What the process has opened. Allocated once and never freed: code of a plugin may run until the very end.
struct Opened {
  std::mutex mutex;
  std::vector<boost::dll::shared_library> libraries;
  std::map<const burnish_module*, std::optional<Error>> initialised;
  Host host;  // for init alone; later calls bring their own
};
Opened& opened() {
  static Opened& kept = *std::make_unique<Opened>().release();
  return kept;
}

Error refused(const fs::path& file, std::string why, std::string hint = {}) {
  return {Code::Plugin, "cannot load plugin " + file.string(), {}, std::move(why), std::move(hint)};
}

/// Device and inode, as /proc/self/maps tells them, of the mapping that an address lies in.
std::string mapped_file_at(const void* address) {
  std::ifstream maps("/proc/self/maps");
  const auto wanted = reinterpret_cast<uintptr_t>(address);
  for (std::string line; std::getline(maps, line);) {
    uintptr_t from = 0;
    uintptr_t to = 0;
    char device[32] = {};
    unsigned long long inode = 0;
    if (std::sscanf(line.c_str(), "%" SCNxPTR "-%" SCNxPTR " %*s %*s %31s %llu", &from, &to, device, &inode) != 4)
      continue;
    if (wanted >= from && wanted < to) return std::string(device) + " " + std::to_string(inode);
  }
  return {};
}

/// Whether the loader mapped the file behind the descriptor. Overlay and some other file systems show different numbers
/// in maps than fstat does, so the descriptor is mapped too and both are compared in maps' own words.
bool mapped_from(const void* address, int descriptor) {
  constexpr std::size_t length = 1;  // rounded up to a page
  void* probe = mmap(nullptr, length, PROT_READ, MAP_PRIVATE, descriptor, 0);
  if (probe == MAP_FAILED) return false;
  const std::string ours = mapped_file_at(probe);
  const std::string theirs = mapped_file_at(address);
  munmap(probe, length);
  return !ours.empty() && ours == theirs;
}

std::optional<OpenFailure> refuse_module(const fs::path& file, const burnish_module& module) {
  const auto no = [&file](std::string why) { return OpenFailure{refused(file, std::move(why)), false}; };
  if (module.struct_size < sizeof(burnish_module) || module.struct_size > largest_struct)
    return no("its module states a struct_size of " + std::to_string(module.struct_size) + "; at least " +
              std::to_string(sizeof(burnish_module)) + " was expected");
  if (module.min_host_minor > BURNISH_ABI_MINOR)
    return no("it needs version 1." + std::to_string(module.min_host_minor) +
              " of the plugin contract; this Burnish has 1." + std::to_string(BURNISH_ABI_MINOR));
  return std::nullopt;
}

std::string loader_message(const fs::path& file) {
  const char* text = dlerror();
  if (text == nullptr) return "the loader gave no reason";
  std::string message = text;
  // The file is named already.
  const std::string prefix = file.string() + ": ";
  if (message.compare(0, prefix.size(), prefix) == 0) message.erase(0, prefix.size());
  return message;
}

}  // namespace

FileKey key_of(const struct stat& facts) {
  return {static_cast<uint64_t>(facts.st_size), facts.st_ino,
          int64_t{facts.st_mtim.tv_sec} * 1'000'000'000 + facts.st_mtim.tv_nsec};
}

std::variant<const burnish_module*, OpenFailure> open_module(const fs::path& file, const FileKey* expected) {
  const auto no = [&file](std::string why, std::string hint = {}) {
    return OpenFailure{refused(file, std::move(why), std::move(hint)), false};
  };
  const Descriptor descriptor(::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
  struct stat facts {};
  if (!descriptor || fstat(descriptor.get(), &facts) != 0) return no(std::strerror(errno));
  if (expected != nullptr && key_of(facts) != *expected)
    return no("it changed since it was scanned", "run the command again");
  if (expected == nullptr)
    if (auto why = refuse_elf(descriptor.get())) return no(std::move(*why));

  std::error_code failed;
  const fs::path real = fs::canonical(file, failed);
  if (failed) return no(failed.message());
  Opened& kept = opened();
  const std::scoped_lock lock(kept.mutex);
  boost::dll::shared_library library;
  library.load(real, failed, boost::dll::load_mode::rtld_now);
  if (failed) return OpenFailure{refused(file, loader_message(real)), true};
  kept.libraries.push_back(library);  // before anything can refuse it: code that ran is never unmapped
  if (!library.has(entry_symbol)) return no("it does not export burnish_module_v1");
  const auto& module = library.get<const burnish_module>(entry_symbol);
  if (!mapped_from(&module, descriptor.get()))
    return no("the file was replaced while it was being loaded", "start the program again");
  if (auto failure = refuse_module(file, module)) return std::move(*failure);
  return &module;
}

Status initialise_module(const burnish_module& module, const fs::path& file) {
  if (module.init == nullptr) return Done{};
  Opened& kept = opened();
  const std::scoped_lock lock(kept.mutex);
  const auto [entry, first] = kept.initialised.try_emplace(&module);
  if (first) {
    const burnish_status status = module.init(kept.host.get());
    if (status < 0)
      entry->second = Error{Code::Plugin,
                            "cannot use plugin " + file.string(),
                            {},
                            "its init failed with status " + std::to_string(status),
                            {}};
  }
  if (entry->second) return *entry->second;
  return Done{};
}

}  // namespace burnish
