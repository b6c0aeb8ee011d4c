// Checks of names and values against what is installed, shared by the two front ends.
#pragma once
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "burnish/core/pipeline.hpp"

namespace burnish {

/// What the design knows and this version does not have.
[[nodiscard]] Error not_in_version(std::string what, std::string_view where, std::string hint = {});

/// A pixel operation by id, or Code::Unknown with the nearest one.
[[nodiscard]] Result<const Item*> find_operation(const Catalogue&, std::string_view id, std::string_view where);

/// An analyser by id, or Code::Unknown that says what needs it ("'crop'") and how to get it.
[[nodiscard]] Result<const Item*> find_analyser(const Catalogue&, std::string_view id, std::string_view who,
                                                std::string_view where);

/// A pixel operation or, when there is none, a generator that edits a picture ("gen_fill").
[[nodiscard]] Result<const Item*> find_step_operation(const Catalogue&, std::string_view id, std::string_view where);

/// Every argument against the item's table; canonical ids in place of aliases.
[[nodiscard]] Status check_arguments(const Item& item, std::vector<Argument>& arguments);

/// Arguments whose item is not known yet: some installed item of the kind must declare each.
[[nodiscard]] Status check_known_somewhere(const Catalogue&, Kind kind, std::span<const Argument> arguments);

/// "jpg" -> "jpeg": the name of a format that an installed plugin writes.
[[nodiscard]] Result<std::string> check_format(const Catalogue&, std::string_view format, std::string_view where);

/// "80" -> 80; "auto", "ssimulacra2:80" and "bytes:60000" are not in this version.
[[nodiscard]] Result<double> check_quality(std::string_view text, std::string_view where);

/// Everything about an output that can be known without its input: format against extension, encoder parameters.
/// Fills in output.format when the template's extension decides it.
[[nodiscard]] Status check_output(const Catalogue&, Output& output);

}  // namespace burnish
