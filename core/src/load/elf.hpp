// Looks into a plugin file without running any of it.
#pragma once
#include <optional>
#include <string>

namespace burnish {

/// Why the file behind `descriptor` must not be loaded, as the second half of a sentence ("it is not an ELF shared
/// library"); nothing when it may. Reads only what the dynamic loader would use, every offset and count checked.
[[nodiscard]] std::optional<std::string> refuse_elf(int descriptor);

}  // namespace burnish
