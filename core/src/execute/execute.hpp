// Running a plan: the pixels of every output, handed to whoever encodes them.
#pragma once
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "execute/stores.hpp"
#include "load/call.hpp"

namespace burnish {

/// Encodes output `index`, pulling its pixels from the reader; blocking; on a thread that may block. Called once per
/// output, perhaps for several outputs at once.
using Encode = std::function<Status(std::size_t index, const burnish_reader& reader, const Call& call)>;

struct ExecuteOptions {
  int threads = 1;
  uint64_t memory = 0;  // bytes for pixels; outputs beyond it wait for others
  bool simple = false;
  int band_rows = 0;  // 0: chosen
};

/// One status per output. A failed output does not stop the others.
[[nodiscard]] std::vector<Status> execute(Stores& stores, const CallContext& context, const ExecuteOptions& options,
                                          const Encode& encode);

/// Everything that the reader computes, in memory; for an Encode that keeps the picture. `what` it is for.
[[nodiscard]] Status read_whole(const burnish_reader& reader, const Call& call, const std::string& what, Shape& shape,
                                Image& image);

/// Runs the reductions that operations of the plan asked for, over all pixels of their input, and stores the results
/// with the operations. Before execute(); most plans have none.
[[nodiscard]] Status run_reductions(Plan& plan, std::vector<std::unique_ptr<DecoderSession>>& sessions,
                                    const CallContext& context);

/// "burnish.parallel/1": runs bodies on the threads of the run that the call belongs to.
[[nodiscard]] const burnish_parallel* parallel_service();

}  // namespace burnish
