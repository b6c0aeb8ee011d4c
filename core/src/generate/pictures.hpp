// Pictures in memory for what is generated: rendered from files or from parts of a pipeline, encoded for upload, put
// together with a mask.
#pragma once
#include <burnish/stream.h>

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "burnish/core/run.hpp"
#include "image/image.hpp"
#include "image/shape.hpp"
#include "metadata/blocks.hpp"
#include "run_input.hpp"

namespace burnish::generate {

/// Upright, sRGB, 8- or 16-bit, interleaved gray or RGB with or without straight alpha.
struct Picture {
  Shape shape;
  Image image;
  Blocks blocks;  // metadata of the source it began with, mended; empty when nothing was asked for

  [[nodiscard]] std::string hash() const;  // of size, format and pixels: 64 hex digits
};

/// What of the run is needed to render.
struct RenderContext {
  const Catalogue& catalogue;
  const RunOptions& options;
  const burnish_host* host = nullptr;
  const Cancellation* cancel = nullptr;
  const imports::ImportedInputs* imported = nullptr;  // null: every input is a file
  Deadline deadline = no_deadline;
};

/// The picture that a node or chain of the pipeline gives: `from` (empty: the input) and then `steps`. With a session,
/// that is the input and its path is not opened.
[[nodiscard]] Result<Picture> render(const RenderContext&, const Pipeline&, const Input&, const std::string& from,
                                     const std::vector<Step>& steps, std::unique_ptr<DecoderSession> session = nullptr);
/// A file; `steps` may follow.
[[nodiscard]] Result<Picture> render_file(const RenderContext&, const std::filesystem::path&,
                                          const std::vector<Step>& steps = {});
/// The same picture; where alpha is removed, over `background`. Without an image when memory ran out.
[[nodiscard]] Picture in_format(const Picture&, const burnish_format&, const std::array<float, 3>& background);
/// A step of these arguments, for render(): {"resize", {{"width", "100"}}}.
[[nodiscard]] Result<Step> make_step(const Catalogue&, std::string_view op, std::vector<Argument> arguments);

/// A burnish_reader over a picture, for a plugin.
class PictureReader {
 public:
  explicit PictureReader(const Picture& picture);
  PictureReader(const PictureReader&) = delete;
  PictureReader& operator=(const PictureReader&) = delete;
  ~PictureReader();
  [[nodiscard]] const burnish_reader& get() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// `edited` where the mask is white, `source` where it is black, between them a mixture; where the mask is exactly
/// black the pixels are the source's bit by bit. All of the source's size; the mask's first channel counts.
[[nodiscard]] Result<Picture> composite(const Picture& source, const Picture& edited, const Picture& mask);

/// In the encoder's nearest format; Code::Unsupported when nothing installed writes `mime`.
[[nodiscard]] Result<std::string> encode_picture(const Catalogue&, const burnish_reader&, const Blocks&,
                                                 std::string_view mime, std::optional<double> quality, const Call&);

/// The table of "burnish.encode/1"; finds the catalogue by Call::of(call).catalogue().
[[nodiscard]] const burnish_encode* encode_service();

}  // namespace burnish::generate
