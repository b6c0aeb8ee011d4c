// Running a pipeline over inputs: the way in for hosts.
#pragma once
#include <atomic>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "burnish/core/pipeline.hpp"
#include "burnish/core/provenance.hpp"

namespace burnish {

/// Set from any thread or from a signal handler; looked at between tiles and blocks of rows.
class Cancellation {
 public:
  void cancel() noexcept { flag_.store(true, std::memory_order_relaxed); }
  [[nodiscard]] bool cancelled() const noexcept { return flag_.load(std::memory_order_relaxed); }

 private:
  std::atomic<bool> flag_{false};
};

enum class LogLevel { Debug, Info, Warning, Error, Off };

/// What a run uses and reports to. Functions may be called from any thread, one at a time.
struct Services {
  Cancellation* cancel = nullptr;  // may be null
  std::function<void(LogLevel, std::string_view message)> log;
  std::function<void(std::size_t done, std::size_t total)> progress;  // inputs
};

struct Input {
  std::filesystem::path path;    // "-" is standard input
  std::filesystem::path folder;  // {dir}: relative to the folder that was given; empty for a file given by name
};

/// What is made elsewhere, for money.
struct GenerateOptions {
  std::string provider;            // empty: the default of the model
  std::string base_url;            // empty: the profile's, or its environment variable
  std::optional<double> max_cost;  // of the whole run, in the provider's currency
  bool fresh = false;              // pay again for what is in the cache
  bool private_prompt = false;     // keeps the prompt out of the files
  bool allow_private = false;      // private and link-local addresses may be connected to
  int concurrency = 0;             // requests at once; 0: what the profile allows
};

/// What becomes of a C2PA manifest: it signs the bytes of the input, so no output can keep it inside.
enum class ManifestPolicy {
  Sidecar,  // it is saved beside the output, as NAME.EXT.c2pa
  Drop,
  Refuse  // the input fails before anything is written
};

struct RunOptions {
  std::filesystem::path output;          // -o; empty: the current folder
  bool output_is_file = false;           // replaces the `write` template; "-" is standard output
  int threads = 0;                       // 0: all cores
  uint64_t memory = 0;                   // bytes for pixels; 0: a quarter of the machine's
  uint64_t max_pixels = 1ULL << 28;      // per input, and per step's result
  std::chrono::milliseconds timeout{0};  // per input; 0: none
  bool strip = false;
  std::set<std::string> keep;          // with strip: exif, xmp, iptc, icc, text, provenance
  std::optional<ManifestPolicy> c2pa;  // nothing: Sidecar, with strip Drop
  bool keep_profile = false, in_place = false, no_clobber = false, allow_outside = false;
  bool resume = false, fail_fast = false, dry_run = false;
  GenerateOptions generate;
  bool simple = false;  // the reference executor; for tests
  int band_rows = 0;    // rows per band of the tiled executor; 0: chosen. For tests of tile invariance
};

struct OutputReport {
  std::string input, name, path, format;
  int32_t width = 0, height = 0;
  uint64_t bytes = 0;
  std::optional<double> quality, score;
  double ms = 0;
  bool skipped = false;                    // --resume found it done
  std::vector<std::string> sidecars = {};  // C2PA manifests saved beside it
};
struct FailureReport {
  std::string input, name;
  Error error;
};
struct Report {
  std::vector<OutputReport> outputs;  // in the order of the inputs
  std::vector<FailureReport> failed;
  std::vector<std::string> notes;
  double ms = 0;
  bool cancelled = false;
  [[nodiscard]] BURNISH_API int exit_status() const;
};

/// Runs the pipeline once per input. Fails as a whole, with nothing written, only for what is wrong before the first
/// input is read (two outputs with one path, an output that is an input ...); what goes wrong with one input is in
/// the report.
[[nodiscard]] BURNISH_API Result<Report> run(const Catalogue&, const Pipeline&, std::span<const Input>,
                                             const RunOptions&, const Services&);
/// The plan for each input as text for people (--explain); reads headers only.
[[nodiscard]] BURNISH_API Result<std::string> explain(const Catalogue&, const Pipeline&, std::span<const Input>,
                                                      const RunOptions&, const Services&);

/// Facts about a file, from its headers and metadata (burnish info).
struct MetadataEntry {
  std::string key, value;  // "exif:Model", "block:xmp" (its size), "text:Comment"
};
struct FileFacts {
  std::string path, format, profile;  // profile: the ICC description, "sRGB" ..., empty when none
  int32_t width = 0, height = 0;      // as stored, before orientation
  uint32_t frames = 1, bits = 8, channels = 3;
  bool alpha = false;
  int orientation = 1;
  uint64_t bytes = 0;
  std::vector<MetadataEntry> metadata;
  std::vector<std::string> marks;  // what carries metadata: "EXIF", "XMP", "IPTC", "C2PA", "text"
  Provenance provenance;
  std::vector<std::string> warnings;
};
[[nodiscard]] BURNISH_API Result<FileFacts> inspect(const Catalogue&, const std::filesystem::path&, const RunOptions&,
                                                    const Services&);

enum class Metric { Psnr, Ssim };
/// Compares two pictures of equal size. Psnr in dB (infinity when equal), Ssim -1..1 on luma.
[[nodiscard]] BURNISH_API Result<double> compare(const Catalogue&, const std::filesystem::path& a,
                                                 const std::filesystem::path& b, Metric, const RunOptions&,
                                                 const Services&);

}  // namespace burnish
