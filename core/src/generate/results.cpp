#include "generate/results.hpp"

#include <fstream>
#include <iterator>

#include "generate/record_line.hpp"
#include "generate/ticket.hpp"
#include "write/atomic_file.hpp"

namespace burnish::generate {
namespace {

namespace fs = std::filesystem;

Status write_file(const fs::path& path, std::string_view bytes) {
  BURNISH_TRY(auto file, AtomicFile::create(path));
  const burnish_sink& sink = *file->get();
  if (sink.write(&sink, bytes.data(), bytes.size()) != BURNISH_OK) {
    if (file->failure()) return *file->failure();
    return Error{Code::Io, "cannot write " + path.string(), {}, {}, {}};
  }
  BURNISH_CHECK(file->commit());
  sync_folders({path.parent_path()});
  return Done{};
}

}  // namespace

Results::Results(fs::path folder) : folder_(std::move(folder)) {
  if (folder_.empty()) folder_ = cache_folder() / "generated";
}

fs::path Results::place(const std::string& key, std::string_view extension) const {
  return folder_ / (key + "." + std::string(extension));
}

Result<fs::path> Results::keep(const std::string& key, std::size_t index, std::string_view extension,
                               std::string_view bytes) const {
  const fs::path path = place(key + "-" + std::to_string(index), extension);
  std::error_code ec;
  fs::create_directories(folder_, ec);
  fs::permissions(folder_, fs::perms::owner_all, ec);
  BURNISH_CHECK(write_file(path, bytes));
  return path;
}

Status Results::complete(const Generated& g) const {
  std::vector<std::string> names;
  for (const fs::path& f : g.files) names.push_back(f.filename().string());
  return write_file(place(g.key, "json"), record_line(g.record, names) + "\n");
}

std::optional<Generated> Results::find(const std::string& key) const {
  std::ifstream file(place(key, "json"), std::ios::binary);
  if (!file) return std::nullopt;
  std::string line((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  while (!line.empty() && line.back() == '\n') line.pop_back();
  std::vector<std::string> names;
  Generated g;
  if (!read_record_line(line, g.record, names) || names.empty()) return std::nullopt;
  g.key = key;
  g.cached = true;
  std::error_code ec;
  for (const std::string& name : names) {
    const fs::path path = folder_ / fs::path(name).filename();
    if (!fs::is_regular_file(path, ec) || fs::file_size(path, ec) == 0) return std::nullopt;
    g.files.push_back(path);
  }
  return g;
}

std::string extension_of(std::string_view b) {
  const auto begins = [&](std::string_view with) { return b.substr(0, with.size()) == with; };
  if (begins("\x89PNG\r\n\x1a\n")) return "png";
  if (begins("\xFF\xD8\xFF")) return "jpg";
  if (begins("RIFF") && b.size() >= 12 && b.substr(8, 4) == "WEBP") return "webp";
  if (begins("GIF8")) return "gif";
  if (begins(std::string_view("II*\0", 4)) || begins(std::string_view("MM\0*", 4))) return "tif";
  return {};
}

}  // namespace burnish::generate
