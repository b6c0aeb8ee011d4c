#include "usage.hpp"

#include <burnish/core/catalogue.hpp>

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "help.hpp"

namespace burnish::cli {
namespace {

/// Commands of the design that this version does not have.
constexpr std::array<std::string_view, 3> later_commands{"burnish plugin check", "burnish plugin new", "burnish lock"};

/// The command that was named, as far as it could be understood.
const CLI::App& innermost(const CLI::App& app) {
  const CLI::App* at = &app;
  while (!at->get_subcommands().empty()) at = at->get_subcommands().front();
  return *at;
}

std::string see_help(const CLI::App& command) { return "see " + full_name(command) + " --help"; }

std::string did_you_mean(const std::string& wrong, const std::vector<std::string>& known, const CLI::App& command) {
  const std::string near = nearest_name(wrong, known);
  return near.empty() ? see_help(command) : "did you mean '" + near + "'?";
}

Error wrong_command(const CLI::App& command, const std::vector<std::string>& rest) {
  std::vector<std::string> known;
  for (const CLI::App* sub : command.get_subcommands({})) known.push_back(sub->get_name());
  const auto named = std::find_if(rest.begin(), rest.end(), [](const std::string& s) { return s.rfind('-', 0) != 0; });
  if (named == rest.end() && !rest.empty())
    return {Code::Usage, "unknown option '" + rest.front() + "'", {}, {}, see_help(command)};
  if (named == rest.end()) {
    std::string list;
    for (const std::string& k : known) list += (list.empty() ? "" : ", ") + k;
    return {Code::Usage, "no command given", {}, full_name(command) + " has " + list, see_help(command)};
  }
  const std::string full = full_name(command) + " " + *named;
  if (std::find(later_commands.begin(), later_commands.end(), full) != later_commands.end())
    return {Code::NotInVersion, "'" + full + "' is not in this version", {}, {}, see_help(command)};
  return {Code::Usage, "unknown command '" + full + "'", {}, {}, did_you_mean(*named, known, command)};
}

Error unexpected(const CLI::App& command, const std::vector<std::string>& rest) {
  const std::string first = rest.empty() ? std::string() : rest.front();
  if (first.rfind('-', 0) != 0)
    return {Code::Usage, "unexpected argument '" + first + "'", full_name(command), {}, see_help(command)};
  std::vector<std::string> known;
  for (const CLI::Option* o : command.get_options())
    for (const std::string& l : o->get_lnames()) known.push_back("--" + l);
  const std::string name = first.substr(0, first.find('='));
  return {Code::Usage, "unknown option '" + name + "'", full_name(command), {}, did_you_mean(name, known, command)};
}

}  // namespace

Error usage_error(const CLI::App& app, const CLI::ParseError& error) {
  const CLI::App& command = innermost(app);
  const std::vector<std::string> rest = command.remaining();
  if (dynamic_cast<const CLI::RequiredError*>(&error) != nullptr && !command.get_subcommands({}).empty())
    return wrong_command(command, rest);
  if (dynamic_cast<const CLI::ExtrasError*>(&error) != nullptr) return unexpected(command, rest);
  if (dynamic_cast<const CLI::RequiredError*>(&error) != nullptr) {
    // An option that is unknown explains a missing argument better than the other way round.
    if (!rest.empty() && rest.front().rfind('-', 0) == 0) return unexpected(command, rest);
    for (const CLI::Option* o : command.get_options())
      if (o->get_required() && o->count() == 0)
        return {Code::Usage, "no " + o->get_name(true, false) + " given", full_name(command), {}, see_help(command)};
  }
  const std::string why = error.what();
  if (dynamic_cast<const CLI::ArgumentMismatch*>(&error) != nullptr && why.find(" missing") != std::string::npos)
    return {Code::Usage,
            "option '" + why.substr(0, why.find(':')) + "' needs a value",
            full_name(command),
            {},
            see_help(command)};
  return {Code::Usage, "wrong command line", full_name(command), why, see_help(command)};
}

}  // namespace burnish::cli
