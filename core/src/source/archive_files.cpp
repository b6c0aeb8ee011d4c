// A zip archive as Files. libarchive (source/zip_reader.cpp, a module) says what is there; here it is judged, and held
// to what it says while it is unpacked.
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <optional>
#include <set>
#include <unordered_map>

#include "load/module_file.hpp"
#include "source/archive_module.hpp"
#include "source/entry_names.hpp"
#include "source/file_views.hpp"
#include "source/spool.hpp"

namespace burnish {
namespace {

constexpr std::size_t most_idle = 8;        // readers kept for the next entry
constexpr uint32_t look_up_every = 256;     // entries between two looks at the cancellation
constexpr uint64_t harmless = small_bytes;  // unpacked: not worth a look at the ratio

std::string bytes_text(uint64_t n) { return std::to_string(n) + " bytes"; }

/// Goes through the headers once.
struct Listing {
  std::vector<ArchiveEntry> headers;  // all of them, in order
  std::optional<Error> ended_by;      // what kept it from going on
  std::string ended_at;               // the entry, as far as it is known
};

class ArchiveFiles final : public Files {
 public:
  ArchiveFiles(ArchiveModule& module, Descriptor file, uint64_t size, const std::filesystem::path& path,
               const FilesLimits& limits, const CallContext& context)
      : Files(context), module_(module), file_(std::move(file)), size_(size), path_(path.string()), limits_(limits) {}

  bool is_archive() const override { return true; }

  Status find() {
    BURNISH_TRY(Listing listing, list(ArchiveOrder::Directory));
    if (listing.ended_by && listing.ended_by->code != Code::Limit) {
      // Its directory is missing, empty or leads nowhere. Most entries can still be found, one behind the other.
      BURNISH_TRY(Listing streamed, list(ArchiveOrder::Stream));
      const bool empty = !streamed.ended_by && streamed.headers.empty();
      if (listing.headers.empty() && streamed.headers.empty() && !empty)
        return Error{Code::BadData, "cannot read " + path_, {}, "the archive is damaged: " + listing.ended_by->why, {}};
      if (streamed.headers.size() > listing.headers.size()) {
        order_ = ArchiveOrder::Stream;
        if (!streamed.ended_by) streamed.ended_by = std::move(listing.ended_by);
        listing = std::move(streamed);
      }
      if (empty && listing.headers.empty()) return Done{};
    }
    judge(listing);
    return Done{};
  }

  Result<std::unique_ptr<Source>> source(const std::string& path) const override {
    const std::string name = path_ + "/" + path;
    const auto found = positions_.find(path);
    if (found == positions_.end())
      return Error{Code::Missing, "cannot read " + name, {}, "it is not among the entries that were found", {}};
    const Place& place = places_[found->second];
    BURNISH_TRY(Open open, reader_before(place.header));
    BURNISH_CHECK(go_to(open, place, path, name));
    Spool spool(name, limits_.max_entry_bytes);
    BURNISH_CHECK(unpack(*open.reader, entries_[found->second].size, name, spool));
    give_back(std::move(open));
    return Source::of_spooled(spool.take(), name);
  }

 private:
  /// Where an entry is.
  struct Place {
    std::size_t header = 0;  // the how-many-th
    uint64_t data_at = 0;
  };
  struct Open {
    std::unique_ptr<ArchiveReader> reader;
    std::size_t next = 0;  // the header that it reads next
  };

  Error stopped() const { return Call(context()).error(BURNISH_CANCELLED, "cannot read " + path_); }

  /// Errors are those that no other order would help against.
  Result<Listing> list(ArchiveOrder order) {
    Listing listing;
    auto reader = module_.open(file_.get(), size_, order);
    if (!reader) {
      listing.ended_by = reader.take_error();
      return listing;
    }
    for (ArchiveEntry entry;;) {
      if (listing.headers.size() % look_up_every == 0 && Call(context()).stopped()) return stopped();
      Result<bool> next = reader.value()->next(entry);
      if (next.ok() && !next.value()) return listing;
      if (!next.ok() || listing.headers.size() >= limits_.max_entries) {
        listing.ended_at = entry.path;
        listing.ended_by = next.ok() ? too_many() : next.take_error();
        return listing;
      }
      Status passed = Done{};
      if (order == ArchiveOrder::Stream) {
        BURNISH_TRY(passed, pass_over(*reader.value(), entry));
      }
      if (!passed) {
        listing.ended_at = entry.path;
        listing.ended_by = passed.take_error();
        return listing;
      }
      listing.headers.push_back(entry);
    }
  }

