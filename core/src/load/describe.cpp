#include "load/describe.hpp"

#include <burnish/analyser.h>
#include <burnish/codec.h>
#include <burnish/generator.h>
#include <burnish/importer.h>

#include <algorithm>
#include <cmath>
#include <cstring>

#include "load/describe_text.hpp"
#include "load/kinds.hpp"

namespace burnish {
namespace {

constexpr uint32_t most_tables = 4096;  // of one kind in one module
constexpr uint32_t most_params = 1024;
constexpr uint32_t most_formats = 4096;

/// Every table begins alike.
struct TableHead {
  uint32_t struct_size;
  const burnish_desc* desc;
};
static_assert(offsetof(burnish_pixel, desc) == offsetof(TableHead, desc));
static_assert(offsetof(burnish_decoder, desc) == offsetof(TableHead, desc));
static_assert(offsetof(burnish_encoder, desc) == offsetof(TableHead, desc));
static_assert(offsetof(burnish_analyser, desc) == offsetof(TableHead, desc));
static_assert(offsetof(burnish_generator, desc) == offsetof(TableHead, desc));
static_assert(offsetof(burnish_importer, desc) == offsetof(TableHead, desc));

std::size_t known_size(Kind kind) {
  switch (kind) {
    case Kind::Pixel:
      return sizeof(burnish_pixel);
    case Kind::Decoder:
      return sizeof(burnish_decoder);
    case Kind::Encoder:
      return sizeof(burnish_encoder);
    case Kind::Analyser:
      return sizeof(burnish_analyser);
    case Kind::Generator:
      return sizeof(burnish_generator);
    case Kind::Importer:
      return sizeof(burnish_importer);
  }
  return sizeof(TableHead);
}

/// Of functions that the host calls without asking whether they are there: the first that is missing, or null.
const char* missing_function(Kind kind, const void* table) {
  const auto first = [](std::initializer_list<std::pair<const char*, bool>> functions) -> const char* {
    for (const auto& [name, there] : functions)
      if (!there) return name;
    return nullptr;
  };
  switch (kind) {
    case Kind::Pixel: {
      const auto& t = *static_cast<const burnish_pixel*>(table);
      return first({{"prepare", t.prepare != nullptr}, {"release", t.release != nullptr}});
    }
    case Kind::Decoder: {
      const auto& t = *static_cast<const burnish_decoder*>(table);
      return first({{"open", t.open != nullptr},
                    {"shrinks", t.shrinks != nullptr},
                    {"layout", t.layout != nullptr},
                    {"read", t.read != nullptr},
                    {"close", t.close != nullptr}});
    }
    case Kind::Encoder: {
      const auto& t = *static_cast<const burnish_encoder*>(table);
      return first({{"open", t.open != nullptr}, {"encode", t.encode != nullptr}, {"close", t.close != nullptr}});
    }
    case Kind::Analyser:
      return first({{"analyse", static_cast<const burnish_analyser*>(table)->analyse != nullptr}});
    case Kind::Generator: {
      const auto& t = *static_cast<const burnish_generator*>(table);
      return first({{"estimate", t.estimate != nullptr},
                    {"submit", t.submit != nullptr},
                    {"poll", t.poll != nullptr},
                    {"fetch", t.fetch != nullptr},
                    {"abandon", t.abandon != nullptr}});
    }
    case Kind::Importer: {
      const auto& t = *static_cast<const burnish_importer*>(table);
      return first({{"probe", t.probe != nullptr}, {"scan", t.scan != nullptr}});
    }
  }
  return nullptr;
}

/// Builds one Item; the first thing that is wrong is kept in why().
class ItemReader {
 public:
  ItemReader(Kind kind, const void* table) : kind_(kind), table_(table) {}

  Result<Item> read() {
    item_.kind = kind_;
    if (const std::string why = refuse_table(kind_, table_); !why.empty()) return refusal(why);
    read_description(*static_cast<const TableHead*>(table_)->desc);
    if (text_.ok()) read_kind();
    if (!text_.ok()) return refusal(text_.why());
    return std::move(item_);
  }

 private:
  Error refusal(const std::string& why) const {
    std::string which(kind_names[static_cast<std::size_t>(kind_)].word);
    if (!item_.id.empty()) which += " " + item_.id;
    return {Code::Plugin, {}, {}, "its " + which + " is refused: " + why, {}};
  }

  void read_description(const burnish_desc& d) {
    item_.id = text_.id(d.id, "id");
    item_.name = text_.required(d.name, "name");
    item_.summary = text_.required(d.summary, "summary");
    item_.doc = text_.optional(d.doc, "doc");
    item_.version = d.version;
    item_.flags = d.flags;
    if (d.version == 0) text_.fail("its version is 0");
    item_.tags = text_.list(d.tags, "tags");
    item_.permissions = text_.list(d.permissions, "permissions");
    read_parameters(d.params, d.param_count, item_.parameters);
  }

