// Where outputs go: templates, folders, and what must never be overwritten.
#pragma once
#include <filesystem>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "burnish/core/pipeline.hpp"
#include "burnish/core/run.hpp"

namespace burnish::imports {
class ImportedInputs;
}

namespace burnish {

/// Whether -o names one file (or "-", standard output), not a folder.
[[nodiscard]] bool writes_one_file(const RunOptions& options);
/// Whether -o means a folder: it exists as one, ends in '/', has no extension, or there are several outputs. "-" is
/// standard output.
[[nodiscard]] bool names_folder(const std::filesystem::path& output, std::size_t outputs);

/// What a path may depend on that is known only after reading. Empty or 0: not known yet.
struct LateFields {
  std::string extension;
  int32_t width = 0, height = 0;
  std::string hash;  // 64 hex digits
};

/// One output of one input, by position.
struct PlannedPath {
  std::size_t input = 0, output = 0;
  std::filesystem::path path;  // "-" is standard output
  bool certain = false;        // else it holds guesses, and OutputPaths::path() must be asked once LateFields are known
};

/// Every output path of a run: checked as far as possible before anything is read, and again as each becomes known.
class OutputPaths {
 public:
  /// Refuses two outputs with one path, outputs that are inputs (without --in-place), and paths that leave the output
  /// folder (without --allow-outside). Refers to catalogue, pipeline and options.
  static Result<std::unique_ptr<OutputPaths>> plan(const Catalogue& catalogue, const Pipeline& pipeline,
                                                   std::span<const Input> inputs, const RunOptions& options,
                                                   const imports::ImportedInputs* imports = nullptr);

  /// Input by input, in the pipeline's order of outputs.
  [[nodiscard]] std::span<const PlannedPath> planned() const { return planned_; }
  [[nodiscard]] std::span<const PlannedPath> planned(std::size_t input) const {
    return planned().subspan(input * pipeline_.outputs.size(), pipeline_.outputs.size());
  }
  /// The final path of an output of an input, by position; "-" is standard output. Thread-safe.
  [[nodiscard]] Result<std::filesystem::path> path(std::size_t input, std::size_t output, const LateFields& late);
  /// Whether path() needs LateFields::hash: then write to a temporary file in folder() first.
  [[nodiscard]] bool needs_hash(std::size_t output) const;
  /// The output folder; holds the run log.
  [[nodiscard]] const std::filesystem::path& folder() const { return folder_; }

 private:
  using FileIdentity = std::pair<uint64_t, uint64_t>;  // device, inode
  OutputPaths(const Pipeline& pipeline, std::span<const Input> inputs, const RunOptions& options,
              const imports::ImportedInputs* imports);

  void note_inputs();
  Status plan_one(const Catalogue& catalogue, std::size_t input, std::size_t output, const Item* decided);
  [[nodiscard]] std::string template_of(std::size_t output, const Input& input) const;
  /// The path with what is known; `complete` tells whether anything was missing.
  Result<std::filesystem::path> expand(std::size_t input, std::size_t output, const LateFields& late,
                                       bool& complete) const;
  Status check_inside(const std::filesystem::path& relative);
  Status check_not_input(const std::filesystem::path& path) const;
  Status claim(const std::filesystem::path& path, std::size_t input, std::size_t output);
  std::filesystem::path resolved_folder(const std::filesystem::path& folder);
  [[nodiscard]] std::string who(std::size_t input, std::size_t output) const;

  const Pipeline& pipeline_;
  const RunOptions& options_;
  const imports::ImportedInputs* imports_;
  std::vector<Input> inputs_;
  std::filesystem::path folder_;
  std::vector<PlannedPath> planned_;
  std::set<FileIdentity> input_files_;
  std::set<std::string> input_paths_;
  std::mutex mutex_;  // guards what follows
  std::map<std::string, std::pair<std::size_t, std::size_t>> claims_;
  std::map<std::string, std::filesystem::path> resolved_;
};

}  // namespace burnish
