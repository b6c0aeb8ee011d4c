// Where an encoder's bytes go, as the encoder sees it.
#pragma once
#include <burnish/stream.h>

#include <cstdint>
#include <optional>
#include <string>

#include "burnish/core/result.hpp"

namespace burnish {

/// One thread at a time.
class ByteSink {
 public:
  ByteSink(const ByteSink&) = delete;
  ByteSink& operator=(const ByteSink&) = delete;
  virtual ~ByteSink() = default;

  [[nodiscard]] const burnish_sink* get() const { return &raw_; }
  [[nodiscard]] uint64_t bytes() const { return bytes_; }  // size of what was written
  /// The first write that failed. An encoder only passes a status on; this says why.
  [[nodiscard]] const std::optional<Error>& failure() const { return failure_; }

 protected:
  enum class Access { Stream, File };
  explicit ByteSink(Access access);
  virtual Status append(const char* p, std::size_t n) = 0;
  virtual Status overwrite(uint64_t at, const char* p, std::size_t n) = 0;  // Access::File only

 private:
  static burnish_status write(const burnish_sink*, const void* p, std::size_t n) noexcept;
  static burnish_status write_at(const burnish_sink*, uint64_t at, const void* p, std::size_t n) noexcept;
  burnish_status settle(Status status, uint64_t end) noexcept;

  burnish_sink raw_{};
  uint64_t bytes_ = 0;
  std::optional<Error> failure_;
};

/// Bytes kept in memory.
class MemorySink final : public ByteSink {
 public:
  MemorySink() : ByteSink(Access::File) {}
  [[nodiscard]] std::string& content() { return content_; }

 private:
  Status append(const char* p, std::size_t n) override;
  Status overwrite(uint64_t at, const char* p, std::size_t n) override;
  std::string content_;
};

/// An open stream that belongs to somebody else, such as standard output: bytes cannot be taken back.
class StreamSink final : public ByteSink {
 public:
  StreamSink(int descriptor, std::string name)
      : ByteSink(Access::Stream), descriptor_(descriptor), name_(std::move(name)) {}

 private:
  Status append(const char* p, std::size_t n) override;
  Status overwrite(uint64_t, const char*, std::size_t) override;
  int descriptor_;
  std::string name_;
};

/// Writes it all, at the descriptor's position or at `at`. Neither a closed pipe nor a file size limit raises a signal
/// here: both are Code::Io like a full disk, and name `name`.
[[nodiscard]] Status write_whole(int descriptor, std::optional<uint64_t> at, const char* p, std::size_t n,
                                 const std::string& name);
/// "cannot write NAME: No space left on device" with what to do about it.
[[nodiscard]] Error write_error(int error_number, const std::string& name);

}  // namespace burnish