  void read_parameters(const burnish_param* first, uint32_t n, std::vector<Parameter>& into) {
    if (n == 0 || !text_.ok()) return;
    if (first == nullptr || n > most_params) return text_.fail("it declares " + std::to_string(n) + " parameters");
    const uint32_t step = first->struct_size;
    if (step < sizeof(burnish_param) || step > largest_struct || step % alignof(burnish_param) != 0)
      return text_.fail("its parameters state a struct_size of " + std::to_string(step) + ", not " +
                        std::to_string(sizeof(burnish_param)));
    for (uint32_t i = 0; i < n && text_.ok(); ++i) {
      const char* at = reinterpret_cast<const char*>(first) + std::size_t{step} * i;
      read_parameter(*reinterpret_cast<const burnish_param*>(at), into);
    }
  }

  void read_parameter(const burnish_param& p, std::vector<Parameter>& into) {
    Parameter out;
    out.type = p.type;
    out.flags = p.flags;
    out.id = text_.parameter_id(p.id);
    out.label = text_.optional(p.label, "label");
    out.doc = text_.optional(p.doc, "doc");
    out.group = text_.optional(p.group, "group");
    out.unit = text_.optional(p.unit, "unit");
    out.def = text_.optional(p.def, "default");
    out.visible_if = text_.optional(p.visible_if, "visible_if");
    out.aliases = text_.optional(p.aliases, "aliases");
    out.min = p.min;
    out.max = p.max;
    out.soft_min = p.soft_min;
    out.soft_max = p.soft_max;
    out.step = p.step;
    out.since = p.since;
    if (!text_.ok()) return;
    const std::string name = "its parameter " + out.id;
    const bool twice = std::any_of(into.begin(), into.end(), [&](const Parameter& q) { return q.id == out.id; });
    if (twice) return text_.fail(name + " is declared twice");
    if (p.type < BURNISH_P_BOOL || p.type > BURNISH_P_SECRET)
      return text_.fail(name + " has the unknown type " + std::to_string(p.type));
    for (const double v : {p.min, p.max, p.soft_min, p.soft_max, p.step})
      if (!std::isfinite(v)) return text_.fail(name + " has a bound that is no number");
    if (p.min > p.max) return text_.fail(name + " has its bounds the wrong way round");
    read_choices(p, out);
    into.push_back(std::move(out));
  }

  void read_choices(const burnish_param& p, Parameter& out) {
    if (p.choice_count > most_params || (p.choice_count > 0 && p.choices == nullptr) ||
        (p.type == BURNISH_P_ENUM && p.choice_count == 0))
      return text_.fail("its parameter " + out.id + " has " + std::to_string(p.choice_count) + " choices");
    for (uint32_t i = 0; i < p.choice_count && text_.ok(); ++i) {
      const burnish_choice& c = p.choices[i];
      out.choices.push_back({text_.required(c.id, "choice"), text_.optional(c.label, "choice's label"),
                             text_.optional(c.doc, "choice's doc")});
    }
  }

  void read_kind() {
    switch (kind_) {
      case Kind::Pixel:
        return read_pixel(*static_cast<const burnish_pixel*>(table_));
      case Kind::Decoder:
        return read_decoder(*static_cast<const burnish_decoder*>(table_));
      case Kind::Encoder:
        return read_encoder(*static_cast<const burnish_encoder*>(table_));
      case Kind::Generator:
        return read_generator(*static_cast<const burnish_generator*>(table_));
      case Kind::Analyser:
        return read_analyser(*static_cast<const burnish_analyser*>(table_));
      case Kind::Importer:
        return;
    }
  }

  void read_generator(const burnish_generator& t) {
    item_.min_inputs = 0;
    item_.max_inputs = t.max_inputs;
    constexpr uint32_t most = 64;
    if (t.max_inputs > most)
      text_.fail("it takes up to " + std::to_string(t.max_inputs) + " inputs; " + std::to_string(most) +
                 " are possible");
  }

  void read_analyser(const burnish_analyser& t) {
    item_.needs = text_.list(t.needs, "needs");
    item_.labels = text_.list(t.labels, "labels");
    item_.chooses = t.choose != nullptr;
    read_parameters(t.requests, t.request_count, item_.requests);
    if (t.long_edge < 0) text_.fail("it wants to look at " + std::to_string(t.long_edge) + " pixels");
    if (t.format_count == 0) text_.fail("it accepts no pixel format");
    check_formats(t.formats, t.format_count);
  }

  void read_pixel(const burnish_pixel& t) {
    item_.min_inputs = t.min_inputs;
    item_.max_inputs = t.max_inputs;
    item_.host_converts = t.process == nullptr;
    if (t.min_inputs == 0 || t.max_inputs < t.min_inputs || t.max_inputs > 5)
      text_.fail("it takes " + std::to_string(t.min_inputs) + " to " + std::to_string(t.max_inputs) +
                 " inputs; 1 to 5 are possible");
    check_formats(t.formats, t.format_count);
  }

  void read_decoder(const burnish_decoder& t) {
    item_.rank = t.rank;
    read_codec(t.format, t.mime, t.extensions);
    if (t.magic_count > most_formats || (t.magic_count > 0 && t.magics == nullptr))
      return text_.fail("it declares " + std::to_string(t.magic_count) + " magics");
    for (uint32_t i = 0; i < t.magic_count && text_.ok(); ++i) read_magic(t.magics[i]);
  }

