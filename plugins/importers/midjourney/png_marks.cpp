#include <zlib.h>

#include <algorithm>

#include "marks.hpp"
#include "text.hpp"

namespace midjourney {
namespace {

using std::string;
using std::string_view;

// A file of nothing but empty chunks must not take long.
constexpr int most_chunks = 200'000;
// Nor a file of nothing but packed texts: bytes that are read and unpacked.
constexpr std::size_t most_effort = std::size_t{48} << 20U;

struct Chunk {
  string type, data;
  bool damaged = false, cut = false;
};

/// Inflates at most longest_text bytes. `whole` tells whether that was all, `sound` whether it could be read.
string inflated(string_view packed, bool& whole, bool& sound) {
  whole = sound = false;
  z_stream z{};
  if (inflateInit(&z) != Z_OK) return {};
  z.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.data()));  // zlib does not write there
  z.avail_in = static_cast<uInt>(packed.size());
  string out;
  int state = Z_OK;
  while (state == Z_OK && out.size() < longest_text) {
    const std::size_t had = out.size();
    out.resize(std::min(longest_text, std::max<std::size_t>(had * 2, 4096)));
    z.next_out = reinterpret_cast<Bytef*>(out.data() + had);
    z.avail_out = static_cast<uInt>(out.size() - had);
    state = inflate(&z, Z_NO_FLUSH);
    out.resize(out.size() - z.avail_out);
    if (state == Z_OK && out.size() == had) break;
  }
  inflateEnd(&z);
  whole = state == Z_STREAM_END;
  sound = whole || out.size() == longest_text;
  return out;
}

class Walk {
 public:
  Walk(Input& input, Marks& marks) : input_(input), marks_(marks) {}

  void run() {
    uint64_t at = 8;
    for (int i = 0; i < most_chunks; ++i) {
      const string head(input_.peek(at, 8));
      if (head.size() < 8)
        return marks_.note(i == 0 ? "the PNG ends behind its signature" : "the PNG ends without its last chunk");
      const uint32_t length = big_endian(string_view(head).substr(0, 4));
      const string type = head.substr(4);
      if (!std::all_of(type.begin(), type.end(), is_letter))
        return marks_.note("the PNG's chunks end in something that is no chunk; a length before it is wrong");
      if (type == "IEND") return;
      if (length > 0x7FFFFFFF || (input_.size() != UINT64_MAX && length + uint64_t{12} > input_.size() - at)) {
        marks_.note("the PNG's chunk " + type + " says it has " + std::to_string(length) +
                    " bytes, which is more than is left of the file");
        return;
      }
      take(type, at + 8, length);
      at += uint64_t{12} + length;
    }
    marks_.note("the PNG has more chunks than are read");
  }

 private:
  void take(const string& type, uint64_t at, uint32_t length) {
    if (type == "IHDR" && length >= 8) {
      const string size = input_.read(at, 8);
      if (size.size() < 8) return;
      marks_.width = static_cast<int>(big_endian(string_view(size).substr(0, 4)) & 0x7FFFFFFF);
      marks_.height = static_cast<int>(big_endian(string_view(size).substr(4, 4)) & 0x7FFFFFFF);
    } else if (type == "tEXt" || type == "zTXt" || type == "iTXt") {
      if (!marks_.takes(0)) return;
      if (effort_ > most_effort) return marks_.note("the PNG has more texts than are read");
      take_text(loaded(type, at, length));
    } else if (type == "eXIf") {
      if (effort_ > most_effort) return;
      read_exif(loaded(type, at, length).data, marks_);
    } else if (type == "caBX") {
      add_manifest(input_.read(at, std::min<std::size_t>(length, longest_manifest)), marks_);
    }
  }

  Chunk loaded(const string& type, uint64_t at, uint32_t length) {
    Chunk c{type, {}};
    const std::size_t n = std::min<std::size_t>(length, longest_text);
    c.data = input_.read(at, n);
    c.cut = length > n;
    effort_ += n;
    if (c.cut || c.data.size() < n) return c;
    const string sum(input_.peek(at + length, 4));
    uLong crc = crc32(0, reinterpret_cast<const Bytef*>(c.type.data()), 4);
    crc = crc32(crc, reinterpret_cast<const Bytef*>(c.data.data()), static_cast<uInt>(n));
    c.damaged = sum.size() < 4 || big_endian(sum) != (crc & 0xFFFFFFFFU);
    return c;
  }

  void take_text(Chunk chunk) {
    const std::size_t zero = chunk.data.find('\0');
    if (zero == string::npos || zero == 0 || zero > 79)
      return marks_.note("a text chunk of the PNG has no keyword" +
                         string(chunk.damaged ? " (its checksum is wrong too)" : ""));
    const string keyword = to_utf8(string_view(chunk.data).substr(0, zero));
    const string named = "the PNG's text " + quoted(keyword);
    string_view rest = string_view(chunk.data).substr(zero + 1);
    bool packed = chunk.type == "zTXt";
    if (chunk.type == "iTXt") {
      const std::size_t language = rest.size() < 2 ? string_view::npos : rest.find('\0', 2);
      const std::size_t translated = language == string_view::npos ? language : rest.find('\0', language + 1);
      if (translated == string_view::npos) return marks_.note(named + " is not in the form of an international text");
      packed = rest[0] != 0;
      rest = rest.substr(translated + 1);
    } else if (packed) {
      if (rest.empty()) return marks_.note(named + " is empty");
      rest.remove_prefix(1);  // the method: there is only one
    }
    Mark mark{"PNG text " + shortened(keyword, 79), keyword, {}, chunk.damaged};
    if (packed) {
      bool whole = false, sound = false;
      string text = inflated(rest, whole, sound);
      if (!sound) {
        mark.damaged = true;
        marks_.note(named + " cannot be uncompressed to its end");
      } else if (!whole) {
        chunk.cut = true;
      }
      effort_ += text.size();
      mark.text = to_utf8(text);
    } else {
      mark.text = to_utf8(rest);
    }
    finish(std::move(mark), chunk, named);
  }

  void finish(Mark mark, const Chunk& chunk, const string& named) {
    if (chunk.damaged) marks_.note(named + " has a wrong checksum");
    if (chunk.cut) {
      mark.damaged = true;
      marks_.note(named + " is longer than 4 MB; only its beginning was read");
    }
    if (mark.key == "XML:com.adobe.xmp") {
      if (marks_.takes(mark.text.size())) read_xmp(mark.text, "PNG XMP", marks_);
    } else {
      marks_.add(std::move(mark));
    }
  }

  Input& input_;
  Marks& marks_;
  std::size_t effort_ = 0;
};

}  // namespace

void read_png(Input& input, Marks& marks) {
  marks.format = "PNG";
  Walk(input, marks).run();
}

}  // namespace midjourney
