// Files whose prompt stays with whoever wrote it, while their marks go along.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "metadata/blocks.hpp"

namespace burnish {

/// Whether a text is the prompt or the settings of a generator, by its form: parameters of Midjourney, settings of
/// AUTOMATIC1111, graphs of ComfyUI and the like.
[[nodiscard]] bool looks_like_prompt(std::string_view text);

/// Takes the prompt out, and every description of a wholly generated picture, which is where programs put it: in the
/// record, in other properties of the packet, EXIF, IPTC and texts. Where the picture came from and by which model
/// stays. Notes say so when there was anything. The marks are unpacked (marks.hpp).
void remove_prompt(Blocks& blocks, std::vector<std::string>& notes);

}  // namespace burnish
