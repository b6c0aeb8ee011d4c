#include "load/module_record.hpp"

#include "load/kinds.hpp"

namespace burnish {
namespace {

void write_texts(RecordWriter& w, const std::vector<std::string>& texts) {
  w.number(static_cast<uint32_t>(texts.size()));
  for (const std::string& text : texts) w.text(text);
}

std::vector<std::string> read_texts(RecordReader& r) {
  std::vector<std::string> texts(r.count(4));
  for (std::string& text : texts) text = r.text();
  return texts;
}

void write_parameter(RecordWriter& w, const Parameter& p) {
  w.number(p.type);
  w.number(p.flags);
  for (const std::string* text : {&p.id, &p.label, &p.doc, &p.group, &p.unit, &p.def, &p.visible_if, &p.aliases})
    w.text(*text);
  for (const double v : {p.min, p.max, p.soft_min, p.soft_max, p.step}) w.number(v);
  w.number(p.since);
  w.number(static_cast<uint32_t>(p.choices.size()));
  for (const Choice& c : p.choices) {
    w.text(c.id);
    w.text(c.label);
    w.text(c.doc);
  }
}

void read_parameter(RecordReader& r, Parameter& p) {
  p.type = r.number<int32_t>();
  p.flags = r.number<uint32_t>();
  for (std::string* text : {&p.id, &p.label, &p.doc, &p.group, &p.unit, &p.def, &p.visible_if, &p.aliases})
    *text = r.text();
  for (double* v : {&p.min, &p.max, &p.soft_min, &p.soft_max, &p.step}) *v = r.number<double>();
  p.since = r.number<uint32_t>();
  p.choices.resize(r.count(12));
  for (Choice& c : p.choices) {
    c.id = r.text();
    c.label = r.text();
    c.doc = r.text();
  }
}

void write_item(RecordWriter& w, const Item& item) {
  w.number(static_cast<uint32_t>(item.kind));
  w.number(item.index);
  for (const std::string* text : {&item.id, &item.name, &item.summary, &item.doc, &item.format, &item.quality})
    w.text(*text);
  for (const uint32_t n : {item.version, item.flags, item.min_inputs, item.max_inputs, item.encoder_flags}) w.number(n);
  w.number(item.rank);
  w.number(static_cast<uint8_t>(item.host_converts));
  w.number(static_cast<uint8_t>(item.alpha));
  for (const auto* texts : {&item.tags, &item.permissions, &item.mime, &item.extensions}) write_texts(w, *texts);
  w.number(static_cast<uint32_t>(item.magics.size()));
  for (const Magic& m : item.magics) {
    w.number(m.at);
    w.text(m.bytes);
    w.text(m.mask);
  }
  for (const auto* texts : {&item.needs, &item.labels}) write_texts(w, *texts);
  w.number(static_cast<uint8_t>(item.chooses));
  for (const auto* parameters : {&item.parameters, &item.requests}) {
    w.number(static_cast<uint32_t>(parameters->size()));
    for (const Parameter& p : *parameters) write_parameter(w, p);
  }
}

void read_item(RecordReader& r, Item& item) {
  const auto kind = r.number<uint32_t>();
  if (kind >= kind_names.size()) return r.fail();
  item.kind = static_cast<Kind>(kind);
  item.index = r.number<uint32_t>();
  for (std::string* text : {&item.id, &item.name, &item.summary, &item.doc, &item.format, &item.quality})
    *text = r.text();
  for (uint32_t* n : {&item.version, &item.flags, &item.min_inputs, &item.max_inputs, &item.encoder_flags})
    *n = r.number<uint32_t>();
  item.rank = r.number<int32_t>();
  item.host_converts = r.number<uint8_t>() != 0;
  item.alpha = r.number<uint8_t>() != 0;
  for (auto* texts : {&item.tags, &item.permissions, &item.mime, &item.extensions}) *texts = read_texts(r);
  item.magics.resize(r.count(12));
  for (Magic& m : item.magics) {
    m.at = r.number<uint32_t>();
    m.bytes = r.text();
    m.mask = r.text();
    if (m.bytes.empty() || (!m.mask.empty() && m.mask.size() != m.bytes.size())) r.fail();
  }
  for (auto* texts : {&item.needs, &item.labels}) *texts = read_texts(r);
  item.chooses = r.number<uint8_t>() != 0;
  for (auto* parameters : {&item.parameters, &item.requests}) {
    parameters->resize(r.count(84));
    for (Parameter& p : *parameters) read_parameter(r, p);
  }
}

}  // namespace

void write_module(RecordWriter& w, const Module& module) {
  w.number(static_cast<uint32_t>(module.state));
  for (const std::string* text :
       {&module.id, &module.version, &module.vendor, &module.license, &module.sha256, &module.reason})
    w.text(*text);
  w.number(static_cast<uint32_t>(module.items.size()));
  for (const Item& item : module.items) write_item(w, item);
}

Module read_module(RecordReader& r) {
  Module module;
  const auto state = r.number<uint32_t>();
  if (state > static_cast<uint32_t>(ModuleState::Duplicate)) r.fail();
  module.state = static_cast<ModuleState>(state);
  for (std::string* text :
       {&module.id, &module.version, &module.vendor, &module.license, &module.sha256, &module.reason})
    *text = r.text();
  module.items.resize(r.count(80));
  for (Item& item : module.items) read_item(r, item);
  return module;
}

}  // namespace burnish
