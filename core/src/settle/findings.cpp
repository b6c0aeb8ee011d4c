#include "settle/findings.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <new>

namespace burnish::settle {
namespace {

constexpr std::size_t most_findings = 10'000, most_points = 1'000'000, most_numbers = 1000, most_maps = 64;
constexpr std::size_t longest_name = 64, most_map_bytes = std::size_t{64} << 20U;
constexpr int32_t longest_map_side = 8192;
// Arithmetic that is exact in principle may end a little outside 0..1: that is brought back, the rest refused.
constexpr float slack = 1e-4F;

Findings& self_of(const burnish_findings* f) { return *static_cast<Findings*>(f->impl); }

/// In 0..1 or a rounding beside it.
bool is_part(float v) { return v >= -slack && v <= 1 + slack; }
float part(float v) { return std::clamp(v, 0.0F, 1.0F); }

std::string name_of(const char* text) {
  return text == nullptr ? std::string() : std::string(text, strnlen(text, longest_name + 1));
}

bool is_gray(const burnish_format& f) {
  return (f.sample == BURNISH_U8 || f.sample == BURNISH_U16 || f.sample == BURNISH_F32) && f.model == BURNISH_GRAY &&
         f.alpha == BURNISH_ALPHA_NONE;
}

/// Brings values a rounding outside 0..1 back; false when one is no part of 1 at all.
bool make_parts(const burnish_tile& t) {
  for (int32_t y = t.rect.y0; y < t.rect.y1; ++y) {
    auto* row = reinterpret_cast<float*>(static_cast<std::byte*>(t.data[0]) + (y - t.rect.y0) * t.stride[0]);
    for (int32_t x = 0; x < t.rect.x1 - t.rect.x0; ++x) {
      if (!is_part(row[x])) return false;
      row[x] = part(row[x]);
    }
  }
  return true;
}

}  // namespace

Findings::Findings(std::string emitter, const std::vector<std::string>* labels, std::shared_ptr<const Findings> base)
    : emitter_(std::move(emitter)), labels_(labels), base_(std::move(base)) {
  fill_table();
}

Findings::Findings(const Item& emitter) : Findings(emitter.id, &emitter.labels, nullptr) {}
Findings::Findings(std::string emitter) : Findings(std::move(emitter), nullptr, nullptr) {}

Findings::Findings(std::shared_ptr<const Findings> analysis, const std::vector<Window>& windows)
    : Findings({}, nullptr, std::move(analysis)) {
  for (const Window& w : windows) {
    Kept& kept = kept_.emplace_back();
    kept.label = "window";
    kept.table.struct_size = sizeof kept.table;
    kept.table.label = kept.label.c_str();
    kept.table.score = part(static_cast<float>(w.score));
    kept.table.x0 = static_cast<float>(w.x0), kept.table.y0 = static_cast<float>(w.y0);
    kept.table.x1 = static_cast<float>(w.x1), kept.table.y1 = static_cast<float>(w.y1);
  }
  close();
}

void Findings::fill_table() {
  raw_.struct_size = sizeof raw_;
  raw_.impl = this;
  // Nothing may leave a callback: what memory runs out for is told as that.
  raw_.add = [](const burnish_findings* f, const burnish_finding* one) noexcept -> burnish_status {
    try {
      return one == nullptr ? self_of(f).refuse("emits a finding that is NULL") : self_of(f).add(*one);
    } catch (const std::bad_alloc&) {
      return BURNISH_NO_MEMORY;
    }
  };
  raw_.map = [](const burnish_findings* f, const char* label, const burnish_tile* tile) noexcept -> burnish_status {
    try {
      return tile == nullptr ? self_of(f).refuse("emits a map that is NULL") : self_of(f).add_map(label, *tile);
    } catch (const std::bad_alloc&) {
      return BURNISH_NO_MEMORY;
    }
  };
  raw_.number = [](const burnish_findings* f, const char* name, double v) noexcept -> burnish_status {
    try {
      return self_of(f).add_number(name, v);
    } catch (const std::bad_alloc&) {
      return BURNISH_NO_MEMORY;
    }
  };
  raw_.get = [](const burnish_findings* f, uint32_t index) noexcept { return self_of(f).get(index); };
  raw_.get_map = [](const burnish_findings* f, const char* label) noexcept -> const burnish_tile* {
    const std::string name = name_of(label);
    for (const Findings* self = &self_of(f); self != nullptr; self = self->base_.get())
      if (const auto found = self->maps_.find(name); found != self->maps_.end()) return &found->second.tile;
    return nullptr;
  };
  raw_.get_number = [](const burnish_findings* f, const char* label, double* v) noexcept -> burnish_status {
    const std::string name = name_of(label);
    for (const Findings* self = &self_of(f); self != nullptr; self = self->base_.get())
      if (const auto found = self->numbers_.find(name); found != self->numbers_.end()) {
        *v = found->second;
        return BURNISH_OK;
      }
    return BURNISH_NOT_MINE;
  };
  raw_.of = [](const burnish_findings* f, const char* id) noexcept -> const burnish_findings* {
    const std::string name = id == nullptr ? std::string() : std::string(id);
    for (const Findings* self = &self_of(f); self != nullptr; self = self->base_.get())
      if (const auto found = self->others_.find(name); found != self->others_.end())
        return found->second == nullptr ? nullptr : found->second->get();
    return nullptr;
  };
}

burnish_status Findings::refuse(std::string why) {
  if (breach_.empty()) breach_ = std::move(why);
  return BURNISH_BAD_DATA;
}

bool Findings::declares(const std::string& label) const {
  return labels_ == nullptr || std::find(labels_->begin(), labels_->end(), label) != labels_->end();
}

const burnish_finding* Findings::get(uint32_t index) const {
  if (index < kept_.size()) return &kept_[index].table;
  return base_ == nullptr ? nullptr : base_->get(index - static_cast<uint32_t>(kept_.size()));
}

burnish_status Findings::add(const burnish_finding& f) {
  if (closed_) return refuse("emits findings when it is over");
  const std::string label = name_of(f.label);
  if (label.empty() || !declares(label)) return refuse("emits a finding labelled '" + label + "', not declared");
  if (kept_.size() >= most_findings) return refuse("emits more than " + std::to_string(most_findings) + " findings");
  if (!is_part(f.score)) return refuse("emits a '" + label + "' whose score is not within 0 and 1");
  const bool inside = is_part(f.x0) && is_part(f.y0) && is_part(f.x1) && is_part(f.y1);
  if (!inside || !(f.x0 <= f.x1 && f.y0 <= f.y1))
    return refuse("emits a '" + label + "' whose box is not within 0 and 1");
  if (f.point_count > 0 && f.points == nullptr) return refuse("emits a '" + label + "' whose points are missing");
  if (f.point_count > most_points - points_)
    return refuse("emits findings with more than " + std::to_string(most_points) + " points");
  Kept kept;
  kept.label = label;
  kept.points.assign(f.points, f.points + std::size_t{2} * f.point_count);
  for (const float p : kept.points)
    if (!is_part(p)) return refuse("emits a '" + label + "' with a point outside 0 and 1");
  points_ += f.point_count;
  kept.table = f;
  kept.table.struct_size = sizeof kept.table;
  kept.table.score = part(f.score);
  kept.table.x0 = part(f.x0), kept.table.y0 = part(f.y0), kept.table.x1 = part(f.x1), kept.table.y1 = part(f.y1);
  Kept& stays = kept_.emplace_back(std::move(kept));
  stays.table.label = stays.label.c_str();
  stays.table.points = stays.points.data();
  return BURNISH_OK;
}

burnish_status Findings::add_map(const char* raw_label, const burnish_tile& t) {
  if (closed_) return refuse("emits maps when it is over");
  const std::string label = name_of(raw_label);
  if (label.empty() || !declares(label)) return refuse("emits a map labelled '" + label + "', not declared");
  if (!is_gray(t.format)) return refuse("emits a map '" + label + "' that is not gray");
  const int64_t w = int64_t{t.rect.x1} - t.rect.x0, h = int64_t{t.rect.y1} - t.rect.y0;
  if (w < 1 || h < 1 || w > longest_map_side || h > longest_map_side || t.data[0] == nullptr)
    return refuse("emits a map '" + label + "' of " + std::to_string(w) + "x" + std::to_string(h) + "; up to " +
                  std::to_string(longest_map_side) + " on a side are possible");
  const burnish_rect rect{0, 0, static_cast<int32_t>(w), static_cast<int32_t>(h)};
  const std::size_t bytes = Image::bytes_for(t.format, rect);
  if (maps_.size() >= most_maps || bytes > most_map_bytes - map_bytes_)
    return refuse("emits more maps than " + std::to_string(most_maps) + " or " + std::to_string(most_map_bytes >> 20U) +
                  " MiB");
  Map map{Image(t.format, rect), {}};
  if (!map.image) return BURNISH_NO_MEMORY;
  map.tile = map.image.tile();
  burnish_tile at_zero = t;  // the same pixels, counted from their corner
  at_zero.rect = rect;
  copy_pixels(at_zero, map.tile, rect);
  if (t.format.sample == BURNISH_F32 && !make_parts(map.tile))
    return refuse("emits a map '" + label + "' with values outside 0 and 1");
  map_bytes_ += bytes;
  maps_.insert_or_assign(label, std::move(map));
  return BURNISH_OK;
}

burnish_status Findings::add_number(const char* raw_name, double value) {
  if (closed_) return refuse("emits numbers when it is over");
  const std::string name = name_of(raw_name);
  if (name.empty() || name.size() > longest_name) return refuse("emits a number without a proper name");
  if (!std::isfinite(value)) return refuse("emits a number '" + name + "' that is none");
  if (numbers_.size() >= most_numbers) return refuse("emits more than " + std::to_string(most_numbers) + " numbers");
  numbers_[name] = value;
  return BURNISH_OK;
}

}  // namespace burnish::settle
