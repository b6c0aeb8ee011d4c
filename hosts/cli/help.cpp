#include "help.hpp"

#include <vector>

#include "text.hpp"

namespace burnish::cli {
namespace {

constexpr std::size_t description_column = 26;

void add_entry(std::string& out, const std::string& name, const std::string& description) {
  std::string line = "  " + name;
  if (line.size() + 2 > description_column) {
    out += line + '\n';
    line.clear();
  }
  out += line + wrapped(description, description_column, line.size()) + '\n';
}

bool repeats(const CLI::Option& o) { return o.get_items_expected_max() > 1; }

std::string argument_name(const CLI::Option& o) {
  std::string name = o.get_name(true, false);
  if (repeats(o)) name += "...";
  return o.get_required() ? name : "[" + name + "]";
}

std::string option_name(const CLI::Option& o) {
  std::string name;
  for (const std::string& s : o.get_snames()) name += (name.empty() ? "-" : ", -") + s;
  for (const std::string& l : o.get_lnames()) name += (name.empty() ? "--" : ", --") + l;
  if (o.get_items_expected_max() > 0) name += " " + o.get_type_name();
  return name;
}

std::string usage(const CLI::App& app) {
  std::string line = "Usage: " + full_name(app);
  line += " [OPTION...]";
  if (!app.get_subcommands({}).empty()) line += " COMMAND";
  for (const CLI::Option* o : app.get_options())
    if (o->get_positional()) line += " " + argument_name(*o);
  return wrapped(line, 0, 0) + "\n";
}

void add_group(std::string& out, const CLI::App& app, const std::string& group) {
  const std::vector<const CLI::Option*> options = app.get_options([&](const CLI::Option* o) {
    return o->get_group() == group && !o->get_positional() && !o->get_lnames().empty();
  });
  if (options.empty()) return;
  out += "\n" + group + ":\n";
  for (const CLI::Option* o : options) add_entry(out, option_name(*o), o->get_description());
}

}  // namespace

std::string full_name(const CLI::App& app) {
  return app.get_parent() == nullptr ? app.get_name() : full_name(*app.get_parent()) + " " + app.get_name();
}

std::string Help::make_help(const CLI::App* app, std::string, CLI::AppFormatMode) const {
  std::string out = usage(*app) + "\n" + wrapped(app->get_description(), 0, 0) + "\n";
  bool first = true;
  for (const CLI::Option* o : app->get_options()) {
    if (!o->get_positional()) continue;
    out += first ? "\n" : "";
    first = false;
    add_entry(out, o->get_name(true, false), o->get_description());
  }
  if (!app->get_subcommands({}).empty()) out += "\nCommands:\n";
  for (const CLI::App* sub : app->get_subcommands({})) add_entry(out, sub->get_name(), sub->get_description());
  for (const std::string& group : app->get_groups()) add_group(out, *app, group);
  if (!app->get_footer().empty()) out += "\n" + wrapped(app->get_footer(), 0, 0) + "\n";
  return out;
}

}  // namespace burnish::cli
