// The life of a job: what it would cost, sent, asked about, fetched.
#pragma once
#include <burnish/generator.hpp>

#include <cstdint>
#include <string_view>

#include "models.hpp"
#include "price.hpp"

namespace flux {

[[nodiscard]] Price estimate(const Model& model, const burnish_call* call, const burnish_prepare& prepare,
                             const char** currency);
/// True: finished already, and delivered.
[[nodiscard]] bool submit(const Model& model, const burnish_prepare& prepare, const burnish::submit_call& call);
/// Milliseconds until it is worth asking again; 0: done.
[[nodiscard]] uint32_t poll(const burnish_call* call, std::string_view ticket);
/// False past the last picture.
[[nodiscard]] bool fetch(const burnish::fetch_call& call);
void abandon(const burnish_call* call, std::string_view ticket);
[[nodiscard]] double balance(const burnish_call* call, const char** currency);

}  // namespace flux
