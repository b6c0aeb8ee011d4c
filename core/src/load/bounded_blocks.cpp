#include "load/bounded_blocks.hpp"

#include <iterator>
#include <new>

namespace burnish {

BoundedBlocks::BoundedBlocks() {
  raw_.struct_size = sizeof raw_;
  raw_.impl = this;
  raw_.get = &BoundedBlocks::get_value;
  raw_.key = &BoundedBlocks::key_at;
  raw_.set = &BoundedBlocks::set_value;
}

bool BoundedBlocks::put(std::string key, std::string value) {
  remove(key);
  if (key.empty() || key.size() > longest_key || entries_.size() >= most_keys || value.size() > most_bytes - bytes_)
    return false;
  bytes_ += value.size();
  entries_.insert_or_assign(std::move(key), std::move(value));
  return true;
}

void BoundedBlocks::remove(const std::string& key) {
  const auto found = entries_.find(key);
  if (found == entries_.end()) return;
  bytes_ -= found->second.size();
  entries_.erase(found);
}

burnish_status BoundedBlocks::get_value(const burnish_meta* raw, const char* key, const void** p,
                                        std::size_t* n) noexcept {
  if (key == nullptr) return BURNISH_NOT_MINE;
  for (const auto& [known, value] : static_cast<const BoundedBlocks*>(raw->impl)->entries_) {
    if (known != key) continue;
    *p = value.data();
    *n = value.size();
    return BURNISH_OK;
  }
  return BURNISH_NOT_MINE;
}

const char* BoundedBlocks::key_at(const burnish_meta* raw, uint32_t index) noexcept {
  const auto& entries = static_cast<const BoundedBlocks*>(raw->impl)->entries_;
  return index < entries.size() ? std::next(entries.begin(), index)->first.c_str() : nullptr;
}

burnish_status BoundedBlocks::set_value(burnish_meta* raw, const char* key, const void* p, std::size_t n) noexcept {
  auto& blocks = *static_cast<BoundedBlocks*>(raw->impl);
  if (key == nullptr) return BURNISH_ERROR;
  try {
    if (p == nullptr) {
      blocks.remove(key);
      return BURNISH_OK;
    }
    return blocks.put(key, std::string(static_cast<const char*>(p), n)) ? BURNISH_OK : BURNISH_LIMIT;
  } catch (const std::exception&) {
    return BURNISH_NO_MEMORY;  // nothing else is thrown by copying bytes
  }
}

}  // namespace burnish
