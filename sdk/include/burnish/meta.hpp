// burnish/meta.hpp - metadata and bytes that a plugin makes itself: for importers and generators.
#pragma once
#include <map>
#include <string>
#include <string_view>

#include "plugin.hpp"
#include "stream.h"

namespace burnish {
inline namespace v1 {

/// Text and blocks under keys, to hand to the host ("text:prompt", "block:xmp"); see burnish_meta.
class metadata {
 public:
  metadata() {
    table_.struct_size = sizeof table_;
    table_.impl = this;
    table_.get = [](const burnish_meta* m, const char* key, const void** p, std::size_t* n) noexcept -> burnish_status {
      const auto& entries = static_cast<const metadata*>(m->impl)->entries_;
      const auto found = entries.find(std::string_view(key));
      if (found == entries.end()) return BURNISH_NOT_MINE;
      *p = found->second.data();
      *n = found->second.size();
      return BURNISH_OK;
    };
    table_.key = [](const burnish_meta* m, uint32_t index) noexcept -> const char* {
      for (const auto& [key, value] : static_cast<const metadata*>(m->impl)->entries_)
        if (index-- == 0) return key.c_str();
      return nullptr;
    };
  }
  metadata(const metadata&) = delete;
  metadata& operator=(const metadata&) = delete;

  void set(const std::string& key, std::string value) { entries_[key] = std::move(value); }
  void set_text(const std::string& key, std::string value) { set("text:" + key, std::move(value)); }
  [[nodiscard]] const burnish_meta* get() const { return &table_; }

 private:
  std::map<std::string, std::string, std::less<>> entries_;
  burnish_meta table_{};
};

/// A sink into memory, for answers of "burnish.http/1" and files that "burnish.encode/1" makes.
class byte_sink {
 public:
  byte_sink() {
    table_.struct_size = sizeof table_;
    table_.impl = this;
    table_.write = [](const burnish_sink* s, const void* p, std::size_t n) noexcept -> burnish_status {
      try {
        static_cast<byte_sink*>(s->impl)->bytes_.append(static_cast<const char*>(p), n);
        return BURNISH_OK;
      } catch (const std::exception&) {
        return BURNISH_NO_MEMORY;
      }
    };
  }
  byte_sink(const byte_sink&) = delete;
  byte_sink& operator=(const byte_sink&) = delete;

  [[nodiscard]] const burnish_sink* get() const { return &table_; }
  [[nodiscard]] const std::string& bytes() const { return bytes_; }

 private:
  std::string bytes_;
  burnish_sink table_{};
};
}  // namespace v1
}  // namespace burnish
