#include <algorithm>

#include "burnish/core/run.hpp"
#include "image/colour.hpp"
#include "import/facts.hpp"
#include "import/picture_service.hpp"
#include "import/tell.hpp"
#include "inspect_marks.hpp"
#include "load/host.hpp"
#include "metadata/entries.hpp"
#include "metadata/marks.hpp"
#include "metadata/provenance.hpp"
#include "source/session.hpp"

namespace burnish {
namespace {

std::string icc_of(const DecoderSession& session) {
  const auto block = session.metadata().find("block:icc");
  if (block != session.metadata().end()) return block->second;
  const burnish_color& colour = session.info().color;
  if (colour.icc == nullptr) return {};
  return {static_cast<const char*>(colour.icc), colour.icc_size};
}

void describe_profile(const DecoderSession& session, FileFacts& facts) {
  const std::string icc = icc_of(session);
  if (icc.empty()) return;
  std::string note;
  const ProfileKind kind = classify_profile(icc, session.info().format, &note);
  if (!note.empty()) facts.warnings.push_back(std::move(note));
  facts.profile = clean_text(profile_name(icc), 200);
  if (facts.profile.empty()) facts.profile = kind == ProfileKind::Srgb ? "sRGB" : "unnamed";
}

}  // namespace

Result<FileFacts> inspect(const Catalogue& catalogue, const std::filesystem::path& path, const RunOptions& options,
                          const Services& services) {
  Host host(services.log);
  host.set_service("burnish.picture/1", imports::picture_service());
  const Deadline deadline =
      options.timeout.count() > 0 ? std::chrono::steady_clock::now() + options.timeout : no_deadline;
  DecodeLimits limits;
  limits.max_pixels = options.max_pixels;
  BURNISH_TRY(const auto session,
              DecoderSession::open(catalogue, path, {}, limits,
                                   CallContext{host.get(), services.cancel, deadline, options.max_pixels}));
  const burnish_image_info& info = session->info();
  FileFacts facts;
  facts.path = path.string();
  facts.format = session->item().format;
  facts.width = info.width;
  facts.height = info.height;
  facts.frames = session->frames();
  facts.bits = static_cast<uint32_t>(8 * sample_size(info.format));
  facts.channels = static_cast<uint32_t>(channel_count(info.format));
  facts.alpha = info.format.alpha > BURNISH_ALPHA_NONE;
  facts.orientation = std::clamp(info.orientation, 1, 8);
  facts.bytes = session->bytes();
  describe_profile(*session, facts);
  const Blocks blocks = unpack_marks(session->metadata());
  facts.metadata = describe_metadata(blocks, facts.warnings);
  const auto xmp = blocks.find("block:xmp");
  if (xmp != blocks.end()) facts.provenance = read_provenance(xmp->second);
  if (auto told = imports::tell(catalogue, path, {host.get(), services.cancel, deadline})) {
    facts.provenance = imports::merged(std::move(facts.provenance), told->record);
    facts.warnings.insert(facts.warnings.end(), told->notes.begin(), told->notes.end());
  }
  inspect_marks(path, session->metadata(), blocks, facts);
  for (std::string& note : session->take_notes()) facts.warnings.push_back(std::move(note));
  return facts;
}

}  // namespace burnish
