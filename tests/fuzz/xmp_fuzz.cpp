// Any bytes as an XMP packet: a record that is put into it is read back, and the second time changes nothing.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "metadata/provenance.hpp"
#include "metadata/xmp.hpp"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* bytes, std::size_t size) {
  using namespace burnish;
  const std::string_view packet(reinterpret_cast<const char*>(bytes), size);
  std::vector<MetadataEntry> entries;
  (void)describe_xmp(packet, entries);
  (void)mend_xmp(packet, {{8, 6}, true, true});
  Provenance record = read_provenance(packet);
  const std::string alone = only_provenance(packet);
  if (!alone.empty() && read_provenance(alone) != record) std::abort();
  record.source_type = SourceType::TrainedAlgorithmicMedia;
  record.parameters["a=b"] = "c";
  const std::string once = put_provenance(packet, record);
  if (read_provenance(once) != record || put_provenance(once, record) != once) std::abort();
  return 0;
}
