#include "cascade.hpp"

#include <charconv>
#include <pugixml.hpp>
#include <string>
#include <string_view>

namespace burnish_faces {
namespace {

/// Numbers between white space.
class Numbers {
 public:
  explicit Numbers(const pugi::xml_node& node) : text_(node.text().get()) {}
  [[nodiscard]] bool more() {
    const std::size_t at = text_.find_first_not_of(" \t\r\n");
    text_.remove_prefix(at == std::string_view::npos ? text_.size() : at);
    return !text_.empty();
  }
  double next() {
    double v = 0;
    if (!more()) throw CascadeFileError("a number is missing");
    const auto [end, failed] = std::from_chars(text_.data(), text_.data() + text_.size(), v);
    if (failed != std::errc()) throw CascadeFileError("'" + std::string(text_.substr(0, 20)) + "' is not a number");
    text_.remove_prefix(static_cast<std::size_t>(end - text_.data()));
    return v;
  }
  int32_t integer(int32_t low, int32_t high) {
    const double v = next();
    if (!(v >= low && v <= high) || v != static_cast<int32_t>(v)) throw CascadeFileError("a number is out of range");
    return static_cast<int32_t>(v);
  }

 private:
  std::string_view text_;
};

constexpr int32_t largest_window = 64;

std::vector<Feature> read_features(const pugi::xml_node& list, const Cascade& c) {
  std::vector<Feature> features;
  for (const auto& entry : list.children("_")) {
    if (Numbers tilted(entry.child("tilted")); tilted.more() && tilted.next() != 0)
      throw CascadeFileError("tilted features are not supported");
    Feature f;
    for (const auto& rect : entry.child("rects").children("_")) {
      if (f.count == 3) throw CascadeFileError("a feature has more than three rectangles");
      Numbers n(rect);
      Feature::Part& p = f.parts[static_cast<std::size_t>(f.count++)];
      p.x = n.integer(0, c.width - 1);
      p.y = n.integer(0, c.height - 1);
      p.width = n.integer(1, c.width - p.x);
      p.height = n.integer(1, c.height - p.y);
      p.weight = static_cast<float>(n.integer(-100, 100));
    }
    if (f.count == 0) throw CascadeFileError("a feature has no rectangle");
    features.push_back(f);
  }
  return features;
}

struct Node {
  int32_t left, right;  // positive: a node's index; else the negated index of a leaf
  Split split;
};

Node read_node(Numbers& n, const std::vector<Feature>& features) {
  Node node{n.integer(-2, 1), n.integer(-2, 1), {}};
  node.split.feature = features[static_cast<std::size_t>(n.integer(0, static_cast<int32_t>(features.size()) - 1))];
  node.split.threshold = static_cast<float>(n.next());
  return node;
}

Tree read_tree(const pugi::xml_node& entry, const std::vector<Feature>& features) {
  std::array<float, 3> leaves{};
  std::size_t leaf_count = 0;
  for (Numbers n(entry.child("leafValues")); n.more();) {
    if (leaf_count == leaves.size()) throw CascadeFileError("trees of more than two splits are not supported");
    leaves[leaf_count++] = static_cast<float>(n.next());
  }
  const auto leaf = [&](int32_t index) {
    if (index > 0 || static_cast<std::size_t>(-index) >= leaf_count) throw CascadeFileError("a leaf is missing");
    return leaves[static_cast<std::size_t>(-index)];
  };
  Numbers n(entry.child("internalNodes"));
  const Node root = read_node(n, features);
  Tree t;
  t.root = root.split;
  if (!n.more()) {
    t.below = leaf(root.left), t.above = leaf(root.right);
    return t;
  }
  const Node child = read_node(n, features);
  if ((root.left == 1) == (root.right == 1) || n.more())
    throw CascadeFileError("trees of more than two splits are not supported");
  t.has_child = true;
  t.child_is_below = root.left == 1;
  t.child = child.split;
  t.other = leaf(t.child_is_below ? root.right : root.left);
  t.below = leaf(child.left), t.above = leaf(child.right);
  return t;
}

Cascade read_root(const pugi::xml_node& root) {
  if (root.child("featureType").text().get() != std::string_view("HAAR"))
    throw CascadeFileError("it has no Haar features");
  Cascade c;
  c.width = Numbers(root.child("width")).integer(4, largest_window);
  c.height = Numbers(root.child("height")).integer(4, largest_window);
  const std::vector<Feature> features = read_features(root.child("features"), c);
  for (const auto& entry : root.child("stages").children("_")) {
    Stage s;
    s.threshold = static_cast<float>(Numbers(entry.child("stageThreshold")).next()) - 1e-5F;  // as OpenCV loosens it
    s.first = c.trees.size();
    for (const auto& tree : entry.child("weakClassifiers").children("_")) c.trees.push_back(read_tree(tree, features));
    s.count = c.trees.size() - s.first;
    c.stages.push_back(s);
  }
  if (c.stages.empty()) throw CascadeFileError("it has no stages");
  return c;
}

void mirror(Feature& f, int32_t width) {
  for (Feature::Part& p : f.parts) p.x = width - p.x - p.width;
}
}  // namespace

Cascade read_cascade(const std::filesystem::path& file) {
  pugi::xml_document document;
  const auto parsed = document.load_file(file.c_str(), pugi::parse_minimal);
  if (!parsed) throw CascadeFileError("the cascade " + file.string() + " cannot be read: " + parsed.description());
  try {
    return read_root(document.child("opencv_storage").first_child());
  } catch (const CascadeFileError& e) {
    throw CascadeFileError("the cascade " + file.string() + " is damaged or of another kind: " + e.what());
  }
}

Cascade mirrored(const Cascade& c) {
  Cascade m = c;
  for (Tree& t : m.trees) {
    mirror(t.root.feature, c.width);
    mirror(t.child.feature, c.width);
  }
  return m;
}
}  // namespace burnish_faces
