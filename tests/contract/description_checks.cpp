#include "contract/description_checks.hpp"

#include <algorithm>
#include <regex>
#include <set>
#include <sstream>
#include <stdexcept>

#include "contract/variants.hpp"
#include "kit/picture.hpp"
#include "kit/values.hpp"

namespace burnish::contract {
namespace {

bool absent(const char* s) { return s == nullptr || *s == 0; }

bool fits(const char* s, const char* pattern) { return s != nullptr && std::regex_match(s, std::regex(pattern)); }

/// One line, no spaces at its ends.
void check_line(Problems& p, const char* s, const std::string& what) {
  if (absent(s)) {
    p.add(what + " is missing");
    return;
  }
  const std::string text(s);
  p.add_if(text.find('\n') != std::string::npos, what + " has a line break");
  p.add_if(text.front() == ' ' || text.back() == ' ', what + " has a space at an end");
}

/// Growable structs end where they ended in some minor version: at least today's required part, never absurd.
void check_size(Problems& p, uint32_t size, std::size_t now, const std::string& what) {
  p.add_if(size < now || size > now + 1024 || size % 4 != 0,
           what + " says struct_size " + std::to_string(size) + "; " + std::to_string(now) + " is this version's");
}

void check_texts(Problems& p, const char* const* list, const char* pattern, const std::string& what, bool required) {
  if (list == nullptr) {
    p.add_if(required, what + " is missing");
    return;
  }
  p.add_if(required && *list == nullptr, what + " is empty");
  for (; *list != nullptr; ++list) p.add_if(!fits(*list, pattern), what + " holds '" + *list + "'");
}

void check_choices(Problems& p, const burnish_param& q, const std::string& what) {
  p.add_if((q.type == BURNISH_P_ENUM) != (q.choice_count > 0), what + ": choices belong to an enumeration, and to it");
  std::set<std::string> seen;
  for (uint32_t i = 0; i < q.choice_count; ++i) {
    const burnish_choice& c = q.choices[i];
    p.add_if(!fits(c.id, "[a-z0-9][a-z0-9_.:+-]*"), what + ": choice id '" + (c.id == nullptr ? "" : c.id) + "'");
    p.add_if(c.id != nullptr && !seen.insert(c.id).second,
             what + ": choice '" + (c.id == nullptr ? "" : c.id) + "' twice");
  }
}

void check_range(Problems& p, const burnish_param& q, const std::string& what) {
  const bool number = q.type == BURNISH_P_INT || q.type == BURNISH_P_REAL;
  const bool bounded = q.min != 0 || q.max != 0;
  p.add_if(bounded && !(q.min < q.max), what + ": min is not below max");
  p.add_if(bounded && !number && q.type != BURNISH_P_IMAGE, what + ": a range without a number");
  p.add_if(q.soft_min != 0 && q.soft_max != 0 && !(q.soft_min < q.soft_max), what + ": soft_min is not below soft_max");
  for (const double soft : {q.soft_min, q.soft_max})  // 0: none
    p.add_if(soft != 0 && bounded && (soft < q.min || soft > q.max), what + ": the soft range leaves the range");
  p.add_if(q.step < 0, what + ": a negative step");
  p.add_if((q.flags & BURNISH_PF_LOG) != 0 && bounded && q.min < 0, what + ": LOG with a negative minimum");
}

void check_default(Problems& p, const burnish_param& q, const std::string& what) {
  p.add_if(q.type == BURNISH_P_SECRET && !absent(q.def), what + ": a secret has no default");
  if (q.def == nullptr) {
    const bool text = q.type >= BURNISH_P_STRING && (q.type == BURNISH_P_STRING || q.type >= BURNISH_P_CURVE);
    p.add_if(!text && (q.flags & BURNISH_PF_LIST) == 0, what + ": no default");
    return;
  }
  try {
    const kit::Values values(&q, 1, {{q.id, q.def}});
  } catch (const std::invalid_argument& e) {
    p.add(what + ": the default does not parse: " + e.what());
  }
}

void check_unit(Problems& p, const burnish_param& q, const std::string& what) {
  static const std::set<std::string> units = {"px", "%", "deg", "ev", "K", "s", "B", "ratio"};
  p.add_if(q.unit != nullptr && units.count(q.unit) == 0,
           what + ": unknown unit '" + (q.unit == nullptr ? "" : q.unit) + "'");
  const bool pixels = q.unit != nullptr && std::string(q.unit) == "px";
  p.add_if((q.flags & BURNISH_PF_SPATIAL) != 0 && !pixels, what + ": SPATIAL, but its unit is not px");
}

}  // namespace

Problems check_parameters(const burnish_param* params, uint32_t count, const std::string& table) {
  Problems p;
  std::set<std::string> ids;
  if (count > 0 && params == nullptr) {
    p.add(table + " declares parameters without a table");
    return p;
  }
  for (uint32_t i = 0; i < count; ++i) {
    const burnish_param& q = kit::param_at(params, i);
    const std::string what = table + " parameter " + (absent(q.id) ? std::to_string(i) : q.id);
    check_size(p, q.struct_size, sizeof q, what);
    p.add_if(q.struct_size != params->struct_size, what + ": another struct_size than the first parameter's");
    p.add_if(!fits(q.id, "[a-z][a-z0-9_]*"), what + ": the id must be [a-z][a-z0-9_]*");
    p.add_if(q.type < BURNISH_P_BOOL || q.type > BURNISH_P_SECRET, what + ": unknown type " + std::to_string(q.type));
    if (absent(q.id)) continue;
    check_line(p, q.label, what + ": its label");
    check_line(p, q.doc, what + ": its doc");
    p.add_if(!ids.insert(q.id).second, what + ": the id is used twice");
    check_choices(p, q, what);
    check_range(p, q, what);
    check_default(p, q, what);
    check_unit(p, q, what);
    if (!absent(q.visible_if)) {
      const std::string condition(q.visible_if);
      p.add_if(ids.count(condition.substr(0, condition.find(' '))) == 0,
               what + ": visible_if names no earlier parameter");
    }
    std::istringstream aliases(absent(q.aliases) ? "" : q.aliases);
    for (std::string alias; std::getline(aliases, alias, ',');)
      p.add_if(!ids.insert(alias).second, what + ": the alias '" + alias + "' is used twice");
  }
  return p;
}

Problems check_description(const burnish_desc* d) {
  Problems p;
  if (d == nullptr) {
    p.add("the table has no description");
    return p;
  }
  const std::string what = absent(d->id) ? "(a table without id)" : d->id;
  check_size(p, d->struct_size, sizeof *d, what);
  p.add_if(!fits(d->id, "[a-z][a-z0-9_-]*(\\.[a-z0-9][a-z0-9_-]*)+"),
           what + ": the id is not a reverse domain in lower case");
  p.add_if(d->version == 0, what + ": version 0");
  check_line(p, d->name, what + ": its name");
  check_line(p, d->summary, what + ": its summary");
  check_texts(p, d->permissions, "(net|fs|secret):[A-Za-z0-9@.*_-]+", what + ": permissions", false);
  check_texts(p, d->tags, "[a-z0-9][a-z0-9_-]*", what + ": tags", false);
  p.add_all(check_parameters(d->params, d->param_count, what));
  return p;
}

Problems check_table(const burnish_pixel& t) {
  Problems p = check_description(t.desc);
  if (t.desc == nullptr) return p;
  const std::string what = t.desc->id;
  check_size(p, t.struct_size, sizeof t, what);
  p.add_if(t.formats == nullptr || t.format_count == 0, what + ": no accepted formats");
  for (uint32_t i = 0; i < t.format_count; ++i)
    p.add_if(kit::concrete_formats(t.formats[i]).empty(), what + ": nothing is " + kit::format_text(t.formats[i]));
  p.add_if(t.min_inputs == 0 || t.min_inputs > t.max_inputs || t.max_inputs > 5, what + ": a bad number of inputs");
  p.add_if(t.prepare == nullptr, what + ": no prepare");
  p.add_if(t.release == nullptr, what + ": no release");
  const int reductions = (t.reduce_init != nullptr) + (t.reduce_add != nullptr) + (t.reduce_merge != nullptr);
  p.add_if(reductions != 0 && reductions != 3, what + ": a reduction needs init, add and merge");
  return p;
}

Problems check_table(const burnish_decoder& t) {
  Problems p = check_description(t.desc);
  if (t.desc == nullptr) return p;
  const std::string what = t.desc->id;
  check_size(p, t.struct_size, sizeof t, what);
  p.add_if(!fits(t.format, "[a-z0-9_]+"), what + ": its format");
  check_texts(p, t.mime, "[a-z]+/[a-z0-9.+-]+", what + ": mime", true);
  check_texts(p, t.extensions, "[a-z0-9]+", what + ": extensions", true);
  p.add_if(t.magic_count == 0 && t.probe == nullptr, what + ": neither magic nor probe");
  for (uint32_t i = 0; i < t.magic_count; ++i)
    p.add_if(t.magics[i].n == 0 || t.magics[i].bytes == nullptr || t.magics[i].at > 4096,
             what + ": magic " + std::to_string(i));
  p.add_if(t.rank < 1 || t.rank > 100, what + ": rank " + std::to_string(t.rank));
  p.add_if(t.open == nullptr || t.shrinks == nullptr || t.layout == nullptr || t.read == nullptr || t.close == nullptr,
           what + ": a function is missing");
  return p;
}

Problems check_table(const burnish_encoder& t) {
  Problems p = check_description(t.desc);
  if (t.desc == nullptr) return p;
  const std::string what = t.desc->id;
  check_size(p, t.struct_size, sizeof t, what);
  p.add_if(!fits(t.format, "[a-z0-9_]+"), what + ": its format");
  check_texts(p, t.mime, "[a-z]+/[a-z0-9.+-]+", what + ": mime", true);
  check_texts(p, t.extensions, "[a-z0-9]+", what + ": extensions", true);
  p.add_if(t.formats == nullptr || t.format_count == 0, what + ": no accepted formats");
  for (uint32_t i = 0; i < t.format_count; ++i)
    p.add_if(kit::concrete_formats(t.formats[i]).empty(), what + ": nothing is " + kit::format_text(t.formats[i]));
  p.add_if((t.flags & (BURNISH_EF_LOSSY | BURNISH_EF_LOSSLESS)) == 0, what + ": neither LOSSY nor LOSSLESS");
  p.add_if((t.flags & BURNISH_EF_LOSSLESS) == 0 && t.quality == nullptr, what + ": lossy without a quality parameter");
  p.add_if(t.open == nullptr || t.encode == nullptr || t.close == nullptr, what + ": a function is missing");
  bool found = t.quality == nullptr;
  for (uint32_t i = 0; i < t.desc->param_count && !found; ++i) {
    const burnish_param& q = kit::param_at(*t.desc, i);
    found = std::string(q.id) == t.quality && (q.type == BURNISH_P_INT || q.type == BURNISH_P_REAL) && q.min < q.max;
  }
  p.add_if(!found, what + ": quality names no number with a range");
  return p;
}

Problems check_table(const burnish_analyser& t) {
  Problems p = check_description(t.desc);
  if (t.desc == nullptr) return p;
  const std::string what = t.desc->id;
  check_size(p, t.struct_size, sizeof t, what);
  p.add_if(t.formats == nullptr || t.format_count == 0, what + ": no accepted formats");
  p.add_if(t.long_edge < 0, what + ": a negative long_edge");
  check_texts(p, t.labels, "[a-z][a-z0-9_]*", what + ": labels", false);
  check_texts(p, t.needs, "[a-z][a-z0-9_.-]*", what + ": needs", false);
  p.add_if(t.analyse == nullptr, what + ": no analyse");
  p.add_if(t.wants != nullptr && (t.needs == nullptr || *t.needs == nullptr), what + ": wants without needs");
  p.add_if(t.choose == nullptr && t.request_count > 0, what + ": requests without choose");
  p.add_all(check_parameters(t.requests, t.request_count, what + " request"));
  // A parameter and a request of one name are one thing to a user, who says it once.
  for (uint32_t i = 0; i < t.request_count && t.requests != nullptr; ++i)
    for (uint32_t k = 0; k < t.desc->param_count; ++k) {
      const burnish_param &r = kit::param_at(t.requests, i), &q = kit::param_at(*t.desc, k);
      if (absent(r.id) || absent(q.id) || std::string(r.id) != q.id) continue;
      p.add_if(r.type != q.type, what + ": '" + q.id + "' is of one type as a parameter, of another as a request");
    }
  return p;
}

Problems check_settle(const burnish_settle& t, const burnish_module& module) {
  Problems p;
  const std::string what = absent(t.target) ? "(a settle table without target)" : "settle of " + std::string(t.target);
  check_size(p, t.struct_size, sizeof t, what);
  p.add_if(absent(t.target), what + ": no target");
  p.add_if(t.settle == nullptr, what + ": no settle");
  check_texts(p, t.needs, "[a-z][a-z0-9_.-]*", what + ": needs", true);
  bool found = absent(t.target);
  for (uint32_t i = 0; !found; ++i) {
    const auto* op = static_cast<const burnish_pixel*>(module.item("burnish.pixel/1", i));
    if (op == nullptr) break;
    found = op->desc != nullptr && op->desc->id != nullptr && std::string(op->desc->id) == t.target;
  }
  p.add_if(!found, what + ": the module has no such operation");
  return p;
}

Problems check_table(const burnish_generator& t) {
  Problems p = check_description(t.desc);
  if (t.desc == nullptr) return p;
  const std::string what = t.desc->id;
  check_size(p, t.struct_size, sizeof t, what);
  p.add_if(
      t.estimate == nullptr || t.submit == nullptr || t.poll == nullptr || t.fetch == nullptr || t.abandon == nullptr,
      what + ": a function is missing");
  return p;
}

Problems check_table(const burnish_importer& t) {
  Problems p = check_description(t.desc);
  if (t.desc == nullptr) return p;
  const std::string what = t.desc->id;
  check_size(p, t.struct_size, sizeof t, what);
  p.add_if(t.probe == nullptr || t.scan == nullptr, what + ": a function is missing");
  return p;
}

}  // namespace burnish::contract
