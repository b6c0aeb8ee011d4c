#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

#include "metadata/entries.hpp"
#include "metadata/exif.hpp"
#include "metadata/tiff_directory.hpp"

namespace burnish {
namespace {

struct Name {
  uint16_t tag;
  const char* name;
};

constexpr Name main_names[] = {
    {0x0100, "ImageWidth"},  {0x0101, "ImageLength"},    {0x010D, "DocumentName"}, {0x010E, "ImageDescription"},
    {0x010F, "Make"},        {0x0110, "Model"},          {0x0112, "Orientation"},  {0x011A, "XResolution"},
    {0x011B, "YResolution"}, {0x0128, "ResolutionUnit"}, {0x0131, "Software"},     {0x0132, "DateTime"},
    {0x013B, "Artist"},      {0x013C, "HostComputer"},   {0x4746, "Rating"},       {0x8298, "Copyright"},
    {0x9C9B, "XPTitle"},     {0x9C9C, "XPComment"},      {0x9C9D, "XPAuthor"},     {0x9C9E, "XPKeywords"},
    {0x9C9F, "XPSubject"},
};
constexpr Name exif_names[] = {
    {0x829A, "ExposureTime"},
    {0x829D, "FNumber"},
    {0x8822, "ExposureProgram"},
    {0x8827, "PhotographicSensitivity"},
    {0x9000, "ExifVersion"},
    {0x9003, "DateTimeOriginal"},
    {0x9004, "DateTimeDigitized"},
    {0x9010, "OffsetTime"},
    {0x9011, "OffsetTimeOriginal"},
    {0x9201, "ShutterSpeedValue"},
    {0x9202, "ApertureValue"},
    {0x9203, "BrightnessValue"},
    {0x9204, "ExposureBiasValue"},
    {0x9205, "MaxApertureValue"},
    {0x9206, "SubjectDistance"},
    {0x9207, "MeteringMode"},
    {0x9208, "LightSource"},
    {0x9209, "Flash"},
    {0x920A, "FocalLength"},
    {0x9214, "SubjectArea"},
    {0x9286, "UserComment"},
    {0x9291, "SubSecTimeOriginal"},
    {0xA001, "ColorSpace"},
    {0xA002, "PixelXDimension"},
    {0xA003, "PixelYDimension"},
    {0xA217, "SensingMethod"},
    {0xA401, "CustomRendered"},
    {0xA402, "ExposureMode"},
    {0xA403, "WhiteBalance"},
    {0xA404, "DigitalZoomRatio"},
    {0xA405, "FocalLengthIn35mmFilm"},
    {0xA406, "SceneCaptureType"},
    {0xA420, "ImageUniqueID"},
    {0xA430, "CameraOwnerName"},
    {0xA431, "BodySerialNumber"},
    {0xA432, "LensSpecification"},
    {0xA433, "LensMake"},
    {0xA434, "LensModel"},
    {0xA435, "LensSerialNumber"},
    {0xA460, "CompositeImage"},
};
constexpr Name gps_names[] = {
    {0x0001, "GPSLatitudeRef"},     {0x0002, "GPSLatitude"},     {0x0003, "GPSLongitudeRef"}, {0x0004, "GPSLongitude"},
    {0x0005, "GPSAltitudeRef"},     {0x0006, "GPSAltitude"},     {0x0007, "GPSTimeStamp"},    {0x000D, "GPSSpeed"},
    {0x0010, "GPSImgDirectionRef"}, {0x0011, "GPSImgDirection"}, {0x0012, "GPSMapDatum"},     {0x001D, "GPSDateStamp"},
};

constexpr uint32_t most_numbers = 16;

std::string number_text(double v) {
  char text[32];
  std::snprintf(text, sizeof text, "%.7g", v);
  return text;
}

double as_signed(uint32_t v) { return static_cast<int32_t>(v); }

std::string rational_text(const TiffBytes& tiff, std::size_t at, bool is_signed) {
  const uint32_t n = tiff.u32(at), d = tiff.u32(at + 4);
  const double top = is_signed ? as_signed(n) : n, bottom = is_signed ? as_signed(d) : d;
  if (bottom == 0) return number_text(top) + "/0";
  // Exposure times are read as fractions.
  if (std::fabs(top) == 1 && std::fabs(bottom) > 1) return number_text(top) + "/" + number_text(bottom);
  return number_text(top / bottom);
}

std::string element_text(const TiffBytes& tiff, const TiffEntry& e, std::size_t at) {
  const auto byte = static_cast<uint8_t>(tiff.bytes()[at]);
  switch (e.type) {
    case 1:
      return std::to_string(byte);
    case 6:
      return std::to_string(static_cast<int8_t>(byte));
    case 3:
      return std::to_string(tiff.u16(at));
    case 8:
      return std::to_string(static_cast<int16_t>(tiff.u16(at)));
    case 9:
      return std::to_string(static_cast<int32_t>(tiff.u32(at)));
    case 5:
      return rational_text(tiff, at, false);
    case 10:
      return rational_text(tiff, at, true);
    default:
      return std::to_string(tiff.u32(at));
  }
}

std::string utf8_of_utf16le(std::string_view bytes) {
  std::string text;
  for (std::size_t i = 0; i + 1 < bytes.size(); i += 2) {
    const auto c = static_cast<uint32_t>(static_cast<uint8_t>(bytes[i]) | static_cast<uint8_t>(bytes[i + 1]) << 8);
    if (c == 0) break;
    if (c < 0x80) {
      text += static_cast<char>(c);
    } else if (c < 0x800) {
      text += static_cast<char>(0xC0U | c >> 6U);
      text += static_cast<char>(0x80U | (c & 0x3FU));
    } else if (c >= 0xD800 && c < 0xE000) {
      text += '?';  // outside the basic plane: rare in these fields, and only for people
    } else {
      text += static_cast<char>(0xE0U | c >> 12U);
      text += static_cast<char>(0x80U | (c >> 6U & 0x3FU));
      text += static_cast<char>(0x80U | (c & 0x3FU));
    }
  }
  return text;
}

std::string value_text(const TiffBytes& tiff, const TiffEntry& e) {
  const std::string_view bytes = tiff.bytes().substr(e.value->begin, e.value->end - e.value->begin);
  if (e.tag >= 0x9C9B && e.tag <= 0x9C9F) return clean_text(utf8_of_utf16le(bytes.substr(0, 4000)));
  if (e.type == 2 || e.type == 129) return clean_text(bytes.substr(0, bytes.find('\0')));
  if (e.type == 7) {
    std::string_view text = bytes;
    if (e.tag == 0x9286 && bytes.size() >= 8) text = bytes.substr(8);  // after the name of the character code
    return clean_text(text.substr(0, text.find('\0')));
  }
  if (e.type == 11 || e.type == 12) return std::to_string(e.count) + " numbers";
  std::string text;
  for (uint32_t i = 0; i < std::min(e.count, most_numbers); ++i)
    text += (i > 0 ? " " : "") + element_text(tiff, e, e.value->begin + i * tiff_type_bytes(e.type));
  return e.count > most_numbers ? text + " ..." : text;
}

template <std::size_t N>
void describe(const TiffBytes& tiff, const TiffDirectory& d, const Name (&names)[N], std::vector<MetadataEntry>& out) {
  for (const TiffEntry& e : d.entries) {
    const Name* name = std::find_if(std::begin(names), std::end(names), [&](const Name& n) { return n.tag == e.tag; });
    if (name == std::end(names) || !e.value || e.count == 0) continue;
    std::string text = value_text(tiff, e);
    if (!text.empty()) out.push_back({std::string("exif:") + name->name, std::move(text)});
  }
}

}  // namespace

bool describe_exif(std::string_view block, std::vector<MetadataEntry>& entries) {
  const auto tiff = TiffBytes::open(block);
  const auto main = tiff ? tiff->directory(tiff->first()) : std::nullopt;
  if (!main) return false;
  describe(*tiff, *main, main_names, entries);
  bool whole = true;
  const auto child = [&](uint16_t tag, const auto& names) {
    const TiffEntry* pointer = main->find(tag);
    if (pointer == nullptr) return;
    const auto offset = tiff->integer(*pointer);
    const auto directory = offset && *offset != tiff->first() ? tiff->directory(*offset) : std::nullopt;
    if (directory)
      describe(*tiff, *directory, names, entries);
    else
      whole = false;
  };
  child(0x8769, exif_names);
  child(0x8825, gps_names);
  return whole;
}

}  // namespace burnish
