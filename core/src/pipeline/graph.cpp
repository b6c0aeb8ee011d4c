#include "pipeline/graph.hpp"

#include <algorithm>
#include <unordered_map>

#include "pipeline/document.hpp"
#include "pipeline/values.hpp"

namespace burnish {
namespace {

struct Edge {
  std::size_t to;
  std::string where;
};

class Graph {
 public:
  explicit Graph(const Pipeline& pipeline) : pipeline_(pipeline), edges_(pipeline.nodes.size()) {
    for (std::size_t i = 0; i < pipeline.nodes.size(); ++i) positions_.emplace(pipeline.nodes[i].name, i);
  }

  /// Every name that nodes and outputs use, or the first that is not a node.
  Status resolve() {
    for (std::size_t i = 0; i < pipeline_.nodes.size(); ++i) {
      const Node& node = pipeline_.nodes[i];
      BURNISH_CHECK(resolve(node.from, node.steps, node.where, edges_[i]));
      if (!node.generate) continue;
      for (const std::string& name : node.generate->with)
        BURNISH_CHECK(resolve(name, member_path(node.where, "from"), edges_[i]));
      add_pictures(*node.generate, edges_[i]);
    }
    for (const Output& output : pipeline_.outputs) {
      BURNISH_CHECK(resolve(output.from, output.steps, output.where, roots_));
    }
    return Done{};
  }

  /// Depth first from the outputs, then from what they leave; without recursion, as chains may be long.
  Status walk() {
    marks_.assign(edges_.size(), Mark::New);
    for (const Edge& root : roots_) BURNISH_CHECK(visit(root.to));
    needed_.assign(marks_.size(), false);
    for (std::size_t i = 0; i < marks_.size(); ++i) needed_[i] = marks_[i] == Mark::Done;
    for (std::size_t i = 0; i < marks_.size(); ++i) BURNISH_CHECK(visit(i));
    return Done{};
  }
  [[nodiscard]] bool needed(std::size_t node) const { return needed_[node]; }

 private:
  enum class Mark { New, Open, Done };
  struct Frame {
    std::size_t node, next_edge;
  };

  Status resolve(const std::string& from, const std::vector<Step>& steps, const std::string& where,
                 std::vector<Edge>& edges) const {
    if (!from.empty()) BURNISH_CHECK(resolve(from, member_path(where, "from"), edges));
    for (const Step& step : steps) {
      // The step of a node with "op" is the node itself, and its inputs are the list in "from".
      const std::string with_path = member_path(step.where, step.where == where ? "from" : "with");
      for (const std::string& name : step.with) BURNISH_CHECK(resolve(name, with_path, edges));
      if (step.generates()) add_pictures(step, edges);
    }
    return Done{};
  }

  /// A generator's pictures may be nodes; what is no node is a path.
  void add_pictures(const Step& step, std::vector<Edge>& edges) const {
    for (const Argument& a : step.arguments) {
      const Parameter* p = step.op->parameter(a.id);
      if (p == nullptr || p->type != BURNISH_P_IMAGE) continue;
      if (const auto found = positions_.find(a.text); found != positions_.end())
        edges.push_back({found->second, a.where});
    }
  }

  Status resolve(const std::string& name, const std::string& where, std::vector<Edge>& edges) const {
    if (const auto found = positions_.find(name); found != positions_.end()) {
      edges.push_back({found->second, where});
      return Done{};
    }
    std::vector<std::string> names;
    for (const Node& node : pipeline_.nodes) names.push_back(node.name);
    return Error{.code = Code::BadPipeline,
                 .what = "unknown node '" + name + "'",
                 .where = where,
                 .why = names.empty() ? "the pipeline declares no nodes" : "the pipeline declares no such node",
                 .hint = did_you_mean(name, names)};
  }

  Status visit(std::size_t start) {
    if (marks_[start] == Mark::Done) return burnish::Done{};
    std::vector<Frame> path{{start, 0}};
    marks_[start] = Mark::Open;
    while (!path.empty()) {
      Frame& top = path.back();
      if (top.next_edge == edges_[top.node].size()) {
        marks_[top.node] = Mark::Done;
        path.pop_back();
        continue;
      }
      const Edge& edge = edges_[top.node][top.next_edge++];
      if (marks_[edge.to] == Mark::Open) return cycle(path, edge);
      if (marks_[edge.to] == Mark::New) {
        marks_[edge.to] = Mark::Open;
        path.push_back({edge.to, 0});
      }
    }
    return burnish::Done{};
  }

  [[nodiscard]] Error cycle(const std::vector<Frame>& path, const Edge& back) const {
    const auto first =
        std::find_if(path.begin(), path.end(), [&](const Frame& frame) { return frame.node == back.to; });
    std::string round;
    for (auto at = first; at != path.end(); ++at) round += pipeline_.nodes[at->node].name + " -> ";
    return Error{.code = Code::BadPipeline,
                 .what = "nodes form a cycle: " + round + pipeline_.nodes[back.to].name,
                 .where = back.where,
                 .why = "a node cannot be made from itself",
                 .hint = {}};
  }

  const Pipeline& pipeline_;
  std::unordered_map<std::string_view, std::size_t> positions_;
  std::vector<std::vector<Edge>> edges_;  // what each node is made from
  std::vector<Edge> roots_;               // what the outputs are made from
  std::vector<Mark> marks_;
  std::vector<bool> needed_;
};

}  // namespace

Status check_graph(Pipeline& pipeline) {
  Graph graph(pipeline);
  BURNISH_CHECK(graph.resolve());
  BURNISH_CHECK(graph.walk());
  for (std::size_t i = 0; i < pipeline.nodes.size(); ++i) {
    if (graph.needed(i)) continue;
    const Node& node = pipeline.nodes[i];
    pipeline.warnings.push_back("node '" + node.name + "' (" + node.where + ") is not used by any output");
  }
  return Done{};
}

Pipeline part_of(const Pipeline& pipeline, const std::string& from, const std::vector<Step>& steps) {
  Pipeline part;
  part.nodes = pipeline.nodes;
  part.folder = pipeline.folder;
  Output output;
  output.name = "picture";
  output.from = from;
  output.steps = steps;
  part.outputs.push_back(std::move(output));
  return part;
}

}  // namespace burnish
