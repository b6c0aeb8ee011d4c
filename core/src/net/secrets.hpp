// Keys: where they are found, where they are put into a request, and how they are kept out of everything else.
#pragma once
#include <chrono>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "net/profile.hpp"

namespace burnish::net {

/// Names and values.
using Secrets = std::vector<std::pair<std::string, std::string>>;

inline constexpr std::string_view placeholder_start = "${secret:";

/// From the profile's environment variable, else the file of that name in $XDG_CONFIG_HOME/burnish/keys (of the user,
/// for nobody else), else what the command of $BURNISH_KEY_COMMAND_NAME or of the file NAME.command there prints.
/// Quotes and blanks around it are taken off. Code::Generator says which places were looked at and what to do, never
/// the value. [io]
[[nodiscard]] Result<std::string> read_secret(const Secret& secret, std::string_view provider,
                                              std::chrono::milliseconds command_limit = std::chrono::seconds(10));

/// The value with each "${secret:NAME}" filled in. An unknown name or an open brace is an error (the sentence).
[[nodiscard]] Result<std::string> fill_in(std::string_view value, const Secrets& secrets);
/// Puts "${secret:NAME}" in place of every secret, also as JSON and URLs write it. Secrets shorter than `shortest`
/// bytes stay: they would be found everywhere.
void hide_secrets(std::string& text, const Secrets& secrets, std::size_t shortest);

}  // namespace burnish::net
