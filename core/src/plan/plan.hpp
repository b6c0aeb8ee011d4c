// The plan of one input: every decode, conversion and operation that its outputs need, sizes and formats decided,
// equal parts shared. A pure function of pipeline and headers; nothing here touches a pixel.
#pragma once
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "burnish/core/catalogue.hpp"
#include "burnish/core/pipeline.hpp"
#include "burnish/core/run.hpp"
#include "image/colour.hpp"
#include "image/convert.hpp"
#include "image/shape.hpp"
#include "plan/operation.hpp"

namespace burnish {

/// What the planner knows of an opened source.
struct SourceFacts {
  std::string name;  // for messages
  const Item* decoder = nullptr;
  Shape shape;           // of frame 0 at full size, as stored
  uint32_t shrinks = 1;  // bit n: 1/2^n is cheap
  bool random = false;   // rectangles cost about their own size, so it need not be kept in memory
  uint32_t frames = 1;
  std::string icc;
};

enum class NodeKind { Decode, Orient, Colour, Shrink, Convert, Table, Operation };

/// 256 answers per channel that a run of per-channel operations gives between 8-bit pixels.
struct ByteTable {
  uint8_t value[4][256];
};

struct PlanNode {
  NodeKind kind = NodeKind::Decode;
  Shape shape;                                    // of the result
  std::vector<int> inputs;                        // positions in Plan::nodes, all smaller than this node's
  std::string key;                                // equal keys compute equal pixels
  int source = -1;                                // Decode
  uint32_t shrink = 0;                            // Decode: read at 1/2^n. Shrink: a box of 2^n
  int orientation = 1;                            // Orient: the EXIF value to undo
  Conversion conversion;                          // Convert
  std::shared_ptr<const ColourTransform> colour;  // Colour; shared by nodes of one profile
  std::unique_ptr<ByteTable> table;               // Table
  std::unique_ptr<Operation> operation;
  int evaluations = 0;  // how often it would be computed if nothing were kept
  bool kept = false;    // computed once into memory, for several readers or for one that jumps about

  /// What a part of this node reads of an input; may reach outside the picture for operations.
  [[nodiscard]] burnish_rect required(std::size_t input, const burnish_rect& out, const Shape& input_shape) const;
  /// A pixel needs only the input pixels at its place: cheap, never kept.
  [[nodiscard]] bool is_pointwise() const;
  [[nodiscard]] bool goes_downward() const;
  [[nodiscard]] std::string text() const;  // "resize 1920x800 u8 rgb"
};

/// A step that changed the picture, as it was written or expanded from the notation.
struct AppliedStep {
  const Item* op = nullptr;
  std::vector<Argument> arguments;
};

struct PlannedOutput {
  const Output* output = nullptr;
  int node = -1;  // pixels in a format of the encoder's list
  const Item* encoder = nullptr;
  std::shared_ptr<const Values> values;  // of the encoder
  std::string extension;
  std::string icc;  // to embed; empty: none
  bool oriented = false;
  std::vector<AppliedStep> steps;  // of its own chain, in order; what did nothing is left out
  std::vector<std::string> notes;
};

struct Plan {
  std::vector<SourceFacts> sources;
  std::vector<PlanNode> nodes;
  std::vector<PlannedOutput> outputs;
  bool streaming = false;  // one thread pulls rows through; else bands on several threads, and sources read downward
                           // are kept
  std::size_t memory = 0;  // estimate in bytes of pixels in memory: kept nodes and the largest output in flight
};

/// What an output is encoded as; chosen by write/ before planning.
struct EncoderChoice {
  const Item* item = nullptr;
  std::shared_ptr<const Values> values;
  std::string extension;
  std::vector<burnish_format> formats;  // the encoder's list
  uint8_t sample = 0;                   // asked for by `bits`; 0: as the source
  uint32_t flags = 0;                   // BURNISH_EF_*
  Size max_size{};                      // 0: no bound
  std::array<float, 3> background{1, 1, 1};
};

struct PlanRequest {
  const Pipeline& pipeline;
  const Catalogue& catalogue;
  const RunOptions& options;
  CallContext context;
  std::vector<SourceFacts> sources;
  std::map<std::string, int> source_of;  // node name -> position in sources; "" is the input
  std::vector<EncoderChoice> encoders;   // one per pipeline output
  // For a look at a picture that no step precedes: every source at 1/2^n, whatever the steps allow.
  std::optional<uint32_t> shrink = {};
};

[[nodiscard]] Result<Plan> build_plan(PlanRequest request);

/// Decides how the plan runs, which nodes are kept in memory, and estimates the whole; part of build_plan.
void decide_kept(Plan& plan, const RunOptions& options);

/// Turns runs of per-channel operations between 8-bit pixels into tables; part of build_plan.
void merge_tables(Plan& plan, const CallContext& context);

/// The plan for people: outputs, steps with sizes and formats, what is shared, memory.
[[nodiscard]] std::string explain_plan(const Plan& plan);

}  // namespace burnish
