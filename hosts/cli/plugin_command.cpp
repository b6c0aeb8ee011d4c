// burnish plugin: what is installed, from the registry cache alone.
#include <burnish/core/generate.hpp>
#include <burnish/core/report_json.hpp>

#include <array>
#include <cstdio>

#include "session.hpp"
#include "text.hpp"

namespace burnish::cli {
namespace {

struct PluginArguments {
  std::string id;
  bool broken = false;
};

std::string_view state_word(ModuleState s) {
  switch (s) {
    case ModuleState::Usable:
      return "usable";
    case ModuleState::Broken:
      return "broken";
    case ModuleState::Shadowed:
      return "shadowed";
    default:
      return "duplicate";
  }
}

std::string_view short_name(std::string_view id) {
  constexpr std::string_view ours = "burnish.";
  return id.substr(0, ours.size()) == ours ? id.substr(ours.size()) : id;
}

int list(Session& session, const PluginArguments& a) {
  const auto catalogue = session.open_catalogue();
  if (!catalogue) return session.fail(catalogue.error());
  if (session.common.json) {
    Session::print(catalogue_json(*catalogue, a.broken ? Listed::Unusable : Listed::All));
    return 0;
  }
  bool said = false;
  for (const Module& m : catalogue->modules()) {
    const bool usable = m.state == ModuleState::Usable;
    if (a.broken && usable) continue;
    if (!usable)
      std::printf("%-10s %s: %s\n", std::string(state_word(m.state)).c_str(), m.path.c_str(), m.reason.c_str());
    for (const Item& i : m.items)
      if (usable)
        std::printf("%-10s %-16s %s  [%s]\n", std::string(kind_word(i.kind)).c_str(),
                    std::string(short_name(i.id)).c_str(), i.summary.c_str(), m.path.filename().c_str());
    said = true;
  }
  if (!said) session.note(a.broken ? "no plugin is broken" : "no plugin is installed; see burnish plugin paths");
  return 0;
}

std::string range_text(const Parameter& p) {
  char text[96] = "";
  if (p.min != 0 || p.max != 0) std::snprintf(text, sizeof text, ", %.10g to %.10g", p.min, p.max);
  return text;
}

std::string_view type_word(const Parameter& p) {
  switch (p.type) {
    case BURNISH_P_BOOL:
      return "yes or no";
    case BURNISH_P_INT:
      return "integer";
    case BURNISH_P_REAL:
      return p.unit == "ratio" ? "ratio such as 16:9" : "number";
    case BURNISH_P_ENUM:
      return "one of";
    case BURNISH_P_COLOR:
      return "colour";
    case BURNISH_P_POINT:
      return "x,y";
    case BURNISH_P_RECT:
      return "x,y,width,height";
    case BURNISH_P_FILE:
      return "file";
    case BURNISH_P_FOLDER:
      return "folder";
    default:
      return "text";
  }
}

void print_parameter(const Parameter& p) {
  constexpr std::size_t column = 16;
  std::string line = "  " + p.id;
  if (line.size() + 2 > column) line += "\n";
  std::string type(type_word(p));
  for (std::size_t i = 0; i < p.choices.size(); ++i) type += (i == 0 ? " " : ", ") + p.choices[i].id;
  if (!p.unit.empty() && p.unit != "ratio") type += " (" + p.unit + ")";
  type += range_text(p) + "; default " + (p.def.empty() ? "none" : p.def);
  line += wrapped(type, column, line.back() == '\n' ? 0 : line.size());
  Session::print(line + "\n" + wrapped(p.doc, column, 0));
}

void print_item(const Item& i) {
  const std::string head =
      i.id + " (" + std::string(kind_word(i.kind)) + ", version " + std::to_string(i.version) + "): " + i.summary;
  Session::print(wrapped(head, 0, 0));
  if (!i.doc.empty()) Session::print("\n" + wrapped(i.doc, 0, 0));
  if (!i.parameters.empty()) Session::print("");
  for (const Parameter& p : i.parameters) print_parameter(p);
  if (!i.requests.empty()) Session::print("\n  may be asked, once per picture or many times, for");
  for (const Parameter& p : i.requests) print_parameter(p);
  std::string needs;
  for (const std::string& n : i.needs) needs += (needs.empty() ? "\n  asks " : ", ") + n;
  if (!needs.empty()) Session::print(needs);
}

/// Models, limits and prices of a generator, with the date of the facts.
void print_terms(const Item& i, const std::vector<ProviderFacts>& providers) {
  if (i.kind != Kind::Generator) return;
  if (i.max_inputs > 0) Session::print("\n  takes up to " + std::to_string(i.max_inputs) + " pictures");
  for (const ProviderFacts& p : providers)
    for (const ProviderFacts::Model& m : p.models) {
      if (m.id != short_name(i.id)) continue;
      const std::string price = m.price.empty() ? "price not known" : "price in " + p.currency + ": " + m.price;
      Session::print(wrapped("provider " + p.name + ": " + price + " (facts of " + p.facts + ")", 2, 0));
    }
}

/// All of a plugin's items in one line each; generators with their terms.
int describe_module(const Session& session, const Catalogue& catalogue, const Module& m) {
  std::vector<const Item*> items;
  for (const Item& i : m.items) items.push_back(&i);
  if (session.common.json) {
    Session::print(items_json(catalogue, items));
    return 0;
  }
  Session::print(m.id + " " + m.version + " (" + m.license + "), " + m.path.string());
  const std::vector<ProviderFacts> providers = list_providers();
  for (const Item* i : items) {
    Session::print(
        "\n" +
        wrapped(std::string(short_name(i->id)) + " (" + std::string(kind_word(i->kind)) + "): " + i->summary, 0, 0));
    print_terms(*i, providers);
  }
  return 0;
}

constexpr std::array kinds{Kind::Pixel, Kind::Decoder, Kind::Encoder, Kind::Analyser, Kind::Generator, Kind::Importer};

int describe(Session& session, const PluginArguments& a) {
  const auto catalogue = session.open_catalogue();
  if (!catalogue) return session.fail(catalogue.error());
  std::vector<const Item*> found;
  std::string near;
  for (const Kind k : kinds) {
    if (const Item* i = catalogue->find(k, a.id)) found.push_back(i);
    if (near.empty()) near = catalogue->nearest(k, a.id);
  }
  for (const Module& m : catalogue->modules())
    if (found.empty() && m.state == ModuleState::Usable && (m.id == a.id || m.path.stem() == a.id))
      return describe_module(session, *catalogue, m);
  if (found.empty())
    return session.fail({Code::Unknown,
                         "no installed plugin declares '" + a.id + "'",
                         "ID",
                         {},
                         near.empty() ? "see burnish plugin list" : "did you mean '" + near + "'?"});
  if (session.common.json) {
    Session::print(items_json(*catalogue, found));
    return 0;
  }
  for (std::size_t i = 0; i < found.size(); ++i) {
    if (i > 0) Session::print("");
    print_item(*found[i]);
    print_terms(*found[i], found[i]->kind == Kind::Generator ? list_providers() : std::vector<ProviderFacts>());
  }
  return 0;
}

int paths(Session& session) {
  const auto catalogue = session.open_catalogue();
  if (!catalogue) return session.fail(catalogue.error());
  if (session.common.json) {
    Session::print(folders_json(*catalogue));
    return 0;
  }
  for (const auto& folder : catalogue->folders()) {
    std::error_code ec;
    std::printf("%s%s\n", folder.c_str(), std::filesystem::is_directory(folder, ec) ? "" : "  (not there)");
  }
  return 0;
}

}  // namespace

void add_plugin(CLI::App& app, Session& session) {
  CLI::App& c = *app.add_subcommand("plugin", "List and describe installed plugins");
  c.require_subcommand(1);
  PluginArguments& a = session.own<PluginArguments>();
  CLI::App& l = *c.add_subcommand("list", "List operations, codecs and what does not load");
  l.add_flag("--broken", a.broken, "Only plugins that cannot be used, with the reason");
  add_common_options(l, session.common);
  l.callback([&] { session.action = [&] { return list(session, a); }; });
  CLI::App& d = *c.add_subcommand("describe", "Show an operation or codec with its parameters");
  d.add_option("ID", a.id, "Such as resize, or jpeg")->required();
  add_common_options(d, session.common);
  d.callback([&] { session.action = [&] { return describe(session, a); }; });
  CLI::App& p = *c.add_subcommand("paths", "Show where plugins are looked for, first wins");
  add_common_options(p, session.common);
  p.callback([&] { session.action = [&] { return paths(session); }; });
}

}  // namespace burnish::cli
