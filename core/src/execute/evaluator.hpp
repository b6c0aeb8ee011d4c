// Computing parts of a plan, downward, on one thread.
#pragma once
#include <memory>
#include <vector>

#include "execute/ring.hpp"
#include "execute/stores.hpp"

namespace burnish {

/// Computes one node of a plan over a band, row by row from top to bottom. Every node on the way that looks at its
/// surroundings keeps its input's last rows in a ring, so nothing inside a band is computed twice; nodes that look at
/// single pixels work in the rows of their reader. Bytes do not depend on how bands and rows are cut.
class Evaluator {
 public:
  /// `own_sessions`: open decoder sessions of its own, because other threads read the same source.
  Evaluator(Stores& stores, int root, const CallContext& context, bool own_sessions);

  /// Starts a band; columns and rows of the root's picture.
  Status begin(const burnish_rect& band);
  /// Fills out.rect: the columns of the band, rows that follow what was produced before.
  Status produce(burnish_tile& out);
  /// For a root of class WHOLE: everything in one call.
  Status produce_whole(burnish_tile& out) { return fill(root_, out); }
  /// The most bytes its rings hold for a band of this width.
  [[nodiscard]] static std::size_t ring_bytes(const Plan& plan, int root, int32_t width);
  [[nodiscard]] std::vector<std::string> take_notes() { return call_.take_notes(); }

 private:
  /// What a node knows of one of its inputs during a band.
  struct Edge {
    bool ringed = false;
    burnish_rect band{};  // what the band needs of the input, outside the picture too
    Ring ring;
    int32_t top = 0, filled = 0, padded = 0;  // ring holds rows [top, padded); picture rows end at `filled`
    bool top_padded = false;
    Image temporary, window;
  };
  struct NodeState {
    std::vector<Edge> edges;
    int32_t chunk = 0;
  };

  Status begin_node(int i, const burnish_rect& band);
  Status fill(int i, burnish_tile& out);
  Status fill_decode(const PlanNode& n, burnish_tile& out);
  Status fill_point(int i, burnish_tile& out);
  Status fill_downward(int i, burnish_tile& out);
  Status fill_anywhere(int i, burnish_tile& out);
  Status process(int i, const burnish_tile* inputs, std::size_t count, burnish_tile& out);
  /// Pixels of input k inside its picture, as a view when they are in memory already.
  Result<burnish_tile> view(int i, std::size_t k, const burnish_rect& need);
  /// Pixels of input 0 that may reach outside its picture.
  Result<burnish_tile> padded_view(int i, const burnish_rect& need);
  Result<burnish_tile> ring_window(int i, const burnish_rect& need);
  [[nodiscard]] bool is_kept(int i) const { return i != root_ && stores_.node(i).kept; }
  NodeState& state(int i) { return states_[static_cast<std::size_t>(i)]; }
  Result<DecoderSession*> session(int source);

  Stores& stores_;
  int root_;
  Call call_;
  CallContext context_;
  bool own_sessions_;
  std::vector<NodeState> states_;
  std::vector<std::unique_ptr<DecoderSession>> sessions_;
  Image scratch_;
};

}  // namespace burnish
