// A module's description as a record, and back.
#pragma once
#include "burnish/core/catalogue.hpp"
#include "load/record.hpp"

namespace burnish {

void write_module(RecordWriter&, const Module&);
/// Sets the reader to failed when the record makes no sense. Item::module is left 0.
[[nodiscard]] Module read_module(RecordReader&);

}  // namespace burnish
