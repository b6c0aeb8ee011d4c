#include "metadata/c2pa.hpp"

#include <functional>

namespace burnish {
namespace {

constexpr int deepest = 32;
constexpr std::size_t most_ranges = 4096;

uint64_t big_endian(std::string_view bytes) {
  uint64_t value = 0;
  for (const char c : bytes) value = value << 8U | static_cast<uint8_t>(c);
  return value;
}

struct Box {
  std::string_view type, content;
};

/// The first box of `rest`, which is taken off it; nothing when it does not fit.
std::optional<Box> take_box(std::string_view& rest) {
  if (rest.size() < 8) return std::nullopt;
  uint64_t size = big_endian(rest.substr(0, 4));
  std::size_t head = 8;
  if (size == 1 && rest.size() >= 16) {
    size = big_endian(rest.substr(8, 8));
    head = 16;
  }
  if (size == 0) size = rest.size();
  if (size < head || size > rest.size()) return std::nullopt;
  const Box box{rest.substr(4, 4), rest.substr(head, static_cast<std::size_t>(size) - head)};
  rest.remove_prefix(static_cast<std::size_t>(size));
  return box;
}

/// What a superbox is called, and the boxes in it.
struct Superbox {
  std::string_view label, boxes;
};

std::optional<Superbox> open_superbox(const Box& box) {
  constexpr std::size_t uuid_bytes = 16;
  constexpr uint8_t has_label = 2;
  std::string_view rest = box.content;
  const auto description = take_box(rest);
  if (box.type != "jumb" || !description || description->type != "jumd" || description->content.size() < uuid_bytes + 1)
    return std::nullopt;
  std::string_view label = description->content.substr(uuid_bytes + 1);
  if ((static_cast<uint8_t>(description->content[uuid_bytes]) & has_label) == 0) label = {};
  return Superbox{label.substr(0, label.find('\0')), rest};
}

void for_each_superbox(std::string_view boxes, const std::function<void(const Superbox&)>& f) {
  while (const auto box = take_box(boxes))
    if (const auto inner = open_superbox(*box)) f(*inner);
}

/// CBOR (RFC 8949) of definite lengths, as C2PA writes it.
class Cbor {
 public:
  explicit Cbor(std::string_view bytes) : rest_(bytes) {}

  enum Major : uint8_t { Unsigned = 0, Negative = 1, Bytes = 2, Text = 3, Array = 4, Map = 5, Tag = 6, Simple = 7 };
  struct Head {
    uint8_t major = Simple;
    uint64_t value = 0;
  };

  Head head() {
    if (rest_.empty()) return fail();
    const auto first = static_cast<uint8_t>(rest_.front());
    const uint8_t detail = first & 31U;
    rest_.remove_prefix(1);
    const std::size_t more = detail < 24 ? 0 : detail < 28 ? std::size_t{1} << (detail - 24) : SIZE_MAX;
    if (more > rest_.size()) return fail();
    const Head h{static_cast<uint8_t>(first >> 5U), more == 0 ? detail : big_endian(rest_.substr(0, more))};
    rest_.remove_prefix(more);
    return h;
  }
  std::string_view string(const Head& h) {
    if ((h.major != Bytes && h.major != Text) || h.value > rest_.size()) return fail(), std::string_view();
    const std::string_view text = rest_.substr(0, static_cast<std::size_t>(h.value));
    rest_.remove_prefix(text.size());
    return text;
  }
  void skip(int levels = deepest) {
    const Head h = head();
    if (levels == 0) return static_cast<void>(fail());
    if (h.major == Bytes || h.major == Text) string(h);
    if (h.major == Tag) skip(levels - 1);
    const uint64_t items = h.major == Array ? h.value : h.major == Map && h.value < UINT64_MAX / 2 ? h.value * 2 : 0;
    for (uint64_t i = 0; i < items && good_; ++i) skip(levels - 1);
  }
  /// Calls f(key) for each member of a map with texts for keys; f reads the value.
  template <class Function>
  void map(Function f) {
    const Head h = head();
    if (h.major != Map) return static_cast<void>(fail());
    for (uint64_t i = 0; i < h.value && good_; ++i) {
      const std::string_view key = string(head());
      if (good_) f(key);
    }
  }
  Head fail() {
    good_ = false;
    rest_ = {};
    return {};
  }
  [[nodiscard]] bool good() const { return good_; }

 private:
  std::string_view rest_;
  bool good_ = true;
};

void read_ranges(Cbor& cbor, HashClaim& claim) {
  const Cbor::Head list = cbor.head();
  if (list.major != Cbor::Array || list.value > most_ranges) return static_cast<void>(cbor.fail());
  for (uint64_t i = 0; i < list.value && cbor.good(); ++i) {
    HashClaim::Range range;
    cbor.map([&](std::string_view key) {
      if (key != "start" && key != "length") return cbor.skip();
      const Cbor::Head number = cbor.head();
      if (number.major != Cbor::Unsigned) return static_cast<void>(cbor.fail());
      (key == "start" ? range.start : range.length) = number.value;
    });
    claim.excluded.push_back(range);
  }
}

std::optional<HashClaim> read_claim(std::string_view bytes) {
  HashClaim claim;
  claim.algorithm = "sha256";
  Cbor cbor(bytes);
  cbor.map([&](std::string_view key) {
    if (key == "exclusions") return read_ranges(cbor, claim);
    if (key == "alg") return static_cast<void>(claim.algorithm = cbor.string(cbor.head()));
    if (key == "hash") return static_cast<void>(claim.hash = cbor.string(cbor.head()));
    cbor.skip();
  });
  if (!cbor.good() || claim.hash.empty()) return std::nullopt;
  return claim;
}

}  // namespace

std::optional<HashClaim> hash_claim(std::string_view store) {
  std::optional<HashClaim> found;
  std::string_view active;  // the last manifest (C2PA 2.1, 11.1.2)
  for_each_superbox(store, [&](const Superbox& s) {
    for_each_superbox(s.boxes, [&](const Superbox& manifest) { active = manifest.boxes; });
  });
  for_each_superbox(active, [&](const Superbox& part) {
    if (part.label != "c2pa.assertions") return;
    for_each_superbox(part.boxes, [&](const Superbox& assertion) {
      std::string_view boxes = assertion.boxes;
      if (assertion.label.substr(0, 14) != "c2pa.hash.data" || found) return;
      while (const auto box = take_box(boxes))
        if (box->type == "cbor" && !found) found = read_claim(box->content);
    });
  });
  return found;
}

}  // namespace burnish
