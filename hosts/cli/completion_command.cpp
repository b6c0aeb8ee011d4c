// burnish completion SHELL: a script made from the commands and options as they are parsed.
#include <cstdio>
#include <string>

#include "session.hpp"

namespace burnish::cli {
namespace {

struct CompletionArguments {
  std::string shell;
};

void add_words(const CLI::App& app, std::string& words) {
  for (const CLI::App* sub : app.get_subcommands({})) words += sub->get_name() + " ";
  for (const CLI::Option* o : app.get_options()) {
    for (const std::string& l : o->get_lnames()) words += "--" + l + " ";
    for (const std::string& s : o->get_snames()) words += "-" + s + " ";
  }
}

/// One line of a shell's case statement per command, subcommands as "plugin list".
void add_cases(const CLI::App& app, const std::string& name, std::string& cases) {
  std::string words;
  add_words(app, words);
  cases += "    \"" + name + "\") words=\"" + words + "\" ;;\n";
  for (const CLI::App* sub : app.get_subcommands({}))
    add_cases(*sub, name.empty() ? sub->get_name() : name + " " + sub->get_name(), cases);
}

std::string bash_script(const CLI::App& app) {
  std::string cases;
  add_cases(app, "", cases);
  return "_burnish() {\n"
         "  local cur=\"${COMP_WORDS[COMP_CWORD]}\" command=\"\" words=\"\" w\n"
         "  for w in \"${COMP_WORDS[@]:1:COMP_CWORD-1}\"; do\n"
         "    case \"$w\" in -*) ;; *) case \"$command\" in \"\"|plugin) command=\"${command:+$command }$w\" ;; esac ;; esac\n"
         "  done\n"
         "  case \"$command\" in\n" +
         cases +
         "  esac\n"
         "  COMPREPLY=($(compgen -W \"$words\" -- \"$cur\"))\n"
         "}\n"
         "complete -o default -F _burnish burnish\n";
}

void add_fish_lines(const CLI::App& app, const std::string& condition, std::string& script) {
  for (const CLI::App* sub : app.get_subcommands({}))
    script += "complete -c burnish" + condition + " -a " + sub->get_name() + " -d '" + sub->get_description() + "'\n";
  for (const CLI::Option* o : app.get_options()) {
    script += "complete -c burnish" + condition;
    for (const std::string& l : o->get_lnames()) script += " -l " + l;
    for (const std::string& s : o->get_snames()) script += " -s " + s;
    script += " -d '" + o->get_description() + "'\n";
  }
  for (const CLI::App* sub : app.get_subcommands({}))
    add_fish_lines(*sub, " -n '__fish_seen_subcommand_from " + sub->get_name() + "'", script);
}

}  // namespace

void add_completion(CLI::App& app, Session& session) {
  CLI::App& c = *app.add_subcommand("completion", "Print a completion script for bash, zsh or fish");
  CompletionArguments& a = session.own<CompletionArguments>();
  c.add_option("SHELL", a.shell, "bash, zsh or fish")
      ->required()
      ->check(CLI::IsMember({"bash", "zsh", "fish"}).description(""))
      ->type_name(" ");
  c.footer("Example: burnish completion bash > ~/.local/share/bash-completion/completions/burnish");
  c.callback([&] {
    session.action = [&] {
      std::string script;
      if (a.shell == "fish")
        add_fish_lines(app, "", script);
      else
        script = (a.shell == "zsh" ? "autoload -U +X bashcompinit && bashcompinit\n" : "") + bash_script(app);
      std::fputs(script.c_str(), stdout);
      return 0;
    };
  });
}

}  // namespace burnish::cli
