// Texts with {fields}: variables of a pipeline, and the `read` and `write` templates.
#pragma once
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "burnish/core/result.hpp"

namespace burnish {

/// A text cut at its braces: literal text with {{ and }} already single, or the name of a field.
struct TemplatePiece {
  bool is_field = false;
  std::string text;
};
[[nodiscard]] Result<std::vector<TemplatePiece>> split_template(std::string_view text, std::string_view where);
/// Doubles the braces, so that split_template() gives the text back.
[[nodiscard]] std::string escape_braces(std::string_view text);

/// What a `write` template may name.
struct WriteFields {
  std::string stem, ext, dir, name;  // dir: relative folder of the input; empty when there is none
  std::size_t index = 1;             // counts from 1
  int32_t width = 0, height = 0;
  // Of an imported picture; nothing for others. Its index in its job wins over the position, when it is known.
  std::optional<std::string> prompt_slug = {}, job = {}, seed = {};
  std::string job_index = {};
  std::string hash;  // first 12 hex digits of the output's SHA-256; only needed when needs_hash()
};
[[nodiscard]] const std::vector<std::string>& write_field_names();

/// The path that a template means. Not yet checked by check_relative().
[[nodiscard]] Result<std::string> expand_write_template(std::string_view text, const WriteFields& fields);
/// Whether the path depends on the finished bytes.
[[nodiscard]] bool needs_hash(std::string_view text);
/// The literal extension that a template ends in ("tif" of "print/{stem}.tif"); empty when it has none or asks for
/// {ext}.
[[nodiscard]] std::string literal_extension(std::string_view text);
/// `read` with {input} put in.
[[nodiscard]] Result<std::string> expand_read_template(std::string_view text, std::string_view input);
/// Whether a `read` template names {input}.
[[nodiscard]] bool names_input(std::string_view text);

/// Refuses a path that is empty, absolute, names a folder, or contains ".." or a NUL. Links are write/'s to check.
[[nodiscard]] Status check_relative(std::string_view path);

}  // namespace burnish
