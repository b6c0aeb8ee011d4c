#include "pipeline/templates.hpp"

#include <algorithm>

#include "pipeline/values.hpp"

namespace burnish {
namespace {

Error brace_error(std::string_view text, std::string_view where, const char* why, const char* hint) {
  return Error{.code = Code::BadPipeline,
               .what = "'" + std::string(text) + "' is not a template",
               .where = std::string(where),
               .why = why,
               .hint = hint};
}

std::optional<std::string> write_field(std::string_view name, const WriteFields& fields) {
  if (name == "stem") return fields.stem;
  if (name == "ext") return fields.ext;
  if (name == "dir") return fields.dir.empty() ? "." : fields.dir;  // so that "{dir}/x" stays relative
  if (name == "name") return fields.name;
  if (name == "index") return fields.job_index.empty() ? std::to_string(fields.index) : fields.job_index;
  if (name == "width") return std::to_string(fields.width);
  if (name == "height") return std::to_string(fields.height);
  if (name == "hash") return fields.hash;
  if (name == "prompt_slug") return fields.prompt_slug;
  if (name == "job") return fields.job;
  if (name == "seed") return fields.seed;
  return std::nullopt;
}

Error unknown_field(std::string_view name, std::string_view text) {
  const auto& known = write_field_names();
  if (std::find(known.begin(), known.end(), name) != known.end())
    return Error{.code = Code::BadPipeline,
                 .what = "'{" + std::string(name) + "}' in '" + std::string(text) + "' is not known",
                 .where = {},
                 .why = "it is a fact of imported pictures, and this picture was not imported",
                 .hint = "read with \"import\""};
  return Error{.code = Code::BadPipeline,
               .what = "unknown field '{" + std::string(name) + "}' in '" + std::string(text) + "'",
               .where = {},
               .why =
                   "it may name stem, ext, dir, name, index, width, height and hash, and prompt_slug, job and seed of "
                   "imported pictures",
               .hint = did_you_mean(name, write_field_names())};
}

bool names_field(std::string_view text, std::string_view field) {
  const auto pieces = split_template(text, {});
  return pieces.ok() && std::any_of(pieces->begin(), pieces->end(),
                                    [&](const TemplatePiece& piece) { return piece.is_field && piece.text == field; });
}

}  // namespace

Result<std::vector<TemplatePiece>> split_template(std::string_view text, std::string_view where) {
  std::vector<TemplatePiece> pieces;
  const auto literal = [&](char c) {
    if (pieces.empty() || pieces.back().is_field) pieces.emplace_back();
    pieces.back().text += c;
  };
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c != '{' && c != '}') {
      literal(c);
    } else if (i + 1 < text.size() && text[i + 1] == c) {
      literal(c);
      ++i;
    } else if (c == '}') {
      return brace_error(text, where, "a '}' has no '{'", "write '}}' for a brace");
    } else {
      const auto end = text.find_first_of("{}", i + 1);
      if (end == std::string_view::npos || text[end] == '{') {
        return brace_error(text, where, "a '{' is not closed", "write '{{' for a brace");
      }
      pieces.push_back({true, std::string(text.substr(i + 1, end - i - 1))});
      i = end;
    }
  }
  return pieces;
}

std::string escape_braces(std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    escaped += c;
    if (c == '{' || c == '}') escaped += c;
  }
  return escaped;
}

const std::vector<std::string>& write_field_names() {
  static const std::vector<std::string> names{"stem",   "ext",  "dir",         "name", "index", "width",
                                              "height", "hash", "prompt_slug", "job",  "seed"};
  return names;
}

Result<std::string> expand_write_template(std::string_view text, const WriteFields& fields) {
  BURNISH_TRY(const auto pieces, split_template(text, {}));
  std::string path;
  for (const TemplatePiece& piece : pieces) {
    if (!piece.is_field) {
      path += piece.text;
      continue;
    }
    const auto value = write_field(piece.text, fields);
    if (!value) return unknown_field(piece.text, text);
    path += *value;
  }
  while (path.size() > 2 && path[0] == '.' && path[1] == '/') path.erase(0, 2);
  return path;
}

bool needs_hash(std::string_view text) { return names_field(text, "hash"); }

bool names_input(std::string_view text) { return names_field(text, "input"); }

std::string literal_extension(std::string_view text) {
  const auto pieces = split_template(text, {});
  if (!pieces.ok() || pieces->empty() || pieces->back().is_field) return {};
  const std::string& end = pieces->back().text;
  const auto dot = end.find_last_of("./");
  if (dot == std::string::npos || end[dot] == '/') return {};
  const bool names_hidden_file = (dot == 0 && pieces->size() == 1) || (dot > 0 && end[dot - 1] == '/');
  return names_hidden_file ? std::string{} : end.substr(dot + 1);
}

Result<std::string> expand_read_template(std::string_view text, std::string_view input) {
  BURNISH_TRY(const auto pieces, split_template(text, {}));
  std::string path;
  for (const TemplatePiece& piece : pieces) {
    if (!piece.is_field) {
      path += piece.text;
    } else if (piece.text == "input") {
      path += input;
    } else {
      return Error{.code = Code::BadPipeline,
                   .what = "unknown field '{" + piece.text + "}' in '" + std::string(text) + "'",
                   .where = {},
                   .why = "'read' may name input",
                   .hint = {}};
    }
  }
  return path;
}

Status check_relative(std::string_view path) {
  const auto refused = [&](const char* why, const char* hint) {
    return Error{.code = Code::BadPipeline,
                 .what = "output path '" + std::string(path.substr(0, path.find('\0'))) + "' is refused",
                 .where = {},
                 .why = why,
                 .hint = hint};
  };
  if (path.empty()) return refused("it is empty", "");
  if (path.find('\0') != std::string_view::npos) return refused("it contains a NUL", "");
  if (path.front() == '/') return refused("it is absolute", "use -o, or give --allow-outside");
  for (std::size_t start = 0; start <= path.size();) {
    const auto end = std::min(path.find('/', start), path.size());
    if (path.substr(start, end - start) == "..") return refused("it contains '..'", "use -o, or give --allow-outside");
    start = end + 1;
  }
  const std::string_view last = path.substr(path.rfind('/') + 1);  // npos + 1 is 0
  if (last.empty() || last == ".") return refused("it names a folder", "end it in a file name such as {stem}.{ext}");
  return Done{};
}

}  // namespace burnish
