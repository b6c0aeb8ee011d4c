#include "common_options.hpp"

#include <burnish/core/settings.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <map>

namespace burnish::cli {
namespace {

constexpr const char* group = "Common options";
const std::vector<std::string> block_words{"exif", "xmp", "iptc", "icc", "text", "provenance"};

Error wrong(const std::string& what, const std::string& where, std::string why, std::string hint = {}) {
  return {Code::Usage, what, where, std::move(why), std::move(hint)};
}

template <class Number>
std::optional<Number> number(const std::string& text) {
  Number n{};
  const char* end = text.data() + text.size();
  const auto [rest, ec] = std::from_chars(text.data(), end, n);
  if (ec != std::errc() || rest != end) return std::nullopt;
  return n;
}

std::string lower_case(std::string text) {
  for (char& c : text)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
  return text;
}

template <class Value>
using Words = std::vector<std::pair<std::string, Value>>;

/// One of some words, in any case.
template <class Value>
Result<Value> word(const Words<Value>& words, const std::string& text, const std::string& where) {
  const std::string lower = lower_case(text);
  std::vector<std::string> known;
  for (const auto& [name, value] : words) {
    if (name == lower) return value;
    known.push_back(name);
  }
  std::string all;
  for (std::size_t i = 0; i < known.size(); ++i) all += (i == 0 ? "" : i + 1 < known.size() ? ", " : " or ") + known[i];
  const std::string near = nearest_name(lower, known);
  return wrong("unknown value '" + text + "'", where, "it may be " + all,
               near.empty() ? "" : "did you mean '" + near + "'?");
}

Status set_progress(CommonOptions& o, const std::string& text, const std::string& where) {
  static const Words<ProgressStyle> words{{"auto", ProgressStyle::Auto},
                                          {"bar", ProgressStyle::Bar},
                                          {"plain", ProgressStyle::Plain},
                                          {"none", ProgressStyle::None}};
  BURNISH_TRY(o.progress, word(words, text, where));
  return Done{};
}

Status set_log_level(CommonOptions& o, const std::string& text, const std::string& where) {
  static const Words<LogLevel> words{{"debug", LogLevel::Debug},
                                     {"info", LogLevel::Info},
                                     {"warning", LogLevel::Warning},
                                     {"error", LogLevel::Error},
                                     {"off", LogLevel::Off}};
  BURNISH_TRY(o.log_level, word(words, text, where));
  return Done{};
}

Status set_threads(CommonOptions& o, const std::string& text, const std::string& where) {
  const auto n = number<int>(text);
  if (!n || *n < 0 || *n > 1024)
    return wrong("'" + text + "' is no number of threads", where, "0 to 1024 is wanted", "leave it out for all cores");
  o.threads = *n;
  return Done{};
}

Status set_memory(CommonOptions& o, const std::string& text, const std::string& where) {
  BURNISH_TRY(o.memory, parse_size(text, where));
  return Done{};
}

Status set_max_pixels(CommonOptions& o, const std::string& text, const std::string& where) {
  const auto n = number<uint64_t>(text);
  if (!n || *n == 0)
    return wrong("'" + text + "' is no number of pixels", where, "a whole number of at least 1 is wanted",
                 "write 100000000");
  o.max_pixels = *n;
  return Done{};
}

Status set_timeout(CommonOptions& o, const std::string& text, const std::string& where) {
  constexpr double longest = 1e9;
  const auto n = number<double>(text);
  if (!n || !(*n >= 0) || *n > longest)
    return wrong("'" + text + "' is no number of seconds", where, "0 to 1000000000 is wanted", "0 means no limit");
  o.timeout = std::chrono::milliseconds(static_cast<int64_t>(std::ceil(*n * 1000)));
  return Done{};
}

Status set_strip(CommonOptions& o, const std::string& text, const std::string& where) {
  static const Words<bool> words{{"true", true}, {"false", false}, {"1", true},
                                 {"0", false},   {"yes", true},    {"no", false}};
  BURNISH_TRY(o.strip, word(words, text, where));
  return Done{};
}

Status set_c2pa(CommonOptions& o, const std::string& text, const std::string& where) {
  static const Words<ManifestPolicy> words{
      {"sidecar", ManifestPolicy::Sidecar}, {"drop", ManifestPolicy::Drop}, {"refuse", ManifestPolicy::Refuse}};
  BURNISH_TRY(o.c2pa, word(words, text, where));
  return Done{};
}

Status set_keep(CommonOptions& o, const std::string& text, const std::string& where) {
  for (std::size_t start = 0; start <= text.size();) {
    const std::size_t comma = std::min(text.find(',', start), text.size());
    const std::string name = lower_case(text.substr(start, comma - start));
    if (std::find(block_words.begin(), block_words.end(), name) == block_words.end()) {
      const std::string near = nearest_name(name, block_words);
      return wrong("unknown metadata '" + name + "'", where, "it may be exif, xmp, iptc, icc, text or provenance",
                   near.empty() ? "" : "did you mean '" + near + "'?");
    }
    o.keep.insert(name);
    start = comma + 1;
  }
  return Done{};
}

using Setter = Status (*)(CommonOptions&, const std::string& text, const std::string& where);

struct Setting {
  const char* name;  // as in the environment, without BURNISH_
  Setter set;
};
constexpr std::array<Setting, 8> settings{{{"C2PA", set_c2pa},
                                           {"LOG_LEVEL", set_log_level},
                                           {"MAX_PIXELS", set_max_pixels},
                                           {"MEMORY", set_memory},
                                           {"PROGRESS", set_progress},
                                           {"STRIP", set_strip},
                                           {"THREADS", set_threads},
                                           {"TIMEOUT", set_timeout}}};

void add(CLI::App& command, CommonOptions& o, const std::string& name, const char* type, const char* description,
         Setter set) {
  command
      .add_option_function<std::string>(
          name,
          [&o, name, set](const std::string& text) {
            auto status = set(o, text, name);
            if (!status.ok() && !o.wrong) o.wrong = status.take_error();
          },
          description)
      ->type_name(type)
      ->take_last()
      ->group(group);
}

}  // namespace

void add_common_options(CLI::App& command, CommonOptions& o) {
  command.add_flag("--json", o.json, "Print one JSON document on standard output")->group(group);
  add(command, o, "--progress", "STYLE", "auto, bar, plain or none; on standard error", set_progress);
  add(command, o, "--threads", "N", "Threads to use; 0: all cores", set_threads);
  add(command, o, "--memory", "SIZE", "Memory for pixels, such as 512M; default: a quarter of what the machine has",
      set_memory);
  add(command, o, "--max-pixels", "N", "Refuse larger pictures; default 268435456", set_max_pixels);
  add(command, o, "--timeout", "SECONDS", "For each input; 0: no limit", set_timeout);
  command
      .add_flag("--strip", o.strip,
                "Write no metadata, also not where the picture came from; a C2PA manifest is saved only with --c2pa")
      ->group(group);
  add(command, o, "--keep", "NAME,...", "With --strip, what stays: exif, xmp, iptc, icc, text, provenance", set_keep);
  add(command, o, "--c2pa", "WHAT",
      "What becomes of a C2PA manifest, which signs the input's bytes: sidecar (the default; saved beside the output "
      "as NAME.EXT.c2pa), drop or refuse",
      set_c2pa);
  add(command, o, "--log-level", "LEVEL", "debug, info, warning, error or off", set_log_level);
  command.add_flag("-q,--quiet", o.quiet, "Say nothing but errors")->group(group);
  command.add_flag("--no-color", o.no_color, "No colours; also when NO_COLOR is set")->group(group);
  command.add_flag("--rescan", o.rescan, "Look at every plugin file again")->group(group);
}

Status apply_settings(CommonOptions& o) {
  const char* no_color = std::getenv("NO_COLOR");
  o.no_color = no_color != nullptr && *no_color != '\0';
  BURNISH_TRY(const auto file, read_settings(settings_path()));
  const auto plugin_path = file.find("PLUGIN_PATH");
  if (plugin_path != file.end()) setenv("BURNISH_PLUGIN_PATH", plugin_path->second.c_str(), 0);  // the core reads it
  for (const Setting& s : settings) {
    const std::string variable = std::string("BURNISH_") + s.name;
    const auto configured = file.find(s.name);
    if (configured != file.end())
      BURNISH_CHECK(s.set(o, configured->second, settings_path().string() + ", " + lower_case(s.name)));
    const char* text = std::getenv(variable.c_str());
    if (text != nullptr && *text != '\0') BURNISH_CHECK(s.set(o, text, variable));
  }
  return Done{};
}

Result<uint64_t> parse_size(const std::string& text, const std::string& where) {
  const std::size_t letter = text.find_last_not_of("KMGTkmgt");
  const std::string digits = text.substr(0, letter == std::string::npos ? 0 : letter + 1);
  double unit = 1;
  if (digits.size() + 1 == text.size()) {
    const auto power = std::string_view("KMGT").find(static_cast<char>(text.back() & ~0x20)) + 1;
    unit = static_cast<double>(uint64_t{1} << (10 * power));
  }
  const auto n = number<double>(digits);
  const double bytes = n ? *n * unit : 0;
  if (digits.size() + 1 < text.size() || !(bytes >= 1) || bytes > 9e18)
    return wrong("'" + text + "' is no size", where, "a number is wanted, perhaps with K, M or G", "write 512M");
  return static_cast<uint64_t>(bytes);
}

}  // namespace burnish::cli
