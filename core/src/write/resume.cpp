#include "write/resume.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <fstream>
#include <system_error>

#include "import/imported_inputs.hpp"
#include "load/sha256.hpp"
#include "pipeline/templates.hpp"
#include "write/byte_sink.hpp"
#include "write/json_line.hpp"

namespace burnish {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t longest_line = 64U << 10U;

std::string text_of(const FinishedOutput& r) {
  std::vector<std::pair<std::string, JsonField>> fields{
      {"pipeline", r.run},
      {"input", r.input},
      {"input_bytes", static_cast<int64_t>(r.input_bytes)},
      {"input_mtime_ns", r.input_mtime_ns},
      {"name", r.name},
      {"path", r.path},
      {"bytes", static_cast<int64_t>(r.bytes)},
      {"sha256", r.sha256},
      {"width", int64_t{r.width}},
      {"height", int64_t{r.height}},
      {"format", r.format},
  };
  if (r.quality) fields.emplace_back("quality", *r.quality);
  return json_line(fields) + "\n";
}

class Fields {
 public:
  explicit Fields(const std::map<std::string, JsonField>& fields) : fields_(fields) {}
  std::string text(const char* key) { return get<std::string>(key); }
  int64_t number(const char* key) { return get<int64_t>(key); }
  [[nodiscard]] std::optional<double> real(const char* key) const {
    const auto it = fields_.find(key);
    if (it == fields_.end()) return std::nullopt;
    if (const auto* v = std::get_if<double>(&it->second)) return *v;
    if (const auto* v = std::get_if<int64_t>(&it->second)) return static_cast<double>(*v);
    return std::nullopt;
  }
  [[nodiscard]] bool whole() const { return whole_; }

 private:
  template <class T>
  T get(const char* key) {
    const auto it = fields_.find(key);
    if (it != fields_.end())
      if (const auto* v = std::get_if<T>(&it->second)) return *v;
    whole_ = false;
    return {};
  }
  const std::map<std::string, JsonField>& fields_;
  bool whole_ = true;
};

std::optional<FinishedOutput> record_of(const std::string& line) {
  const auto parsed = parse_json_line(line);
  if (!parsed) return std::nullopt;
  Fields f(*parsed);
  FinishedOutput r;
  r.run = f.text("pipeline");
  r.input = f.text("input");
  r.input_bytes = static_cast<uint64_t>(f.number("input_bytes"));
  r.input_mtime_ns = f.number("input_mtime_ns");
  r.name = f.text("name");
  r.path = f.text("path");
  r.bytes = static_cast<uint64_t>(f.number("bytes"));
  r.sha256 = f.text("sha256");
  r.width = static_cast<int32_t>(f.number("width"));
  r.height = static_cast<int32_t>(f.number("height"));
  r.format = f.text("format");
  r.quality = f.real("quality");
  // A log that somebody else wrote must not make us read outside.
  if (!f.whole() || !check_relative(r.path).ok()) return std::nullopt;
  return r;
}

std::string absolute_text(const fs::path& path) {
  std::error_code error;
  const fs::path absolute = fs::absolute(path, error);
  return (error ? path : absolute).lexically_normal().string();
}

bool is_unchanged(const fs::path& path, const FinishedOutput& r) {
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  struct stat s {};
  if (!file || ::fstat(file.get(), &s) != 0 || !S_ISREG(s.st_mode)) return false;
  return static_cast<uint64_t>(s.st_size) == r.bytes && sha256_hex_of_file(file.get()) == r.sha256;
}

}  // namespace

std::string run_key(const Catalogue& catalogue, const Pipeline& pipeline, const RunOptions& options) {
  std::string text = pipeline.hash;
  text += options.strip ? "\nstrip" : "\n";
  for (const std::string& name : options.keep) text += " " + name;
  if (options.keep_profile) text += "\nkeep_profile";
  if (options.c2pa) text += "\nc2pa " + std::to_string(static_cast<int>(*options.c2pa));
  if (options.generate.private_prompt) text += "\nprivate_prompt";
  for (const Kind kind : {Kind::Pixel, Kind::Decoder, Kind::Encoder}) {
    std::vector<std::string> versions;
    for (const Item* item : catalogue.items(kind))
      versions.push_back("\n" + item->id + " " + std::to_string(item->version) + " " +
                         catalogue.modules()[item->module].version);
    std::sort(versions.begin(), versions.end());
    for (const std::string& v : versions) text += v;
  }
  return sha256_hex(text);
}

bool describe_input(const fs::path& input, FinishedOutput& record) {
  struct stat s {};
  const fs::path file = input == "-" ? fs::path() : imports::container_of(input);  // an archive changes as a whole
  if (file.empty() || ::stat(file.c_str(), &s) != 0 || !S_ISREG(s.st_mode)) return false;
  record.input = absolute_text(input);
  record.input_bytes = static_cast<uint64_t>(s.st_size);
  record.input_mtime_ns = int64_t{s.st_mtim.tv_sec} * 1'000'000'000 + s.st_mtim.tv_nsec;
  return true;
}

ResumeLog::ResumeLog(fs::path folder, bool read) : folder_(folder.empty() ? "." : std::move(folder)) {
  if (read) load();
}

void ResumeLog::load() {
  std::ifstream stream(folder_ / file_name, std::ios::binary);
  std::string line;
  while (std::getline(stream, line)) {
    if (line.size() > longest_line) continue;
    auto r = record_of(line);
    if (!r) continue;
    Key key{r->run, r->input, r->name};
    records_.insert_or_assign(std::move(key), *std::move(r));
  }
}

std::optional<FinishedOutput> ResumeLog::find(const std::string& run, const fs::path& input,
                                              const std::string& name) const {
  FinishedOutput now;
  if (!describe_input(input, now)) return std::nullopt;
  const auto it = records_.find(Key{run, now.input, name});
  if (it == records_.end()) return std::nullopt;
  const FinishedOutput& r = it->second;
  const bool same_input = r.input_bytes == now.input_bytes && r.input_mtime_ns == now.input_mtime_ns;
  if (!same_input || !is_unchanged(folder_ / r.path, r)) return std::nullopt;
  return r;
}

Status ResumeLog::open() {
  const fs::path path = folder_ / file_name;
  std::error_code ignored;  // the open says what is wrong
  fs::create_directories(folder_, ignored);
  file_ = Descriptor(::open(path.c_str(), O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0666));
  if (!file_) return write_error(errno, path.string());
  // A line that a crash cut short is ended, so that it spoils nothing after it.
  struct stat s {};
  char last = '\n';
  if (::fstat(file_.get(), &s) == 0 && s.st_size > 0 && ::pread(file_.get(), &last, 1, s.st_size - 1) == 1 &&
      last != '\n')
    return write_whole(file_.get(), std::nullopt, "\n", 1, path.string());
  return Done{};
}

Status ResumeLog::append(const FinishedOutput& record) {
  const std::string line = text_of(record);
  const std::lock_guard lock(mutex_);
  if (!file_) BURNISH_CHECK(open());
  return write_whole(file_.get(), std::nullopt, line.data(), line.size(), (folder_ / file_name).string());
}

}  // namespace burnish
