#include "contract/module_checks.hpp"

#include <elf.h>

#include <cstring>
#include <stdexcept>

#include "kit/codec.hpp"

namespace burnish::contract {
namespace {

/// A struct at an offset of the file, checked against its end.
template <class T>
T at(const kit::Bytes& file, uint64_t offset) {
  if (offset > file.size() || file.size() - offset < sizeof(T)) throw std::runtime_error("the ELF file ends early");
  T v;
  std::memcpy(&v, file.data() + offset, sizeof v);
  return v;
}

std::string text_at(const kit::Bytes& file, uint64_t offset) {
  std::string r;
  for (; at<char>(file, offset) != 0; ++offset) r += at<char>(file, offset);
  return r;
}

void read_symbols(const kit::Bytes& file, const Elf64_Shdr& table, const Elf64_Shdr& names, ElfFacts& facts) {
  for (uint64_t o = 0; o + sizeof(Elf64_Sym) <= table.sh_size; o += sizeof(Elf64_Sym)) {
    const auto s = at<Elf64_Sym>(file, table.sh_offset + o);
    const int visibility = ELF64_ST_VISIBILITY(s.st_other);
    if (s.st_shndx == SHN_UNDEF || ELF64_ST_BIND(s.st_info) == STB_LOCAL) continue;
    if (visibility == STV_HIDDEN || visibility == STV_INTERNAL) continue;
    facts.exports.push_back(text_at(file, names.sh_offset + s.st_name));
  }
}

void read_dynamic(const kit::Bytes& file, const Elf64_Shdr& table, const Elf64_Shdr& names, ElfFacts& facts) {
  for (uint64_t o = 0; o + sizeof(Elf64_Dyn) <= table.sh_size; o += sizeof(Elf64_Dyn)) {
    const auto d = at<Elf64_Dyn>(file, table.sh_offset + o);
    if (d.d_tag == DT_NEEDED) facts.needed.push_back(text_at(file, names.sh_offset + d.d_un.d_val));
    if (d.d_tag == DT_TEXTREL) facts.text_relocations = true;
    if (d.d_tag == DT_RPATH || d.d_tag == DT_RUNPATH) facts.run_path = true;
  }
}

}  // namespace

ElfFacts read_elf(const std::filesystem::path& path) {
  const kit::Bytes file = kit::read_file(path.string());
  const auto header = at<Elf64_Ehdr>(file, 0);
  if (std::memcmp(header.e_ident, ELFMAG, SELFMAG) != 0 || header.e_ident[EI_CLASS] != ELFCLASS64)
    throw std::runtime_error(path.string() + " is not a 64-bit ELF file");
  const auto section = [&](uint32_t i) {
    return at<Elf64_Shdr>(file, header.e_shoff + uint64_t{i} * header.e_shentsize);
  };
  ElfFacts facts;
  for (uint32_t i = 0; i < header.e_shnum; ++i) {
    const Elf64_Shdr s = section(i);
    if (s.sh_type == SHT_DYNSYM) read_symbols(file, s, section(s.sh_link), facts);
    if (s.sh_type == SHT_DYNAMIC) read_dynamic(file, s, section(s.sh_link), facts);
  }
  for (uint32_t i = 0; i < header.e_phnum; ++i) {
    const auto p = at<Elf64_Phdr>(file, header.e_phoff + uint64_t{i} * header.e_phentsize);
    if (p.p_type == PT_GNU_STACK && (p.p_flags & PF_X) != 0) facts.executable_stack = true;
  }
  return facts;
}

Problems check_file(const std::filesystem::path& file) {
  Problems p;
  const ElfFacts facts = read_elf(file);
  for (const std::string& e : facts.exports) p.add_if(e != "burnish_module_v1", "exports " + e);
  p.add_if(facts.exports.size() != 1,
           "exports " + std::to_string(facts.exports.size()) + " symbols, not burnish_module_v1 alone");
  p.add_if(facts.executable_stack, "asks for an executable stack");
  p.add_if(facts.text_relocations, "has text relocations");
  for (const std::string& n : facts.needed)
    for (const char* foreign : {"libtbb", "libgomp", "libomp", "libburnish"})
      p.add_if(n.rfind(foreign, 0) == 0, "is linked to " + n + ": threads and pictures are the host's");
  return p;
}

Problems check_module(const burnish_module& m) {
  Problems p;
  p.add_if(m.struct_size < sizeof m || m.struct_size > sizeof m + 1024, "struct_size " + std::to_string(m.struct_size));
  p.add_if(m.min_host_minor > BURNISH_ABI_MINOR, "asks for a newer host");
  for (const char* text : {m.id, m.version, m.vendor, m.license})
    p.add_if(text == nullptr || *text == 0, "id, version, vendor or license is missing");
  if (m.item == nullptr) {
    p.add("no item()");
    return p;
  }
  int tables = 0;
  for (const char* kind : {"burnish.pixel/1", "burnish.decoder/1", "burnish.encoder/1", "burnish.analyser/1",
                           "burnish.generator/1", "burnish.importer/1", "burnish.settle/1"}) {
    uint32_t n = 0;
    while (n < 10000 && m.item(kind, n) != nullptr) ++n;
    tables += static_cast<int>(n);
    p.add_if(n == 10000, std::string("item(") + kind + ") never ends");
    for (uint32_t i = 0; i < n && n < 10000; ++i)
      p.add_if(m.item(kind, i) != m.item(kind, i), std::string("item(") + kind + ") changes its answer");
    for (const uint32_t past : {n, n + 1, n + 1000, UINT32_MAX})
      p.add_if(m.item(kind, past) != nullptr,
               std::string("item(") + kind + ", " + std::to_string(past) + ") is past the end");
    p.add_if(m.item((std::string(kind) + "x").c_str(), 0) != nullptr,
             std::string("item() takes ") + kind + "x for a kind");
  }
  for (const char* kind : {"", "burnish", "burnish.pixel", "burnish.pixel/", "burnish.pixel/2", "x-unknown/1"})
    p.add_if(m.item(kind, 0) != nullptr, std::string("item() answers the unknown kind '") + kind + "'");
  p.add_if(tables == 0, "the module offers nothing");
  return p;
}

}  // namespace burnish::contract
