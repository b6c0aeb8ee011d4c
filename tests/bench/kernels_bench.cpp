// Time per whole picture of the operations that cost most, through the plugin contract and in bands of eight rows, as
// the tiled executor calls them: rows come from a ring that stays in the cache, or from a whole decoded picture.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

#include "kit/plugin_file.hpp"
#include "kit/run.hpp"

namespace {
using namespace burnish::kit;

constexpr int32_t band_rows = 8;

struct Job {
  const char* plugin;
  TextValues values;
  burnish_format format;
  int32_t width, height;     // of the input
  int32_t column;            // output columns of a call
  bool whole_input = false;  // rows lie in one big picture instead of in a ring
};

class BandRun {
 public:
  explicit BandRun(const Job& job)
      : job_(job),
        op_(operation(std::string(BURNISH_BUILD_DIR "/lib/burnish/1/") + job.plugin + ".burnish")),
        values_(*op_.desc, job.values),
        plan_(op_, values_, {described(job)}, {job.column, band_rows}, call_),
        scratch_((plan_->scratch_bytes + 64) / sizeof(Line) + 2) {}

  void run() {
    for (int32_t x = 0; x < plan_.width(); x += job_.column) {
      const int32_t right = std::min(x + job_.column, plan_.width());
      for (int32_t y = 0; y < plan_.height(); y += band_rows)
        band({x, y, right, std::min(y + band_rows, plan_.height())});
    }
  }
  [[nodiscard]] double output_pixels() const { return static_cast<double>(plan_.width()) * plan_.height(); }

 private:
  struct Line {
    alignas(64) std::byte bytes[64];
  };
  struct Store {
    std::vector<Line> lines;
    std::size_t stride = 0, plane = 0;
  };

  static burnish_image_info described(const Job& job) {
    burnish_image_info info = Picture(1, 1, job.format).info();
    info.width = job.width, info.height = job.height;
    info.view[2] = job.width, info.view[3] = job.height;
    return info;
  }
  static std::size_t planes(const burnish_format& f) {
    return f.layout == BURNISH_PLANAR ? f.model + (f.alpha > BURNISH_ALPHA_NONE ? 1U : 0U) : 1U;
  }
  static std::size_t pixel_bytes(const burnish_format& f) {
    const std::size_t sample = f.sample == BURNISH_U8 ? 1 : f.sample == BURNISH_F32 ? 4 : 2;
    return f.layout == BURNISH_PLANAR ? sample : sample * f.model;
  }

  /// A tile in `store`, which grows as needed and holds something like a picture.
  burnish_tile tile_in(Store& store, const burnish_rect& rect, int32_t rows) {
    const std::size_t row = static_cast<std::size_t>(rect.x1 - rect.x0) * pixel_bytes(job_.format);
    store.stride = std::max(store.stride, ((row + 63) / 64 | 1U) * 64);
    const std::size_t plane = store.stride * static_cast<std::size_t>(rows);
    if (plane > store.plane) {
      store.plane = plane;
      store.lines.assign(plane * planes(job_.format) / 64 + 1, Line{});
      if (job_.format.sample == BURNISH_F32) {
        auto* p = reinterpret_cast<float*>(store.lines.data());
        for (std::size_t i = 0; i < store.lines.size() * 16; ++i) p[i] = static_cast<float>(i % 251) / 251;
      }
    }
    burnish_tile tile{};
    tile.rect = rect;
    tile.format = job_.format;
    for (std::size_t p = 0; p < planes(job_.format); ++p) {
      tile.data[p] = store.lines[0].bytes + p * store.plane;
      tile.stride[p] = static_cast<std::ptrdiff_t>(store.stride);
    }
    return tile;
  }
  void band(const burnish_rect& out) {
    const burnish_rect need = plan_.need(0, out);
    burnish_tile in;
    if (job_.whole_input) {
      in = tile_in(input_, {0, 0, job_.width, job_.height}, job_.height);
    } else {
      in = tile_in(input_, need, need.y1 - need.y0);
    }
    burnish_task task{};
    task.struct_size = sizeof task;
    task.call = call_.get();
    task.in = &in;
    task.in_count = 1;
    task.out = tile_in(output_, out, band_rows);
    task.scratch = scratch_.data();
    if (op_.process(plan_->state, &task) != BURNISH_OK) throw RunFailure(call_.failure());
  }

  Job job_;
  const burnish_pixel& op_;
  Call call_;
  Values values_;
  Plan plan_;
  std::vector<Line> scratch_;
  Store input_, output_;
};

void picture(benchmark::State& state, const Job& job) {
  BandRun run(job);
  run.run();  // memory is there
  for (auto _ : state) run.run();
  state.counters["Mpixel/s"] = benchmark::Counter(run.output_pixels() / 1e6 * static_cast<double>(state.iterations()),
                                                  benchmark::Counter::kIsRate);
}

void add(const char* name, const Job& job) {
  benchmark::RegisterBenchmark(name, [job](benchmark::State& state) {
    picture(state, job);
  })->Unit(benchmark::kMillisecond);
}

bool add_all() {
  const burnish_format linear =
      format(BURNISH_F32, BURNISH_RGB, BURNISH_ALPHA_NONE, BURNISH_PLANAR, BURNISH_LIGHT_LINEAR);
  // The chain of 100 megapixels: halved in linear light, blurred, sharpened.
  add("resize/100MP_half_linear", {"resize", {{"scale", "0.5"}, {"linear", "true"}}, linear, 11500, 8700, 1438});
  add("blur/25MP_sigma_3", {"blur", {{"sigma", "3"}}, rgb_f32, 5750, 4350, 1438});
  add("blur/25MP_sigma_30", {"blur", {{"sigma", "30"}}, rgb_f32, 5750, 4350, 1438});
  add("unsharp/25MP_sigma_1", {"unsharp", {}, rgb_f32, 5750, 4350, 1438});
  add("unsharp/25MP_sigma_1_alpha", {"unsharp", {}, premul_f32, 5750, 4350, 1438});
  // One photograph for many channels, in bytes.
  add("resize/14MP_bytes_to_1920", {"resize", {{"width", "1920"}}, rgb_u8, 4896, 2968, 1920, true});
  add("resize/14MP_bytes_to_400", {"resize", {{"width", "400"}}, rgb_u8, 4896, 2968, 400, true});
  add("resize/14MP_bytes_to_64", {"resize", {{"width", "64"}, {"height", "64"}}, rgb_u8, 4896, 2968, 64, true});
  add("resize/1.5MP_bytes_to_400", {"resize", {{"width", "400"}}, rgb_u8, 1500, 1000, 400, true});
  add("resize/2MP_bytes_doubled", {"resize", {{"scale", "2"}}, rgb_u8, 1920, 1080, 1920});
  add("resize/14MP_words_to_1920", {"resize", {{"width", "1920"}}, rgb_u16, 4896, 2968, 1920, true});
  return true;
}
[[maybe_unused]] const bool added = add_all();
}  // namespace
