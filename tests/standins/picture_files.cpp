// Files of pictures: the only file here that knows libpng, libjpeg and libwebp.
#include <cstdio>  // jpeglib.h needs it

#include <jpeglib.h>
#include <png.h>
#include <webp/decode.h>
#include <webp/encode.h>

#include <csetjmp>
#include <cstdlib>
#include <cstring>

#include "standins/pictures.hpp"

namespace burnish::standins {
namespace {

using namespace std::string_view_literals;

constexpr int quality = 95;

const uint8_t* bytes_of(std::string_view file) { return reinterpret_cast<const uint8_t*>(file.data()); }

std::optional<Picture> decode_png(std::string_view file) {
  png_image image{};
  image.version = PNG_IMAGE_VERSION;
  if (png_image_begin_read_from_memory(&image, file.data(), file.size()) == 0) return std::nullopt;
  image.format = PNG_FORMAT_RGBA;
  Picture picture(static_cast<int>(image.width), static_cast<int>(image.height));
  if (png_image_finish_read(&image, nullptr, picture.pixels.data(), 0, nullptr) == 0) return std::nullopt;
  return picture;
}

std::string encode_png(const Picture& picture) {
  const bool alpha = picture.transparent_somewhere();
  std::vector<uint8_t> opaque;
  for (std::size_t i = 0; !alpha && i < picture.pixels.size(); i += 4)
    opaque.insert(opaque.end(), {picture.pixels[i], picture.pixels[i + 1], picture.pixels[i + 2]});
  png_image image{};
  image.version = PNG_IMAGE_VERSION;
  image.width = static_cast<png_uint_32>(picture.width);
  image.height = static_cast<png_uint_32>(picture.height);
  image.format = alpha ? PNG_FORMAT_RGBA : PNG_FORMAT_RGB;
  image.flags = PNG_IMAGE_FLAG_FAST;
  const void* pixels = alpha ? picture.pixels.data() : opaque.data();
  png_alloc_size_t size = PNG_IMAGE_PNG_SIZE_MAX(image);
  std::string file(size, '\0');
  if (png_image_write_to_memory(&image, file.data(), &size, 0, pixels, 0, nullptr) == 0) size = 0;
  file.resize(size);
  return file;
}

// libjpeg wants its error routine not to return.
struct JpegErrors {
  jpeg_error_mgr table;
  std::jmp_buf back;
  static void leave(j_common_ptr info) { std::longjmp(reinterpret_cast<JpegErrors*>(info->err)->back, 1); }
  static void be_silent(j_common_ptr) {}
};

jpeg_error_mgr* quiet(JpegErrors& errors) {
  jpeg_std_error(&errors.table);
  errors.table.error_exit = JpegErrors::leave;
  errors.table.output_message = JpegErrors::be_silent;
  return &errors.table;
}

// No object with a destructor may live between setjmp and longjmp, so the rows go to memory that the caller owns.
bool read_jpeg(jpeg_decompress_struct& info, JpegErrors& errors, std::string_view file, Picture& picture) {
  if (setjmp(errors.back) != 0) return false;
  jpeg_mem_src(&info, bytes_of(file), file.size());
  jpeg_read_header(&info, TRUE);
  info.out_color_space = JCS_EXT_RGBA;
  jpeg_start_decompress(&info);
  picture = Picture(static_cast<int>(info.output_width), static_cast<int>(info.output_height));
  while (info.output_scanline < info.output_height) {
    JSAMPROW row = picture.at(0, static_cast<int>(info.output_scanline));
    jpeg_read_scanlines(&info, &row, 1);
  }
  jpeg_finish_decompress(&info);
  return errors.table.num_warnings == 0;
}

std::optional<Picture> decode_jpeg(std::string_view file) {
  JpegErrors errors{};
  jpeg_decompress_struct info{};
  info.err = quiet(errors);
  jpeg_create_decompress(&info);
  Picture picture;
  const bool good = read_jpeg(info, errors, file, picture);
  jpeg_destroy_decompress(&info);
  return good ? std::optional(std::move(picture)) : std::nullopt;
}

void write_jpeg(jpeg_compress_struct& info, JpegErrors& errors, const Picture& picture, unsigned char** bytes,
                unsigned long* size) {
  if (setjmp(errors.back) != 0) return;
  jpeg_mem_dest(&info, bytes, size);
  info.image_width = static_cast<JDIMENSION>(picture.width);
  info.image_height = static_cast<JDIMENSION>(picture.height);
  info.input_components = 4;
  info.in_color_space = JCS_EXT_RGBA;
  jpeg_set_defaults(&info);
  jpeg_set_quality(&info, quality, TRUE);
  jpeg_start_compress(&info, TRUE);
  while (info.next_scanline < info.image_height) {
    auto* row = const_cast<JSAMPROW>(picture.at(0, static_cast<int>(info.next_scanline)));
    jpeg_write_scanlines(&info, &row, 1);
  }
  jpeg_finish_compress(&info);
}

std::string encode_jpeg(const Picture& picture) {
  JpegErrors errors{};
  jpeg_compress_struct info{};
  info.err = quiet(errors);
  jpeg_create_compress(&info);
  unsigned char* bytes = nullptr;
  unsigned long size = 0;
  write_jpeg(info, errors, picture, &bytes, &size);
  jpeg_destroy_compress(&info);
  std::string file(reinterpret_cast<const char*>(bytes), size);
  std::free(bytes);
  return file;
}

std::optional<Picture> decode_webp(std::string_view file) {
  int width = 0, height = 0;
  if (WebPGetInfo(bytes_of(file), file.size(), &width, &height) == 0) return std::nullopt;
  Picture picture(width, height);
  const bool good = WebPDecodeRGBAInto(bytes_of(file), file.size(), picture.pixels.data(), picture.pixels.size(),
                                       width * 4) != nullptr;
  return good ? std::optional(std::move(picture)) : std::nullopt;
}

std::string encode_webp(const Picture& picture) {
  WebPConfig config;
  WebPPicture frame;
  if (WebPConfigPreset(&config, WEBP_PRESET_DEFAULT, quality) == 0 || WebPPictureInit(&frame) == 0) return {};
  config.method = 0;  // the fastest
  frame.width = picture.width;
  frame.height = picture.height;
  WebPMemoryWriter writer;
  WebPMemoryWriterInit(&writer);
  frame.writer = WebPMemoryWrite;
  frame.custom_ptr = &writer;
  std::string file;
  if (WebPPictureImportRGBX(&frame, picture.pixels.data(), picture.width * 4) != 0 && WebPEncode(&config, &frame) != 0)
    file.assign(reinterpret_cast<const char*>(writer.mem), writer.size);
  WebPMemoryWriterClear(&writer);
  WebPPictureFree(&frame);
  return file;
}

bool jpeg_has_metadata(std::string_view file) {
  for (std::size_t at = 2; at + 4 < file.size() && file[at] == '\xff';) {
    const auto marker = static_cast<unsigned char>(file[at + 1]);
    if (marker == 0xda) break;
    if (marker == 0xe1 || marker == 0xed || marker == 0xfe) return true;  // APP1, APP13, COM
    at += 2 + static_cast<std::size_t>(bytes_of(file)[at + 2] << 8 | bytes_of(file)[at + 3]);
  }
  return false;
}

uint32_t number_at(std::string_view file, std::size_t at, bool big_endian) {
  uint32_t number = 0;
  for (std::size_t i = 0; i < 4; ++i) number = number << 8U | bytes_of(file)[at + (big_endian ? i : 3 - i)];
  return number;
}

bool png_has_metadata(std::string_view file) {
  for (std::size_t at = 8; at + 12 <= file.size(); at += 12 + std::size_t{number_at(file, at, true)}) {
    const std::string_view chunk = file.substr(at + 4, 4);
    if (chunk == "eXIf"sv || chunk == "iTXt"sv || chunk == "tEXt"sv || chunk == "zTXt"sv) return true;
  }
  return false;
}

bool webp_has_metadata(std::string_view file) {
  for (std::size_t at = 12; at + 8 <= file.size();) {
    const std::string_view chunk = file.substr(at, 4);
    if (chunk == "EXIF"sv || chunk == "XMP "sv) return true;
    const std::size_t size = number_at(file, at + 4, false);
    at += 8 + size + size % 2;
  }
  return false;
}

}  // namespace

std::string type_of(std::string_view file) {
  if (file.substr(0, 8) == "\x89PNG\r\n\x1a\n"sv) return "png";
  if (file.substr(0, 3) == "\xff\xd8\xff"sv) return "jpeg";
  if (file.substr(0, 4) == "RIFF"sv && file.size() > 12 && file.substr(8, 4) == "WEBP"sv) return "webp";
  return {};
}

std::optional<Picture> decode(std::string_view file) {
  const std::string type = type_of(file);
  if (type == "png") return decode_png(file);
  if (type == "jpeg") return decode_jpeg(file);
  if (type == "webp") return decode_webp(file);
  return std::nullopt;
}

std::string encode(const Picture& picture, std::string_view type) {
  if (type == "png") return encode_png(picture);
  if (type == "webp") return encode_webp(picture);
  return encode_jpeg(picture);
}

bool carries_metadata(std::string_view file) {
  const std::string type = type_of(file);
  if (type == "jpeg") return jpeg_has_metadata(file);
  return type == "png" ? png_has_metadata(file) : webp_has_metadata(file);
}

}  // namespace burnish::standins
