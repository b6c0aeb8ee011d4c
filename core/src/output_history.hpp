// What a run did to a picture, for its record.
#pragma once
#include <string_view>
#include <vector>

#include "run_input.hpp"

namespace burnish {

/// One entry per step that changed the picture, in order; the last is its encoding. The same for the same work: times
/// are stated only when SOURCE_DATE_EPOCH is set.
[[nodiscard]] std::vector<HistoryStep> history_of(const OpenedInput& opened, std::size_t output,
                                                  const Catalogue& catalogue);

/// The entry of a generative step: what a prompt says stays out of it.
[[nodiscard]] HistoryStep generated_step(const Item& op, std::string_view provider, const Catalogue& catalogue);

}  // namespace burnish
