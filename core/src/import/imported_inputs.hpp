// The pictures of archives and of `import` nodes, as inputs of a run.
#pragma once
#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "burnish/core/import.hpp"
#include "burnish/core/pipeline.hpp"
#include "import/facts.hpp"
#include "import/scan.hpp"
#include "load/call.hpp"

namespace burnish::imports {

/// Opened once per run; then read-only and thread-safe.
class ImportedInputs {
 public:
  ImportedInputs(const Catalogue& catalogue, const Pipeline& pipeline, CallContext context, FilesLimits limits = {})
      : catalogue_(catalogue), pipeline_(pipeline), context_(context), limits_(limits) {}

  /// Every input that holds many pictures is replaced by these: all of them when the pipeline imports, else archives.
  /// What cannot be read is added to `failed`, what importers noted to `notes`.
  Result<std::vector<Input>> expand(std::span<const Input> given, std::vector<FailureReport>& failed,
                                    std::vector<std::string>& notes);

  /// Groups of pictures: id -> what it is called.
  [[nodiscard]] const std::map<std::string, std::string>& groups() const { return groups_; }
  [[nodiscard]] bool empty() const { return pictures_.empty(); }
  /// What is known of an input that expand() made; null for any other.
  [[nodiscard]] const ImportedPicture* find(const std::filesystem::path& input) const;
  /// What write templates may name of such an input. Pictures that would have the same names get different indexes.
  [[nodiscard]] const NameFields& names(const std::filesystem::path& input) const;
  /// The bytes of such an input.
  [[nodiscard]] Result<std::unique_ptr<Source>> open(const std::filesystem::path& input) const;
  /// The pipeline for one input: its `import` node reads this picture, cut out when it is part of a file.
  [[nodiscard]] Result<Pipeline> place(const Pipeline& pipeline, const Input& input) const;

 private:
  struct Entry {
    ImportedPicture picture;
    const Files* files;
    NameFields names;
  };
  Status add(const Input& given, const Node* node, std::vector<Input>& inputs, std::vector<FailureReport>& failed,
             std::vector<std::string>& notes);
  Result<Scan> scan_files(const Files& files, const Node* node) const;

  const Catalogue& catalogue_;
  const Pipeline& pipeline_;
  CallContext context_;
  FilesLimits limits_;
  std::vector<std::unique_ptr<Files>> files_;
  std::map<std::string, std::string> groups_;
  std::map<std::string, int> names_taken_;  // job, index and words -> how often
  std::map<std::string, Entry> pictures_;   // by the path of the input
};

/// The file that a path below an archive, or below a grid, leads into: the path itself when it is no such path.
[[nodiscard]] std::filesystem::path container_of(const std::filesystem::path& path);

}  // namespace burnish::imports
