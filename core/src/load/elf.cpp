#include "load/elf.hpp"

#include <elf.h>
#include <link.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdint>
#include <string_view>
#include <vector>

#include "burnish/core/result.hpp"

namespace burnish {
namespace {

using Header = ElfW(Ehdr);
using Segment = ElfW(Phdr);
using Symbol = ElfW(Sym);
using Entry = ElfW(Dyn);
using Address = ElfW(Addr);

constexpr std::string_view entry_symbol = "burnish_module_v1";
constexpr std::string_view entry_stem = "burnish_module_v";  // another major of the contract in the same file is fine
constexpr std::size_t most_segments = 128;
constexpr std::size_t most_dynamic_entries = 4096;
constexpr std::size_t most_exports = 64;  // hash slots that are looked at before a file is called leaky
constexpr std::size_t most_undefined = std::size_t{1} << 20;  // imports in a file that has only the old hash table

#if defined(__x86_64__)
constexpr int native_machine = EM_X86_64;
#elif defined(__aarch64__)
constexpr int native_machine = EM_AARCH64;
#elif defined(__riscv)
constexpr int native_machine = EM_RISCV;
#elif defined(__powerpc64__)
constexpr int native_machine = EM_PPC64;
#elif defined(__s390x__)
constexpr int native_machine = EM_S390;
#elif defined(__i386__)
constexpr int native_machine = EM_386;
#elif defined(__arm__)
constexpr int native_machine = EM_ARM;
#else
#error "add this machine's ELF number"
#endif
constexpr int native_class = sizeof(void*) == 8 ? ELFCLASS64 : ELFCLASS32;
constexpr int native_order = __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__ ? ELFDATA2LSB : ELFDATA2MSB;

/// The reason a file is refused, thrown by nobody: carried as the why of an Error.
Error refused(std::string why) { return {Code::Plugin, {}, {}, std::move(why), {}}; }
Error damaged(const char* part) { return refused(std::string("it is damaged: ") + part); }

class ElfFile {
 public:
  ElfFile(int descriptor, uint64_t size) : descriptor_(descriptor), size_(size) {}

  Status read_at(uint64_t at, void* to, std::size_t n, const char* part) const {
    if (at > size_ || n > size_ - at) return damaged(part);
    auto* p = static_cast<char*>(to);
    while (n > 0) {
      const ssize_t got = pread(descriptor_, p, n, static_cast<off_t>(at));
      if (got < 0 && errno == EINTR) continue;
      if (got <= 0) return damaged(part);
      p += got;
      at += static_cast<uint64_t>(got);
      n -= static_cast<std::size_t>(got);
    }
    return Done{};
  }

  /// Where the loader will find address `at` of the mapped library, with at least n bytes after it in its segment.
  Result<uint64_t> offset_of(Address at, uint64_t n, const char* part) const {
    for (const Segment& s : segments_) {
      if (s.p_type != PT_LOAD || at < s.p_vaddr || at - s.p_vaddr > s.p_filesz) continue;
      const uint64_t inside = at - s.p_vaddr;
      if (n > s.p_filesz - inside || s.p_offset > size_ || inside > size_ - s.p_offset) continue;
      return s.p_offset + inside;
    }
    return damaged(part);
  }
  Status read_address(Address at, void* to, std::size_t n, const char* part) const {
    BURNISH_TRY(const uint64_t offset, offset_of(at, n, part));
    return read_at(offset, to, n, part);
  }

  Status check_header() {
    Header h{};
    if (size_ < sizeof h) return refused("it is too short for an ELF shared library");
    BURNISH_CHECK(read_at(0, &h, sizeof h, "its header cannot be read"));
    if (std::string_view(reinterpret_cast<const char*>(h.e_ident), SELFMAG) != std::string_view(ELFMAG, SELFMAG))
      return refused("it is not an ELF shared library");
    if (h.e_ident[EI_CLASS] != native_class || h.e_ident[EI_DATA] != native_order || h.e_machine != native_machine)
      return refused("it was built for another kind of machine (ELF machine " + std::to_string(h.e_machine) + ")");
    if (h.e_type != ET_DYN) return refused("it is not a shared library (ELF type " + std::to_string(h.e_type) + ")");
    if (h.e_phentsize != sizeof(Segment) || h.e_phnum == 0 || h.e_phnum > most_segments)
      return damaged("its program headers make no sense");
    segments_.resize(h.e_phnum);
    return read_at(h.e_phoff, segments_.data(), segments_.size() * sizeof(Segment), "its program headers are cut off");
  }

