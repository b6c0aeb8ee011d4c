#include "settle/analyses.hpp"

#include <algorithm>

#include "pipeline/values.hpp"
#include "settle/preview_reader.hpp"
#include "settle/windows.hpp"

namespace burnish::settle {
namespace {

constexpr std::size_t deepest = 8;  // analysers that need analysers

Error broken_contract(const Item& analyser, const std::string& why) {
  return {Code::Plugin,
          "analyser '" + std::string(short_id(analyser.id)) + "' broke its contract",
          {},
          "it " + why,
          "report it to the plugin's author"};
}

std::string key_of(const Stage& stage, const Item& analyser, std::span<const Argument> arguments) {
  std::vector<std::string> parts;
  for (const Argument& a : arguments) parts.push_back(a.id + "=" + a.text);
  std::sort(parts.begin(), parts.end());
  std::string key = analyser.id;
  for (const std::string& p : parts) key += '\0' + p;
  return key + '\0' + stage.key;
}

/// A table of requests, to be read like parameters.
Item requests_of(const Item& analyser) {
  Item item;
  item.kind = Kind::Analyser;
  item.id = analyser.id;
  item.parameters = analyser.requests;
  return item;
}

struct Prepared {
  explicit Prepared(const Values& values, const burnish_image_info& of) : info(of), inputs{&info} {
    raw.struct_size = sizeof raw;
    raw.values = values.data();
    raw.input_count = 1;
    raw.inputs = inputs;
  }
  Prepared(const Prepared&) = delete;
  Prepared& operator=(const Prepared&) = delete;
  ~Prepared() = default;
  burnish_image_info info;
  const burnish_image_info* inputs[1];
  burnish_prepare raw{};
};

}  // namespace

Shape full_shape(const Stage& stage) {
  Shape s;
  s.width = stage.full.width;
  s.height = stage.full.height;
  s.format = {BURNISH_U8, BURNISH_RGB, BURNISH_ALPHA_NONE, BURNISH_INTERLEAVED, BURNISH_LIGHT_ENCODED, {}};
  s.view = {0, 0, static_cast<double>(s.width), static_cast<double>(s.height)};
  return s;
}

std::vector<Argument> passed_on(const Item& from, std::span<const Argument> asked, std::span<const Parameter> to) {
  std::vector<Argument> own;
  for (const Argument& a : asked) {
    const Parameter* said = from.parameter(a.id);
    const auto here = std::find_if(to.begin(), to.end(), [&](const Parameter& p) { return p.id == a.id; });
    if (said == nullptr || here == to.end() || said->type != here->type) continue;
    if ((said->flags & BURNISH_PF_LIST) != (here->flags & BURNISH_PF_LIST)) continue;
    const auto is_choice = [&](const Choice& c) { return c.id == a.text; };
    const bool unknown_word = here->type == BURNISH_P_ENUM && (here->flags & BURNISH_PF_LIST) == 0 &&
                              std::none_of(here->choices.begin(), here->choices.end(), is_choice);
    const bool undecided = (said->flags & BURNISH_PF_AUTO) != 0 && a.text == "auto";
    if (!unknown_word && !undecided) own.push_back(a);
  }
  return own;
}

void Analyses::note(std::string text) {
  if (std::find(notes_.begin(), notes_.end(), text) == notes_.end()) notes_.push_back(std::move(text));
}

Result<std::shared_ptr<const Findings>> Analyses::analyse(const Stage& stage, const Item& analyser,
                                                          std::span<const Argument> asked) {
  std::vector<Argument> own;
  for (const Argument& a : asked)
    if (analyser.parameter(a.id) != nullptr) own.push_back(a);
  const std::string key = key_of(stage, analyser, own);
  if (const auto found = kept_.find(key); found != kept_.end()) return found->second;
  if (std::find(running_.begin(), running_.end(), analyser.id) != running_.end() || running_.size() >= deepest) {
    std::string way;
    for (const std::string& id : running_) way += id + " -> ";
    return broken_contract(analyser, "needs itself, or too many others behind each other: " + way + analyser.id);
  }
  running_.push_back(analyser.id);
  auto found = run(stage, analyser, own);
  running_.pop_back();
  if (found) kept_[key] = found.value();
  return found;
}

Result<Analyses::Kept> Analyses::run(const Stage& stage, const Item& analyser, std::span<const Argument> own) {
  BURNISH_TRY(const Values values, Values::resolve(analyser, own));
  BURNISH_TRY(const burnish_analyser* table, catalogue_.analyser(analyser));
  Call call(context_);
  call.set_catalogue(&catalogue_);
  auto findings = std::make_shared<Findings>(analyser);
  const Prepared asked_of(values, to_info(full_shape(stage)));
  for (std::size_t i = 0; i < analyser.needs.size(); ++i) {
    const bool wanted =
        table->wants == nullptr || table->wants(call.get(), &asked_of.raw, static_cast<uint32_t>(i)) != 0;
    if (!wanted) continue;
    BURNISH_TRY(Kept other, need(stage, analyser, analyser.needs[i], own));
    findings->set_other(analyser.needs[i], std::move(other));
  }
  BURNISH_TRY(const std::shared_ptr<const Preview> preview, stage.preview(table->long_edge));
  const std::span<const burnish_format> accepted(table->formats, table->format_count);
  BURNISH_TRY(const auto reader, PreviewReader::open(*preview, accepted, std::string(short_id(analyser.id))));
  const Prepared prepared(values, reader->info());
  const std::string what = "cannot analyse the picture with '" + std::string(short_id(analyser.id)) + "'";
  const burnish_status status = table->analyse(call.get(), &prepared.raw, reader->get(), findings->get());
  for (std::string& n : call.take_notes()) note(std::move(n));
  // What it emitted against the rules is the cause of whatever it answered then.
  if (!findings->breach().empty()) return broken_contract(analyser, findings->breach());
  BURNISH_CHECK(call.check(status, what));
  if (call.stopped()) return call.error(BURNISH_CANCELLED, what);
  findings->close();
  return Kept(std::move(findings));
}

/// Null when nothing installed gives it: then whoever needs it goes without.
Result<Analyses::Kept> Analyses::need(const Stage& stage, const Item& by, const std::string& id,
                                      std::span<const Argument> asked) {
  if (id == regions_id) return stage.regions();
  const std::string without = "'" + std::string(short_id(by.id)) + "' goes without '" + id + "': ";
  const Item* item = catalogue_.find(Kind::Analyser, id);
  if (item == nullptr) {
    note(without + "no installed plugin has it");
    return Kept();
  }
  if (const auto table = catalogue_.analyser(*item); !table.ok()) {
    note(without + table.error().message());
    return Kept();
  }
  return analyse(stage, *item, passed_on(by, asked, item->parameters));
}

Result<std::vector<Window>> Analyses::choose(const Stage& stage, const Item& analyser,
                                             std::span<const Argument> asked) {
  std::vector<Argument> of_analysis, of_request;
  for (const Argument& a : asked) {
    if (analyser.parameter(a.id) != nullptr) of_analysis.push_back(a);
    const auto is_request = [&](const Parameter& p) { return p.id == a.id; };
    if (std::any_of(analyser.requests.begin(), analyser.requests.end(), is_request)) of_request.push_back(a);
  }
  BURNISH_TRY(const Kept findings, analyse(stage, analyser, of_analysis));
  if (!analyser.chooses) return std::vector<Window>{};
  BURNISH_TRY(const burnish_analyser* table, catalogue_.analyser(analyser));
  const Item requests = requests_of(analyser);
  BURNISH_TRY(const Values values, Values::resolve(requests, of_request));
  const Prepared prepared(values, to_info(full_shape(stage)));
  Call call(context_);
  Windows windows;
  const burnish_status status = table->choose(call.get(), &prepared.raw, findings->get(), windows.get());
  for (std::string& n : call.take_notes()) note(std::move(n));
  if (!windows.breach().empty()) return broken_contract(analyser, windows.breach());
  BURNISH_CHECK(call.check(status, "'" + std::string(short_id(analyser.id)) + "' cannot choose a window"));
  return windows.take();
}

}  // namespace burnish::settle
