#include "inputs.hpp"

#include <glob.h>

#include <algorithm>
#include <fstream>
#include <iostream>
#include <iterator>
#include <set>

namespace burnish::cli {
namespace {
namespace fs = std::filesystem;

std::set<std::string> picture_extensions(const Catalogue& catalogue) {
  std::set<std::string> all;
  for (const Item* d : catalogue.items(Kind::Decoder)) all.insert(d->extensions.begin(), d->extensions.end());
  return all;
}

std::string extension_of(const fs::path& path) {
  std::string e = path.extension().string();
  if (!e.empty()) e.erase(0, 1);
  std::transform(e.begin(), e.end(), e.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return e;
}

/// The pictures of a folder, sorted by name.
Result<std::vector<Input>> pictures_of(const fs::path& folder, bool recursive, const std::set<std::string>& known) {
  std::vector<fs::path> found;
  std::error_code ec;
  const auto take = [&](const fs::directory_entry& e) {
    std::error_code ignored;
    const std::string name = e.path().filename().string();
    if (name.front() != '.' && e.is_regular_file(ignored) && known.count(extension_of(e.path())) > 0)
      found.push_back(e.path());
  };
  if (recursive) {
    for (fs::recursive_directory_iterator it(folder, fs::directory_options::skip_permission_denied, ec), end;
         !ec && it != end; it.increment(ec))
      take(*it);
  } else {
    for (fs::directory_iterator it(folder, ec), end; !ec && it != end; it.increment(ec)) take(*it);
  }
  if (ec) return Error{Code::Unreadable, "cannot read the folder " + folder.string(), {}, ec.message(), {}};
  if (found.empty())
    return Error{Code::Missing,
                 "no pictures in the folder " + folder.string(),
                 {},
                 recursive ? "nothing in it has a known extension" : "only the folder itself was looked at",
                 recursive ? "" : "use -r for the folders below it"};
  std::sort(found.begin(), found.end());
  std::vector<Input> inputs;
  for (fs::path& path : found) {
    fs::path below = path.parent_path().lexically_relative(folder);
    inputs.push_back({std::move(path), below == "." ? fs::path() : std::move(below)});
  }
  return inputs;
}

std::vector<std::string> match(const std::string& pattern) {
  std::vector<std::string> found;
  glob_t g{};
  if (glob(pattern.c_str(), 0, nullptr, &g) == 0) found.assign(g.gl_pathv, g.gl_pathv + g.gl_pathc);
  globfree(&g);
  return found;
}

Result<std::vector<std::string>> read_names(const std::string& from) {
  std::ifstream file;
  if (from != "-") {
    file.open(from);
    std::error_code ec;
    if (!file || fs::is_directory(from, ec))
      return Error{Code::Usage, "cannot read " + from, "--files-from", "it does not open as a file",
                   "name a file that holds one name a line"};
  }
  std::vector<std::string> names;
  for (std::string line; std::getline(from == "-" ? std::cin : file, line);)
    if (!line.empty()) names.push_back(line);
  return names;
}

class Finder {
 public:
  Finder(const Catalogue& catalogue, bool recursive) : known_(picture_extensions(catalogue)), recursive_(recursive) {}

  void add(const std::string& name) {
    std::error_code ec;
    if (name != "-" && fs::is_directory(name, ec))
      add_folder(name);
    else if (name != "-" && !fs::exists(name, ec) && name.find_first_of("*?[") != std::string::npos)
      add_matches(name);
    else
      found_.inputs.push_back({name, {}});
  }
  FoundInputs take() { return std::move(found_); }

 private:
  void add_folder(const std::string& folder) {
    auto pictures = pictures_of(folder, recursive_, known_);
    if (pictures)
      std::move(pictures->begin(), pictures->end(), std::back_inserter(found_.inputs));
    else
      found_.failed.push_back({folder, {}, pictures.take_error()});
  }
  void add_matches(const std::string& pattern) {
    const std::vector<std::string> names = match(pattern);
    for (const std::string& name : names) {
      std::error_code ec;
      if (fs::is_directory(name, ec))
        add_folder(name);
      else
        found_.inputs.push_back({name, {}});
    }
    if (names.empty())
      found_.failed.push_back(
          {pattern, {}, {Code::Missing, "no file matches " + pattern, {}, {}, "check the pattern"}});
  }

  std::set<std::string> known_;
  bool recursive_;
  FoundInputs found_;
};

}  // namespace

void add_input_options(CLI::App& command, InputArguments& arguments) {
  command.add_flag("-r,--recursive", arguments.recursive, "Also the folders below a given folder");
  command.add_option("--files-from", arguments.files_from, "Read more names, one a line")->type_name("FILE|-");
}

Result<FoundInputs> find_inputs(const InputArguments& arguments, const Catalogue& catalogue) {
  std::vector<std::string> names = arguments.names;
  if (!arguments.files_from.empty()) {
    BURNISH_TRY(const std::vector<std::string> more, read_names(arguments.files_from));
    names.insert(names.end(), more.begin(), more.end());
  }
  const auto streams = std::count(names.begin(), names.end(), "-") + (arguments.files_from == "-" ? 1 : 0);
  if (streams > 1)
    return Error{Code::Usage, "standard input is named " + std::to_string(streams) + " times", "INPUT",
                 "it can be read once", "give each picture a file"};
  Finder finder(catalogue, arguments.recursive);
  for (const std::string& name : names) finder.add(name);
  return finder.take();
}

}  // namespace burnish::cli
