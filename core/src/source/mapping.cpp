#include <sys/mman.h>

#include <utility>

#include "source/source.hpp"

namespace burnish {

Mapping Mapping::of(int descriptor, std::size_t size, bool writable) {
  Mapping mapping;
  void* data = mmap(nullptr, size, writable ? PROT_READ | PROT_WRITE : PROT_READ, MAP_SHARED, descriptor, 0);
  if (data == MAP_FAILED) return mapping;
  mapping.data_ = data;
  mapping.size_ = size;
  return mapping;
}

Mapping::Mapping(Mapping&& other) noexcept
    : data_(std::exchange(other.data_, nullptr)), size_(std::exchange(other.size_, 0)) {}

Mapping& Mapping::operator=(Mapping&& other) noexcept {
  std::swap(data_, other.data_);
  std::swap(size_, other.size_);
  return *this;
}

Mapping::~Mapping() {
  if (data_ != nullptr) munmap(data_, size_);
}

}  // namespace burnish
