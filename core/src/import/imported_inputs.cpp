#include "import/imported_inputs.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <set>

#include "generate/pictures.hpp"
#include "import/facts.hpp"
#include "pipeline/templates.hpp"

namespace burnish::imports {
namespace {

namespace fs = std::filesystem;

/// By its first bytes; a file that cannot be read is none, whoever opens it says why.
bool is_zip(const fs::path& path) {
  struct stat s {};
  if (path == "-" || ::stat(path.c_str(), &s) != 0 || !S_ISREG(s.st_mode)) return false;
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  char head[4] = {};
  if (!file || pread(file.get(), head, sizeof head, 0) != sizeof head) return false;
  return std::memcmp(head, "PK\3\4", 4) == 0 || std::memcmp(head, "PK\5\6", 4) == 0;
}

std::string extension_of(const std::string& path) {
  std::string e = fs::path(path).extension().string();
  if (!e.empty()) e.erase(0, 1);
  std::transform(e.begin(), e.end(), e.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return e;
}

/// Without an importer: the files whose names say that they are pictures.
Scan pictures_among(const Catalogue& catalogue, const Files& files) {
  std::set<std::string> known;
  for (const Item* d : catalogue.items(Kind::Decoder)) known.insert(d->extensions.begin(), d->extensions.end());
  Scan scan;
  for (const FileEntry& e : files.entries()) {
    if (known.count(extension_of(e.path)) == 0) continue;
    Found f;
    f.entry = e.path;
    scan.pictures.push_back(std::move(f));
  }
  return scan;
}

/// The parser lets one pass.
const Node* import_node(const Pipeline& pipeline) {
  const auto found =
      std::find_if(pipeline.nodes.begin(), pipeline.nodes.end(), [](const Node& n) { return n.importer.has_value(); });
  return found == pipeline.nodes.end() ? nullptr : &*found;
}

}  // namespace

fs::path container_of(const fs::path& path) {
  for (fs::path at = path; !at.empty(); at = at.parent_path()) {
    struct stat s {};
    if (::stat(at.c_str(), &s) == 0) return S_ISREG(s.st_mode) ? at : path;
    if (at == at.parent_path()) break;
  }
  return path;
}

Result<std::vector<Input>> ImportedInputs::expand(std::span<const Input> given, std::vector<FailureReport>& failed,
                                                  std::vector<std::string>& notes) {
  const Node* node = import_node(pipeline_);
  std::vector<Input> inputs;
  for (const Input& input : given) {
    if (node == nullptr && !is_zip(input.path)) {
      inputs.push_back(input);
      continue;
    }
    if (context_.cancel != nullptr && context_.cancel->cancelled()) break;
    Status status = add(input, node, inputs, failed, notes);
    if (!status) failed.push_back({input.path.string(), {}, status.take_error()});
  }
  return inputs;
}

Result<Scan> ImportedInputs::scan_files(const Files& files, const Node* node) const {
  if (node != nullptr) return scan(catalogue_, *node->importer->op, node->importer->arguments, files, context_);
  BURNISH_TRY(const Item* importer, find_importer(catalogue_, files, context_));
  if (importer == nullptr) return pictures_among(catalogue_, files);
  return scan(catalogue_, *importer, {}, files, context_);
}

Status ImportedInputs::add(const Input& given, const Node* node, std::vector<Input>& inputs,
                           std::vector<FailureReport>& failed, std::vector<std::string>& notes) {
  fs::path path = given.path;
  if (node != nullptr) {
    BURNISH_TRY(const std::string text, expand_read_template(node->read, given.path.string()));
    path = text;
    if (!names_input(node->read) && path.is_relative()) path = pipeline_.folder / path;
  }
  BURNISH_TRY(std::unique_ptr<Files> files, Files::open(path, limits_, context_));
  for (const RefusedEntry& r : files->refused()) failed.push_back({(path / r.path).string(), {}, r.error});
  BURNISH_TRY(Scan scan, scan_files(*files, node));
  notes.insert(notes.end(), scan.notes.begin(), scan.notes.end());
  groups_.merge(scan.groups);
  std::error_code ignored;
  const bool is_file = !files->is_archive() && !fs::is_directory(path, ignored);
  std::size_t added = 0;
  for (Found& f : scan.pictures) {
    if (const auto why = f.facts.find("failed"); why != f.facts.end()) {
      failed.push_back(
          {(is_file ? path : path / f.entry).string(),
           {},
           Error{Code::BadData, "cannot import " + (is_file ? path : path / f.entry).string(), {}, why->second, {}}});
      continue;
    }
    ImportedPicture p = to_picture(std::move(f), path, is_file);
    fs::path folder = given.folder;
    if (!is_file) folder /= fs::path(p.entry).parent_path();
    const std::string key = p.path;
    if (pictures_.count(key) > 0) continue;  // given twice
    NameFields names = name_fields(p);
    const int twins = names_taken_[names.job + "/" + names.index + "/" + names.prompt_slug]++;
    if (twins > 0 && !names.index.empty()) names.index += "-" + std::to_string(twins + 1);
    pictures_.emplace(key, Entry{std::move(p), files.get(), std::move(names)});
    inputs.push_back({key, std::move(folder)});
    ++added;
  }
  if (added == 0 && files->refused().empty()) notes.push_back("no pictures in " + path.string());
  files_.push_back(std::move(files));
  return Done{};
}

const ImportedPicture* ImportedInputs::find(const fs::path& input) const {
  const auto found = pictures_.find(input.string());
  return found == pictures_.end() ? nullptr : &found->second.picture;
}

const NameFields& ImportedInputs::names(const fs::path& input) const { return pictures_.at(input.string()).names; }

Result<std::unique_ptr<Source>> ImportedInputs::open(const fs::path& input) const {
  const Entry& e = pictures_.at(input.string());
  return e.files->source(e.picture.entry);
}

Result<Pipeline> ImportedInputs::place(const Pipeline& pipeline, const Input& input) const {
  Pipeline placed = pipeline;
  const ImportedPicture* picture = find(input.path);
  for (std::size_t i = 0; i < placed.nodes.size() && picture != nullptr; ++i) {
    Node& n = placed.nodes[i];
    if (!n.importer) continue;
    n.importer.reset();
    n.read = "{input}";
    if (!picture->part) continue;
    const burnish_rect& r = *picture->part;
    BURNISH_TRY(Step cut, generate::make_step(catalogue_, "crop",
                                              {{"x", std::to_string(r.x0), n.where},
                                               {"y", std::to_string(r.y0), n.where},
                                               {"width", std::to_string(r.x1 - r.x0), n.where},
                                               {"height", std::to_string(r.y1 - r.y0), n.where}}));
    // Names of a file cannot hold a NUL, so no other node has this one.
    Node whole = n;
    whole.name += std::string(1, '\0') + "whole";
    n.read.clear();
    n.from = whole.name;
    n.steps = {std::move(cut)};
    placed.nodes.push_back(std::move(whole));
  }
  return placed;
}

}  // namespace burnish::imports
