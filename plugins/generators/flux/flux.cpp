// The module: one generator per model, and the generative operations. See README.md for providers.
#include <array>
#include <utility>

#include "job.hpp"

namespace {

using burnish::detail::guard;

/// The functions of the table of models()[I]: a table's functions are not told whose they are.
template <std::size_t I>
struct Table {
  static const flux::Model& model() { return flux::models()[I]; }

  static burnish_status estimate(const burnish_call* c, const burnish_prepare* p, double* seconds, double* price,
                                 const char** currency) noexcept {
    return guard(c, [&] {
      const flux::Price v = flux::estimate(model(), c, *p, currency);
      *seconds = v.seconds;
      *price = v.amount;
    });
  }
  static burnish_status submit(const burnish_call* c, const burnish_prepare* p, const burnish_reader* const* inputs,
                               const burnish_sink* ticket, const burnish_delivery* delivery) noexcept {
    return guard(c, [&]() -> burnish_status {
      const burnish::submit_call call{c, {inputs, inputs == nullptr ? 0 : p->input_count}, *ticket, delivery};
      return flux::submit(model(), *p, call) ? BURNISH_OK : BURNISH_PENDING;
    });
  }
};

std::string_view bytes(const void* p, std::size_t n) { return {static_cast<const char*>(p), n}; }

burnish_status poll(const burnish_call* c, const void* ticket, std::size_t n, uint32_t* again_ms) noexcept {
  return guard(c, [&]() -> burnish_status {
    *again_ms = flux::poll(c, bytes(ticket, n));
    return *again_ms == 0 ? BURNISH_OK : BURNISH_PENDING;
  });
}
burnish_status fetch(const burnish_call* c, const void* ticket, std::size_t n, uint32_t index, const burnish_sink* file,
                     burnish_meta* meta) noexcept {
  return guard(c, [&]() -> burnish_status {
    return flux::fetch({c, bytes(ticket, n), index, *file, *meta}) ? BURNISH_OK : BURNISH_NOT_MINE;
  });
}
burnish_status abandon(const burnish_call* c, const void* ticket, std::size_t n) noexcept {
  return guard(c, [&] { flux::abandon(c, bytes(ticket, n)); });
}
burnish_status balance(const burnish_call* c, double* amount, const char** currency) noexcept {
  return guard(c, [&] { *amount = flux::balance(c, currency); });
}

template <std::size_t I>
burnish_generator table() {
  const flux::Model& model = flux::models()[I];
  burnish_generator t{};
  t.struct_size = sizeof t;
  t.desc = &model.desc;
  t.max_inputs = model.references;
  for (uint32_t p = 0; p < model.desc.param_count; ++p)
    if (model.desc.params[p].type == BURNISH_P_IMAGE) ++t.max_inputs;
  if (model.work == flux::Work::TryOn) t.max_inputs = 2;
  t.estimate = &Table<I>::estimate;
  t.submit = &Table<I>::submit;
  t.poll = &poll;
  t.fetch = &fetch;
  t.abandon = &abandon;
  t.balance = &balance;
  return t;
}

template <std::size_t... I>
const void* table_at(uint32_t index, std::index_sequence<I...>) noexcept {
  static const std::array<burnish_generator, sizeof...(I)> tables{table<I>()...};
  return index < tables.size() ? &tables[index] : nullptr;
}

const void* item(const char* kind, uint32_t index) noexcept {
  if (kind == nullptr || std::string_view(kind) != "burnish.generator/1") return nullptr;
  return table_at(index, std::make_index_sequence<flux::model_count>{});
}

}  // namespace

extern "C" BURNISH_EXPORT const burnish_module burnish_module_v1 = {
    sizeof(burnish_module), BURNISH_ABI_MINOR, 0,       "burnish.flux", "0.1.0", "Burnish",
    "Apache-2.0",           nullptr,           nullptr, &item};
