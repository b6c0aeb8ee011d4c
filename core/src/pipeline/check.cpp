#include "pipeline/check.hpp"

#include <algorithm>
#include <array>

#include "pipeline/numbers.hpp"
#include "pipeline/templates.hpp"
#include "pipeline/values.hpp"

namespace burnish {
namespace {

constexpr const char* how_to_get =
    "'burnish plugin list' shows what is installed and 'burnish plugin paths' where a "
    "plugin that declares it would be looked for";

/// The designed formats without a plugin yet.
constexpr std::array<std::string_view, 4> later_formats{"avif", "jxl", "heic", "auto"};

bool is_later_format(std::string_view format) {
  return std::find(later_formats.begin(), later_formats.end(), format) != later_formats.end();
}

/// Gravities that look at the picture; part of the design, not of this version.
bool is_later_gravity(const Item& item, const Argument& argument) {
  if (argument.id != "gravity") return false;
  const Parameter* parameter = item.parameter(argument.id);
  if (parameter == nullptr) return false;
  const std::string_view word = std::string_view(argument.text).substr(0, argument.text.find(':'));
  // One that looks at pictures says itself what it knows.
  const bool declared = std::any_of(parameter->choices.begin(), parameter->choices.end(), [&](const Choice& choice) {
    return choice.id == argument.text || choice.id == "auto";
  });
  return !declared && (word == "auto" || word == "face" || word == "faces" || word == "subject");
}

std::vector<std::string> written_formats(const Catalogue& catalogue) {
  std::vector<std::string> formats;
  for (const Item* encoder : catalogue.items(Kind::Encoder)) formats.push_back(encoder->format);
  return formats;
}

std::string joined(std::vector<std::string> words) {
  std::sort(words.begin(), words.end());
  words.erase(std::unique(words.begin(), words.end()), words.end());
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : ", ") + word;
  return text;
}

Status check_encode(const Item& encoder, Output& output) {
  std::vector<Argument> arguments = output.encode;
  BURNISH_CHECK(check_arguments(encoder, arguments));
  output.encode = std::move(arguments);
  if (!output.quality || encoder.quality.empty()) return Done{};
  for (const Argument& argument : output.encode) {
    if (argument.id != encoder.quality) continue;
    return Error{.code = Code::BadPipeline,
                 .what = "output '" + output.name + "' sets the quality twice",
                 .where = argument.where,
                 .why = "quality is " + number_text(*output.quality) + " and encode's '" + argument.id + "' is '" +
                        argument.text + "'",
                 .hint = "remove one"};
  }
  const std::vector<Argument> quality{
      {encoder.quality, number_text(*output.quality), output.where.empty() ? output.where : output.where + ".quality"}};
  if (const auto values = Values::resolve(encoder, quality); !values.ok()) return values.error();
  return Done{};
}

}  // namespace

Error not_in_version(std::string what, std::string_view where, std::string hint) {
  return Error{.code = Code::NotInVersion,
               .what = std::move(what),
               .where = std::string(where),
               .why = "not in this version",
               .hint = std::move(hint)};
}

Result<const Item*> find_operation(const Catalogue& catalogue, std::string_view id, std::string_view where) {
  if (const Item* item = catalogue.find(Kind::Pixel, id)) return item;
  const std::string nearest = catalogue.nearest(Kind::Pixel, id);
  return Error{.code = Code::Unknown,
               .what = "no installed plugin declares operation '" + std::string(id) + "'",
               .where = std::string(where),
               .why = {},
               .hint = nearest.empty() ? how_to_get : "did you mean '" + std::string(short_id(nearest)) + "'?"};
}

Result<const Item*> find_analyser(const Catalogue& catalogue, std::string_view id, std::string_view who,
                                  std::string_view where) {
  if (const Item* item = catalogue.find(Kind::Analyser, id)) return item;
  return Error{.code = Code::Unknown,
               .what = std::string(who) + " needs analyser '" + std::string(id) + "'",
               .where = std::string(where),
               .why = "no installed plugin declares it",
               .hint = "install its plugin, " + std::string(short_id(id)) + ".burnish, into a folder that " +
                       "'burnish plugin paths' shows, or give a direction such as north"};
}

