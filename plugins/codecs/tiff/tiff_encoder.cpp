#include "tiff_encoder.hpp"

#include <tiff.h>

#include <algorithm>
#include <cstring>

#include "tiff_fields.hpp"

namespace burnish::tiff {
namespace {

constexpr int32_t tile_side = 256;
constexpr std::size_t plain_strip_bytes = 1U << 20, packed_strip_bytes = 256U << 10;
constexpr uint32_t max_blocks_at_once = 32;
constexpr uint64_t classic_bytes = 3900000000U;  // leaves room for what is not pixels

int32_t divided_up(int32_t a, int32_t b) { return static_cast<int32_t>((int64_t{a} + b - 1) / b); }

class Writing {
 public:
  Writing(const Encoder& parameters, const encode_call& call)
      : p_(parameters),
        call_(call),
        format_(call.info().format),
        width_(call.info().width),
        height_(call.info().height) {
    pixel_bytes_ = static_cast<std::size_t>(channels(format_)) * sample_bytes(format_);
    row_bytes_ = pixel_bytes_ * static_cast<std::size_t>(width_);
    cut();
    metadata_ = metadata_fields(call);
    big_ = row_bytes_ * static_cast<uint64_t>(height_) + metadata_bytes() > classic_bytes;
  }

  void run() {
    if (p_.compression == Compression::None)
      plain();
    else
      packed();
  }

 private:
  [[nodiscard]] bool predicted() const {
    return p_.compression != Compression::None && p_.predictor == Encoder::Predictor::Auto;
  }
  [[nodiscard]] std::size_t header_bytes() const { return big_ ? 16 : 8; }
  [[nodiscard]] std::size_t block_count() const {
    return static_cast<std::size_t>(columns_) * static_cast<std::size_t>(divided_up(height_, block_height_));
  }
  [[nodiscard]] uint64_t metadata_bytes() const {
    uint64_t n = 0;
    for (const auto* list : {&metadata_.main, &metadata_.exif, &metadata_.gps, &metadata_.interoperability})
      for (const Field& f : *list) n += f.value.size() + 32;
    return n;
  }

  void cut() {
    if (p_.tile) {
      block_width_ = block_height_ = tile_side;
      columns_ = divided_up(width_, tile_side);
      block_rows_at_once_ = 1;
      return;
    }
    const bool plain = p_.compression == Compression::None;
    const std::size_t rows = (plain ? plain_strip_bytes : packed_strip_bytes) / row_bytes_;
    block_width_ = width_;
    block_height_ = std::clamp(static_cast<int32_t>(std::min<std::size_t>(rows, INT32_MAX)), 1, height_);
    if (block_height_ > 8 && block_height_ < height_) block_height_ -= block_height_ % 8;
    if (!plain) block_rows_at_once_ = static_cast<int32_t>(std::min(2 * parallel_width(), max_blocks_at_once));
  }

  [[nodiscard]] const burnish_parallel* parallel() const {
    return service<burnish_parallel>(call_.call, "burnish.parallel/1");
  }
  [[nodiscard]] uint32_t parallel_width() const {
    return parallel() == nullptr ? 1 : std::max(1U, parallel()->width(call_.call));
  }

  // ---- directories --------------------------------------------------------------------------------------

  /// All directories as they stand at `at`; the first one begins `*first` bytes into them.
  Bytes directories(uint64_t at, const std::vector<uint64_t>& offsets, const std::vector<uint64_t>& counts,
                    std::size_t* first) const {
    Bytes all;
    std::vector<Field> main = metadata_.main;
    std::vector<Field> exif = metadata_.exif;
    const auto below = [&](std::vector<Field>& above, const std::vector<Field>& fields, uint16_t pointer) {
      if (fields.empty()) return;
      above.push_back(number_field(pointer, big_ ? Ifd8 : Long, {at + all.size()}));
      const Bytes d = directory_bytes(fields, at + all.size(), big_);
      all.insert(all.end(), d.begin(), d.end());
    };
    below(exif, metadata_.interoperability, tag::interoperability_ifd);
    below(main, exif, tag::exif_ifd);
    below(main, metadata_.gps, tag::gps_ifd);
    for (Field& f : storage_fields({format_, width_, height_, block_width_, block_height_, p_.tile, compression_tag(),
                                    predictor_tag(), call_.info().orientation}))
      main.push_back(std::move(f));
    const uint16_t type = big_ ? Long8 : Long;
    main.push_back(number_field(p_.tile ? tag::tile_offsets : tag::strip_offsets, type, offsets));
    main.push_back(number_field(p_.tile ? tag::tile_byte_counts : tag::strip_byte_counts, type, counts));
    *first = all.size();
    const Bytes d = directory_bytes(std::move(main), at + all.size(), big_);
    all.insert(all.end(), d.begin(), d.end());
    return all;
  }