  Status check_segments() const {
    bool stack_stated = false;
    for (const Segment& s : segments_) {
      if (s.p_type == PT_INTERP) return refused("it is a program, not a plugin");
      if (s.p_type == PT_GNU_STACK) {
        stack_stated = true;
        if ((s.p_flags & PF_X) != 0) return refused("it asks for an executable stack");
      }
      if (s.p_type != PT_LOAD) continue;
      if (s.p_filesz > s.p_memsz || s.p_offset > size_ || s.p_filesz > size_ - s.p_offset)
        return damaged("a segment reaches beyond the end of the file");
      if ((s.p_flags & PF_W) != 0 && (s.p_flags & PF_X) != 0)
        return refused("it asks for memory that is writable and executable");
    }
    // Without the note the loader makes the stack executable.
    if (!stack_stated) return refused("it asks for an executable stack (no GNU_STACK header)");
    return Done{};
  }

  Status read_dynamic() {
    const auto found =
        std::find_if(segments_.begin(), segments_.end(), [](const Segment& s) { return s.p_type == PT_DYNAMIC; });
    if (found == segments_.end()) return damaged("it has no dynamic section");
    const std::size_t n = found->p_filesz / sizeof(Entry);
    if (n == 0 || n > most_dynamic_entries) return damaged("its dynamic section makes no sense");
    std::vector<Entry> entries(n);
    // The loader reads it at its address, not at its offset.
    BURNISH_CHECK(read_address(found->p_vaddr, entries.data(), n * sizeof(Entry), "its dynamic section is cut off"));
    for (const Entry& e : entries) {
      if (e.d_tag == DT_NULL) break;
      note_entry(e);
    }
    if (text_relocations_) return refused("it has relocations in its code (build it with -fPIC)");
    if (symbols_ == 0 || names_ == 0 || names_size_ == 0) return damaged("it has no symbol table");
    if (symbol_size_ != sizeof(Symbol)) return damaged("its symbol table makes no sense");
    return Done{};
  }

  Status check_exports() {
    BURNISH_CHECK(gnu_hash_ != 0 ? walk_gnu_hash() : walk_old_hash());
    if (!unique_.empty())
      return refused("it exports the process-wide unique symbol " + unique_ + " (build it with -fno-gnu-unique)");
    if (!other_.empty())
      return refused("it exports " + other_ + " beside " + std::string(entry_symbol) +
                     "; a plugin exports nothing else (burnish_add_plugin() sees to that)");
    if (!entry_found_ && !other_major_.empty())
      return refused("it was made for another version of the plugin contract (" + other_major_ +
                     "; this Burnish reads " + std::string(entry_symbol) + ")");
    if (!entry_found_)
      return refused("it does not export " + std::string(entry_symbol) + ", so it is not a Burnish plugin");
    return Done{};
  }

 private:
  void note_entry(const Entry& e) {
    switch (e.d_tag) {
      case DT_SYMTAB:
        symbols_ = e.d_un.d_ptr;
        break;
      case DT_STRTAB:
        names_ = e.d_un.d_ptr;
        break;
      case DT_STRSZ:
        names_size_ = e.d_un.d_val;
        break;
      case DT_SYMENT:
        symbol_size_ = e.d_un.d_val;
        break;
      case DT_HASH:
        old_hash_ = e.d_un.d_ptr;
        break;
      case DT_GNU_HASH:
        gnu_hash_ = e.d_un.d_ptr;
        break;
      case DT_TEXTREL:
        text_relocations_ = true;
        break;
      case DT_FLAGS:
        text_relocations_ |= (e.d_un.d_val & DF_TEXTREL) != 0;
        break;
      default:
        break;
    }
  }

  /// The symbols that the loader can find by name are exactly those in the chains of the hash table.
  Status walk_gnu_hash() {
    std::array<uint32_t, 4> head{};  // buckets, first symbol, words of the Bloom filter, its shift
    BURNISH_CHECK(read_address(gnu_hash_, head.data(), sizeof head, "its hash table is cut off"));
    const auto [buckets, first, words, shift] = head;
    if (buckets == 0 || buckets > most_undefined || words > most_undefined)
      return damaged("its hash table makes no sense");
    const Address bucket_address = gnu_hash_ + sizeof head + Address{words} * sizeof(Address);
    std::vector<uint32_t> starts(buckets);
    BURNISH_CHECK(read_address(bucket_address, starts.data(), starts.size() * 4, "its hash table is cut off"));
    const Address chains = bucket_address + Address{buckets} * 4;
    std::size_t seen = 0;
    for (const uint32_t start : starts) {
      if (start == 0) continue;
      if (start < first) return damaged("its hash table makes no sense");
      for (uint32_t index = start;; ++index) {
        if (++seen > most_exports) return damaged_or_leaky();
        uint32_t hash = 0;
        BURNISH_CHECK(read_address(chains + Address{index - first} * 4, &hash, 4, "its hash table is cut off"));
        BURNISH_CHECK(note_symbol(index));
        if ((hash & 1U) != 0) break;
      }
    }
    return Done{};
  }