Result<const Item*> find_step_operation(const Catalogue& catalogue, std::string_view id, std::string_view where) {
  if (catalogue.find(Kind::Pixel, id) == nullptr)
    if (const Item* item = catalogue.find(Kind::Generator, id); item != nullptr && item->max_inputs > 0) return item;
  return find_operation(catalogue, id, where);
}

Status check_arguments(const Item& item, std::vector<Argument>& arguments) {
  for (Argument& argument : arguments) {
    if (const Parameter* parameter = item.parameter(argument.id)) argument.id = parameter->id;
    if (is_later_gravity(item, argument)) {
      return not_in_version("gravity '" + argument.text + "'", argument.where,
                            "use center or a compass direction such as north");
    }
  }
  // Of a generator's picture only the place is given here; which input it becomes is not known yet.
  std::vector<Argument> checked = arguments;
  if (item.kind == Kind::Generator)
    for (Argument& argument : checked)
      if (const Parameter* p = item.parameter(argument.id); p != nullptr && p->type == BURNISH_P_IMAGE)
        argument.text = "0";
  if (const auto values = Values::resolve(item, checked); !values.ok()) return values.error();
  return Done{};
}

Status check_known_somewhere(const Catalogue& catalogue, Kind kind, std::span<const Argument> arguments) {
  std::vector<std::string> known;
  for (const Item* item : catalogue.items(kind)) {
    for (const Parameter& parameter : item->parameters) known.push_back(parameter.id);
  }
  for (const Argument& argument : arguments) {
    const auto items = catalogue.items(kind);
    const bool declared = std::any_of(items.begin(), items.end(),
                                      [&](const Item* item) { return item->parameter(argument.id) != nullptr; });
    if (declared) continue;
    return Error{.code = Code::BadParam,
                 .what = "unknown parameter '" + argument.id + "'",
                 .where = argument.where,
                 .why = "no installed " + std::string(kind_word(kind)) + " declares it",
                 .hint = did_you_mean(argument.id, known)};
  }
  return Done{};
}

Result<std::string> check_format(const Catalogue& catalogue, std::string_view format, std::string_view where) {
  if (const Item* encoder = catalogue.encoder_for_format(format)) return encoder->format;
  if (is_later_format(format)) return not_in_version("format '" + std::string(format) + "'", where);
  const auto formats = written_formats(catalogue);
  return Error{.code = Code::Unknown,
               .what = "no installed plugin writes format '" + std::string(format) + "'",
               .where = std::string(where),
               .why = formats.empty() ? "" : "installed plugins write " + joined(formats),
               .hint = formats.empty() ? how_to_get : did_you_mean(format, formats)};
}

Result<double> check_quality(std::string_view text, std::string_view where) {
  const std::string_view word = text.substr(0, text.find(':'));
  if (word == "auto" || word == "ssimulacra2" || word == "bytes") {
    return not_in_version("quality '" + std::string(text) + "'", where, "give a number from 1 to 100");
  }
  const auto number = parse_number(text);
  if (number && *number >= 1 && *number <= 100) return *number;
  return Error{.code = Code::BadPipeline,
               .what = "quality is '" + std::string(text) + "'",
               .where = std::string(where),
               .why = number ? "must be between 1 and 100" : "must be a number from 1 to 100",
               .hint = {}};
}

Status check_output(const Catalogue& catalogue, Output& output) {
  const std::string extension = literal_extension(output.write);
  const std::string write_path = output.where + ".write";
  if (!extension.empty()) {
    const Item* by_extension = catalogue.encoder_for_extension(extension);
    if (by_extension != nullptr && !output.format.empty() && by_extension->format != output.format) {
      return Error{.code = Code::BadPipeline,
                   .what = "format '" + output.format + "' against extension '." + extension + "'",
                   .where = write_path,
                   .why = "they name different formats",
                   .hint = "remove 'format', or end 'write' in .{ext}"};
    }
    if (output.format.empty()) {
      if (by_extension == nullptr) {
        BURNISH_TRY(output.format, check_format(catalogue, extension, write_path));
      } else {
        output.format = by_extension->format;
      }
    }
  }
  if (output.format.empty()) return check_known_somewhere(catalogue, Kind::Encoder, output.encode);
  return check_encode(*catalogue.encoder_for_format(output.format), output);
}

}  // namespace burnish
