// What a run has finished, so that a later one with --resume need not do it again.
#pragma once
#include <cstdint>
#include <filesystem>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <tuple>

#include "burnish/core/pipeline.hpp"
#include "burnish/core/run.hpp"
#include "load/descriptor.hpp"

namespace burnish {

/// One finished output. Everything that decides whether it may be skipped, and what a report says of it.
struct FinishedOutput {
  std::string run;    // run_key(): the pipeline and the options that change bytes
  std::string input;  // absolute path
  uint64_t input_bytes = 0;
  int64_t input_mtime_ns = 0;
  std::string name;  // of the output
  std::string path;  // below the output folder
  uint64_t bytes = 0;
  std::string sha256;
  int32_t width = 0, height = 0;
  std::string format;
  std::optional<double> quality;
};

/// SHA-256 over the pipeline's hash, the options that change an output's bytes, and the versions of all installed
/// operations and codecs, in hex.
[[nodiscard]] std::string run_key(const Catalogue& catalogue, const Pipeline& pipeline, const RunOptions& options);
/// Fills input, input_bytes and input_mtime_ns; false when the file is gone or is standard input.
[[nodiscard]] bool describe_input(const std::filesystem::path& input, FinishedOutput& record);

/// ".burnish-run.jsonl" in the output folder: a line per finished output. Damaged lines count as not written.
class ResumeLog {
 public:
  static constexpr const char* file_name = ".burnish-run.jsonl";
  /// Reads what is there when `read`; the file is made with the first append().
  ResumeLog(std::filesystem::path folder, bool read);

  /// The record of an earlier run when the input is unchanged and the output still is what was written. Reads the whole
  /// output. Thread-safe.
  [[nodiscard]] std::optional<FinishedOutput> find(const std::string& run, const std::filesystem::path& input,
                                                   const std::string& name) const;
  /// One write of one line. Thread-safe; several processes may append to one log.
  Status append(const FinishedOutput& record);

 private:
  void load();
  Status open();

  using Key = std::tuple<std::string, std::string, std::string>;  // run, input, name
  std::filesystem::path folder_;
  std::map<Key, FinishedOutput> records_;
  std::mutex mutex_;  // guards file_
  Descriptor file_;
};

}  // namespace burnish
