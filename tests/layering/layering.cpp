#include "layering/layering.hpp"

#include <algorithm>
#include <fstream>
#include <map>
#include <optional>
#include <regex>
#include <set>
#include <string_view>

namespace burnish::layering {
namespace {

namespace fs = std::filesystem;

constexpr int max_lines = 600;

// A header that no library needs to be installed for.
const std::regex c_standard(
    "(assert|complex|ctype|errno|fenv|float|inttypes|iso646|limits|locale|math|setjmp|signal|stdalign|stdarg|stdatomic|"
    "stdbool|stddef|stdint|stdio|stdlib|stdnoreturn|string|tgmath|threads|time|uchar|wchar|wctype)\\.h");
const std::regex cxx_standard("[a-z_0-9]+");
const std::regex system_header(
    "(dirent|dlfcn|elf|fcntl|fnmatch|getopt|glob|link|netdb|poll|pthread|pwd|sched|semaphore|spawn|strings|syslog|"
    "malloc|termios|unistd)\\.h|(sys|linux|asm|net|netinet|arpa)/.*\\.h|[a-z]*intrin\\.h|arm_neon\\.h|"
    "sanitizer/[a-z_]+\\.h");

// A third-party library, its headers, and the files that may include them.
struct Library {
  const char* name;
  std::regex header;
  std::regex where;
  bool one_room = true;   // within core, only one of the rooms below core/src
  bool in_tests = false;  // the tests, which may include what they like otherwise, are held to it too
};

const std::vector<Library>& libraries() {
  static const std::vector<Library> table = {
      {"Boost.Beast", std::regex("boost/(asio|beast)(/.*|\\.hpp)"), std::regex("tests/standins/.*"), true, true},
      {"Boost", std::regex("boost/.*"), std::regex("core/src/load/.*")},
      {"oneTBB", std::regex("(oneapi/)?tbb(/.*|\\.h)"), std::regex("core/src/execute/.*")},
      {"nlohmann/json", std::regex("nlohmann/.*"),
       std::regex("core/src/pipeline/.*|plugins/(generators|importers)/.*")},
      {"spdlog", std::regex("spdlog/.*"), std::regex("core/src/log/.*")},
      {"lcms2", std::regex("lcms2(_plugin)?\\.h"), std::regex("core/src/image/.*")},
      {"pugixml", std::regex("pugi(xml|config)\\.hpp"),
       std::regex("core/src/metadata/.*|plugins/(importers|analysers/faces)/.*")},
      {"libarchive", std::regex("archive(_entry)?\\.h"), std::regex("core/src/source/.*")},
      {"libcurl", std::regex("curl/.*"), std::regex("core/src/net/.*")},
      {"libmd", std::regex("(md[245]|sha[125]?|sha256|sha512|rmd160)\\.h"), std::regex("core/src/.*")},
      {"SQLite", std::regex("sqlite3\\.h"), std::regex("core/src/.*")},
      {"fmt", std::regex("fmt/.*"), std::regex("core/src/.*"), false},
      {"Highway", std::regex("hwy/.*"), std::regex("(core/src|plugins)/.*"), false},
      {"CLI11", std::regex("CLI/.*"), std::regex("hosts/cli/.*")},
      {"OpenCV", std::regex("opencv2/.*"), std::regex("plugins/analysers/networks/.*")},
      {"OpenImageIO", std::regex("OpenImageIO/.*"), std::regex("plugins/codecs/oiio/.*")},
      {"GoogleTest", std::regex("(gtest|gmock)/.*|kit/.*"), std::regex(".*_test\\.[ch]pp"), false},
  };
  return table;
}

// What flows one way: a room of core may include those before it, and the rooms that stand outside the flow.
constexpr std::string_view flow[] = {"pipeline", "source", "settle", "plan", "execute", "write"};

bool matches(const std::string& text, const std::regex& pattern) { return std::regex_match(text, pattern); }

bool starts_with(std::string_view text, std::string_view beginning) {
  return text.substr(0, beginning.size()) == beginning;
}

// The folder within which a file may include by relative path: core, plugins/<kind>/<name>, hosts/<name>,
// examples/<name>.
fs::path room_of(const fs::path& file) {
  auto part = file.begin();
  fs::path room = *part;
  const int depth = room == "plugins" ? 2 : room == "hosts" || room == "examples" ? 1 : 0;
  for (int i = 0; i < depth && std::next(part) != file.end(); ++i) room /= *++part;
  return room;
}

// "core/src/plan/fuse.cpp" -> "plan"; empty for a file directly in core/src or outside it.
std::string core_room(const fs::path& file) {
  const std::string text = file.generic_string();
  if (!starts_with(text, "core/src/")) return {};
  const auto slash = text.find('/', 9);
  return slash == std::string::npos ? std::string() : text.substr(9, slash - 9);
}

int flow_position(std::string_view room) {
  const auto* found = std::find(std::begin(flow), std::end(flow), room);
  return found == std::end(flow) ? -1 : static_cast<int>(found - std::begin(flow));
}

// Nothing of the flow is known to image, metadata, load and log, and nothing before it to a room of the flow.
bool reaches_back(const std::string& from, const std::string& to) {
  const int target = flow_position(to);
  if (target < 0 || from == to) return false;
  if (from == "image" || from == "metadata" || from == "log") return true;
  const int source = flow_position(from);
  return source >= 0 && target > source;
}

std::optional<std::string> object_to_own_header(const fs::path& root, const fs::path& file, const std::string& header) {
  const fs::path room = room_of(file);
  for (const fs::path& base : {file.parent_path(), fs::path("core/src"), room}) {
    if (base == "core/src" && room != "core") continue;
    const fs::path target = (base / header).lexically_normal();
    if (!fs::exists(root / target)) continue;
    if (room_of(target) != room) return "reaches into " + target.generic_string();
    if (reaches_back(core_room(file), core_room(target))) {
      return core_room(file) + " must not know " + core_room(target);
    }
    return std::nullopt;
  }
  return "is no file of " + room.generic_string();
}

std::optional<std::string> object_to_sdk_header(const std::string& file, const std::string& header) {
  if (starts_with(header, "burnish/core/")) {
    if (matches(file, std::regex("(core|hosts|examples)/.*"))) return std::nullopt;
    return "only core and hosts know core's headers";
  }
  if (matches(file, std::regex("sdk/include/.*\\.h")) && !matches(header, std::regex(".*\\.h"))) {
    return "the C ABI includes only C headers";
  }
  return std::nullopt;
}

std::optional<std::string> object_to_system_header(const std::string& file, const std::string& header) {
  if (matches(header, c_standard)) return std::nullopt;
  if (matches(file, std::regex("sdk/include/.*\\.h"))) return "the C ABI includes only C11 standard headers";
  if (matches(header, cxx_standard)) return std::nullopt;
  if (starts_with(file, "sdk/")) return "the SDK includes only the C and C++ standard libraries";
  if (matches(header, system_header)) return std::nullopt;
  // A codec's own library needs no entry in the table above.
  if (starts_with(file, "plugins/")) return std::nullopt;
  return "no library of the table allows it here";
}

struct Include {
  std::string file;
  std::string header;
  int line;
  bool quoted;
};

std::optional<std::string> object_to(const fs::path& root, const Include& include) {
  if (starts_with(include.header, "burnish/")) return object_to_sdk_header(include.file, include.header);
  for (const Library& library : libraries()) {
    if (!matches(include.header, library.header)) continue;
    if (matches(include.file, library.where)) return std::nullopt;
    return std::string(library.name) + " is not for this folder";
  }
  if (include.quoted) return object_to_own_header(root, include.file, include.header);
  return object_to_system_header(include.file, include.header);
}

bool held_in_tests(const std::string& header) {
  return std::any_of(libraries().begin(), libraries().end(),
                     [&](const Library& library) { return library.in_tests && matches(header, library.header); });
}

std::vector<Include> read_includes(const fs::path& root, const fs::path& file, int& lines) {
  // A macro in place of the name is Highway's HWY_TARGET_INCLUDE, which names the file itself.
  static const std::regex pattern("\\s*#\\s*include\\s*([<\"])([^>\"]+)[>\"].*");
  std::vector<Include> includes;
  std::ifstream stream(root / file);
  std::string line;
  std::smatch match;
  for (lines = 0; std::getline(stream, line); ++lines) {
    if (std::regex_match(line, match, pattern)) {
      includes.push_back({file.generic_string(), match[2], lines + 1, match[1] == "\""});
    }
  }
  return includes;
}

// The template of `burnish plugin new` is text, not code, until it is copied.
std::vector<fs::path> sources_below(const fs::path& root) {
  static const std::regex source(".*\\.(h|hpp|c|cpp)");
  std::vector<fs::path> files;
  for (const char* folder : {"sdk", "core", "plugins", "hosts", "examples", "tests"}) {
    if (!fs::exists(root / folder)) continue;
    for (const auto& entry : fs::recursive_directory_iterator(root / folder)) {
      const fs::path file = fs::relative(entry.path(), root);
      if (entry.is_regular_file() && matches(file.generic_string(), source)) files.push_back(file);
    }
  }
  return files;
}

void collect_rooms(const Include& include, std::map<std::string, std::set<std::string>>& rooms) {
  if (!starts_with(include.file, "core/src/")) return;
  for (const Library& library : libraries()) {
    if (library.one_room && matches(include.header, library.header)) {
      rooms[library.name].insert(fs::path(include.file).parent_path().generic_string());
    }
  }
}

}  // namespace

std::vector<std::string> violations_in(const fs::path& root) {
  std::vector<std::string> violations;
  std::map<std::string, std::set<std::string>> rooms;
  for (const fs::path& file : sources_below(root)) {
    int lines = 0;
    const std::vector<Include> includes = read_includes(root, file, lines);
    const std::string name = file.generic_string();
    if (lines > max_lines && name.find("_table") == std::string::npos) {
      violations.push_back(name + ": " + std::to_string(lines) + " lines; split it, the limit is " +
                           std::to_string(max_lines));
    }
    if (starts_with(name, "sdk/template/")) continue;
    const bool test = starts_with(name, "tests/");
    for (const Include& include : includes) {
      if (test && !held_in_tests(include.header)) continue;
      collect_rooms(include, rooms);
      if (const auto objection = object_to(root, include)) {
        violations.push_back(name + ":" + std::to_string(include.line) + ": includes " + include.header + ": " +
                             *objection);
      }
    }
  }
  for (const auto& [library, folders] : rooms) {
    if (folders.size() < 2) continue;
    std::string sentence = library + " is included in more than one folder of core:";
    for (const std::string& folder : folders) sentence += " " + folder;
    violations.push_back(sentence);
  }
  std::sort(violations.begin(), violations.end());
  return violations;
}

}  // namespace burnish::layering
