// kit/run.hpp - a pixel operation driven as the host drives it, with everything that it must not touch watched.
#pragma once
#include <array>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "kit/call.hpp"
#include "kit/picture.hpp"
#include "kit/values.hpp"

namespace burnish::kit {

struct RunOptions {
  /// Output tiles of this size; 0, 0: one tile. Rounded up to the plan's alignment.
  int32_t tile_width = 0, tile_height = 0;
  /// Instead: random cuts, in a random order, reductions split and merged at random too.
  std::optional<uint64_t> random_tiling = std::nullopt;
  /// Output tiles are the tiles of input 0 where the plan allows it.
  bool in_place = false;
  /// Hands over exactly what is needed instead of up to three poisoned pixels more on each side.
  bool exact_windows = false;
  /// What poisons everything that the operation has no business reading: noise by `poison_seed`, or NaN.
  bool poison_nan = false;
  uint64_t poison_seed = 1;
  /// Runs an operation that declares itself an identity instead of skipping it as the host does.
  bool run_identity = false;
  /// Seed of the call; preview scale of the values and descriptions; threads of "burnish.parallel/1" and tiles that
  /// are processed at once.
  uint64_t seed = 0;
  double scale = 1;
  unsigned threads = 1;
};

/// A prepared operation. Breaches of the contract by prepare itself are in `breaches`.
class Plan {
 public:
  /// max_tile {0, 0}: unknown.
  Plan(const burnish_pixel& op, const Values& values, const std::vector<burnish_image_info>& inputs,
       std::array<int32_t, 2> max_tile, const Call& call);
  ~Plan();
  Plan(const Plan&) = delete;
  Plan& operator=(const Plan&) = delete;

  [[nodiscard]] bool ok() const { return status >= 0; }
  [[nodiscard]] const burnish_plan* operator->() const { return &plan; }
  [[nodiscard]] int32_t width() const { return output.width; }
  [[nodiscard]] int32_t height() const { return output.height; }
  [[nodiscard]] bool has(uint32_t flag) const { return (plan.flags & flag) != 0; }
  /// What `out` needs of an input, before it is cut to the picture; for WARP the plugin's answer.
  [[nodiscard]] burnish_rect need(uint32_t input, const burnish_rect& out) const;

  burnish_status status = BURNISH_OK;
  burnish_plan plan{};
  burnish_image_info output{};
  std::vector<std::string> breaches;

 private:
  void check();
  const burnish_pixel& op_;
  std::vector<burnish_image_info> inputs_;
};

struct Outcome {
  Failure failure;                    // code BURNISH_OK: it worked
  Picture picture;                    // empty when it failed
  std::vector<std::string> breaches;  // of the contract, such as a write outside; a good plugin has none
  std::vector<std::string> notes;
  uint32_t flags = 0;  // of the plan
  int32_t op_class = 0;
  int32_t halo = 0;             // the widest side
  bool format_refused = false;  // the plan's format_mask leaves this format out: the host would convert and try again
  std::vector<std::byte> reduced;

  [[nodiscard]] bool ok() const { return failure.code == BURNISH_OK && breaches.empty(); }
  /// Failure and breaches, one per line; empty when all is well.
  [[nodiscard]] std::string text() const;
};

/// Never throws for what the plugin does; throws std::invalid_argument for values that do not parse and for inputs in
/// a format that the operation does not accept.
[[nodiscard]] Outcome try_run(const burnish_pixel& op, const TextValues& values, const std::vector<Picture>& inputs,
                              const RunOptions& options = {});

/// The same for tests that expect a picture: throws RunFailure with the plugin's words or the breach.
[[nodiscard]] Picture run(const burnish_pixel& op, const TextValues& values, const Picture& input,
                          const RunOptions& options = {});
[[nodiscard]] Picture run(const burnish_pixel& op, const TextValues& values, const std::vector<Picture>& inputs,
                          const RunOptions& options = {});

/// For tests that expect a failure: its code, parameter and message; code BURNISH_OK when it worked.
[[nodiscard]] Failure failure_of(const burnish_pixel& op, const TextValues& values, const std::vector<Picture>& inputs,
                                 const RunOptions& options = {});

/// The rectangles into which a picture is cut.
[[nodiscard]] std::vector<burnish_rect> tiles_of(const burnish_rect& all, const RunOptions& options,
                                                 int32_t align_x = 1, int32_t align_y = 1);

}  // namespace burnish::kit
