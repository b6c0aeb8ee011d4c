// Marks of generators that leave their settings in texts: each one tells whether it recognises them.
#pragma once
#include "facts.hpp"
#include "marks.hpp"

namespace midjourney {

/// AUTOMATIC1111, Forge, SD.Next, sd.cpp: "prompt\nNegative prompt: ...\nSteps: 30, Sampler: ...".
bool add_webui_facts(const Marks& marks, Facts& facts);
/// Whether a text is in that form; tells its facts when it is.
bool add_webui_text(const Mark& mark, const char* source, Facts& facts);
/// The graphs of ComfyUI.
bool add_comfy_facts(const Marks& marks, Facts& facts);
/// SwarmUI, InvokeAI, NovelAI, Fooocus, Draw Things: settings as JSON.
bool add_json_facts(const Marks& marks, Facts& facts);

}  // namespace midjourney
