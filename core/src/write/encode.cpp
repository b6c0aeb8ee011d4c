#include "write/encode.hpp"

#include <memory>

namespace burnish {

Status encode(const EncodeJob& job, ByteSink& sink, const Call& call) {
  const burnish_image_info* const inputs[] = {job.reader.info};
  burnish_prepare prepare{};
  prepare.struct_size = sizeof prepare;
  prepare.values = job.values.data();
  prepare.input_count = 1;
  prepare.inputs = inputs;
  const MetaBlocks meta(job.blocks);
  const std::string what = "cannot encode " + job.name;

  void* raw = nullptr;
  BURNISH_CHECK(call.check(job.table.open(call.get(), &prepare, &job.reader, meta.get(), &raw), what));
  const std::unique_ptr<void, decltype(job.table.close)> session(raw, job.table.close);
  const burnish_status status = job.table.encode(call.get(), session.get(), &prepare, 0, sink.get());
  if (sink.failure()) return *sink.failure();
  return call.check(status, what);
}

}  // namespace burnish
