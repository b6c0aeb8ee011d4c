#include "execute/execute.hpp"

#include "execute/modes.hpp"

namespace burnish {

std::vector<Status> execute(Stores& stores, const CallContext& context, const ExecuteOptions& options,
                            const Encode& encode) {
  if (options.simple) return execute_simple(stores, context, encode);
  if (stores.plan.streaming) return execute_stream(stores, context, encode);
  return execute_tiled(stores, context, options, encode);
}

}  // namespace burnish
