#include "import/originals.hpp"

#include <sys/stat.h>

#include <algorithm>
#include <vector>

#include "import/content.hpp"
#include "import/facts.hpp"
#include "load/sha256.hpp"
#include "pipeline/import_json.hpp"
#include "write/atomic_file.hpp"

namespace burnish::imports {
namespace {

namespace fs = std::filesystem;
constexpr std::size_t piece = std::size_t{1} << 20;
constexpr int most_names = 10000;  // of different pictures that want the same one

/// f(bytes) for the whole of a source, in order. A file that shrinks meanwhile is an error.
template <class F>
Status each_piece(const burnish_source& source, const std::string& name, F f) {
  std::vector<char> buffer(static_cast<std::size_t>(std::min<uint64_t>(piece, std::max<uint64_t>(source.size, 1))));
  for (uint64_t at = 0; at < source.size;) {
    const auto want = static_cast<std::size_t>(std::min<uint64_t>(buffer.size(), source.size - at));
    std::size_t got = 0;
    if (source.read(&source, at, buffer.data(), want, &got) < 0)
      return Error{Code::Unreadable, "cannot read " + name, {}, "reading failed", {}};
    if (got != want)
      return Error{Code::BadData, "cannot copy " + name, {}, "it changed while it was read", "import it again"};
    BURNISH_CHECK(f(buffer.data(), got));
    at += got;
  }
  return Done{};
}

std::string lower_extension(const std::string& entry) {
  std::string e = fs::path(entry).extension().string();
  std::transform(e.begin(), e.end(), e.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return e;
}

Status append(AtomicFile& file, const char* p, std::size_t n) {
  if (file.get()->write(file.get(), p, n) >= 0) return Done{};
  return file.failure() ? *file.failure() : Error{Code::Io, "cannot write " + file.target().string(), {}, {}, {}};
}

/// "2-a-red-fox", "grid-a-red-fox".
std::string stem_of(const NameFields& fields) {
  return (fields.index.empty() ? "picture" : fields.index) + "-" + fields.prompt_slug;
}

/// Whether the file at `path` has this content.
bool holds(const fs::path& path, uint64_t size, const std::string& sha256) {
  struct stat s {};
  if (::stat(path.c_str(), &s) != 0 || !S_ISREG(s.st_mode) || static_cast<uint64_t>(s.st_size) != size) return false;
  const auto source = Source::open(path, {});
  if (!source) return false;
  const auto hash = content_hash(**source);
  return hash && *hash == sha256;
}

}  // namespace

fs::path record_path(const fs::path& file) { return file.string() + ".burnish.json"; }

Status Originals::place(ImportedPicture& picture, const Source& original) {
  return copy(picture, original, lower_extension(picture.entry));
}

Status Originals::place(ImportedPicture& picture, const std::string& made, std::string_view extension) {
  BURNISH_TRY(const auto source, Source::of_bytes(made, picture.path));
  return copy(picture, *source, "." + std::string(extension));
}

Status Originals::copy(ImportedPicture& picture, const Source& bytes, const std::string& extension) {
  picture.bytes = bytes.size();
  BURNISH_TRY(picture.sha256, content_hash(bytes));
  const NameFields fields = name_fields(picture);
  const std::string stem = stem_of(fields);
  for (int number = 1; number <= most_names; ++number) {
    const std::string name = stem + (number > 1 ? "-" + std::to_string(number) : std::string()) + extension;
    const fs::path target = folder_ / fields.job / name;
    if (claimed_.count(target.string()) > 0) continue;
    std::error_code ec;
    const bool there = fs::exists(fs::symlink_status(target, ec));
    if (there && !holds(target, bytes.size(), picture.sha256)) continue;
    claimed_.insert(target.string());
    picture.copy = target;
    picture.already_there = there;
    if (dry_run_) return Done{};
    if (!there) {
      BURNISH_TRY(const auto file, AtomicFile::create(target, {true, false}));
      Sha256 hash;
      BURNISH_CHECK(each_piece(*bytes.get(), picture.path, [&](const char* p, std::size_t n) {
        hash.add(p, n);
        return append(*file, p, n);
      }));
      if (hash.hex() != picture.sha256)
        return Error{
            Code::BadData, "cannot copy " + picture.path, {}, "it changed while it was read", "import it again"};
      BURNISH_CHECK(file->commit());
    }
    return fs::exists(record_path(target), ec) ? Status(Done{}) : write_record(picture);
  }
  return Error{Code::Exists,
               "cannot copy " + picture.path,
               {},
               "there are " + std::to_string(most_names) + " other pictures of its name",
               {}};
}

Status Originals::write_record(const ImportedPicture& picture) const {
  const std::string text = record_json(picture) + "\n";
  BURNISH_TRY(const auto file, AtomicFile::create(record_path(picture.copy)));
  BURNISH_CHECK(append(*file, text.data(), text.size()));
  return file->commit();
}

}  // namespace burnish::imports
