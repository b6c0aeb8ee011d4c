#include "kit/findings.hpp"

#include <algorithm>

#include "burnish/picture.hpp"
#include "kit/source.hpp"

namespace burnish::kit {
namespace {

Findings& self_of(const burnish_findings* f) { return *static_cast<Findings*>(f->impl); }

void throw_if_failed(const Call& call, burnish_status s, const std::string& what) {
  if (s < 0) throw RunFailure(call.failure_of(s));
  if (s != BURNISH_OK) throw RunFailure({BURNISH_ERROR, "", what + " returned " + status_name(s)});
}

}  // namespace

Findings::Findings(const burnish_analyser* declared) : declared_(declared) {
  table_.struct_size = sizeof table_;
  table_.impl = this;
  table_.add = [](const burnish_findings* f, const burnish_finding* one) noexcept { return self_of(f).add(*one); };
  table_.map = [](const burnish_findings* f, const char* label, const burnish_tile* tile) noexcept {
    return self_of(f).add_map(label, *tile);
  };
  table_.number = [](const burnish_findings* f, const char* name, double v) noexcept -> burnish_status {
    self_of(f).numbers_[name] = v;
    return BURNISH_OK;
  };
  table_.get = [](const burnish_findings* f, uint32_t index) noexcept -> const burnish_finding* {
    const Findings& self = self_of(f);
    return index < self.kept_.size() ? &self.kept_[index].table : nullptr;
  };
  table_.get_map = [](const burnish_findings* f, const char* label) noexcept -> const burnish_tile* {
    const Findings& self = self_of(f);
    const auto found = self.maps_.find(label);
    return found == self.maps_.end() ? nullptr : &found->second.tile;
  };
  table_.get_number = [](const burnish_findings* f, const char* name, double* v) noexcept -> burnish_status {
    const std::optional<double> n = self_of(f).number(name);
    if (!n) return BURNISH_NOT_MINE;
    *v = *n;
    return BURNISH_OK;
  };
  table_.of = [](const burnish_findings* f, const char* id) noexcept -> const burnish_findings* {
    const Findings& self = self_of(f);
    const auto found = self.others_.find(id);
    return found == self.others_.end() ? nullptr : found->second->get();
  };
}

burnish_status Findings::add(const burnish_finding& f) {
  const std::string label = f.label == nullptr ? "" : f.label;
  bool known = declared_ == nullptr;
  for (const char* const* l = known ? nullptr : declared_->labels; l != nullptr && *l != nullptr; ++l)
    known = known || label == *l;
  if (!known) breaches_.push_back("the label '" + label + "' is not declared");
  if (!(f.x0 >= 0 && f.y0 >= 0 && f.x0 <= f.x1 && f.y0 <= f.y1 && f.x1 <= 1 && f.y1 <= 1))
    breaches_.push_back("the box of '" + label + "' is not within 0..1");
  if (!(f.score >= 0 && f.score <= 1)) breaches_.push_back("the score of '" + label + "' is not within 0..1");
  kept_.push_back({label, {}, f});
  Kept& kept = kept_.back();
  if (f.point_count > 0) kept.points.assign(f.points, f.points + std::size_t{2} * f.point_count);
  kept.table.label = kept.label.c_str();
  kept.table.points = kept.points.data();
  return BURNISH_OK;
}

burnish_status Findings::add_map(const char* label, const burnish_tile& tile) {
  Map& map = maps_[label];
  map.picture = Picture(tile.rect, tile.format);
  const burnish_tile to = map.picture.whole_tile();
  const std::size_t n = static_cast<std::size_t>(width(tile.rect)) *
                        static_cast<std::size_t>(samples_per_pixel(tile.format)) * sample_bytes(tile.format);
  for (int p = 0; p < planes(tile.format); ++p)
    for (int32_t y = tile.rect.y0; y < tile.rect.y1; ++y) {
      const auto* from = row<std::byte>(tile, p, tile.rect.x0, y);
      burnish_tile writable = to;
      std::copy(from, from + n, row<std::byte>(writable, p, tile.rect.x0, y));
    }
  map.tile = to;
  return BURNISH_OK;
}

std::vector<Findings::Finding> Findings::all() const {
  std::vector<Finding> r;
  for (const Kept& k : kept_)
    r.push_back({k.label, double{k.table.score}, double{k.table.x0}, double{k.table.y0}, double{k.table.x1},
                 double{k.table.y1}, k.points});
  return r;
}

std::optional<double> Findings::number(const std::string& name) const {
  const auto found = numbers_.find(name);
  return found == numbers_.end() ? std::nullopt : std::optional(found->second);
}

const Picture* Findings::map(const std::string& label) const {
  const auto found = maps_.find(label);
  return found == maps_.end() ? nullptr : &found->second.picture;
}

void analyse(const burnish_analyser& analyser, const TextValues& text, const Picture& picture, Findings& out) {
  const Values values(*analyser.desc, text);
  const Call call;
  const Reader reader(picture);
  const burnish_image_info info = picture.info();
  const burnish_image_info* infos[] = {&info};
  burnish_prepare prepare{};
  prepare.struct_size = sizeof prepare;
  prepare.values = values.data();
  prepare.input_count = 1;
  prepare.inputs = infos;
  throw_if_failed(call, analyser.analyse(call.get(), &prepare, reader.get(), out.get()), "analyse");
  std::vector<std::string> breaches = out.breaches();
  for (const std::string& b : reader.breaches()) breaches.push_back(b);
  if (!breaches.empty()) throw RunFailure({BURNISH_ERROR, "", "breach of the contract: " + breaches[0]});
}

std::vector<Window> choose(const burnish_analyser& analyser, const TextValues& text, const Findings& findings,
                           int32_t width, int32_t height) {
  const Values values(analyser.requests, analyser.request_count, text);
  const Call call;
  burnish_image_info info = Picture(1, 1).info();
  info.width = width;
  info.height = height;
  info.view[2] = width;
  info.view[3] = height;
  const burnish_image_info* infos[] = {&info};
  burnish_prepare request{};
  request.struct_size = sizeof request;
  request.values = values.data();
  request.input_count = 1;
  request.inputs = infos;
  std::vector<Window> chosen;
  burnish_windows windows{};
  windows.struct_size = sizeof windows;
  windows.impl = &chosen;
  windows.add = [](const burnish_windows* w, const burnish_window* one) noexcept -> burnish_status {
    Window kept{one->x0, one->y0, one->x1, one->y1, one->score, {}, {}};
    for (uint32_t i = 0; i < one->term_count; ++i) kept.terms.emplace_back(one->term_names[i], one->terms[i]);
    for (const char* const* r = one->reasons; r != nullptr && *r != nullptr; ++r) kept.reasons.emplace_back(*r);
    static_cast<std::vector<Window>*>(w->impl)->push_back(std::move(kept));
    return BURNISH_OK;
  };
  throw_if_failed(call, analyser.choose(call.get(), &request, findings.get(), &windows), "choose");
  return chosen;
}

}  // namespace burnish::kit
