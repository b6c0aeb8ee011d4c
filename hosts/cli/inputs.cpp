#include "inputs.hpp"

#include <glob.h>

#include <algorithm>
#include <fstream>
#include <iostream>
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
  std::transform(e.begin(), e.end(), e.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return e;
}

Status add_folder(const fs::path& folder, bool recursive, const std::set<std::string>& known, std::vector<Input>& out) {
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
  std::sort(found.begin(), found.end());
  for (fs::path& path : found) {
    fs::path below = path.parent_path().lexically_relative(folder);
    out.push_back({std::move(path), below == "." ? fs::path() : std::move(below)});
  }
  return Done{};
}

std::vector<fs::path> match(const std::string& pattern) {
  std::vector<fs::path> found;
  glob_t g{};
  if (glob(pattern.c_str(), 0, nullptr, &g) == 0) found.assign(g.gl_pathv, g.gl_pathv + g.gl_pathc);
  globfree(&g);
  return found;
}

Result<std::vector<std::string>> read_names(const std::string& from) {
  std::ifstream file;
  if (from != "-") {
    file.open(from);
    if (!file) return Error{Code::Usage, "cannot read " + from, "--files-from", "it does not open", "name a file of names"};
  }
  std::vector<std::string> names;
  for (std::string line; std::getline(from == "-" ? std::cin : file, line);)
    if (!line.empty()) names.push_back(line);
  return names;
}

}  // namespace

Result<std::vector<Input>> find_inputs(const InputArguments& arguments, const Catalogue& catalogue) {
  std::vector<std::string> names = arguments.names;
  if (!arguments.files_from.empty()) {
    BURNISH_TRY(const std::vector<std::string> more, read_names(arguments.files_from));
    names.insert(names.end(), more.begin(), more.end());
  }
  std::vector<Input> inputs;
  const std::set<std::string> known = picture_extensions(catalogue);
  for (const std::string& name : names) {
    std::error_code ec;
    if (name == "-") {
      inputs.push_back({name, {}});
    } else if (fs::is_directory(name, ec)) {
      const std::size_t before = inputs.size();
      BURNISH_CHECK(add_folder(name, arguments.recursive, known, inputs));
      if (inputs.size() == before)
        return Error{Code::Missing, "no pictures in the folder " + name, {},
                     arguments.recursive ? "nothing in it has a known extension" : "only the folder itself was looked at",
                     arguments.recursive ? "" : "use -r for the folders below it"};
    } else if (!fs::exists(name, ec) && name.find_first_of("*?[") != std::string::npos) {
      const std::vector<fs::path> found = match(name);
      if (found.empty()) return Error{Code::Missing, "no file matches " + name, {}, {}, "check the pattern"};
      for (const fs::path& path : found) inputs.push_back({path, {}});
    } else {
      inputs.push_back({name, {}});
    }
  }
  return inputs;
}

}  // namespace burnish::cli
