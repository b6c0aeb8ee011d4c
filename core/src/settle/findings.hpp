// What an analyser found: filled while it runs, then read by whoever needs it.
#pragma once
#include <burnish/analyser.h>

#include <deque>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "burnish/core/catalogue.hpp"
#include "image/image.hpp"

namespace burnish::settle {

/// A rectangle that choose answered, in 0..1 of the picture.
struct Window {
  double x0 = 0, y0 = 0, x1 = 1, y1 = 1, score = 0;
  std::vector<std::string> reasons;
  std::vector<std::pair<std::string, double>> terms;
};

/// Nothing that a plugin emits is believed: what is no number, out of its range, undeclared or endless is refused, and
/// the first such breach remembered.
class Findings {
 public:
  /// Of an analyser, whose labels are declared.
  explicit Findings(const Item& emitter);
  /// What the host itself found.
  explicit Findings(std::string emitter);
  /// Windows as findings labelled "window", best first, before those of an analysis; nothing can be added.
  Findings(std::shared_ptr<const Findings> analysis, const std::vector<Window>& windows);
  Findings(const Findings&) = delete;
  Findings& operator=(const Findings&) = delete;
  ~Findings() = default;

  [[nodiscard]] const burnish_findings* get() const { return &raw_; }
  /// What it broke of the contract: a sentence without a subject; empty when nothing.
  [[nodiscard]] const std::string& breach() const { return breach_; }
  /// From now on it is only read, by any number of threads.
  void close() { closed_ = true; }
  /// What of(id) answers; null: it did not run.
  void set_other(const std::string& id, std::shared_ptr<const Findings> other) { others_[id] = std::move(other); }

  burnish_status add(const burnish_finding& finding);

  struct Kept {
    std::string label;
    std::vector<float> points;
    burnish_finding table{};
  };
  struct Map {
    Image image;
    burnish_tile tile{};
  };
  [[nodiscard]] const std::deque<Kept>& all() const { return kept_; }
  [[nodiscard]] const std::map<std::string, Map>& maps() const { return maps_; }
  [[nodiscard]] const std::map<std::string, double>& numbers() const { return numbers_; }
  [[nodiscard]] const std::map<std::string, std::shared_ptr<const Findings>>& others() const { return others_; }

 private:
  Findings(std::string emitter, const std::vector<std::string>* labels, std::shared_ptr<const Findings> base);
  void fill_table();
  burnish_status add_map(const char* label, const burnish_tile& tile);
  burnish_status add_number(const char* name, double value);
  [[nodiscard]] const burnish_finding* get(uint32_t index) const;
  burnish_status refuse(std::string why);
  [[nodiscard]] bool declares(const std::string& label) const;

  std::string emitter_;
  const std::vector<std::string>* labels_;  // null: any
  std::shared_ptr<const Findings> base_;    // behind those kept here
  bool closed_ = false;
  std::string breach_;
  std::size_t points_ = 0, map_bytes_ = 0;
  std::deque<Kept> kept_;
  std::map<std::string, Map> maps_;
  std::map<std::string, double> numbers_;
  std::map<std::string, std::shared_ptr<const Findings>> others_;
  burnish_findings raw_{};
};

}  // namespace burnish::settle
