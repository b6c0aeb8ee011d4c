// The kinds of tables a plugin can hold, in the order of enum class Kind.
#pragma once
#include <array>
#include <string_view>

#include "burnish/core/catalogue.hpp"

namespace burnish {

struct KindName {
  Kind kind;
  const char* id;         // of burnish_module::item
  std::string_view word;  // for people and --json
};
inline constexpr std::array<KindName, 6> kind_names{{
    {Kind::Pixel, "burnish.pixel/1", "pixel"},
    {Kind::Decoder, "burnish.decoder/1", "decoder"},
    {Kind::Encoder, "burnish.encoder/1", "encoder"},
    {Kind::Analyser, "burnish.analyser/1", "analyser"},
    {Kind::Generator, "burnish.generator/1", "generator"},
    {Kind::Importer, "burnish.importer/1", "importer"},
}};

}  // namespace burnish
