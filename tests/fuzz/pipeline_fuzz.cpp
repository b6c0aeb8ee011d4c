// Any bytes as a pipeline file: an answer or an error of one line, never a crash.
#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "burnish/core/pipeline.hpp"
#include "core/pipeline/installed.hpp"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* bytes, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(bytes), size);
  const auto pipeline = burnish::parse_pipeline(text, "fuzz.json", burnish::test::installed());
  if (!pipeline.ok() && burnish::exit_status(pipeline.error().code) != 2) std::abort();
  if (!pipeline.ok() && pipeline.error().message().find('\n') != std::string::npos) std::abort();
  return 0;
}
