// contract/description_checks.hpp - what every table says about itself.
#pragma once
#include <string>

#include "burnish/analyser.h"
#include "burnish/codec.h"
#include "burnish/generator.h"
#include "burnish/importer.h"
#include "contract/problems.hpp"

namespace burnish::contract {

[[nodiscard]] Problems check_description(const burnish_desc* desc);
/// Ids, defaults, ranges, choices; `what` names the table in messages.
[[nodiscard]] Problems check_parameters(const burnish_param* params, uint32_t count, const std::string& what);
/// The description, and what the table adds to it.
[[nodiscard]] Problems check_table(const burnish_pixel& table);
[[nodiscard]] Problems check_table(const burnish_decoder& table);
[[nodiscard]] Problems check_table(const burnish_encoder& table);
[[nodiscard]] Problems check_table(const burnish_analyser& table);
/// `module` is the one that holds the table: the operation it settles has to be in it.
[[nodiscard]] Problems check_settle(const burnish_settle& table, const burnish_module& module);
[[nodiscard]] Problems check_table(const burnish_generator& table);
[[nodiscard]] Problems check_table(const burnish_importer& table);

}  // namespace burnish::contract
