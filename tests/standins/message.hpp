// What arrives at a stand-in and what it answers.
#pragma once
#include <chrono>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace burnish::standins {

using Headers = std::vector<std::pair<std::string, std::string>>;

/// Each has a port of its own on 127.0.0.1, as a provider has hosts of its own for them. Nothing may ever be sent to
/// Elsewhere: redirects lead there.
enum class Place { Api, Cluster, Delivery, Elsewhere };
[[nodiscard]] std::string_view name_of(Place place);

struct Request {
  Place place = Place::Api;
  std::string method, target;
  Headers headers;  // names in lower case
  std::string body;

  /// Empty when absent.
  [[nodiscard]] std::string header(std::string_view name) const;
  [[nodiscard]] bool has(std::string_view name) const;
  [[nodiscard]] std::string path() const { return target.substr(0, target.find('?')); }
  /// A parameter of the query, percent-decoded; empty when absent.
  [[nodiscard]] std::string query(std::string_view name) const;
};

/// How much of an answer goes over the wire before the connection is closed.
enum class Wire { Whole, Half, HalfThenSilence, Nothing };

struct Answer {
  int status = 200;
  Headers headers{};
  std::string body{};
  std::chrono::milliseconds delay{0};  // before the first byte; with HalfThenSilence also before the end
  Wire wire = Wire::Whole;
};

[[nodiscard]] Answer json_answer(int status, std::string body);

}  // namespace burnish::standins
