// A provider's file: JSON to a checked net::Profile.
#pragma once
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "net/profile.hpp"

namespace burnish {

/// The name of the profile that this one is a change of; empty when it stands alone. Errors as read_profile.
[[nodiscard]] Result<std::string> extended_profile(std::string_view text, const std::filesystem::path& file);

/// `parent` is the text of the profile that this one extends, complete: the file's members are merged onto it
/// (RFC 7396). A rank is not inherited by a profile of another name, which would become the default of its models by
/// accident. Code::Usage with file and JSON path for what is wrong; an unknown key with the nearest known one. What
/// only generators understand (submit, poll, result, errors, balance, each model) is checked for its type alone.
[[nodiscard]] Result<net::Profile> read_profile(std::string_view text, const std::filesystem::path& file,
                                                const std::optional<std::string>& parent);

/// The JSON Schema (2020-12) of such files.
[[nodiscard]] std::string profile_schema();

}  // namespace burnish
