// Growing a plan step by step: where a chain of steps stands, and the nodes that it adds.
#pragma once
#include <deque>
#include <string>
#include <vector>

#include "plan/plan.hpp"

namespace burnish {

/// The picture at one point of a chain.
struct Place {
  int node = -1;
  std::string icc;  // of the pixels; empty: sRGB
  bool oriented = false;
};

/// Adds nodes to one plan; equal nodes are found again instead of being added twice.
class ChainBuilder {
 public:
  ChainBuilder(Plan& plan, const PlanRequest& request) : plan_(plan), request_(request) {}

  /// The decoded, upright, sRGB picture of a source, read at 1/2^shrink when the decoder can, else shrunk after it.
  /// `decode_shrink` <= shrink is what the decode itself does.
  Result<Place> source(int index, uint32_t decode_shrink, uint32_t shrink, bool orient, bool keep_profile,
                       std::vector<std::string>& notes);
  /// One step after `at`. `integer_sample`: 0, or the sample type in which a step that computes may work because
  /// nothing but moving follows it until an encoder of that type.
  Result<Place> step(const Place& at, const Step& step, const std::vector<Place>& with, uint8_t integer_sample);
  /// The pixels in the best format of an encoder's list.
  Result<Place> finish(const Place& at, const EncoderChoice& encoder, std::vector<std::string>& notes);

  [[nodiscard]] const Shape& shape(const Place& p) const { return node(p.node).shape; }
  [[nodiscard]] const PlanNode& node(int i) const { return plan_.nodes[static_cast<std::size_t>(i)]; }
  /// How far the source could have been shrunk for the operation that was added last; 1 when not at all, 0 when it did
  /// nothing.
  [[nodiscard]] int last_preshrink() const { return last_preshrink_; }

 private:
  int add(PlanNode node);
  Result<Place> convert(const Place& at, const burnish_format& to, const std::array<float, 3>& background);
  Result<Place> host_step(const Place& at, const Step& step);
  Result<Place> change_profile(const Place& at, std::string icc, bool to_srgb);
  Result<std::vector<Shape>> prepare_inputs(std::vector<Place>& places, const burnish_pixel& table, uint64_t mask,
                                            uint8_t integer_sample, const std::string& name);

  Plan& plan_;
  const PlanRequest& request_;
  int last_preshrink_ = 1;
};

/// The format of `list` (of those in mask; 0 = all) that costs least to reach from `have`, its ANY fields filled in.
/// Alpha is kept when any format keeps it. Integer formats that compute are taken only when `integer_sample` is theirs.
[[nodiscard]] std::optional<burnish_format> choose_format(std::span<const burnish_format> list, uint64_t mask,
                                                          const burnish_format& have, uint8_t integer_sample);

}  // namespace burnish
