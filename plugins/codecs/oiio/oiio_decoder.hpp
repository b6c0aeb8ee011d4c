#pragma once
#include <OpenImageIO/imageio.h>

#include <memory>

#include "source_file.hpp"

namespace burnish::oiio {

/// How one picture of the file is shown.
struct Frame {
  OIIO::ImageSpec spec;
  int32_t width = 0, height = 0;        // of the display window
  int32_t left = 0, top = 0;            // of the display window in the file's coordinates
  int first_channel = 0, channels = 0;  // read from the file: colours, then alpha, without gaps
  std::vector<int> order;               // of the shown channels among those read
  burnish_format format{};
  burnish_color color{};
  int32_t orientation = 1;
  std::vector<char> icc;
  std::vector<std::string> notes;

  [[nodiscard]] OIIO::TypeDesc type() const;
  [[nodiscard]] std::size_t pixel_bytes() const { return order.size() * sample_bytes(format); }
};
/// Throws BURNISH_LIMIT, bad_data and UNSUPPORTED before any pixel is read.
Frame describe(const OIIO::ImageSpec& spec, const std::string& reader, const burnish_limits& limits);

struct Decoder : burnish::decoder<Decoder> {
  static constexpr burnish::about info{
      "burnish.oiio",
      1,
      "OpenImageIO",
      "Reads the formats that have no plugin of their own: GIF, BMP, PSD, OpenEXR, HEIC, JPEG 2000, Targa and more.",
      "Also DPX, Cineon, Radiance HDR, ICO, Maya IFF, SGI, PNM, FITS, DDS, RLA, Softimage, Zfile, DICOM and camera raw "
      "files that are not TIFF. Always decodes in a process of its own.",
      BURNISH_DF_DETERMINISTIC | BURNISH_DF_WORKER};
  static constexpr auto params = burnish::no_params<Decoder>;
  static constexpr int32_t rank = 10;
  static constexpr const char* format = "oiio";
  static constexpr std::array mime{"image/gif",
                                   "image/bmp",
                                   "image/vnd.adobe.photoshop",
                                   "image/x-exr",
                                   "image/x-dpx",
                                   "image/vnd.radiance",
                                   "image/x-tga",
                                   "image/vnd.microsoft.icon",
                                   "image/jp2",
                                   "image/heic",
                                   "image/heif",
                                   "image/x-portable-anymap",
                                   "image/fits",
                                   "image/x-sgi",
                                   "image/vnd-ms.dds",
                                   "application/dicom",
                                   static_cast<const char*>(nullptr)};
  static constexpr std::array extensions{"gif",
                                         "bmp",
                                         "dib",
                                         "psd",
                                         "psb",
                                         "exr",
                                         "dpx",
                                         "cin",
                                         "hdr",
                                         "rgbe",
                                         "tga",
                                         "tpic",
                                         "ico",
                                         "iff",
                                         "jp2",
                                         "j2k",
                                         "j2c",
                                         "heic",
                                         "heif",
                                         "avif",
                                         "sgi",
                                         "rgb",
                                         "rgba",
                                         "bw",
                                         "ppm",
                                         "pgm",
                                         "pbm",
                                         "pnm",
                                         "pfm",
                                         "fits",
                                         "dds",
                                         "rla",
                                         "pic",
                                         "zfile",
                                         "dcm",
                                         "raf",
                                         "orf",
                                         "rw2",
                                         "x3f",
                                         "mrw",
                                         "crw",
                                         "cr3",
                                         static_cast<const char*>(nullptr)};
  static constexpr std::array magics{burnish_magic{0, 4, "GIF8", nullptr},
                                     burnish_magic{0, 2, "BM", nullptr},
                                     burnish_magic{0, 4, "8BPS", nullptr},
                                     burnish_magic{0, 4, "\x76\x2f\x31\x01", nullptr},
                                     burnish_magic{0, 4, "SDPX", nullptr},
                                     burnish_magic{0, 4, "XPDS", nullptr},
                                     burnish_magic{0, 4, "\x80\x2a\x5f\xd7", nullptr},
                                     burnish_magic{0, 4, "\xd7\x5f\x2a\x80", nullptr},
                                     burnish_magic{0, 10, "#?RADIANCE", nullptr},
                                     burnish_magic{0, 6, "#?RGBE", nullptr},
                                     burnish_magic{0, 4, "\0\0\1\0", nullptr},
                                     burnish_magic{0, 4, "FOR4", nullptr},
                                     burnish_magic{4, 4, "jP  ", nullptr},
                                     burnish_magic{0, 4, "\xff\x4f\xff\x51", nullptr},
                                     burnish_magic{4, 8, "ftypheic", nullptr},
                                     burnish_magic{4, 8, "ftypheix", nullptr},
                                     burnish_magic{4, 8, "ftyphevc", nullptr},
                                     burnish_magic{4, 8, "ftyphevx", nullptr},
                                     burnish_magic{4, 8, "ftypheim", nullptr},
                                     burnish_magic{4, 8, "ftypheis", nullptr},
                                     burnish_magic{4, 8, "ftypmif1", nullptr},
                                     burnish_magic{4, 8, "ftypmsf1", nullptr},
                                     burnish_magic{4, 8, "ftypavif", nullptr},
                                     burnish_magic{4, 8, "ftypavis", nullptr},
                                     burnish_magic{4, 8, "ftypcrx ", nullptr},
                                     burnish_magic{0, 2, "\x01\xda", nullptr},
                                     burnish_magic{0, 2, "P1", nullptr},
                                     burnish_magic{0, 2, "P2", nullptr},
                                     burnish_magic{0, 2, "P3", nullptr},
                                     burnish_magic{0, 2, "P4", nullptr},
                                     burnish_magic{0, 2, "P5", nullptr},
                                     burnish_magic{0, 2, "P6", nullptr},
                                     burnish_magic{0, 2, "Pf", nullptr},
                                     burnish_magic{0, 2, "PF", nullptr},
                                     burnish_magic{0, 9, "SIMPLE  =", nullptr},
                                     burnish_magic{0, 4, "DDS ", nullptr},
                                     burnish_magic{0, 4, "\x53\x80\xf6\x34", nullptr},
                                     burnish_magic{0, 4, "\x2f\x08\x67\xab", nullptr},
                                     burnish_magic{0, 4, "\xab\x67\x08\x2f", nullptr},
                                     burnish_magic{128, 4, "DICM", nullptr},
                                     burnish_magic{0, 15, "FUJIFILMCCD-RAW", nullptr},
                                     burnish_magic{0, 4, "IIRO", nullptr},
                                     burnish_magic{0, 4, "IIRS", nullptr},
                                     burnish_magic{0, 4, "MMOR", nullptr},
                                     burnish_magic{0, 4, "IIU\0", nullptr},
                                     burnish_magic{0, 4, "FOVb", nullptr},
                                     burnish_magic{0, 4, "\0MRM", nullptr},
                                     burnish_magic{6, 8, "HEAPCCDR", nullptr}};

  void open(const burnish::decode_call& call);
  void layout(uint32_t frame, uint32_t shrink, burnish_layout& out);
  void read(const burnish_call* call, uint32_t frame, uint32_t shrink, burnish_tile& out);

 private:
  const Frame& frame(uint32_t number, uint32_t shrink);
  void read_rows(uint32_t number, const Frame& frame, int begin, int end, burnish_tile& out);
  [[nodiscard]] error failure(const std::string& what) const;

  std::string reader_;
  burnish_limits limits_{};
  std::unique_ptr<SourceProxy> proxy_;
  std::unique_ptr<SourcePath> path_;
  std::vector<std::unique_ptr<Frame>> frames_;
  std::vector<char> rows_;
  OIIO::ImageInput::unique_ptr input_;  // last: goes before what it reads from
};

}  // namespace burnish::oiio