  void read_magic(const burnish_magic& m) {
    if (m.n == 0 || m.n > 256 || m.at > 4096 - m.n || m.bytes == nullptr)
      return text_.fail("a magic of " + std::to_string(m.n) + " bytes at " + std::to_string(m.at) +
                        " is not within the first 4096 bytes");
    Magic out{m.at, std::string(static_cast<const char*>(m.bytes), m.n), {}};
    if (m.mask != nullptr) out.mask.assign(static_cast<const char*>(m.mask), m.n);
    item_.magics.push_back(std::move(out));
  }

  void read_encoder(const burnish_encoder& t) {
    read_codec(t.format, t.mime, t.extensions);
    item_.encoder_flags = t.flags;
    item_.quality = text_.optional(t.quality, "quality");
    if (!text_.ok()) return;
    if (!item_.quality.empty() && item_.parameter(item_.quality) == nullptr)
      return text_.fail("its quality parameter " + item_.quality + " is not declared");
    check_formats(t.formats, t.format_count);
    if (t.format_count == 0) text_.fail("it accepts no pixel format");
    if (!text_.ok()) return;
    item_.alpha = std::any_of(t.formats, t.formats + t.format_count,
                              [](const burnish_format& f) { return f.alpha != BURNISH_ALPHA_NONE; });
  }

  void read_codec(const char* format, const char* const* mime, const char* const* extensions) {
    item_.format = text_.id(format, "format");
    item_.mime = text_.list(mime, "mime");
    item_.extensions = text_.list(extensions, "extensions");
    if (text_.ok() && item_.extensions.empty()) text_.fail("it declares no extension");
  }

  void check_formats(const burnish_format* formats, uint32_t n) {
    if (n > most_formats || (n > 0 && formats == nullptr))
      return text_.fail("it declares " + std::to_string(n) + " pixel formats");
    for (uint32_t i = 0; i < n; ++i) {
      const burnish_format& f = formats[i];
      const bool known_model =
          f.model == BURNISH_ANY || f.model == BURNISH_GRAY || f.model == BURNISH_RGB || f.model == BURNISH_CMYK;
      if (!known_model || f.sample > BURNISH_F32 || f.alpha > BURNISH_ALPHA_PREMUL || f.layout > BURNISH_PLANAR ||
          f.light > BURNISH_LIGHT_ENCODED)
        return text_.fail("pixel format " + std::to_string(i) + " of its list makes no sense");
    }
  }

  Kind kind_;
  const void* table_;
  Item item_;
  DescriptionText text_;
};

}  // namespace

std::string refuse_table(Kind kind, const void* table) {
  const auto& head = *static_cast<const TableHead*>(table);
  if (head.struct_size < known_size(kind) || head.struct_size > largest_struct)
    return "it states a struct_size of " + std::to_string(head.struct_size) + "; at least " +
           std::to_string(known_size(kind)) + " was expected";
  if (head.desc == nullptr) return "it has no description";
  if (head.desc->struct_size < sizeof(burnish_desc) || head.desc->struct_size > largest_struct)
    return "its description states a struct_size of " + std::to_string(head.desc->struct_size) + "; at least " +
           std::to_string(sizeof(burnish_desc)) + " was expected";
  if (const char* name = missing_function(kind, table); name != nullptr)
    return std::string("its function ") + name + " is missing";
  return {};
}

std::string_view table_id(const void* table) {
  const char* id = static_cast<const TableHead*>(table)->desc->id;
  return id == nullptr ? std::string_view() : std::string_view(id);
}

Result<Module> describe_module(const burnish_module& module) {
  const auto refusal = [](std::string why) { return Error{Code::Plugin, {}, {}, std::move(why), {}}; };
  DescriptionText text;
  Module out;
  out.id = text.id(module.id, "id");
  out.version = text.required(module.version, "version");
  out.vendor = text.optional(module.vendor, "vendor");
  out.license = text.optional(module.license, "license");
  if (!text.ok()) return refusal("its module is refused: " + text.why());
  if (module.item == nullptr) return refusal("its module has no function item");
  for (const KindName& kind : kind_names) {
    for (uint32_t index = 0;; ++index) {
      const void* table = module.item(kind.id, index);
      if (table == nullptr) break;
      if (index >= most_tables) return refusal("it does not stop giving tables of kind " + std::string(kind.word));
      BURNISH_TRY(Item item, ItemReader(kind.kind, table).read());
      const bool twice = std::any_of(out.items.begin(), out.items.end(),
                                     [&](const Item& other) { return other.kind == item.kind && other.id == item.id; });
      if (twice) return refusal("it declares the " + std::string(kind.word) + " " + item.id + " twice");
      item.index = index;
      out.items.push_back(std::move(item));
    }
  }
  if (out.items.empty()) return refusal("it holds no table of a kind that this Burnish knows");
  return out;
}

}  // namespace burnish