  Error too_many() const {
    return {Code::Limit,
            {},
            {},
            "the archive has more than " + std::to_string(limits_.max_entries) + " entries; the rest is left out",
            "unpack it and import its folders one by one"};
  }

  /// An entry whose size the archive tells only after it is unpacked to learn its size. The outer result is whether
  /// the caller was stopped, the inner what the archive had to say.
  Result<Status> pass_over(ArchiveReader& reader, ArchiveEntry& entry) {
    if (entry.size_known || entry.encrypted || !entry.method.empty()) return Result<Status>(reader.skip());
    for (uint64_t size = 0;;) {
      if (Call(context()).stopped()) return stopped();
      const Result<std::string_view> block = reader.block();
      if (!block) return Result<Status>(Status(block.error()));
      size += block.value().size();
      entry.size = size;
      entry.size_known = block.value().empty();
      if (entry.size_known || size > limits_.max_entry_bytes) return Result<Status>(Status(Done{}));
    }
  }

  void judge(const Listing& listing) {
    std::vector<uint64_t> begins;
    for (const ArchiveEntry& entry : listing.headers) begins.push_back(entry.data_at);
    begins.push_back(size_);
    std::sort(begins.begin(), begins.end());
    std::set<std::string_view> names;
    uint64_t total = 0;
    for (std::size_t i = 0; i < listing.headers.size(); ++i) {
      const ArchiveEntry& entry = listing.headers[i];
      const uint64_t end = *std::upper_bound(begins.begin(), begins.end() - 1, entry.data_at);
      std::optional<Error> objection = object_to(entry, end > entry.data_at ? end - entry.data_at : 0, total);
      if (!objection && (entry.kind == EntryKind::Folder || is_hidden(entry.path))) continue;
      if (!objection && !names.insert(entry.path).second)
        objection = Error{Code::BadData, {}, {}, "an entry of the same name came before it", {}};
      if (objection) {
        refuse(entry.path.empty() ? "entry " + std::to_string(i + 1) : entry.path, objection->code,
               std::move(objection->why), std::move(objection->hint));
        continue;
      }
      total += entry.size;
      positions_.emplace(entry.path, entries_.size());
      places_.push_back({i, entry.data_at});
      entries_.push_back({entry.path, entry.size, entry.mtime_ns});
    }
    if (!listing.ended_by) return;
    const Error& end = *listing.ended_by;
    const bool damaged = end.code != Code::Limit;
    refuse(listing.ended_at.empty() ? path_ : listing.ended_at, end.code,
           damaged ? "the archive is truncated or damaged (" + end.why + "); what was found before is read" : end.why,
           end.hint);
  }

  /// `room` is how many bytes of the archive there are up to the next entry: what the entry is packed in, whatever its
  /// header says.
  std::optional<Error> object_to(const ArchiveEntry& entry, uint64_t room, uint64_t total) const {
    const auto no = [](Code code, std::string why, std::string hint = {}) {
      return Error{code, {}, {}, std::move(why), std::move(hint)};
    };
    if (entry.nul_in_name) return no(Code::BadData, "its name has a NUL");
    if (auto why = objection_to_name(entry.path)) return no(Code::BadData, std::move(*why));
    if (entry.kind == EntryKind::Folder || is_hidden(entry.path)) return std::nullopt;
    if (entry.kind == EntryKind::Link) return no(Code::BadData, "it is a link");
    if (entry.kind == EntryKind::Other) return no(Code::BadData, "it is a device, a pipe or a socket");
    if (entry.encrypted) return no(Code::Unsupported, "it is encrypted", "unpack the archive and import the folder");
    if (!entry.method.empty())
      return no(Code::Unsupported, "it is packed by " + entry.method + "; only stored and deflated entries are read",
                "unpack the archive and import the folder");
    if (!entry.size_known) return no(Code::BadData, "its size is not known");
    if (entry.size > limits_.max_entry_bytes)
      return no(Code::Limit,
                "it unpacks to " + bytes_text(entry.size) + "; the limit is " + bytes_text(limits_.max_entry_bytes));
    if (entry.size > harmless && entry.size / std::max(limits_.max_ratio, 1U) > room)
      return no(Code::Limit, bytes_text(room) + " unpack to " + bytes_text(entry.size) + "; the limit is " +
                                 std::to_string(limits_.max_ratio) + " times");
    if (entry.size > limits_.max_total_bytes - total)
      return no(Code::Limit,
                "with it the archive unpacks to more than " + bytes_text(limits_.max_total_bytes) + ", the limit");
    return std::nullopt;
  }

