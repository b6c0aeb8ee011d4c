// kit/source.hpp - bytes, metadata and pixels as the host offers them to codecs.
#pragma once
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "burnish/codec.h"
#include "kit/picture.hpp"

namespace burnish::kit {

using Bytes = std::vector<uint8_t>;

/// A burnish_source over bytes. `mapped` shows the whole file in memory, between unreadable surroundings only as good
/// as the sanitizer; without it every byte comes through read.
class Source {
 public:
  explicit Source(Bytes bytes, bool mapped = false);
  Source(const Source&) = delete;
  Source& operator=(const Source&) = delete;
  [[nodiscard]] const burnish_source* get() const { return &source_; }
  /// Reads that reach `at` or beyond fail with BURNISH_IO.
  void fail_from(uint64_t at) { fail_from_ = at; }
  void set_path(const std::string& path);
  [[nodiscard]] uint64_t bytes_read() const { return bytes_read_; }

 private:
  std::unique_ptr<uint8_t[]> bytes_;  // of exactly the file's size, so that a sanitizer sees a read past it
  std::size_t size_;
  uint64_t fail_from_ = UINT64_MAX, bytes_read_ = 0;
  std::string path_;
  burnish_source source_{};
};

/// A burnish_sink that keeps what is written.
class Sink {
 public:
  /// Without `seekable` write_at is NULL, as on a pipe.
  explicit Sink(bool seekable = true);
  Sink(const Sink&) = delete;
  Sink& operator=(const Sink&) = delete;
  [[nodiscard]] const burnish_sink* get() const { return &sink_; }
  /// The write that would make the file longer than n bytes keeps n of them and fails, as do all later ones.
  void fail_after(uint64_t n) { fail_after_ = n; }
  [[nodiscard]] const Bytes& bytes() const { return bytes_; }
  [[nodiscard]] Bytes take() { return std::move(bytes_); }
  [[nodiscard]] bool failed() const { return failed_; }
  [[nodiscard]] int writes_after_failure() const { return writes_after_failure_; }

 private:
  burnish_status put(uint64_t at, const void* p, std::size_t n);
  Bytes bytes_;
  uint64_t fail_after_ = UINT64_MAX;
  bool failed_ = false;
  int writes_after_failure_ = 0;
  burnish_sink sink_{};
};

/// A burnish_meta over a map. As the contract allows, a value handed out dies with the next call on the object.
class Meta {
 public:
  explicit Meta(std::map<std::string, std::string> entries = {}, bool writable = true);
  Meta(const Meta&) = delete;
  Meta& operator=(const Meta&) = delete;
  [[nodiscard]] burnish_meta* get() { return &meta_; }
  [[nodiscard]] const burnish_meta* get() const { return &meta_; }
  [[nodiscard]] const std::map<std::string, std::string>& entries() const { return entries_; }
  [[nodiscard]] bool has(const std::string& key) const { return entries_.count(key) > 0; }
  [[nodiscard]] std::string value(const std::string& key) const { return entries_.at(key); }

 private:
  std::map<std::string, std::string> entries_;
  std::unique_ptr<std::string> handed_out_;
  burnish_meta meta_{};
};

/// A burnish_reader over a picture. Every acquire gets a copy between guards; what an encoder does wrong is in
/// breaches(). With `rows` the promise of BURNISH_EF_ROWS is checked.
class Reader {
 public:
  explicit Reader(const Picture& picture, bool rows = false);
  Reader(const Reader&) = delete;
  Reader& operator=(const Reader&) = delete;
  [[nodiscard]] const burnish_reader* get() const { return &reader_; }
  [[nodiscard]] burnish_image_info& info() { return info_; }
  /// Acquires that reach row `y` or below fail with BURNISH_ERROR.
  void fail_from_row(int32_t y) { fail_from_row_ = y; }
  /// A new pass over the picture may begin (another encode of the same session).
  void rewind() { next_row_ = 0; }
  [[nodiscard]] std::vector<std::string> breaches() const;

 private:
  burnish_status acquire(const burnish_rect& r, const burnish_tile** tile);
  void release(const burnish_tile* tile);
  struct Held {
    Picture picture;
    burnish_tile tile;
  };
  const Picture& picture_;
  bool rows_;
  int32_t next_row_ = 0, fail_from_row_ = INT32_MAX;
  std::vector<std::unique_ptr<Held>> held_;
  std::vector<std::string> breaches_;
  burnish_image_info info_{};
  burnish_reader reader_{};
};

}  // namespace burnish::kit
