#include "metadata/iptc.hpp"

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <string>

#include "metadata/entries.hpp"

namespace burnish {
namespace {

struct Name {
  uint8_t dataset;
  const char* name;
};
constexpr Name names[] = {
    {5, "ObjectName"},
    {7, "EditStatus"},
    {10, "Urgency"},
    {15, "Category"},
    {20, "SupplementalCategories"},
    {25, "Keywords"},
    {40, "SpecialInstructions"},
    {55, "DateCreated"},
    {60, "TimeCreated"},
    {80, "By-line"},
    {85, "By-lineTitle"},
    {90, "City"},
    {92, "Sub-location"},
    {95, "Province-State"},
    {101, "Country"},
    {103, "OriginalTransmissionReference"},
    {105, "Headline"},
    {110, "Credit"},
    {115, "Source"},
    {116, "CopyrightNotice"},
    {118, "Contact"},
    {120, "Caption-Abstract"},
    {122, "Writer-Editor"},
};
constexpr uint8_t marker = 0x1C, application_record = 2;
constexpr std::size_t most_entries = 500;

}  // namespace

bool for_each_dataset(std::string_view block,
                      const std::function<void(uint8_t record, uint8_t dataset, std::string_view value)>& f) {
  const auto byte = [&](std::size_t at) { return static_cast<uint8_t>(block[at]); };
  std::size_t at = 0;
  while (block.size() - at >= 5 && byte(at) == marker) {
    const uint8_t record = byte(at + 1), dataset = byte(at + 2);
    std::size_t size = static_cast<std::size_t>(byte(at + 3)) << 8U | byte(at + 4);
    at += 5;
    if (size >= 0x8000) {  // extended: so many bytes of size follow
      const std::size_t digits = size & 0x7FFFU;
      if (digits > 4 || digits > block.size() - at) return false;
      size = 0;
      for (std::size_t i = 0; i < digits; ++i) size = size << 8U | byte(at + i);
      at += digits;
    }
    if (size > block.size() - at) return false;
    f(record, dataset, block.substr(at, size));
    at += size;
  }
  // Blocks are padded to an even size.
  return std::all_of(block.begin() + static_cast<std::ptrdiff_t>(at), block.end(), [](char c) { return c == '\0'; });
}

bool describe_iptc(std::string_view block, std::vector<MetadataEntry>& entries) {
  std::size_t found = 0;
  return for_each_dataset(block, [&](uint8_t record, uint8_t dataset, std::string_view value) {
    const Name* name =
        std::find_if(std::begin(names), std::end(names), [&](const Name& n) { return n.dataset == dataset; });
    if (record == application_record && name != std::end(names) && found++ < most_entries)
      entries.push_back({std::string("iptc:") + name->name, clean_text(value)});
  });
}

}  // namespace burnish
