// What --help prints.
#pragma once
#include <CLI/CLI.hpp>
#include <string>

namespace burnish::cli {

/// "burnish plugin list": a command as it is typed.
[[nodiscard]] std::string full_name(const CLI::App& app);

/// Usage, description, arguments, commands, options and footer, on 80 columns.
class Help : public CLI::FormatterBase {
 public:
  std::string make_help(const CLI::App* app, std::string name, CLI::AppFormatMode mode) const override;
};

}  // namespace burnish::cli
