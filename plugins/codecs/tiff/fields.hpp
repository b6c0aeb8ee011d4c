// Directories to write, and the part of a TIFF's directories that is EXIF metadata.
#pragma once
#include <string>

#include "structure.hpp"

namespace burnish::tiff {

/// One value in native byte order.
struct Field {
  uint16_t tag, type;
  uint64_t count;
  Bytes value;
};

Field number_field(uint16_t tag, uint16_t type, const std::vector<uint64_t>& numbers);
/// Count is in units of the type; the bytes are padded with zeros to whole units.
Field bytes_field(uint16_t tag, uint16_t type, std::string_view bytes);
Field rational_field(uint16_t tag, uint32_t numerator, uint32_t denominator);

void put_number(Bytes& to, uint64_t v, std::size_t bytes);

/// A directory with its values as it stands at `at` (even) of a file in native byte order; sorts the fields. It is the
/// last of its chain.
Bytes directory_bytes(std::vector<Field> fields, uint64_t at, bool big_tiff);

/// The first directory, the EXIF directory, the GPS directory and EXIF's interoperability directory, with tags that are
/// not known here too. Left out are what describes the pixels' storage and values above 16 MiB. A maker note keeps its
/// bytes; offsets in it may count from where it was.
struct Exif {
  std::vector<Field> main, exif, gps, interoperability;
};
inline constexpr const char* maker_note_moved =
    "the camera's maker note keeps its bytes but not its place: programs that follow offsets in it may read it wrongly";
/// Whether there is a maker note of another kind than those that count offsets from their own beginning.
bool maker_note_moves(const Exif& exif);
/// Leaves out what is damaged.
Exif collect_exif(const Structure& structure, const Directory& first);
/// A block as other codecs carry it: a TIFF of directories alone. Empty when there is nothing to say.
Bytes exif_block(const Exif& exif);

}  // namespace burnish::tiff
