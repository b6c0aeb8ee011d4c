#include "write/choose.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <set>

#include "pipeline/templates.hpp"
#include "write/paths.hpp"

namespace burnish {
namespace {

constexpr std::array<std::string_view, 3> later_formats{"auto", "avif", "jxl"};

bool is_later(std::string_view format) {
  return std::find(later_formats.begin(), later_formats.end(), format) != later_formats.end();
}

std::vector<std::string> writable_formats(const Catalogue& catalogue) {
  std::set<std::string> formats;
  for (const Item* item : catalogue.items(Kind::Encoder)) formats.insert(item->format);
  return {formats.begin(), formats.end()};
}

std::string sentence_of_formats(const Catalogue& catalogue) {
  const auto formats = writable_formats(catalogue);
  if (formats.empty()) return "no installed plugin writes any format";
  std::string text = "formats that can be written: ";
  for (std::size_t i = 0; i < formats.size(); ++i) text += (i > 0 ? ", " : "") + formats[i];
  return text;
}

Error no_encoder(const Catalogue& catalogue, const std::string& format, const std::string& where, bool is_extension) {
  const std::string shown = is_extension ? "extension '." + format + "'" : "format '" + format + "'";
  if (is_later(format))
    return Error{.code = Code::NotInVersion,
                 .what = shown + " is not in this version",
                 .where = where,
                 .why = sentence_of_formats(catalogue),
                 .hint = {}};
  const std::string near = nearest_name(format, writable_formats(catalogue));
  return Error{.code = Code::Unknown,
               .what = "no installed plugin writes " + shown,
               .where = where,
               .why = sentence_of_formats(catalogue),
               .hint = near.empty() ? std::string() : "did you mean '" + near + "'?"};
}

struct Extension {
  std::string text;
  std::string where;
};

Extension explicit_extension(const Output& output, const RunOptions& options) {
  if (!writes_one_file(options)) return {literal_extension(output.write), output.where + ".write"};
  std::string text = options.output.extension().string();
  if (!text.empty()) text.erase(0, 1);
  return {std::move(text), "-o " + options.output.string()};
}

std::string lower_case(std::string_view text) {
  std::string lower;
  for (const char c : text) lower.push_back(c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c);
  return lower;
}

// Whether a file of that extension is understood as some format, and which.
std::string format_of_extension(const Catalogue& catalogue, const std::string& extension) {
  if (const Item* item = catalogue.encoder_for_extension(extension)) return item->format;
  const std::string lower = lower_case(extension);
  if (is_later(lower) && lower != "auto") return std::string(lower);
  for (const Item* item : catalogue.items(Kind::Decoder))
    if (std::find(item->extensions.begin(), item->extensions.end(), lower) != item->extensions.end())
      return item->format;
  return {};
}

Result<const Item*> by_format(const Catalogue& catalogue, const Output& output, const Extension& extension) {
  const Item* item = catalogue.encoder_for_format(output.format);
  if (item == nullptr) return no_encoder(catalogue, output.format, output.where, false);
  const std::string stated = format_of_extension(catalogue, extension.text);
  if (!stated.empty() && stated != item->format)
    return Error{.code = Code::BadPipeline,
                 .what = "format '" + output.format + "' against extension '." + extension.text + "'",
                 .where = extension.where,
                 .why = "a file named ." + extension.text + " is " + stated,
                 .hint = "leave one of them out, or write '{stem}.{ext}'"};
  return item;
}

std::string number_text(double v) {
  std::array<char, 32> text{};
  const auto end = std::to_chars(text.data(), text.data() + text.size(), v).ptr;
  return {text.data(), end};
}

struct Resolved {
  Values values;
  std::vector<std::string> notes;
};

Result<Resolved> resolve_values(const Item& item, const Output& output) {
  std::vector<Argument> arguments = output.encode;
  std::vector<std::string> notes;
  if (output.quality && item.quality.empty()) {
    notes.push_back("quality " + number_text(*output.quality) + " is ignored: " + item.format + " is lossless");
  } else if (output.quality) {
    const Parameter* parameter = item.parameter(item.quality);
    for (const Argument& a : arguments)
      if (parameter != nullptr && item.parameter(a.id) == parameter)
        return Error{.code = Code::BadPipeline,
                     .what = "'" + a.id + "' is given twice",
                     .where = a.where,
                     .why = "'quality' of the output is " + number_text(*output.quality) + " and sets the same",
                     .hint = "leave one of them out"};
    arguments.push_back({item.quality, number_text(*output.quality), output.where + ".quality"});
  }
  BURNISH_TRY(Values values, Values::resolve(item, arguments));
  return Resolved{std::move(values), std::move(notes)};
}

const burnish_value* value_of(const Item& item, const Values& values, std::string_view id) {
  const Parameter* parameter = item.parameter(id);
  if (parameter == nullptr) return nullptr;
  return values.data() + (parameter - item.parameters.data());
}

std::optional<double> quality_in(const Item& item, const Values& values) {
  const burnish_value* v = item.quality.empty() ? nullptr : value_of(item, values, item.quality);
  if (v == nullptr || v->state == BURNISH_VALUE_AUTO) return std::nullopt;
  return item.parameter(item.quality)->type == BURNISH_P_INT ? static_cast<double>(v->i) : v->r[0];
}

// An encoder with a parameter `bits` asks for pixels of that sample type.
uint8_t sample_in(const Item& item, const Values& values) {
  const burnish_value* v = value_of(item, values, "bits");
  if (v == nullptr || v->state == BURNISH_VALUE_AUTO) return 0;
  int64_t bits = v->i;
  if (item.parameter("bits")->type == BURNISH_P_ENUM) {
    const std::string_view id = v->s;
    bits = 0;
    std::from_chars(id.data(), id.data() + id.size(), bits);
  }
  return static_cast<uint8_t>(bits == 8 ? BURNISH_U8 : bits == 16 ? BURNISH_U16 : bits == 32 ? BURNISH_F32 : 0);
}

}  // namespace

Result<const Item*> find_encoder(const Catalogue& catalogue, const Output& output, const RunOptions& options,
                                 const std::optional<InputTraits>& input) {
  const Extension extension = explicit_extension(output, options);
  if (!output.format.empty()) return by_format(catalogue, output, extension);
  if (!extension.text.empty()) {
    const Item* item = catalogue.encoder_for_extension(extension.text);
    if (item == nullptr) return no_encoder(catalogue, extension.text, extension.where, true);
    return item;
  }
  if (!input) return static_cast<const Item*>(nullptr);
  if (const Item* item = catalogue.encoder_for_format(input->format)) return item;
  const std::string fallback = input->alpha ? "png" : "jpeg";
  const Item* item = catalogue.encoder_for_format(fallback);
  if (item == nullptr) return no_encoder(catalogue, fallback, output.where, false);
  return item;
}

Status check_encoders(const Catalogue& catalogue, const Pipeline& pipeline, const RunOptions& options) {
  for (const Output& output : pipeline.outputs) {
    BURNISH_TRY(const Item* item, find_encoder(catalogue, output, options, std::nullopt));
    if (item != nullptr) BURNISH_CHECK(resolve_values(*item, output));
  }
  return Done{};
}

Result<ChosenEncoder> choose_encoder(const Catalogue& catalogue, const Output& output, const RunOptions& options,
                                     const InputTraits& input) {
  BURNISH_TRY(const Item* item, find_encoder(catalogue, output, options, input));
  BURNISH_TRY(Resolved resolved, resolve_values(*item, output));
  BURNISH_TRY(const burnish_encoder* table, catalogue.encoder(*item));
  ChosenEncoder chosen;
  chosen.notes = std::move(resolved.notes);
  chosen.quality = quality_in(*item, resolved.values);
  EncoderChoice& choice = chosen.choice;
  choice.item = item;
  choice.sample = sample_in(*item, resolved.values);
  choice.values = std::make_shared<const Values>(std::move(resolved.values));
  choice.extension = item->extensions.empty() ? item->format : item->extensions.front();
  choice.formats.assign(table->formats, table->formats + table->format_count);
  choice.flags = table->flags;
  choice.max_size = {table->max_width, table->max_height};
  return chosen;
}

}  // namespace burnish
