// burnish completion SHELL: a script made from the commands and options as they are parsed.
#include <burnish/core/report_json.hpp>

#include <string>
#include <vector>

#include "help.hpp"
#include "session.hpp"

namespace burnish::cli {
namespace {

struct CompletionArguments {
  std::string shell;
};

const std::vector<std::string> shells{"bash", "zsh", "fish"};

/// Words that stand after an option.
struct ValueWords {
  const char* option;
  const char* words;
};
constexpr ValueWords value_words[] = {{"progress", "auto bar plain none"},
                                      {"log-level", "debug info warning error off"},
                                      {"keep", "exif xmp iptc icc text provenance"},
                                      {"metric", "ssim psnr"}};

std::string words_of(const CLI::App& app) {
  std::string words;
  const auto add = [&](const std::string& word) { words += (words.empty() ? "" : " ") + word; };
  for (const CLI::App* sub : app.get_subcommands({})) add(sub->get_name());
  for (const CLI::Option* o : app.get_options()) {
    for (const std::string& l : o->get_lnames()) add("--" + l);
    for (const std::string& s : o->get_snames()) add("-" + s);
  }
  if (app.get_name() == "completion")
    for (const std::string& shell : shells) add(shell);
  return words;
}

/// One line of a shell's case statement per command, subcommands as "burnish plugin list".
void add_cases(const CLI::App& app, std::string& cases) {
  cases += "    \"" + full_name(app) + "\") words=\"" + words_of(app) + "\" ;;\n";
  for (const CLI::App* sub : app.get_subcommands({})) add_cases(*sub, cases);
}

std::string bash_script(const CLI::App& app) {
  std::string cases;
  add_cases(app, cases);
  std::string values;
  for (const ValueWords& v : value_words)
    values += std::string("    --") + v.option + ") words=\"" + v.words + "\" ;;\n";
  return "_burnish() {\n"
         "  local cur=\"${COMP_WORDS[COMP_CWORD]}\" command=burnish words=\"\" w\n"
         "  for w in \"${COMP_WORDS[@]:1:COMP_CWORD-1}\"; do\n"
         "    case \"$w\" in -*) ;; *) case \"$command\" in burnish|\"burnish plugin\") command+=\" $w\" ;; esac ;; "
         "esac\n"
         "  done\n"
         "  case \"$command\" in\n" +
         cases +
         "  esac\n"
         "  case \"${COMP_WORDS[COMP_CWORD-1]}\" in\n" +
         values +
         "  esac\n"
         "  COMPREPLY=($(compgen -W \"$words\" -- \"$cur\"))\n"
         "}\n"
         "complete -o default -F _burnish burnish\n";
}

std::string zsh_script(const CLI::App& app) {
  return "#compdef burnish\nautoload -U +X compinit && compinit\nautoload -U +X bashcompinit && bashcompinit\n" +
         bash_script(app);
}

std::string quoted(const std::string& text) {
  std::string out = "'";
  for (const char c : text) out += c == '\'' || c == '\\' ? std::string("\\") + c : std::string(1, c);
  return out + "'";
}

void add_fish_lines(const CLI::App& app, const std::string& condition, std::string& script) {
  const std::string start = "complete -c burnish" + (condition.empty() ? "" : " -n " + quoted(condition));
  for (const CLI::App* sub : app.get_subcommands({}))
    script += start + " -a " + sub->get_name() + " -d " + quoted(sub->get_description()) + "\n";
  for (const CLI::Option* o : app.get_options()) {
    if (o->get_positional()) continue;
    script += start;
    for (const std::string& l : o->get_lnames()) script += " -l " + l;
    for (const std::string& s : o->get_snames()) script += " -s " + s;
    if (o->get_items_expected_max() > 0) script += " -r";
    for (const ValueWords& v : value_words)
      if (o->check_lname(v.option)) script += " -a " + quoted(v.words);
    script += " -d " + quoted(o->get_description()) + "\n";
  }
  if (app.get_name() == "completion") script += start + " -a 'bash zsh fish'\n";
}

std::string fish_script(const CLI::App& app) {
  std::string script;
  add_fish_lines(app, "__fish_use_subcommand", script);
  for (const CLI::App* command : app.get_subcommands({})) {
    const std::vector<const CLI::App*> below = command->get_subcommands({});
    std::string names;
    for (const CLI::App* sub : below) names += " " + sub->get_name();
    const std::string seen = "__fish_seen_subcommand_from " + command->get_name();
    add_fish_lines(*command, below.empty() ? seen : seen + "; and not __fish_seen_subcommand_from" + names, script);
    for (const CLI::App* sub : below)
      add_fish_lines(*sub, seen + "; and __fish_seen_subcommand_from " + sub->get_name(), script);
  }
  return script;
}

int completion(const Session& session, const CLI::App& app, const std::string& shell) {
  std::string script;
  if (shell == "bash")
    script = bash_script(app);
  else if (shell == "zsh")
    script = zsh_script(app);
  else if (shell == "fish")
    script = fish_script(app);
  else
    return session.fail({Code::Usage, "unknown shell '" + shell + "'", "SHELL", "it may be bash, zsh or fish", {}});
  const std::pair<std::string, std::string> texts[] = {{"shell", shell}, {"script", script}};
  Session::print(session.common.json ? texts_json(texts) : script);
  return 0;
}

}  // namespace

void add_completion(CLI::App& app, Session& session) {
  CLI::App& c = *app.add_subcommand("completion", "Print a completion script for bash, zsh or fish");
  CompletionArguments& a = session.own<CompletionArguments>();
  c.add_option("SHELL", a.shell, "bash, zsh or fish")->required();
  add_common_options(c, session.common);
  c.footer("Example: burnish completion bash > ~/.local/share/bash-completion/completions/burnish");
  c.callback([&] { session.action = [&] { return completion(session, app, a.shell); }; });
}

}  // namespace burnish::cli
