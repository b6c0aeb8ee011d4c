#include "load/registry.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "load/descriptor.hpp"
#include "load/module_record.hpp"
#include "load/record.hpp"

namespace burnish {
namespace {

namespace fs = std::filesystem;

// Raised when a record's form changes; another program version never reads the file at all.
constexpr std::string_view magic = "burnish registry 3\n";
constexpr off_t largest_file = off_t{64} << 20;
constexpr std::size_t most_entries = 4096;  // plugins of folders that are no longer searched are dropped beyond this

std::optional<std::string> read_whole(const fs::path& file) {
  const Descriptor descriptor(::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
  struct stat facts {};
  if (!descriptor || fstat(descriptor.get(), &facts) != 0) return std::nullopt;
  if (!S_ISREG(facts.st_mode) || facts.st_size > largest_file) return std::nullopt;
  std::string bytes(static_cast<std::size_t>(facts.st_size), '\0');
  std::size_t have = 0;
  while (have < bytes.size()) {
    const ssize_t got = pread(descriptor.get(), bytes.data() + have, bytes.size() - have, static_cast<off_t>(have));
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return std::nullopt;
    have += static_cast<std::size_t>(got);
  }
  return bytes;
}

bool write_whole(int descriptor, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t put = ::write(descriptor, bytes.data(), bytes.size());
    if (put < 0 && errno == EINTR) continue;
    if (put <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(put));
  }
  return true;
}

void say(const Registry::Trace& trace, const std::string& line) {
  if (trace) trace(line);
}

}  // namespace

// Layout: magic, version of the program, number of entries, entries, checksum of all that precedes it.
std::optional<std::map<std::string, Registry::Entry, std::less<>>> Registry::parse(std::string_view bytes) {
  if (bytes.size() < magic.size() + sizeof(uint64_t) || bytes.substr(0, magic.size()) != magic) return std::nullopt;
  const std::string_view covered = bytes.substr(0, bytes.size() - sizeof(uint64_t));
  if (RecordReader(bytes.substr(covered.size())).number<uint64_t>() != checksum(covered)) return std::nullopt;
  RecordReader r(covered.substr(magic.size()));
  if (r.view() != BURNISH_VERSION) return std::nullopt;
  std::map<std::string, Entry, std::less<>> entries;
  for (uint32_t n = r.count(32); n > 0 && r.ok(); --n) {
    std::string path = r.text();
    Entry entry;
    entry.key = {r.number<uint64_t>(), r.number<uint64_t>(), r.number<int64_t>()};
    entry.record = r.text();
    entries.insert_or_assign(std::move(path), std::move(entry));
  }
  if (!r.at_end()) return std::nullopt;
  return entries;
}

Registry Registry::read(const fs::path& file, const Trace& trace) {
  Registry registry;
  const std::optional<std::string> bytes = read_whole(file);
  if (!bytes) {
    say(trace, "no registry cache at " + file.string());
    return registry;
  }
  if (auto entries = parse(*bytes)) {
    registry.entries_ = std::move(*entries);
  } else {
    say(trace, "the registry cache " + file.string() + " is damaged or of another version; it is made anew");
  }
  return registry;
}

std::optional<Module> Registry::find(const fs::path& plugin, const FileKey& key) const {
  const auto found = entries_.find(plugin.native());
  if (found == entries_.end() || found->second.key != key) return std::nullopt;
  RecordReader reader(found->second.record);
  Module module = read_module(reader);
  if (!reader.at_end()) return std::nullopt;
  module.path = plugin;
  return module;
}

void Registry::keep(const fs::path& plugin, const FileKey& key, const Module& module) {
  RecordWriter writer;
  write_module(writer, module);
  entries_.insert_or_assign(plugin.native(), Entry{key, writer.take()});
  changed_ = true;
}

void Registry::forget_others(const fs::path& folder, const std::vector<fs::path>& present) {
  const std::string inside = folder.native() + "/";
  for (auto entry = entries_.lower_bound(inside); entry != entries_.end();) {
    const std::string& path = entry->first;
    if (path.compare(0, inside.size(), inside) != 0) break;
    const bool directly = path.find('/', inside.size()) == std::string::npos;
    const bool gone = directly && std::none_of(present.begin(), present.end(),
                                               [&path](const fs::path& p) { return p.native() == path; });
    changed_ = changed_ || gone;
    entry = gone ? entries_.erase(entry) : std::next(entry);
  }
}

void Registry::write(const fs::path& file, const Trace& trace) const {
  RecordWriter w;
  w.text(BURNISH_VERSION);
  w.number(static_cast<uint32_t>(std::min(entries_.size(), most_entries)));
  std::size_t left = most_entries;
  for (const auto& [path, entry] : entries_) {
    if (left-- == 0) break;
    w.text(path);
    w.number(entry.key.size);
    w.number(entry.key.inode);
    w.number(entry.key.mtime_ns);
    w.text(entry.record);
  }
  std::string bytes(magic);
  bytes += w.bytes();
  RecordWriter end;
  end.number(checksum(bytes));
  bytes += end.bytes();

  const auto give_up = [&](const std::string& why) {
    say(trace, "the registry cache " + file.string() + " cannot be written: " + why);
  };
  std::error_code failed;
  fs::create_directories(file.parent_path(), failed);
  if (failed) return give_up(failed.message());
  std::string temporary = file.string() + ".XXXXXX";
  const Descriptor descriptor(mkostemp(temporary.data(), O_CLOEXEC));
  if (!descriptor) return give_up(std::strerror(errno));
  // No fsync: after a crash of the machine the checksum refuses half a file, and it is made anew.
  if (!write_whole(descriptor.get(), bytes) || std::rename(temporary.c_str(), file.c_str()) != 0) {
    const std::string why = std::strerror(errno);
    ::unlink(temporary.c_str());
    give_up(why);
  }
}

}  // namespace burnish
