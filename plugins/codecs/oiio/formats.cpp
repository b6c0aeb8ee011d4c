#include "formats.hpp"

#include <algorithm>
#include <cctype>
#include <cstring>

namespace burnish::oiio {
namespace {

using namespace std::string_view_literals;

struct Signature {
  std::size_t at;
  std::string_view bytes, reader;
};
constexpr Signature signatures[] = {
    {0, "GIF8"sv, "gif"},
    {0, "BM"sv, "bmp"},
    {0, "8BPS"sv, "psd"},
    {0, "\x76\x2f\x31\x01"sv, "openexr"},
    {0, "SDPX"sv, "dpx"},
    {0, "XPDS"sv, "dpx"},
    {0, "\x80\x2a\x5f\xd7"sv, "cineon"},
    {0, "\xd7\x5f\x2a\x80"sv, "cineon"},
    {0, "#?RADIANCE"sv, "hdr"},
    {0, "#?RGBE"sv, "hdr"},
    {0, "\0\0\1\0"sv, "ico"},
    {0, "FOR4"sv, "iff"},
    {4, "jP  "sv, "jpeg2000"},
    {0, "\xff\x4f\xff\x51"sv, "jpeg2000"},
    {4, "ftypcrx "sv, "raw"},
    {4, "ftyp"sv, "heif"},
    {0, "\x01\xda"sv, "sgi"},
    {0, "P1"sv, "pnm"},
    {0, "P2"sv, "pnm"},
    {0, "P3"sv, "pnm"},
    {0, "P4"sv, "pnm"},
    {0, "P5"sv, "pnm"},
    {0, "P6"sv, "pnm"},
    {0, "Pf"sv, "pnm"},
    {0, "PF"sv, "pnm"},
    {0, "SIMPLE  ="sv, "fits"},
    {0, "DDS "sv, "dds"},
    {0, "\x53\x80\xf6\x34"sv, "softimage"},
    {0, "\x2f\x08\x67\xab"sv, "zfile"},
    {0, "\xab\x67\x08\x2f"sv, "zfile"},
    {128, "DICM"sv, "dicom"},
    {0, "FUJIFILMCCD-RAW"sv, "raw"},
    {0, "IIRO"sv, "raw"},
    {0, "IIRS"sv, "raw"},
    {0, "MMOR"sv, "raw"},
    {0, "IIU\0"sv, "raw"},
    {0, "FOVb"sv, "raw"},
    {0, "\0MRM"sv, "raw"},
    {6, "HEAPCCDR"sv, "raw"},
};

struct Name {
  std::string_view extension, reader;
};
constexpr Name names[] = {{"tga", "targa"}, {"tpic", "targa"}, {"rla", "rla"}};

std::string extension_of(std::string_view path) {
  const std::size_t dot = path.rfind('.');
  if (dot == std::string_view::npos || path.find('/', dot) != std::string_view::npos) return {};
  std::string e(path.substr(dot + 1));
  std::transform(e.begin(), e.end(), e.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return e;
}

}  // namespace

bool may_be_targa(std::string_view head) {
  if (head.size() < 18) return false;
  const auto byte = [&](std::size_t i) { return static_cast<uint8_t>(head[i]); };
  const int kind = byte(2) & ~8, depth = byte(16);
  return byte(1) <= 1 && kind >= 1 && kind <= 3 &&
         (depth == 8 || depth == 15 || depth == 16 || depth == 24 || depth == 32) && byte(12) + byte(13) > 0 &&
         byte(14) + byte(15) > 0;
}

std::string tell(std::string_view head, std::string_view path) {
  for (const Signature& s : signatures)
    if (head.size() >= s.at + s.bytes.size() && head.substr(s.at, s.bytes.size()) == s.bytes)
      return std::string(s.reader);
  const std::string extension = extension_of(path);
  for (const Name& n : names)
    if (n.extension == extension) return std::string(n.reader);
  return may_be_targa(head) ? "targa" : "";
}

}  // namespace burnish::oiio
