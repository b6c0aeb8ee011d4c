#include "write/paths.hpp"

#include <sys/stat.h>

#include <algorithm>
#include <system_error>

#include "import/imported_inputs.hpp"
#include "pipeline/templates.hpp"
#include "write/choose.hpp"

namespace burnish {
namespace {

namespace fs = std::filesystem;

// Stands for what is not known yet, so that paths can be compared before; no file name holds it.
const std::string unknown_text(1, '\0');

bool names(std::string_view text, std::string_view field) {
  const auto pieces = split_template(text, {});
  return pieces.ok() && std::any_of(pieces->begin(), pieces->end(),
                                    [&](const TemplatePiece& p) { return p.is_field && p.text == field; });
}

// The numbers of a template that are not known yet become texts that expand_write_template() can take.
struct Expansion {
  std::string text;
  bool complete = true;
};

std::string replaced(std::string_view text, std::string_view field, const std::string& by) {
  std::string out;
  const auto pieces = split_template(text, {});
  if (!pieces.ok()) return std::string(text);
  for (const TemplatePiece& p : *pieces) {
    if (!p.is_field)
      out += escape_braces(p.text);
    else
      out += p.text == field ? escape_braces(by) : "{" + p.text + "}";
  }
  return out;
}

Expansion with_placeholders(std::string text, const LateFields& late) {
  Expansion e{std::move(text)};
  const auto missing = [&](const char* field, bool known) {
    if (known || !names(e.text, field)) return;
    e.text = replaced(e.text, field, unknown_text + field + unknown_text);
    e.complete = false;
  };
  missing("ext", !late.extension.empty());
  missing("width", late.width > 0);
  missing("height", late.height > 0);
  missing("hash", !late.hash.empty());
  return e;
}

// "{hash}" again for what is not known yet.
fs::path for_people(const fs::path& path) {
  std::string text = path.string();
  bool opens = true;
  for (char& c : text) {
    if (c != '\0') continue;
    c = opens ? '{' : '}';
    opens = !opens;
  }
  return text;
}

Error outside_error(const fs::path& path, const std::string& link, const fs::path& folder) {
  return Error{.code = Code::BadPipeline,
               .what = "output path '" + path.string() + "' is refused",
               .where = {},
               .why = "the link " + link + " leads out of the folder " + folder.string(),
               .hint = "use -o, or give --allow-outside"};
}

bool is_below(const fs::path& path, const fs::path& folder) {
  const auto [end, ignored] = std::mismatch(folder.begin(), folder.end(), path.begin(), path.end());
  return end == folder.end();
}

// A link to nowhere among the folders: what it will lead to once it exists is not known.
bool passes_dangling_link(const fs::path& folder) {
  fs::path prefix;
  std::error_code error;
  for (const fs::path& part : folder) {
    prefix /= part;
    if (!fs::exists(prefix, error)) return fs::is_symlink(fs::symlink_status(prefix, error));
  }
  return false;
}

fs::path lexical(const fs::path& path) {
  std::error_code error;
  const fs::path absolute = fs::absolute(path, error);
  return (error ? path : absolute).lexically_normal();
}

}  // namespace

bool writes_one_file(const RunOptions& options) {
  return !options.output.empty() && (options.output_is_file || options.output == "-");
}

bool names_folder(const fs::path& output, std::size_t outputs) {
  if (output == "-") return false;
  std::error_code error;
  return outputs > 1 || output.empty() || fs::is_directory(output, error) || !output.has_filename() ||
         !output.has_extension();
}

OutputPaths::OutputPaths(const Pipeline& pipeline, std::span<const Input> inputs, const RunOptions& options,
                         const imports::ImportedInputs* imports)
    : pipeline_(pipeline), options_(options), imports_(imports), inputs_(inputs.begin(), inputs.end()) {
  folder_ = writes_one_file(options) ? options.output.parent_path() : options.output;
  note_inputs();
}

void OutputPaths::note_inputs() {
  const auto note = [&](const fs::path& path) {
    if (path == "-") return;
    struct stat s {};
    if (::stat(path.c_str(), &s) == 0) input_files_.emplace(s.st_dev, s.st_ino);
    input_paths_.insert(lexical(path).string());
  };
  for (const Input& input : inputs_) note(imports::container_of(input.path));
  for (const Node& node : pipeline_.nodes) {
    if (node.read.empty() || node.read == "-" || names_input(node.read)) continue;
    const auto path = expand_read_template(node.read, {});
    if (path.ok()) note(pipeline_.folder / *path);
  }
}

Result<std::unique_ptr<OutputPaths>> OutputPaths::plan(const Catalogue& catalogue, const Pipeline& pipeline,
                                                       std::span<const Input> inputs, const RunOptions& options,
                                                       const imports::ImportedInputs* imports) {
  const std::size_t count = inputs.size() * pipeline.outputs.size();
  if (writes_one_file(options) && count > 1)
    return Error{.code = Code::Usage,
                 .what = "-o " + options.output.string() + " is one file for " + std::to_string(count) + " outputs",
                 .where = {},
                 .why = "each needs a file of its own",
                 .hint = "give a folder: -o " + options.output.string() + "/"};
  std::unique_ptr<OutputPaths> paths(new OutputPaths(pipeline, inputs, options, imports));
  std::vector<const Item*> decided;
  for (const Output& output : pipeline.outputs) {
    BURNISH_TRY(const Item* item, find_encoder(catalogue, output, options, std::nullopt));
    decided.push_back(item);
  }
  for (std::size_t i = 0; i < inputs.size(); ++i)
    for (std::size_t o = 0; o < decided.size(); ++o) BURNISH_CHECK(paths->plan_one(catalogue, i, o, decided[o]));
  paths->claims_.clear();  // guesses; path() claims what is certain
  return paths;
}

Status OutputPaths::plan_one(const Catalogue& catalogue, std::size_t i, std::size_t o, const Item* decided) {
  // What the name of the input says of its format is believed until it is read.
  std::string extension = inputs_[i].path.extension().string();
  if (!extension.empty()) extension.erase(0, 1);
  const Item* item = decided != nullptr ? decided : catalogue.encoder_for_extension(extension);
  LateFields known;
  if (item != nullptr && !item->extensions.empty()) known.extension = item->extensions.front();
  bool complete = true;
  BURNISH_TRY(const fs::path path, expand(i, o, known, complete));
  const bool guessed = decided == nullptr && !writes_one_file(options_) && names(template_of(o, inputs_[i]), "ext");
  planned_.push_back({i, o, for_people(path), complete && !guessed});
  if (path == "-") return Done{};
  if (!options_.allow_outside && !writes_one_file(options_)) BURNISH_CHECK(check_inside(path));
  if (complete) BURNISH_CHECK(check_not_input(path));
  return claim(path, i, o);
}

std::string OutputPaths::template_of(std::size_t output, const Input& input) const {
  std::string text = pipeline_.outputs[output].write;
  if (text.empty()) text = pipeline_.outputs.size() > 1 ? "{stem}-{name}.{ext}" : "{stem}.{ext}";
  // Subfolders of a folder that was given stay subfolders of the output.
  const bool keeps_folder = input.folder.empty() || names(text, "dir") || fs::path(text).is_absolute();
  return keeps_folder ? text : "{dir}/" + text;
}

Result<fs::path> OutputPaths::expand(std::size_t i, std::size_t o, const LateFields& late, bool& complete) const {
  complete = true;
  if (writes_one_file(options_)) return options_.output;
  const Input& input = inputs_[i];
  const Expansion e = with_placeholders(template_of(o, input), late);
  complete = e.complete;
  WriteFields fields;
  fields.stem = input.path == "-" ? "stdin" : input.path.stem().string();
  fields.ext = late.extension;
  fields.dir = input.folder.generic_string();
  fields.name = pipeline_.outputs[o].name;
  fields.index = i + 1;
  fields.width = late.width;
  fields.height = late.height;
  fields.hash = late.hash.substr(0, 12);
  if (imports_ != nullptr && imports_->find(input.path) != nullptr) {
    const imports::NameFields& facts = imports_->names(input.path);
    fields.prompt_slug = facts.prompt_slug;
    fields.job = facts.job;
    fields.seed = facts.seed;
    fields.job_index = facts.index;
  }
  auto text = expand_write_template(e.text, fields);
  if (text.ok() && !options_.allow_outside) {
    std::string checked = *text;
    std::replace(checked.begin(), checked.end(), '\0', '_');
    if (auto status = check_relative(checked); !status.ok()) text = status.take_error();
  }
  if (!text.ok()) {
    Error error = text.take_error();
    if (error.where.empty()) error.where = pipeline_.outputs[o].where + ".write";
    return error;
  }
  return folder_ / *text;
}

// Links in folders are resolved; the last part must not be a link that leads out either, although replacing it would
// only replace the link.
Status OutputPaths::check_inside(const fs::path& path) {
  const fs::path root = resolved_folder(folder_.empty() ? "." : folder_);
  const fs::path parent = path.parent_path();
  if (!is_below(resolved_folder(parent.empty() ? "." : parent), root) || passes_dangling_link(parent))
    return outside_error(path, parent.string(), folder_.empty() ? "." : folder_);
  std::error_code error;
  if (!fs::is_symlink(fs::symlink_status(path, error))) return Done{};
  const fs::path target = fs::canonical(path, error);
  if (error || !is_below(target, root)) return outside_error(path, path.string(), folder_.empty() ? "." : folder_);
  return Done{};
}

fs::path OutputPaths::resolved_folder(const fs::path& folder) {
  const auto [it, is_new] = resolved_.try_emplace(folder.string());
  if (is_new) {
    std::error_code error;
    it->second = fs::weakly_canonical(lexical(folder), error);
    if (error) it->second = lexical(folder);
    if (!it->second.has_filename()) it->second = it->second.parent_path();
  }
  return it->second;
}

Status OutputPaths::check_not_input(const fs::path& path) const {
  if (options_.in_place) return Done{};
  struct stat s {};
  const bool is_same_file = ::stat(path.c_str(), &s) == 0 && input_files_.count(FileIdentity(s.st_dev, s.st_ino)) > 0;
  if (!is_same_file && input_paths_.count(lexical(path).string()) == 0) return Done{};
  return Error{.code = Code::Usage,
               .what = "output " + path.string() + " is an input",
               .where = {},
               .why = "it would be overwritten",
               .hint = "write elsewhere with -o, or give --in-place"};
}

Status OutputPaths::claim(const fs::path& path, std::size_t input, std::size_t output) {
  const fs::path parent = path.parent_path();
  const std::string key = (resolved_folder(parent.empty() ? "." : parent) / path.filename()).string();
  const std::pair claimant(input, output);
  const auto [it, is_new] = claims_.try_emplace(key, claimant);
  if (is_new || it->second == claimant) return Done{};
  return Error{.code = Code::BadPipeline,
               .what = "two outputs are written to " + for_people(path).string(),
               .where = pipeline_.outputs[output].where,
               .why = who(it->second.first, it->second.second) + " and " + who(input, output),
               .hint = "put {dir}, {index}, {name} or {ext} into 'write'"};
}

std::string OutputPaths::who(std::size_t input, std::size_t output) const {
  const std::string& name = pipeline_.outputs[output].name;
  return inputs_[input].path.string() + (name.empty() ? "" : " (" + name + ")");
}

Result<fs::path> OutputPaths::path(std::size_t input, std::size_t output, const LateFields& late) {
  bool complete = true;
  BURNISH_TRY(fs::path path, expand(input, output, late, complete));
  if (path == "-") return path;
  if (!complete)
    return Error{.code = Code::Internal,
                 .what = "the path of " + who(input, output) + " was asked for too early",
                 .where = {},
                 .why = {},
                 .hint = {}};
  const std::lock_guard lock(mutex_);
  if (!options_.allow_outside && !writes_one_file(options_)) BURNISH_CHECK(check_inside(path));
  BURNISH_CHECK(check_not_input(path));
  BURNISH_CHECK(claim(path, input, output));
  return path;
}

bool OutputPaths::needs_hash(std::size_t output) const {
  return !writes_one_file(options_) && burnish::needs_hash(pipeline_.outputs[output].write);
}

}  // namespace burnish
