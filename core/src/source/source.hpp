// Bytes to decode: a file, standard input, or bytes in memory.
#pragma once
#include <burnish/stream.h>

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "burnish/core/result.hpp"
#include "load/call.hpp"
#include "load/descriptor.hpp"

namespace burnish {

struct Spooled;

/// Memory that the host owns, mapped from an anonymous file.
class Mapping {
 public:
  Mapping() = default;
  Mapping(Mapping&& other) noexcept;
  Mapping& operator=(Mapping&& other) noexcept;
  ~Mapping();
  /// The first `size` bytes of the file; empty when the system refuses.
  static Mapping of(int descriptor, std::size_t size, bool writable);

  [[nodiscard]] void* data() const { return data_; }
  [[nodiscard]] std::size_t size() const { return size_; }
  explicit operator bool() const { return data_ != nullptr; }

 private:
  void* data_ = nullptr;
  std::size_t size_ = 0;
};

/// Bytes at any offset, from any thread. Files are read with pread and never mapped: one that is truncated meanwhile is
/// a short read, not a signal. Small ones are read whole; streams are spooled, at first in memory, then on disk.
class Source {
 public:
  static constexpr std::size_t head_bytes = 4096;

  /// "-" is standard input. Errors name the path: Missing, Unreadable, BadData when there is not one byte, Limit.
  static Result<std::unique_ptr<Source>> open(const std::filesystem::path& path, const CallContext& context);
  static Result<std::unique_ptr<Source>> of_bytes(std::string bytes, std::string name);
  /// The first `size` bytes of an open regular file; `path` empty: it has none that anybody may open.
  static Result<std::unique_ptr<Source>> of_file(Descriptor file, uint64_t size, std::string name, std::string path);
  static Result<std::unique_ptr<Source>> of_spooled(Spooled kept, std::string name);
  class Key {
    friend class Source;
    Key() = default;
  };
  explicit Source(Key) {}  // for make_unique; open() and of_bytes() are the ways in
  Source(const Source&) = delete;
  Source& operator=(const Source&) = delete;
  ~Source() = default;

  [[nodiscard]] const burnish_source* get() const { return &raw_; }
  [[nodiscard]] uint64_t size() const { return raw_.size; }
  [[nodiscard]] const std::string& name() const { return name_; }  // for messages and for the extension
  /// The first bytes, as many as head_bytes.
  [[nodiscard]] std::string_view head() const { return head_; }
  /// Another source of the same bytes.
  [[nodiscard]] Result<std::unique_ptr<Source>> again() const;
  /// A descriptor of exactly these bytes, for another process.
  [[nodiscard]] Result<Descriptor> descriptor() const;

 private:
  static Result<std::unique_ptr<Source>> of_stream(int stream, std::string name, const CallContext& context);
  Status settle(uint64_t size);
  static burnish_status read(const burnish_source*, uint64_t at, void* p, std::size_t n, std::size_t* got) noexcept;

  std::string name_, path_;  // path_ empty: none
  std::string bytes_;        // the whole of it when small, else empty
  Descriptor file_;          // when not
  Mapping memory_;           // of file_, when that is anonymous memory
  std::string head_;
  burnish_source raw_{};
};

}  // namespace burnish
