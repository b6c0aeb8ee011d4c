// C2PA manifests of the inputs: they sign other bytes than the outputs', so they are saved beside these.
#pragma once
#include <filesystem>
#include <set>
#include <string>
#include <vector>

#include "run_input.hpp"

namespace burnish {

/// The sources that an output's pixels come from; first the one that gives it its metadata.
[[nodiscard]] std::vector<std::size_t> sources_of(const Plan& plan, int node);

/// Fails when an output would lose a manifest and --c2pa refuse was said.
[[nodiscard]] Status check_manifests(const OpenedInput& opened, const RunOptions& options);

/// What becomes of the manifests of one output.
struct Manifests {
  std::vector<std::string> saved;   // to be written beside the output
  std::vector<std::string> hashes;  // "sha256:..." of each
};
/// Those inside the sources, and those that an earlier run saved beside them. `to_file`: not to standard output. Notes
/// say what was decided.
[[nodiscard]] Manifests manifests_of(const OpenedInput& opened, int node, const RunOptions& options, bool to_file,
                                     std::vector<std::string>& notes);

/// "out.jpg.c2pa", "out.jpg.2.c2pa" ...
[[nodiscard]] std::filesystem::path sidecar_path(const std::filesystem::path& output, std::size_t index);

}  // namespace burnish
