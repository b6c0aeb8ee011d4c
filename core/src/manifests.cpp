#include "manifests.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>

#include "load/sha256.hpp"
#include "metadata/provenance.hpp"

namespace burnish {
namespace {

namespace fs = std::filesystem;

constexpr uintmax_t most_manifest_bytes = uintmax_t{64} << 20U;
constexpr std::size_t most_saved = 16;
constexpr const char* scheme = "sha256:";

ManifestPolicy policy_of(const RunOptions& options) {
  return options.c2pa.value_or(options.strip ? ManifestPolicy::Drop : ManifestPolicy::Sidecar);
}

const std::string* manifest_in(const Blocks& blocks) {
  const auto found = blocks.find("block:c2pa");
  return found == blocks.end() ? nullptr : &found->second;
}

std::string read_file(const fs::path& path) {
  std::error_code error;
  const uintmax_t size = fs::file_size(path, error);
  if (error || size == 0 || size > most_manifest_bytes) return {};
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

/// Manifests that the record of a source says were saved beside it.
void add_saved(const std::string& source, const Blocks& blocks, Manifests& all, std::vector<std::string>& notes) {
  const auto xmp = blocks.find("block:xmp");
  if (xmp == blocks.end()) return;
  std::vector<std::string> wanted = read_provenance(xmp->second).manifests;
  wanted.resize(std::min(wanted.size(), most_saved));
  for (const std::string& hash : wanted) {
    if (std::find(all.hashes.begin(), all.hashes.end(), hash) != all.hashes.end()) continue;
    std::string bytes;
    for (std::size_t i = 0; i <= wanted.size() && bytes.empty(); ++i)
      if (std::string read = read_file(sidecar_path(source, i)); scheme + sha256_hex(read) == hash)
        bytes = std::move(read);
    if (bytes.empty()) {
      notes.push_back("the C2PA manifest " + hash + " that was saved beside " + source + " is not there");
      continue;
    }
    all.saved.push_back(std::move(bytes));
    all.hashes.push_back(hash);
  }
}

void note_policy(const RunOptions& options, bool to_file, std::vector<std::string>& notes) {
  const std::string why = ": it signs the bytes of the input, not those of the output";
  if (policy_of(options) == ManifestPolicy::Drop)
    notes.push_back("the C2PA manifest is left out" + why +
                    (options.c2pa ? "" : "; --c2pa sidecar saves it in spite of --strip"));
  else if (to_file)
    notes.push_back("warning: the C2PA manifest is saved beside the output, as NAME.EXT.c2pa" + why);
  else
    notes.push_back("warning: the C2PA manifest is left out" + why +
                    "; it is saved beside outputs that are files, not beside standard output");
}

}  // namespace

std::vector<std::size_t> sources_of(const Plan& plan, int node) {
  std::set<int> sources, seen;
  std::vector<int> open{node};
  while (!open.empty()) {
    const int at = open.back();
    open.pop_back();
    if (!seen.insert(at).second) continue;
    const PlanNode& n = plan.nodes[static_cast<std::size_t>(at)];
    if (n.kind == NodeKind::Decode) sources.insert(n.source);
    open.insert(open.end(), n.inputs.begin(), n.inputs.end());
  }
  std::vector<std::size_t> all{source_of(plan, node)};
  for (const int s : sources)
    if (static_cast<std::size_t>(s) != all.front()) all.push_back(static_cast<std::size_t>(s));
  return all;
}

Status check_manifests(const OpenedInput& opened, const RunOptions& options) {
  if (policy_of(options) != ManifestPolicy::Refuse) return Done{};
  for (const PlannedOutput& o : opened.plan.outputs)
    for (const std::size_t s : sources_of(opened.plan, o.node))
      if (manifest_in(opened.metadata[s]) != nullptr)
        return Error{Code::Unsupported, "refused " + opened.plan.sources[s].name, "--c2pa refuse",
                     "its C2PA manifest signs these very bytes, no output can keep it",
                     "--c2pa sidecar saves it beside the output"};
  return Done{};
}

Manifests manifests_of(const OpenedInput& opened, int node, const RunOptions& options, bool to_file,
                       std::vector<std::string>& notes) {
  Manifests all;
  bool any = false;
  const bool saves = policy_of(options) == ManifestPolicy::Sidecar && to_file;
  for (const std::size_t s : sources_of(opened.plan, node)) {
    const Blocks& blocks = opened.metadata[s];
    const std::string* manifest = manifest_in(blocks);
    any = any || manifest != nullptr;
    if (!saves) continue;
    if (manifest != nullptr) {
      std::string hash = scheme + sha256_hex(*manifest);
      if (std::find(all.hashes.begin(), all.hashes.end(), hash) == all.hashes.end()) {
        all.saved.push_back(*manifest);
        all.hashes.push_back(std::move(hash));
      }
    }
    add_saved(opened.plan.sources[s].name, blocks, all, notes);
  }
  if (any) note_policy(options, to_file, notes);
  return all;
}

fs::path sidecar_path(const fs::path& output, std::size_t index) {
  fs::path path = output;
  path += index == 0 ? ".c2pa" : "." + std::to_string(index + 1) + ".c2pa";
  return path;
}

}  // namespace burnish
