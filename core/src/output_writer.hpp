// One output of one input: its metadata put together, encoded, and put under its name whole or not at all.
#pragma once
#include <deque>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "manifests.hpp"
#include "run_input.hpp"
#include "write/atomic_file.hpp"
#include "write/byte_sink.hpp"

namespace burnish {

/// Used from several encoder threads at once, each with its own output.
class OutputWriter {
 public:
  OutputWriter(const RunContext& run, const OpenedInput& opened, const Input& input, std::size_t position);

  Status write(std::size_t index, const burnish_reader& reader, const Call& call, OutputReport& report,
               std::vector<std::string>& notes);

 private:
  struct Target;
  [[nodiscard]] Result<Target> target_of(std::size_t index) const;
  [[nodiscard]] Blocks metadata_of(std::size_t index, const Manifests& manifests, std::vector<std::string>& notes);
  /// Record, history and parents.
  void add_origin(std::size_t index, const std::vector<std::size_t>& sources, const Manifests& manifests,
                  Blocks& blocks);
  [[nodiscard]] std::vector<std::string> parents_of(const std::vector<std::size_t>& sources);
  Status write_stream(std::size_t index, const burnish_reader& reader, const Blocks& blocks, const Call& call,
                      OutputReport& report) const;
  Status write_file(std::size_t index, const burnish_reader& reader, const Blocks& blocks, const Call& call,
                    Target target, const Manifests& manifests, OutputReport& report) const;
  Status record(const OutputReport& report, const std::string& hash) const;

  /// Of a file, or of an entry of an archive; empty for anything else.
  [[nodiscard]] std::string hash_of(const std::string& source) const;

  /// SHA-256 of a source's file, computed when first asked for.
  struct SourceHash {
    std::once_flag once;
    std::string hex;  // empty: it is no file
  };

  const RunContext& run_;
  const OpenedInput& opened_;
  const Input& input_;
  std::size_t position_;
  std::deque<SourceHash> hashes_;  // by source
};

}  // namespace burnish
