// kit/runner.hpp - one run of one plan over one set of inputs; what run.hpp is made of.
#pragma once
#include <memory>
#include <random>

#include "kit/guarded_bytes.hpp"
#include "kit/run.hpp"

namespace burnish::kit {

class Runner {
 public:
  Runner(const burnish_pixel& op, const std::vector<Picture>& inputs, const RunOptions& options, const Plan& plan,
         const Call& call, Outcome& outcome);

  void reduce();
  void process();

 private:
  /// One call of process, from the windows that it reads to the guards around what it wrote.
  struct TileJob {
    std::vector<Picture> in, before;
    Picture separate;  // the output, unless it is in[0]
    bool in_place = false;
    std::vector<burnish_tile> tiles;
    std::unique_ptr<GuardedBytes> scratch;
    burnish_task task{};
    burnish_status status = BURNISH_OK;
    [[nodiscard]] Picture& out() { return in_place ? in[0] : separate; }
  };

  [[nodiscard]] std::unique_ptr<TileJob> make_job(const burnish_rect& out);
  void work(std::vector<std::unique_ptr<TileJob>>& jobs);
  void check_job(TileJob& job);
  [[nodiscard]] std::vector<Picture> windows(const burnish_rect& out);
  void fail_with(const std::string& what, burnish_status status);
  void breach(const std::string& what) { outcome_.breaches.push_back(what); }
  [[nodiscard]] Fill poison() { return {options_.poison_nan, random_()}; }
  [[nodiscard]] uint32_t skew() { return options_.random_tiling ? static_cast<uint32_t>(random_() % 20) : 0; }
  [[nodiscard]] bool failed() const { return outcome_.failure.code != BURNISH_OK; }

  const burnish_pixel& op_;
  const std::vector<Picture>& inputs_;
  const RunOptions& options_;
  const Plan& plan_;
  const Call& call_;
  Outcome& outcome_;
  std::mt19937_64 random_;
};

}  // namespace burnish::kit
