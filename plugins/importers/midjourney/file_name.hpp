// What the name of a downloaded file tells: job, number in the job, user, words of the prompt.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace midjourney {

enum class NameKind {
  Unknown,
  Website,   // {user}_{prompt}_{uuid}_{n}.png
  Discord,   // {user}_{prompt}_{uuid}.png: a grid or an upscale
  Delivery,  // {uuid}/0_{n}.png, {uuid}-0_{n}.webp, 0_{n}_{width}_N.webp
  Grid       // grid_0.webp
};

struct FileName {
  NameKind kind = NameKind::Unknown;
  std::string job;           // lower case; empty when unknown
  std::optional<int> index;  // 0..3
  std::string user;          // only when it is certain; see with_author
  std::string words;  // the part before the job, spaces for '_': user and prompt, or the prompt when the user is known
  std::vector<std::pair<std::string, std::string>> parameters;  // those that a name keeps whole: {"stylize", "80"}
  bool cut = false;                                             // the words end where the website cuts them
  bool upscale = false, variation = false;
  int thumbnail = 0;  // width in pixels
  int copy = 0;       // " (1)" of a browser
};

/// Of a path with '/': only its last two parts tell something. Bytes that are not UTF-8 are read as Latin-1.
[[nodiscard]] FileName parse_file_name(std::string_view path);

/// Takes the author, known from elsewhere, off the words.
void use_author(FileName& name, std::string_view author);

/// What a website makes of a text in a file name, for comparing: letters and digits in lower case, one '_' for others.
[[nodiscard]] std::string name_form(std::string_view text);

/// "png", in lower case.
[[nodiscard]] std::string extension_of(std::string_view path);

}  // namespace midjourney
