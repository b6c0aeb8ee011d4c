// The text that Midjourney writes as a picture's Description, or a person types: taken apart without losing a byte.
//
//   https://s.mj.run/x hot::2 dog::-.5 --ar 16:9 --no trees, people --hd --v 8.1 Job ID: a7421d2f-...
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "parameters.hpp"

namespace midjourney {

struct ImagePrompt {
  std::string url, weight_mark, after;  // "https://...", "::2" or empty, the white space behind
};

/// One part of a multi-prompt: "hot::2". The last one usually has no mark.
struct PromptPart {
  std::string text;
  bool marked = false;  // "::" follows
  std::string weight;   // as written; empty: 1
  [[nodiscard]] double weight_value() const;
};

struct Parameter {
  std::string before;  // white space
  std::string dashes;  // "--" or a dash that a phone made of it
  std::string name;    // as written
  std::string between;
  std::string value;   // as written
  std::string orphan;  // words behind a flag or a whole value, with the white space before them
  const KnownParameter* known = nullptr;
};

struct Description {
  std::string before;
  std::vector<ImagePrompt> images;
  std::vector<PromptPart> parts;
  std::vector<Parameter> parameters;
  std::string job_before, job_label, job;  // " ", "Job ID: ", "a7421d2f-..."; empty when there is none
  std::string after;

  /// The prompt without image prompts, parameters and job id.
  [[nodiscard]] std::string prompt() const;
  /// The last one of this canonical name, or null.
  [[nodiscard]] const Parameter* find(std::string_view canonical) const;
  /// 6.1 for "--v 6.1", 6 for "--niji 6"; 0 when it is not told.
  [[nodiscard]] double version() const;
};

[[nodiscard]] Description parse_description(std::string_view text);
/// The text that was parsed, byte for byte.
[[nodiscard]] std::string print(const Description& description);

struct Reference {
  std::string text, weight;  // "123456", "2"
};
/// The values of --sref, --cref, --oref, --profile: words, each with an optional ::weight.
[[nodiscard]] std::vector<Reference> references_of(const Parameter& parameter);
/// The phrases of --no.
[[nodiscard]] std::vector<std::string> list_of(const Parameter& parameter);
/// What stands in double quotes: the lettering that is wanted in the picture.
[[nodiscard]] std::vector<std::string> lettering_of(std::string_view prompt);
/// How many prompts the permutations {a, b} of the text stand for; 1 when there are none. Stops at a million.
[[nodiscard]] unsigned long permutations_of(std::string_view text);

/// What does not fit the documented table: a sentence each.
[[nodiscard]] std::vector<std::string> findings_about(const Description& description);

/// Whether the text is Midjourney's: a job id at its end, or flags that only Midjourney has.
enum class Likeness { None, Flags, JobId };
[[nodiscard]] Likeness likeness_of(const Description& description);

}  // namespace midjourney
