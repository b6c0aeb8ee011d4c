#include "generator_facts.hpp"
namespace midjourney {
bool add_json_facts(const Marks&, Facts&) { return false; }
bool add_comfy_facts(const Marks&, Facts&) { return false; }
}  // namespace midjourney
