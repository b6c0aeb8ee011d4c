// Pictures made elsewhere, for money: one request or many, what they would cost, and what was paid for and not yet
// fetched.
#pragma once
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "burnish/core/run.hpp"

namespace burnish {

/// One request. The text of an IMAGE parameter is a path.
struct GenerateRequest {
  std::string name;                           // for reports; may be empty
  std::vector<Argument> arguments;            // as in a pipeline: the prompt is "prompt"
  std::vector<std::filesystem::path> images;  // inputs 0, 1 ...
  std::filesystem::path output;               // file; its extension decides the format
};

/// What requests would cost. A price that the profile does not state is not known.
struct Estimate {
  std::string model, provider, currency;
  std::size_t requests = 0, cached = 0;  // cached: of the requests, those that cost nothing
  std::optional<double> price;           // of all together; "credits" or ISO 4217 in `currency`
  double seconds = 0;                    // of all together
};

/// A provider as its profile states it.
struct ProviderFacts {
  std::string name, label, facts, base_url, currency;  // facts: the date of what is stated
  std::string key_variable;                            // empty: it asks for no key
  bool has_key = false, experimental = false;
  struct Model {
    std::string id, price;  // price: for people; empty: not known
  };
  std::vector<Model> models;
  std::string trouble;  // why the profile cannot be used; then the rest is empty
};

struct Balance {
  double amount = 0;
  std::string currency, provider;
};

/// Sends nothing. The model is a generator's id. Checks everything that can be checked without the network: parameters,
/// pictures, sizes.
[[nodiscard]] BURNISH_API Result<Estimate> estimate_pictures(const Catalogue&, std::string_view model,
                                                             std::span<const GenerateRequest>, const RunOptions&,
                                                             const Services&);
/// Each request: from the cache, else from its open ticket, else sent once, waited for, fetched, checked and written.
/// Fails as a whole, with nothing sent, for what is wrong before the first request goes out. A timeout in RunOptions is
/// that of each job; 0: 10 minutes.
[[nodiscard]] BURNISH_API Result<Report> generate_pictures(const Catalogue&, std::string_view model,
                                                           std::span<const GenerateRequest>, const RunOptions&,
                                                           const Services&);
/// Finishes every ticket that no living process holds: fetches what was paid for and writes it where it was wanted.
/// What may have been sent and is not known to have arrived is reported and never sent again.
[[nodiscard]] BURNISH_API Result<Report> resume_generations(const Catalogue&, const RunOptions&, const Services&);
/// Those installed and the user's own. Whether there is a key is looked up, its value is not given.
[[nodiscard]] BURNISH_API std::vector<ProviderFacts> list_providers();
/// Jobs on disk that are not finished.
[[nodiscard]] BURNISH_API std::size_t count_tickets();
[[nodiscard]] BURNISH_API Result<Balance> read_balance(const Catalogue&, std::string_view model, const RunOptions&,
                                                       const Services&);
/// Requests from a file: .csv with a header, .jsonl with an object per line, else one prompt per line. Fields are
/// parameters, but for "image" (a path) and "output" (a path below the output folder).
[[nodiscard]] BURNISH_API Result<std::vector<GenerateRequest>> read_requests(const std::filesystem::path& path);
/// By id, with or without "burnish.", or by the provider's path ("flux-tools/erase-v1").
[[nodiscard]] BURNISH_API Result<const Item*> find_generator(const Catalogue&, std::string_view model,
                                                             std::string_view where);

}  // namespace burnish
