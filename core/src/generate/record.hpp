// The provenance record of a generated picture.
#pragma once
#include "burnish/core/provenance.hpp"
#include "generate/ticket.hpp"
#include "load/bounded_blocks.hpp"

namespace burnish::generate {

/// What was asked, and what the provider said about it under the keys of fetch ("text:seed" ...); unknown keys are kept
/// as parameters.
[[nodiscard]] Provenance record_of(const TicketRequest& request, const BlockMap& meta);

}  // namespace burnish::generate
