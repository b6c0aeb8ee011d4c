// A picture's filtered bytes compressed piece by piece, so that pieces can be made on several threads.
//
// Each piece is deflate data that ends on a byte boundary and may refer back into the piece before; one after the other
// they are one stream. ISA-L compresses photographs at about 350 MB/s per core; where it finds that a piece shrinks to
// less than a quarter, as graphics do, zlib is asked too, because its longer search then saves a third more.
#pragma once
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

struct isal_zstream;

namespace burnish {

/// How far back deflate can refer.
inline constexpr std::size_t deflate_window = 32 * 1024;

/// Keeps its memory from piece to piece. Not shared between threads.
class PieceDeflater {
 public:
  /// level: 0 stores, 1 is the fastest, 9 the smallest.
  explicit PieceDeflater(int level);
  ~PieceDeflater();
  PieceDeflater(PieceDeflater&&) noexcept;
  PieceDeflater& operator=(PieceDeflater&&) noexcept;

  /// Appends the compressed `piece` to `out`. `before`: what precedes it in the stream; its last deflate_window bytes
  /// are used.
  void append(std::span<unsigned char> before, std::span<unsigned char> piece, std::vector<unsigned char>& out);

 private:
  void fast(std::span<unsigned char> before, std::span<unsigned char> piece, std::vector<unsigned char>& out);
  static void thorough(int level, std::span<unsigned char> before, std::span<unsigned char> piece,
                       std::vector<unsigned char>& out);

  int level_;
  std::unique_ptr<isal_zstream> stream_;
  std::vector<unsigned char> tables_;
};

/// The empty block that ends a stream of pieces.
inline constexpr unsigned char deflate_end[] = {0x03, 0x00};

}  // namespace burnish
