// Any bytes as a transformation string; a good one is expanded for a picture of some size.
#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "core/pipeline/installed.hpp"
#include "pipeline/expand.hpp"
#include "pipeline/notation.hpp"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* bytes, std::size_t size) {
  if (size < 2) return 0;
  const burnish::Size picture{1 + bytes[0] * 7, 1 + bytes[1] * 5};
  const std::string_view text(reinterpret_cast<const char*>(bytes) + 2, size - 2);
  const auto notation = burnish::read_notation(text, {}, burnish::test::installed());
  if (!notation.ok()) return burnish::exit_status(notation.error().code) == 2 ? 0 : (std::abort(), 0);
  for (const burnish::Component& component : notation->components) {
    const auto steps = burnish::expand_component(component, picture, picture, burnish::test::installed());
    if (!steps.ok() && steps.error().code != burnish::Code::Limit) std::abort();
  }
  return 0;
}
