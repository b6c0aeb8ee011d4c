// Running an encoder.
#pragma once
#include <burnish/codec.h>

#include <string>

#include "load/call.hpp"
#include "metadata/blocks.hpp"
#include "pipeline/values.hpp"
#include "write/byte_sink.hpp"

namespace burnish {

struct EncodeJob {
  const burnish_encoder& table;
  const Values& values;
  const burnish_reader& reader;
  const Blocks& blocks;  // already mended, see carry()
  std::string name;      // of the output, for messages
};

/// Opens, encodes, closes. A write that failed is reported with its own reason. Blocks.
[[nodiscard]] Status encode(const EncodeJob& job, ByteSink& sink, const Call& call);

}  // namespace burnish