  Status walk_old_hash() {
    std::array<uint32_t, 2> head{};  // buckets, symbols
    if (old_hash_ == 0) return damaged("it has no hash table of its symbols");
    BURNISH_CHECK(read_address(old_hash_, head.data(), sizeof head, "its hash table is cut off"));
    if (head[1] > most_undefined) return damaged("its hash table makes no sense");
    for (uint32_t index = 1; index < head[1]; ++index) BURNISH_CHECK(note_symbol(index));
    return Done{};
  }

  Status damaged_or_leaky() const {
    if (other_.empty()) return damaged("its hash table makes no sense");
    return refused("it exports " + other_ + " and many more symbols; a plugin exports only " +
                   std::string(entry_symbol));
  }

  Status note_symbol(uint32_t index) {
    Symbol s{};
    BURNISH_CHECK(read_address(symbols_ + Address{index} * sizeof s, &s, sizeof s, "its symbol table is cut off"));
    const int binding = ELF64_ST_BIND(s.st_info);  // the same bits in both classes
    const int visibility = ELF64_ST_VISIBILITY(s.st_other);
    if (s.st_shndx == SHN_UNDEF || binding == STB_LOCAL) return Done{};
    if (visibility == STV_HIDDEN || visibility == STV_INTERNAL) return Done{};
    BURNISH_TRY(const std::string name, name_at(s.st_name));
    if (binding == STB_GNU_UNIQUE) {
      if (unique_.empty()) unique_ = name;
    } else if (name == entry_symbol) {
      if (ELF64_ST_TYPE(s.st_info) != STT_OBJECT)
        return refused(std::string(entry_symbol) + " is not a data object in it");
      entry_found_ = true;
    } else if (is_other_major(name)) {
      other_major_ = name;
    } else if (other_.empty()) {
      other_ = name;
    }
    return Done{};
  }

  static bool is_other_major(std::string_view name) {
    if (name.size() <= entry_stem.size() || name.size() > entry_stem.size() + 4) return false;
    if (name.substr(0, entry_stem.size()) != entry_stem) return false;
    const std::string_view major = name.substr(entry_stem.size());
    return std::all_of(major.begin(), major.end(), [](char c) { return c >= '0' && c <= '9'; });
  }

  /// Bounded: a mangled C++ name may be long, and what is printed need not be whole.
  Result<std::string> name_at(uint64_t at) const {
    if (at >= names_size_) return damaged("a symbol's name is outside the table of names");
    std::array<char, 120> text{};
    const std::size_t n = static_cast<std::size_t>(std::min<uint64_t>(text.size(), names_size_ - at));
    BURNISH_CHECK(read_address(names_ + at, text.data(), n, "its table of names is cut off"));
    const auto end = std::find(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(n), '\0');
    std::string name(text.begin(), end);
    for (char& c : name)
      if (c < 0x21 || c > 0x7e) c = '?';
    return name;
  }

  int descriptor_;
  uint64_t size_;
  std::vector<Segment> segments_;
  Address symbols_ = 0, names_ = 0, old_hash_ = 0, gnu_hash_ = 0;
  uint64_t names_size_ = 0, symbol_size_ = sizeof(Symbol);
  bool text_relocations_ = false, entry_found_ = false;
  std::string other_, unique_, other_major_;
};

Status inspect(ElfFile& file) {
  BURNISH_CHECK(file.check_header());
  BURNISH_CHECK(file.check_segments());
  BURNISH_CHECK(file.read_dynamic());
  return file.check_exports();
}

}  // namespace

std::optional<std::string> refuse_elf(int descriptor) {
  struct stat facts {};
  if (fstat(descriptor, &facts) != 0 || !S_ISREG(facts.st_mode)) return "it is not a regular file";
  ElfFile file(descriptor, static_cast<uint64_t>(facts.st_size));
  Status verdict = inspect(file);
  if (verdict.ok()) return std::nullopt;
  return verdict.error().why;
}

}  // namespace burnish
