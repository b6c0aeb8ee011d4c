#include <algorithm>

#include "execute/evaluator.hpp"
#include "execute/modes.hpp"

namespace burnish {
namespace {

/// Pixels computed when the encoder asks: full-width rectangles, downward.
class PullReader {
 public:
  PullReader(Stores& stores, int node, const CallContext& context)
      : evaluator_(stores, node, context, false), shape_(stores.node(node).shape), info_(to_info(shape_)) {
    reader_.struct_size = sizeof reader_;
    reader_.impl = this;
    reader_.info = &info_;
    reader_.acquire = &acquire;
    reader_.release = [](const burnish_reader*, const burnish_tile*) noexcept {};
  }
  PullReader(const PullReader&) = delete;
  PullReader& operator=(const PullReader&) = delete;

  Status begin() { return evaluator_.begin(shape_.rect()); }
  [[nodiscard]] const burnish_reader& get() const { return reader_; }
  /// What stopped the pixels, when the encoder reports that they stopped.
  [[nodiscard]] const Status& status() const { return status_; }

 private:
  static burnish_status acquire(const burnish_reader* r, const burnish_call* call, burnish_rect rect,
                                const burnish_tile** tile) noexcept {
    auto& self = *static_cast<PullReader*>(r->impl);
    if (!valid_request(rect, self.shape_) || rect.x0 != 0 || rect.x1 != self.shape_.width || rect.y0 != self.next_)
      return call->fail(call, BURNISH_ERROR, nullptr, "pixels are to be asked for downward, in full rows");
    self.status_ = self.produce(rect);
    if (!self.status_) return call->fail(call, BURNISH_ERROR, nullptr, "the pixels could not be computed");
    self.next_ = rect.y1;
    *tile = &self.tile_;
    return BURNISH_OK;
  }

  Status produce(const burnish_rect& rect) {
    const burnish_rect have = rows_.rect();
    if (rows_ && have.y1 - have.y0 >= rect.y1 - rect.y0) {
      rows_.move_to({0, rect.y0, rect.x1, rect.y0 + have.y1 - have.y0});
    } else {
      rows_ = Image(shape_.format, rect);
      if (!rows_) return no_memory_for(shape_);
    }
    tile_ = rows_.tile(rect);
    return evaluator_.produce(tile_);
  }

  Evaluator evaluator_;
  Shape shape_;
  burnish_image_info info_;
  burnish_reader reader_{};
  Image rows_;
  burnish_tile tile_{};
  int32_t next_ = 0;
  Status status_ = Done{};
};

/// Computes a kept node whole.
Status keep(Stores& stores, int i, const CallContext& context) {
  const Shape& s = stores.node(i).shape;
  Image image(s.format, s.rect());
  if (!image) return no_memory_for(s);
  Evaluator evaluator(stores, i, context, false);
  BURNISH_CHECK(evaluator.begin(s.rect()));
  burnish_tile all = image.tile();
  const bool whole =
      stores.node(i).kind == NodeKind::Operation && stores.node(i).operation->plan().op_class == BURNISH_WHOLE;
  BURNISH_CHECK(whole ? evaluator.produce_whole(all) : evaluator.produce(all));
  stores.image(i) = std::move(image);
  return Done{};
}

}  // namespace

std::vector<Status> execute_stream(Stores& stores, const CallContext& context, const Encode& encode) {
  std::vector<Status> statuses;
  Status kept = Done{};
  for (std::size_t i = 0; i < stores.plan.nodes.size() && kept.ok(); ++i)
    if (stores.plan.nodes[i].kept && stores.plan.nodes[i].evaluations > 0)
      kept = keep(stores, static_cast<int>(i), context);
  for (std::size_t i = 0; i < stores.plan.outputs.size(); ++i) {
    if (!kept) {
      statuses.push_back(kept);
      continue;
    }
    PullReader reader(stores, stores.plan.outputs[i].node, context);
    Status status = reader.begin();
    if (status.ok()) {
      const Call call(context);
      status = encode(i, reader.get(), call);
    }
    if (!reader.status().ok()) status = reader.status();
    statuses.push_back(std::move(status));
  }
  return statuses;
}

}  // namespace burnish
