#include <algorithm>
#include <map>

#include "marks.hpp"
#include "text.hpp"

namespace midjourney {
namespace {

using namespace std::string_view_literals;
using std::string;
using std::string_view;

constexpr int most_segments = 20'000;
constexpr string_view exif_name = "Exif\0\0"sv, xmp_name = "http://ns.adobe.com/xap/1.0/\0"sv,
                      more_xmp_name = "http://ns.adobe.com/xmp/extension/\0"sv, photoshop_name = "Photoshop 3.0\0"sv;

/// The IPTC records among Photoshop's resources: "8BIM", id, Pascal string, length, data, all padded to even.
void read_photoshop(string_view resources, Marks& marks) {
  constexpr uint32_t iptc = 0x0404;
  while (resources.size() >= 12 && starts_with(resources, "8BIM")) {
    const uint32_t id = big_endian(resources.substr(4, 2));
    const std::size_t name = (std::size_t{static_cast<unsigned char>(resources[6])} + 2) & ~std::size_t{1};
    if (resources.size() < 6 + name + 4) return;
    const std::size_t n = big_endian(resources.substr(6 + name, 4));
    resources.remove_prefix(6 + name + 4);
    if (n > resources.size()) return marks.note("a Photoshop resource of the JPEG is longer than its segment");
    if (id == iptc) read_iptc(resources.substr(0, n), marks);
    resources.remove_prefix(std::min((n + 1) & ~std::size_t{1}, resources.size()));
  }
}

class Segments {
 public:
  Segments(Input& input, Marks& marks) : input_(input), marks_(marks) {}

  void run() {
    uint64_t at = 2;
    for (int i = 0; i < most_segments; ++i) {
      string_view head = input_.peek(at, 4);
      while (head.size() >= 2 && head[0] == '\xFF' && head[1] == '\xFF') head = input_.peek(++at, 4);
      if (head.size() < 2) return marks_.note("the JPEG ends before its picture");
      if (head[0] != '\xFF')
        return marks_.note("the JPEG's segments end in something that is none; a length before it is wrong");
      const auto marker = static_cast<unsigned char>(head[1]);
      if (marker == 0xDA || marker == 0xD9) return;
      if (marker == 0x01 || (marker >= 0xD0 && marker <= 0xD8)) {
        at += 2;
        continue;
      }
      if (head.size() < 4) return marks_.note("the JPEG ends before its picture");
      const std::size_t length = big_endian(head.substr(2, 2));
      if (length < 2) return marks_.note("a segment of the JPEG has an impossible length");
      if (input_.size() != UINT64_MAX && length + 2 > input_.size() - at)
        return marks_.note("a segment of the JPEG is longer than the rest of the file");
      take(marker, at + 4, length - 2);
      at += 2 + length;
    }
    marks_.note("the JPEG has more segments than are read");
  }

  /// Packets are read once all their parts are known.
  void finish() {
    for (const string& packet : packets_) read_xmp(packet, "JPEG XMP", marks_);
    for (const auto& [id, packet] : more_packets_) read_xmp(packet, "JPEG XMP", marks_);
  }

 private:
  void take(unsigned marker, uint64_t at, std::size_t n) {
    const bool frame = marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
    if (frame && n >= 5) {
      const string size = input_.read(at, 5);
      if (size.size() < 5) return;
      marks_.height = static_cast<int>(big_endian(string_view(size).substr(1, 2)));
      marks_.width = static_cast<int>(big_endian(string_view(size).substr(3, 2)));
    }
    if (marker != 0xE1 && marker != 0xED && marker != 0xEB) return;
    if (!marks_.takes(n)) return;
    const string data = input_.read(at, n);
    const string_view bytes = data;
    if (marker == 0xED && starts_with(bytes, photoshop_name))
      read_photoshop(bytes.substr(photoshop_name.size()), marks_);
    else if (marker == 0xE1 && starts_with(bytes, exif_name))
      read_exif(bytes.substr(exif_name.size()), marks_);
    else if (marker == 0xE1 && starts_with(bytes, xmp_name))
      packets_.emplace_back(bytes.substr(xmp_name.size()));
    else if (marker == 0xE1 && starts_with(bytes, more_xmp_name))
      take_more_xmp(bytes.substr(more_xmp_name.size()));
    else if (marker == 0xEB && starts_with(bytes, "JP") && bytes.size() > 16)
      add_manifest(bytes.substr(16), marks_);  // behind name, instance, sequence number, box length and type
  }

  /// The part of a packet too long for one segment: an id of 32 characters, the whole length, where this part begins.
  void take_more_xmp(string_view part) {
    if (part.size() < 40) return;
    const std::size_t length = big_endian(part.substr(32, 4)), begin = big_endian(part.substr(36, 4));
    if (length > longest_text || begin > length || part.size() - 40 > length - begin)
      return marks_.note("a part of the JPEG's extended XMP does not fit into it");
    string& packet = more_packets_[string(part.substr(0, 32))];
    if (packet.size() != length) {
      if (!marks_.takes(length)) return;
      packet.assign(length, ' ');
    }
    packet.replace(begin, part.size() - 40, part.substr(40));
  }

  Input& input_;
  Marks& marks_;
  std::vector<string> packets_;
  std::map<string, string> more_packets_;
};

}  // namespace

void read_jpeg(Input& input, Marks& marks) {
  marks.format = "JPEG";
  Segments segments(input, marks);
  segments.run();
  segments.finish();
}

}  // namespace midjourney
