// A pixel operation that was prepared for one place in a plan: its immutable state and the questions a plan asks it.
#pragma once
#include <burnish/pixel.h>

#include <memory>
#include <span>
#include <vector>

#include "burnish/core/catalogue.hpp"
#include "image/shape.hpp"
#include "load/call.hpp"
#include "pipeline/values.hpp"

namespace burnish {

/// No process() call of a plan writes more than this; larger rectangles are cut by the executor.
inline constexpr int32_t max_tile_width = 2048, max_tile_height = 128;

class Operation {
 public:
  /// Calls prepare; `inputs` are in formats that the table accepts. Errors name the operation.
  static Result<std::unique_ptr<Operation>> prepare(const Item& item, const burnish_pixel& table, Values values,
                                                    std::span<const Shape> inputs, const CallContext& context);
  ~Operation();
  Operation(const Operation&) = delete;
  Operation& operator=(const Operation&) = delete;

  [[nodiscard]] const Item& item() const { return item_; }
  [[nodiscard]] const burnish_pixel& table() const { return table_; }
  [[nodiscard]] const burnish_plan& plan() const { return plan_; }
  [[nodiscard]] const Shape& output() const { return output_; }
  [[nodiscard]] bool is(uint32_t flag) const { return (plan_.flags & flag) != 0; }
  /// What a part of the output reads of an input; may reach outside the picture for WARP and AREA.
  [[nodiscard]] burnish_rect required(std::size_t input, const burnish_rect& out) const;
  /// Whether strips of the output, taken downward, need strips of input 0 downward, each of bounded height.
  [[nodiscard]] bool goes_downward() const { return downward_; }
  [[nodiscard]] const void* reduced() const { return reduced_.empty() ? nullptr : reduced_.data(); }
  void set_reduced(std::vector<std::byte> result) { reduced_ = std::move(result); }

 private:
  Operation(const Item& item, const burnish_pixel& table, Values values)
      : item_(item), table_(table), values_(std::move(values)) {}
  [[nodiscard]] bool find_direction() const;

  const Item& item_;
  const burnish_pixel& table_;
  Values values_;
  std::vector<Shape> inputs_;
  burnish_plan plan_{};
  Shape output_;
  std::vector<std::byte> reduced_;
  bool downward_ = true;
};

}  // namespace burnish
