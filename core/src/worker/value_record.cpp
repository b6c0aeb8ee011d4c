// burnish_value as bytes and back.
#include "load/record.hpp"
#include "worker/messages.hpp"

namespace burnish {
namespace {

enum class Extra : uint8_t { None, List, Curve };

Extra extra_of(const burnish_value& v, const Parameter& p, bool inside_list) {
  if (v.ext == nullptr) return Extra::None;
  if ((p.flags & BURNISH_PF_LIST) != 0 && !inside_list) return Extra::List;
  return p.type == BURNISH_P_CURVE ? Extra::Curve : Extra::None;
}

void write_value(RecordWriter& w, const burnish_value& v, const Parameter& p, bool inside_list) {
  w.number(v.i);
  for (const double r : v.r) w.number(r);
  w.number(static_cast<uint8_t>(v.s != nullptr));
  w.text(v.s == nullptr ? std::string_view() : std::string_view(v.s));
  w.number(v.state);
  const Extra extra = extra_of(v, p, inside_list);
  w.number(static_cast<uint8_t>(extra));
  if (extra == Extra::None) return;
  w.number(v.count);
  if (extra == Extra::List) {
    const auto* list = static_cast<const burnish_value*>(v.ext);
    for (uint32_t k = 0; k < v.count; ++k) write_value(w, list[k], p, true);
  } else {
    const auto* pairs = static_cast<const double*>(v.ext);
    for (std::size_t k = 0; k < std::size_t{v.count} * 2; ++k) w.number(pairs[k]);
  }
}

constexpr std::size_t smallest_value = 50;  // bytes of one written value

}  // namespace

std::string write_values(std::span<const burnish_value> values, std::span<const Parameter> parameters) {
  RecordWriter w;
  w.number(static_cast<uint32_t>(values.size()));
  for (std::size_t i = 0; i < values.size(); ++i) write_value(w, values[i], parameters[i], false);
  return w.take();
}

class ValueDecoder {
 public:
  ValueDecoder(ReceivedValues& out, std::string_view bytes) : out_(out), r_(bytes) {}

  bool read_all() {
    out_.values_.resize(r_.count(smallest_value));
    for (burnish_value& v : out_.values_) read(v, false);
    return r_.at_end();
  }

 private:
  void read(burnish_value& v, bool inside_list) {
    v.i = r_.number<int64_t>();
    for (double& r : v.r) r = r_.number<double>();
    const bool has_text = r_.number<uint8_t>() != 0;
    std::string text = r_.text();
    if (has_text) v.s = out_.strings_.emplace_back(std::move(text)).c_str();
    v.state = r_.number<uint32_t>();
    const auto extra = r_.number<uint8_t>();
    if (extra == static_cast<uint8_t>(Extra::None)) return;
    if (extra == static_cast<uint8_t>(Extra::List) && !inside_list) {
      v.count = r_.count(smallest_value);
      std::vector<burnish_value>& list = out_.lists_.emplace_back(v.count);
      for (burnish_value& one : list) read(one, true);
      v.ext = list.data();
    } else if (extra == static_cast<uint8_t>(Extra::Curve)) {
      v.count = r_.count(2 * sizeof(double));
      std::vector<double>& pairs = out_.curves_.emplace_back(std::size_t{v.count} * 2);
      for (double& one : pairs) one = r_.number<double>();
      v.ext = pairs.data();
    } else {
      r_.fail();
    }
  }

  ReceivedValues& out_;
  RecordReader r_;
};

bool ReceivedValues::read(std::string_view bytes) { return ValueDecoder(*this, bytes).read_all(); }

}  // namespace burnish
