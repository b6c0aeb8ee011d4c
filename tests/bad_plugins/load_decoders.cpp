// Decoders that do what the file says: "BTC" (in a child) or "BTH" (in the host), then one letter.
#include <unistd.h>
#include <burnish/decoder.hpp>

#include <csignal>
#include <cstdlib>
#include <cstring>
#include <string>
#include <vector>

namespace {

constexpr int32_t width = 301;
constexpr int32_t height = 203;

void die(int signal) {
  std::signal(signal, SIG_DFL);  // a sanitizer would turn it into an exit status
  std::raise(signal);
}

/// Takes memory until there is none.
void eat() {
  std::vector<std::string> eaten;
  for (;;) eaten.emplace_back(std::size_t{32} << 20, 'x');
}

template <class D>
struct Obedient : burnish::decoder<D> {
  double level = 0;
  std::string word;
  char order = 0;
  std::string profile;

  void open(const burnish::decode_call& c) {
    char head[4] = {};
    burnish::read_exactly(c.source, 0, head, sizeof head);
    order = head[3];
    if (order == 'o') die(SIGSEGV);
    if (order == 'x') _exit(7);
    if (order == 'h')
      for (;;) pause();
    if (order == 'd') throw burnish::bad_data("the second byte is wrong");
    if (order == 'e') throw burnish::error("something odd");
    if (order == 'm') eat();
    if (order == 'L') c.check_size(65535, 65535);
    c.info.format = {BURNISH_U8, BURNISH_RGB, BURNISH_ALPHA_NONE, BURNISH_INTERLEAVED, BURNISH_LIGHT_ENCODED, {}};
    if (order == 'p')
      c.info.format = {BURNISH_U16, BURNISH_GRAY, BURNISH_ALPHA_STRAIGHT, BURNISH_PLANAR, BURNISH_LIGHT_LINEAR, {}};
    c.set_size(width, height);
    if (order == 'l') c.set_size(65535, 65535);  // forgot check_size
    if (order == 'i') c.info.format.sample = 77;
    if (order == 'b') {
      profile.assign(1000, 'P');
      c.info.color.icc = profile.data();
      c.info.color.icc_size = static_cast<uint32_t>(profile.size());
      c.info.orientation = 6;
      c.frames = 3;
      c.set_block("block:exif", "MM\0*", 4);
      const std::string echo = word + " " + std::to_string(level);
      c.set_block("text:Echo", echo.data(), echo.size());
      c.call->note(c.call, "it was obedient");
    }
    if (order == 't') {
      const std::string big(std::size_t{32} << 20, 't');
      for (int i = 0; i < 8; ++i) c.set_block(("text:" + std::to_string(i)).c_str(), big.data(), big.size());
    }
  }
  void layout(uint32_t, uint32_t shrink, burnish_layout& out) const {
    out.access = BURNISH_RANDOM;
    burnish::set_shrunk_size(*out.info, out.info->width, out.info->height, shrink);
  }
  void read(const burnish_call*, uint32_t, uint32_t, burnish_tile& out) {
    if (order == 'r') die(SIGBUS);
    if (order == 'H')
      for (;;) pause();
    if (order == 'M') eat();
    if (order == 'D') throw burnish::bad_data("row 17 is cut off");
    const burnish_rect& r = out.rect;
    const int channels = out.format.model + (out.format.alpha > BURNISH_ALPHA_NONE ? 1 : 0);
    for (int32_t y = r.y0; y < r.y1; ++y)
      for (int32_t x = r.x0; x < r.x1; ++x)
        for (int c = 0; c < channels; ++c) put(out, x, y, c, channels);
  }
  static void put(burnish_tile& out, int32_t x, int32_t y, int c, int channels) {
    const bool planar = out.format.layout == BURNISH_PLANAR;
    char* row = static_cast<char*>(out.data[planar ? c : 0]) + (y - out.rect.y0) * out.stride[planar ? c : 0];
    const std::ptrdiff_t sample = planar ? x - out.rect.x0 : std::ptrdiff_t{x - out.rect.x0} * channels + c;
    const auto value = static_cast<uint16_t>(x * 3 + y * 5 + c * 7);
    if (out.format.sample == BURNISH_U16)
      std::memcpy(row + sample * 2, &value, 2);
    else
      row[sample] = static_cast<char>(value);
  }
};

struct InChild : Obedient<InChild> {
  static constexpr burnish::about info{"test.in_child",  1, "Obedient", "Does what the file says, in a child.", nullptr,
                                       BURNISH_DF_WORKER};
  static constexpr auto params = std::array{burnish::real<&InChild::level>({.id = "level", .def = "0.5", .max = 1}),
                                            burnish::text<&InChild::word>({.id = "word", .def = "hello"})};
  static constexpr const char* format = "btc";
  static constexpr std::array<const char*, 2> mime{"image/x-btc", nullptr}, extensions{"btc", nullptr};
  static constexpr std::array magics{burnish_magic{0, 3, "BTC", nullptr}};
};
struct InHost : Obedient<InHost> {
  static constexpr burnish::about info{"test.in_host", 1, "Obedient", "Does what the file says, in the host."};
  static constexpr auto params = std::array{burnish::real<&InHost::level>({.id = "level", .def = "0.5", .max = 1}),
                                            burnish::text<&InHost::word>({.id = "word", .def = "hello"})};
  static constexpr const char* format = "bth";
  static constexpr std::array<const char*, 2> mime{"image/x-bth", nullptr}, extensions{"bth", nullptr};
  static constexpr std::array magics{burnish_magic{0, 3, "BTH", nullptr}};
};

}  // namespace

BURNISH_MODULE("test.decoders", "1.0", "Tests", "Apache-2.0", InChild, InHost)
