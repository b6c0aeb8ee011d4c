#include "net/profile.hpp"

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <system_error>

#include "burnish/core/catalogue.hpp"
#include "load/search_path.hpp"
#include "net/url.hpp"
#include "pipeline/profile_json.hpp"

namespace burnish::net {
namespace {

namespace fs = std::filesystem;

constexpr int deepest = 8;  // of "extends"

std::vector<fs::path> usual_folders() {
  std::vector<fs::path> folders;
  if (const char* listed = std::getenv("BURNISH_PROVIDER_PATH"); listed != nullptr) {
    std::string_view rest = listed;
    while (!rest.empty()) {
      const std::size_t colon = std::min(rest.find(':'), rest.size());
      if (colon > 0) folders.emplace_back(rest.substr(0, colon));
      rest.remove_prefix(std::min(colon + 1, rest.size()));
    }
  }
  if (const fs::path configuration = configuration_folder(); !configuration.empty())
    folders.push_back(configuration / "providers");
  folders.push_back(shared_folder("providers"));
  return folders;
}

Result<std::string> read_text(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  std::string text{std::istreambuf_iterator<char>(in), {}};
  if (in.is_open() && !in.bad()) return text;
  return Error{Code::Usage, "cannot read " + file.string(), {}, "the file cannot be opened", {}};
}

bool serves_by_name(const Profile& profile, std::string_view model) {
  return std::find(profile.models.begin(), profile.models.end(), model) != profile.models.end();
}

}  // namespace

bool Profile::serves(std::string_view model) const {
  return serves_by_name(*this, model) || serves_by_name(*this, "*");
}

Profiles Profiles::open(std::vector<fs::path> folders) {
  if (folders.empty()) folders = usual_folders();
  Profiles profiles;
  for (const fs::path& folder : folders) {
    std::vector<fs::path> files;
    std::error_code failed;
    for (fs::directory_iterator entry(folder, failed), end; !failed && entry != end; entry.increment(failed))
      if (entry->path().extension() == ".json") files.push_back(entry->path());
    std::sort(files.begin(), files.end());
    for (fs::path& file : files) profiles.entries_.push_back({file.stem().string(), std::move(file)});
  }
  return profiles;
}

Result<std::size_t> Profiles::index_of(std::string_view name, std::size_t from) const {
  for (std::size_t i = from; i < entries_.size(); ++i)
    if (entries_[i].name == name) return i;
  const std::vector<std::string> known = names();
  std::string list;
  for (const std::string& other : known) list += (list.empty() ? "known are " : ", ") + other;
  const std::string near = nearest_name(name, known);
  return Error{Code::Unknown,
               "unknown provider '" + std::string(name) + "'",
               {},
               known.empty() ? "no provider is installed" : list,
               near.empty() || near == name ? std::string() : "did you mean '" + near + "'?"};
}

Result<Profile> Profiles::read(std::size_t index, int depth) const {
  const Entry& entry = entries_[index];
  BURNISH_TRY(const std::string text, read_text(entry.path));
  BURNISH_TRY(const std::string parent, extended_profile(text, entry.path));
  if (parent.empty()) return read_profile(text, entry.path, std::nullopt);
  const auto cannot_extend = [&](std::string why) {
    return Error{Code::Usage,
                 "provider '" + entry.name + "' extends '" + parent + "'",
                 entry.path.string() + " $.extends",
                 std::move(why),
                 {}};
  };
  if (depth == deepest) return cannot_extend("that is deeper than " + std::to_string(deepest) + " files, or a circle");
  const auto found = index_of(parent, parent == entry.name ? index + 1 : 0);
  if (!found) return cannot_extend(found.error().message());
  BURNISH_TRY(Profile base, read(*found, depth + 1));
  return read_profile(text, entry.path, std::move(base.text));
}

Result<Profile> Profiles::find(std::string_view name) const {
  BURNISH_TRY(const std::size_t index, index_of(name, 0));
  return read(index, 0);
}

Result<Profile> Profiles::for_model(std::string_view model) const {
  std::optional<Profile> best;
  std::string damaged;
  for (const std::string& name : names()) {
    auto profile = find(name);
    if (!profile) {
      if (damaged.empty()) damaged = profile.error().message();
      continue;
    }
    if (!profile->serves(model)) continue;
    const bool better = !best || std::pair(serves_by_name(*profile, model), profile->rank) >
                                     std::pair(serves_by_name(*best, model), best->rank);
    if (better) best = std::move(profile).value();
  }
  if (best) return *std::move(best);
  return Error{Code::Unknown,
               "no provider serves the model '" + std::string(model) + "'",
               {},
               damaged.empty() ? "none of the provider files names it" : "one provider file is damaged: " + damaged,
               "name one with --provider"};
}

std::vector<std::string> Profiles::names() const {
  std::vector<std::string> all;
  for (const Entry& entry : entries_) all.push_back(entry.name);
  std::sort(all.begin(), all.end());
  all.erase(std::unique(all.begin(), all.end()), all.end());
  return all;
}

Result<Profile> with_base(Profile profile, std::string_view url) {
  std::string base(url);
  std::string place = "--base-url";
  if (base.empty() && !profile.base_environment.empty()) {
    const char* value = std::getenv(profile.base_environment.c_str());
    if (value != nullptr) base = value;
    place = "$" + profile.base_environment;
  }
  if (base.empty()) return profile;
  const auto refused = [&](std::string why, std::string hint = {}) {
    return Error{Code::Usage, "cannot use the base URL " + shown(base), place, std::move(why), std::move(hint)};
  };
  std::string why;
  const auto parsed = parse_url(base, why);
  if (!parsed) return refused(std::move(why), "write https://HOST[:PORT][/PATH]");
  if (parsed->has_query) return refused("it has a query", "write https://HOST[:PORT][/PATH]");
  if (!parsed->https && !is_loopback(*parsed))
    return refused("plain http is only for this machine itself", "write https://");
  profile.base = (parsed->https ? "https://" : "http://") + parsed->authority() + parsed->prefix;
  if (std::none_of(profile.hosts.begin(), profile.hosts.end(),
                   [&](const std::string& host) { return host_matches(host, *parsed); }))
    profile.hosts.push_back(parsed->authority());
  return profile;
}

}  // namespace burnish::net
