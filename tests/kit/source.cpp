#include "kit/source.hpp"

#include <algorithm>
#include <cstring>

#include "burnish/picture.hpp"

namespace burnish::kit {

Source::Source(Bytes bytes, bool mapped) : bytes_(new uint8_t[bytes.size()]), size_(bytes.size()) {
  std::copy(bytes.begin(), bytes.end(), bytes_.get());
  source_.struct_size = sizeof source_;
  source_.impl = this;
  source_.size = size_;
  source_.mapped = mapped ? bytes_.get() : nullptr;
  source_.read = [](const burnish_source* s, uint64_t at, void* p, std::size_t n,
                    std::size_t* got) noexcept -> burnish_status {
    auto& self = *static_cast<Source*>(s->impl);
    *got = 0;
    if (n > 0 && at + n > self.fail_from_) return BURNISH_IO;
    if (at >= self.size_) return BURNISH_OK;
    *got = std::min<std::size_t>(n, self.size_ - at);
    std::memcpy(p, self.bytes_.get() + at, *got);
    self.bytes_read_ += *got;
    return BURNISH_OK;
  };
}

void Source::set_path(const std::string& path) {
  path_ = path;
  source_.path = path_.c_str();
}

Sink::Sink(bool seekable) {
  sink_.struct_size = sizeof sink_;
  sink_.impl = this;
  sink_.write = [](const burnish_sink* s, const void* p, std::size_t n) noexcept -> burnish_status {
    auto& self = *static_cast<Sink*>(s->impl);
    return self.put(self.bytes_.size(), p, n);
  };
  if (!seekable) return;
  sink_.write_at = [](const burnish_sink* s, uint64_t at, const void* p, std::size_t n) noexcept -> burnish_status {
    return static_cast<Sink*>(s->impl)->put(at, p, n);
  };
}

burnish_status Sink::put(uint64_t at, const void* p, std::size_t n) {
  if (failed_) {
    ++writes_after_failure_;
    return BURNISH_IO;
  }
  const auto* from = static_cast<const uint8_t*>(p);
  const uint64_t room = at < fail_after_ ? fail_after_ - at : 0;
  const auto kept = static_cast<std::size_t>(std::min<uint64_t>(n, room));
  if (kept > 0) {
    if (bytes_.size() < at + kept) bytes_.resize(at + kept);
    std::memcpy(bytes_.data() + at, from, kept);
  }
  failed_ = kept < n;
  return failed_ ? BURNISH_IO : BURNISH_OK;
}

Meta::Meta(std::map<std::string, std::string> entries, bool writable) : entries_(std::move(entries)) {
  meta_.struct_size = sizeof meta_;
  meta_.impl = this;
  meta_.get = [](const burnish_meta* m, const char* key, const void** p, std::size_t* n) noexcept -> burnish_status {
    auto& self = *static_cast<Meta*>(m->impl);
    const auto found = self.entries_.find(key);
    self.handed_out_.reset();
    if (found == self.entries_.end()) return BURNISH_NOT_MINE;
    self.handed_out_ = std::make_unique<std::string>(found->second);
    *p = self.handed_out_->data();
    *n = self.handed_out_->size();
    return BURNISH_OK;
  };
  meta_.key = [](const burnish_meta* m, uint32_t index) noexcept -> const char* {
    auto& self = *static_cast<Meta*>(m->impl);
    self.handed_out_.reset();
    if (index >= self.entries_.size()) return nullptr;
    self.handed_out_ = std::make_unique<std::string>(std::next(self.entries_.begin(), index)->first);
    return self.handed_out_->c_str();
  };
  if (!writable) return;
  meta_.set = [](burnish_meta* m, const char* key, const void* p, std::size_t n) noexcept -> burnish_status {
    auto& self = *static_cast<Meta*>(m->impl);
    if (p == nullptr)
      self.entries_.erase(key);
    else
      self.entries_[key] = std::string(static_cast<const char*>(p), n);
    self.handed_out_.reset();
    return BURNISH_OK;
  };
}

Reader::Reader(const Picture& picture, bool rows) : picture_(picture), rows_(rows), info_(picture.info()) {
  reader_.struct_size = sizeof reader_;
  reader_.impl = this;
  reader_.info = &info_;
  reader_.acquire = [](const burnish_reader* r, const burnish_call* call, burnish_rect rect,
                       const burnish_tile** tile) noexcept -> burnish_status {
    const burnish_status s = static_cast<Reader*>(r->impl)->acquire(rect, tile);
    return s < 0 ? call->fail(call, s, nullptr, "the reader failed") : s;
  };
  reader_.release = [](const burnish_reader* r, const burnish_tile* tile) noexcept {
    static_cast<Reader*>(r->impl)->release(tile);
  };
}

burnish_status Reader::acquire(const burnish_rect& r, const burnish_tile** tile) {
  *tile = nullptr;
  const burnish_rect& all = picture_.rect();
  const std::string text = "acquire of rows " + std::to_string(r.y0) + ".." + std::to_string(r.y1);
  if (empty(r) || r.x0 < all.x0 || r.y0 < all.y0 || r.x1 > all.x1 || r.y1 > all.y1) {
    breaches_.push_back(text + " is empty or outside the picture");
    return BURNISH_ERROR;
  }
  if (r.y1 > fail_from_row_) return BURNISH_ERROR;
  if (rows_) {
    if (r.x0 != all.x0 || r.x1 != all.x1)
      breaches_.push_back(text + " is not of the full width, though ROWS is declared");
    if (r.y0 < next_row_) breaches_.push_back(text + " goes upward, though ROWS is declared");
    if (!held_.empty()) breaches_.push_back(text + " before the one before was released, though ROWS is declared");
    next_row_ = r.y1;
  }
  held_.push_back(std::make_unique<Held>());
  held_.back()->picture = picture_.window(r, BURNISH_EDGE_CLAMP, {true, 0});
  held_.back()->tile = held_.back()->picture.whole_tile();
  *tile = &held_.back()->tile;
  return BURNISH_OK;
}

void Reader::release(const burnish_tile* tile) {
  if (tile == nullptr) return;
  const auto found =
      std::find_if(held_.begin(), held_.end(), [&](const std::unique_ptr<Held>& h) { return &h->tile == tile; });
  if (found == held_.end()) {
    breaches_.emplace_back("released a tile that is not held");
    return;
  }
  const Picture& picture = (*found)->picture;
  if (const std::string damage = picture.damage(true); !damage.empty())
    breaches_.push_back("wrote beside its input: " + damage);
  if (const std::string changed = difference(picture, picture_.window(picture.rect())); !changed.empty())
    breaches_.push_back("wrote into its input: " + changed);
  held_.erase(found);
}

std::vector<std::string> Reader::breaches() const {
  std::vector<std::string> r = breaches_;
  if (!held_.empty()) r.push_back(std::to_string(held_.size()) + " tiles were never released");
  return r;
}

}  // namespace burnish::kit
