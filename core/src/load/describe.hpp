// A module's tables as facts that outlive it.
#pragma once
#include <burnish/abi.h>

#include "burnish/core/catalogue.hpp"

namespace burnish {

/// Everything that the module's descriptors say, each number and text checked; path and state are left to the caller.
/// Errors give the reason in `why`. Follows the module's pointers, so it runs in the scanning child only.
[[nodiscard]] Result<Module> describe_module(const burnish_module&);

/// Why this host cannot use a table of this struct_size at all; empty when it can.
[[nodiscard]] std::string refuse_table(Kind, const void* table);
/// The id in a table's descriptor, for a table that refuse_table() let pass.
[[nodiscard]] std::string_view table_id(const void* table);

}  // namespace burnish