  [[nodiscard]] uint16_t compression_tag() const {
    return p_.compression == Compression::Zip   ? COMPRESSION_ADOBE_DEFLATE
           : p_.compression == Compression::Lzw ? COMPRESSION_LZW
                                                : COMPRESSION_NONE;
  }
  [[nodiscard]] uint16_t predictor_tag() const {
    return !predicted()                    ? PREDICTOR_NONE
           : format_.sample == BURNISH_F32 ? PREDICTOR_FLOATINGPOINT
                                           : PREDICTOR_HORIZONTAL;
  }

  [[nodiscard]] Bytes header(uint64_t first_directory) const {
    Bytes h(2, std::endian::native == std::endian::little ? 'I' : 'M');
    put_number(h, big_ ? 43 : 42, 2);
    if (big_) {
      put_number(h, 8, 2);
      put_number(h, 0, 2);
    }
    put_number(h, first_directory, big_ ? 8 : 4);
    return h;
  }

  // ---- pixels -------------------------------------------------------------------------------------------

  /// Sizes are known, so the directories come first and pixels stream to any sink.
  void plain() {
    std::vector<uint64_t> counts(block_count()), offsets(block_count());
    for (std::size_t i = 0; i < counts.size(); ++i) counts[i] = block_bytes(i);
    std::size_t first = 0;
    uint64_t at = header_bytes() + directories(header_bytes(), offsets, counts, &first).size();
    at = (at + 15) / 16 * 16;
    const uint64_t pixels_at = at;
    for (std::size_t i = 0; i < counts.size(); ++i) {
      offsets[i] = at;
      at += counts[i];
    }
    const Bytes all = directories(header_bytes(), offsets, counts, &first);
    Bytes head = header(header_bytes() + first);
    head.insert(head.end(), all.begin(), all.end());
    head.resize(pixels_at);
    call_.write(head.data(), head.size());
    for_each_band([&](const burnish_tile& tile) {
      if (p_.tile)
        write_tiles(tile);
      else
        write_rows(tile);
    });
  }

  [[nodiscard]] std::size_t block_bytes(std::size_t i) const {
    const int32_t y = static_cast<int32_t>(i / static_cast<std::size_t>(columns_)) * block_height_;
    const int32_t rows = p_.tile ? block_height_ : std::min(block_height_, height_ - y);
    return pixel_bytes_ * static_cast<std::size_t>(block_width_) * static_cast<std::size_t>(rows);
  }

  void write_rows(const burnish_tile& tile) {
    const auto rows = static_cast<std::size_t>(height(tile.rect));
    if (static_cast<std::size_t>(tile.stride[0]) == row_bytes_) return call_.write(tile.data[0], row_bytes_ * rows);
    copy_block(tile, 0, 0, band_);
    call_.write(band_.data(), row_bytes_ * rows);
  }

  void write_tiles(const burnish_tile& tile) {
    for (int32_t i = 0; i < columns_; ++i) {
      copy_block(tile, i, 0, band_);
      call_.write(band_.data(), band_.size());
    }
  }

  /// Block (column, row) of a band, packed; what lies outside the picture is zero.
  void copy_block(const burnish_tile& tile, int32_t column, int32_t row_of_blocks, Bytes& to) const {
    const int32_t x = column * block_width_, y = tile.rect.y0 + row_of_blocks * block_height_;
    const int32_t rows = std::min(block_height_, tile.rect.y1 - y);
    const std::size_t stride = pixel_bytes_ * static_cast<std::size_t>(block_width_);
    const std::size_t bytes = pixel_bytes_ * static_cast<std::size_t>(std::min(block_width_, width_ - x));
    to.resize(stride * static_cast<std::size_t>(p_.tile ? block_height_ : rows));
    if (bytes < stride || stride * static_cast<std::size_t>(rows) < to.size())
      std::fill(to.begin(), to.end(), uint8_t{0});
    for (int32_t i = 0; i < rows; ++i)
      std::memcpy(to.data() + static_cast<std::size_t>(i) * stride,
                  row<uint8_t>(tile, 0, 0, y + i) + static_cast<std::size_t>(x) * pixel_bytes_, bytes);
  }

  struct Block {
    Compressor compressor;
    Bytes pixels, packed;
  };

