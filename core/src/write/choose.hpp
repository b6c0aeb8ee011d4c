// Which encoder an output gets, and with which values.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "plan/plan.hpp"

namespace burnish {

/// What is known of the input; empty before it was opened.
struct InputTraits {
  std::string_view format;  // the decoder's: "jpeg"
  bool alpha = false;
};

/// The encoder by its description alone: `format`, else the extension of `write` or of the file given with -o, else the
/// input's format, else PNG with alpha and JPEG without. Null when that needs `input` and it is not given. No plugin is
/// loaded.
[[nodiscard]] Result<const Item*> find_encoder(const Catalogue& catalogue, const Output& output,
                                               const RunOptions& options, const std::optional<InputTraits>& input);

/// Checks `encode` and `quality` of every output whose format the pipeline decides; reads and loads nothing.
[[nodiscard]] Status check_encoders(const Catalogue& catalogue, const Pipeline& pipeline, const RunOptions& options);

struct ChosenEncoder {
  EncoderChoice choice;
  std::optional<double> quality;  // in use; nothing for lossless formats
  std::vector<std::string> notes;
};

/// The encoder with its values and accepted formats; loads its plugin.
[[nodiscard]] Result<ChosenEncoder> choose_encoder(const Catalogue& catalogue, const Output& output,
                                                   const RunOptions& options, const InputTraits& input);

}  // namespace burnish