  /// The idle reader that is nearest before the header, else a new one.
  Result<Open> reader_before(std::size_t header) const {
    {
      const std::scoped_lock lock(mutex_);
      auto best = idle_.end();
      for (auto open = idle_.begin(); open != idle_.end(); ++open)
        if (open->next <= header && (best == idle_.end() || open->next > best->next)) best = open;
      if (best != idle_.end()) {
        Open taken = std::move(*best);
        idle_.erase(best);
        return taken;
      }
    }
    auto reader = module_.open(file_.get(), size_, order_);
    if (!reader) return changed(path_, reader.error().why);
    return Open{std::move(reader).value(), 0};
  }

  void give_back(Open open) const {
    const std::scoped_lock lock(mutex_);
    // The one that went farthest is of least use.
    if (idle_.size() >= most_idle)
      idle_.erase(
          std::max_element(idle_.begin(), idle_.end(), [](const Open& a, const Open& b) { return a.next < b.next; }));
    idle_.push_back(std::move(open));
  }

  static Error changed(const std::string& name, const std::string& why) {
    return {Code::Unreadable, "cannot read " + name, {}, "the archive changed while it was read (" + why + ")", {}};
  }

  Status go_to(Open& open, const Place& place, const std::string& path, const std::string& name) const {
    ArchiveEntry entry;
    for (; open.next <= place.header; ++open.next) {
      if (open.next % look_up_every == 0 && Call(context()).stopped()) return stopped();
      const Result<bool> next = open.reader->next(entry);
      if (!next) return changed(name, next.error().why);
      if (!next.value()) return changed(name, "it has fewer entries");
    }
    if (entry.path != path || entry.data_at != place.data_at) return changed(name, "another entry is in its place");
    return Done{};
  }

  Status unpack(ArchiveReader& reader, uint64_t size, const std::string& name, Spool& spool) const {
    const auto no = [&name](std::string why) {
      return Error{Code::BadData, "cannot read " + name, {}, std::move(why), {}};
    };
    const Call call(context());
    for (uint64_t got = 0;;) {
      if (call.stopped()) return call.error(BURNISH_CANCELLED, "cannot read " + name);
      const Result<std::string_view> block = reader.block();
      if (!block) return no("the entry is damaged: " + block.error().why);
      if (block.value().empty() && got == size) return Done{};
      if (block.value().empty())
        return no("it unpacks to " + bytes_text(got) + " where " + bytes_text(size) + " are stated");
      got += block.value().size();
      if (got > size) return no("it unpacks to more than the " + bytes_text(size) + " that are stated");
      BURNISH_CHECK(spool.add(block.value()));
    }
  }

  ArchiveModule& module_;
  Descriptor file_;
  uint64_t size_;
  std::string path_;
  FilesLimits limits_;
  ArchiveOrder order_ = ArchiveOrder::Directory;
  std::vector<Place> places_;                               // of entries_
  std::unordered_map<std::string, std::size_t> positions_;  // in entries_
  mutable std::mutex mutex_;                                // guards what follows
  mutable std::vector<Open> idle_;
};

}  // namespace

Result<std::unique_ptr<Files>> archive_files(Descriptor file, const std::filesystem::path& path,
                                             const FilesLimits& limits, const CallContext& context) {
  struct stat facts {};
  if (fstat(file.get(), &facts) != 0)
    return Error{Code::Unreadable, "cannot read " + path.string(), {}, std::strerror(errno), {}};
  BURNISH_TRY(ArchiveModule * module, open_own_module<ArchiveModule>({"burnish-archive.so", "burnish_archive_v1",
                                                                      "read archives", "libarchive13"}));
  auto files = std::make_unique<ArchiveFiles>(*module, std::move(file), static_cast<uint64_t>(facts.st_size), path,
                                              limits, context);
  BURNISH_CHECK(files->find());
  return std::unique_ptr<Files>(std::move(files));
}

}  // namespace burnish