  /// Blocks of a band are packed side by side and written in order; the directories follow the last one. Without
  /// write_at everything waits in memory until the header can be written.
  void packed() {
    std::vector<uint64_t> offsets, counts;
    const bool seekable = call_.sink.write_at != nullptr;
    Bytes waiting = header(0);
    uint64_t at = waiting.size();
    if (seekable) call_.write(waiting.data(), waiting.size());
    std::vector<Block> blocks;
    for_each_band([&](const burnish_tile& tile) {
      const std::size_t n = pack(tile, blocks);
      for (std::size_t i = 0; i < n; ++i) {
        const Bytes& b = blocks[i].packed;
        offsets.push_back(at);
        counts.push_back(b.size());
        at += b.size();
        if (seekable)
          call_.write(b.data(), b.size());
        else
          waiting.insert(waiting.end(), b.begin(), b.end());
      }
    });
    finish(at, offsets, counts, seekable, waiting);
  }

  void finish(uint64_t at, const std::vector<uint64_t>& offsets, const std::vector<uint64_t>& counts, bool seekable,
              Bytes& waiting) const {
    std::size_t first = 0;
    Bytes all(at % 2, uint8_t{0});
    const Bytes d = directories(at + all.size(), offsets, counts, &first);
    const Bytes head = header(at + all.size() + first);
    all.insert(all.end(), d.begin(), d.end());
    if (!big_ && at + all.size() > UINT32_MAX) throw error("the file would be larger than TIFF allows", BURNISH_LIMIT);
    if (seekable) {
      call_.write(all.data(), all.size());
      check(call_.sink.write_at(&call_.sink, 0, head.data(), head.size()), "cannot write");
    } else {
      std::copy(head.begin(), head.end(), waiting.begin());
      call_.write(waiting.data(), waiting.size());
      call_.write(all.data(), all.size());
    }
  }

  struct Packing {
    const Writing* writing;
    const burnish_tile* tile;
    std::vector<Block>* blocks;
  };

  /// How many blocks of `blocks` the band filled.
  std::size_t pack(const burnish_tile& tile, std::vector<Block>& blocks) const {
    const auto n =
        static_cast<std::size_t>(columns_) * static_cast<std::size_t>(divided_up(height(tile.rect), block_height_));
    while (blocks.size() < n) blocks.push_back({Compressor(p_.compression, p_.level), {}, {}});
    Packing packing{this, &tile, &blocks};
    const auto one = [](void* ctx, const burnish_call* call, uint32_t i) noexcept -> burnish_status {
      return detail::guard(call, [&] {
        const auto& p = *static_cast<const Packing*>(ctx);
        p.writing->pack_one(*p.tile, i, (*p.blocks)[i]);
      });
    };
    const auto count = static_cast<uint32_t>(n);
    if (parallel() != nullptr && count > 1) {
      check(parallel()->run(call_.call, count, &packing, one), "cannot compress");
    } else {
      for (uint32_t i = 0; i < count; ++i) check(one(&packing, call_.call, i), "cannot compress");
    }
    return n;
  }

  void pack_one(const burnish_tile& tile, uint32_t i, Block& block) const {
    const auto columns = static_cast<uint32_t>(columns_);
    copy_block(tile, static_cast<int32_t>(i % columns), static_cast<int32_t>(i / columns), block.pixels);
    const std::size_t stride = pixel_bytes_ * static_cast<std::size_t>(block_width_);
    if (predicted())
      predict(block.pixels.data(), block.pixels.size() / stride, stride, static_cast<std::size_t>(channels(format_)),
              sample_bytes(format_));
    block.packed.clear();
    block.compressor.run(block.pixels.data(), block.pixels.size(), block.packed);
  }

  template <class Body>
  void for_each_band(Body body) {
    const int32_t rows = block_height_ * block_rows_at_once_;
    for (int32_t y = 0; y < height_;) {
      throw_if_cancelled(call_.call);
      const int32_t end = rows < height_ - y ? y + rows : height_;
      const acquired tile(call_, {0, y, width_, end});
      body(*tile);
      y = end;
      call_.call->progress(call_.call, static_cast<double>(y) / height_, "encoding");
    }
  }

  const Encoder& p_;
  const encode_call& call_;
  burnish_format format_;
  int32_t width_, height_, block_width_ = 0, block_height_ = 0, columns_ = 1, block_rows_at_once_ = 1;
  std::size_t pixel_bytes_ = 0, row_bytes_ = 0;
  bool big_ = false;
  Exif metadata_;
  Bytes band_;
};

}  // namespace

void Encoder::encode(const encode_call& call) {
  const auto has = static_cast<int>(sample_bytes(call.info().format) * 8);
  if (bits && *bits != 8 && *bits != 16 && *bits != 32)
    throw bad_param("bits", "bits is " + std::to_string(*bits) + "; use 8, 16 or 32");
  if (bits && *bits != has)
    throw bad_param("bits", "the pixels have " + std::to_string(has) + " bits, not " + std::to_string(*bits) +
                                "; they are converted before they come here");
  Writing(*this, call).run();
}

}  // namespace burnish::tiff
