// Requests from a file: one prompt per line, CSV with a header, or JSON lines.
#include <algorithm>
#include <fstream>
#include <iterator>

#include "burnish/core/generate.hpp"
#include "pipeline/fields.hpp"
#include "pipeline/templates.hpp"

namespace burnish {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t most_bytes = std::size_t{64} << 20;
constexpr std::size_t most_requests = 100'000;

/// RFC 4180: quoted fields may hold commas, line ends and doubled quotes. Nothing when a quote does not end.
std::optional<std::vector<std::vector<std::string>>> read_csv(std::string_view text) {
  std::vector<std::vector<std::string>> rows;
  std::vector<std::string> row(1);
  bool quoted = false, any = false;
  const auto end_row = [&] {
    if (any) rows.push_back(std::move(row));
    row.assign(1, {});
    any = false;
  };
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (quoted) {
      if (c != '"') {
        row.back() += c;
      } else if (i + 1 < text.size() && text[i + 1] == '"') {
        row.back() += text[++i];
      } else {
        quoted = false;
      }
    } else if (c == '"' && row.back().empty()) {
      quoted = any = true;
    } else if (c == ',') {
      row.emplace_back();
      any = true;
    } else if (c == '\n') {
      end_row();
    } else if (c != '\r') {
      row.back() += c;
      any = true;
    }
  }
  if (quoted) return std::nullopt;
  end_row();
  return rows;
}

/// "output" and "image" say where; every other field is a parameter.
Status take(GenerateRequest& request, const std::string& id, const std::string& text, const std::string& where) {
  if (id == "output") {
    BURNISH_CHECK(check_relative(text));
    request.output = text;
  } else if (id == "image") {
    request.images.emplace_back(text);
  } else {
    request.arguments.push_back({id, text, where});
  }
  return Done{};
}

Result<std::vector<GenerateRequest>> from_csv(std::string_view text, const std::string& name) {
  const auto rows = read_csv(text);
  if (!rows || rows->empty())
    return Error{Code::Usage, "cannot read " + name, {}, rows ? "it has no header" : "a quote does not end", {}};
  const std::vector<std::string>& header = rows->front();
  std::vector<GenerateRequest> requests;
  for (std::size_t r = 1; r < rows->size(); ++r) {
    const std::vector<std::string>& row = (*rows)[r];
    const std::string where = name + " row " + std::to_string(r + 1);
    if (row.size() > header.size())
      return Error{Code::Usage, "a row has " + std::to_string(row.size()) + " fields", where,
                   "the header has " + std::to_string(header.size()), "quote fields that hold commas"};
    GenerateRequest request;
    for (std::size_t i = 0; i < row.size(); ++i)
      if (!row[i].empty()) BURNISH_CHECK(take(request, header[i], row[i], where));
    requests.push_back(std::move(request));
  }
  return requests;
}

template <class Each>
Status each_line(std::string_view text, const Each& each) {
  for (std::size_t at = 0, number = 1; at < text.size(); ++number) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    std::string_view line = text.substr(at, end - at);
    at = end + 1;
    while (!line.empty() && (line.back() == '\r' || line.back() == ' ')) line.remove_suffix(1);
    if (line.empty()) continue;
    if (Status s = each(line, number); !s) return s;
  }
  return Done{};
}

Result<std::vector<GenerateRequest>> from_json_lines(std::string_view text, const std::string& name) {
  std::vector<GenerateRequest> requests;
  const Status read = each_line(text, [&](std::string_view line, std::size_t number) -> Status {
    const std::string where = name + " line " + std::to_string(number);
    auto parsed = parse_json(line, where);
    if (!parsed) {
      Error e = parsed.take_error();
      e.code = Code::Usage;
      return e;
    }
    const JsonValue value = std::move(parsed).value();
    if (!value.is(JsonValue::Type::Object))
      return Error{Code::Usage, "a request is " + std::string(phrase(value)), where, "must be an object",
                   R"(write {"prompt": "..."})"};
    GenerateRequest request;
    for (std::size_t i = 0; i < value.keys.size(); ++i) {
      BURNISH_TRY(const Argument a, read_argument("a request", value.keys[i], value.elements[i], where));
      BURNISH_CHECK(take(request, a.id, a.text, where));
    }
    requests.push_back(std::move(request));
    return Done{};
  });
  if (!read) return read.error();
  return requests;
}

Result<std::vector<GenerateRequest>> from_lines(std::string_view text, const std::string& name) {
  std::vector<GenerateRequest> requests;
  const Status read = each_line(text, [&](std::string_view line, std::size_t number) -> Status {
    GenerateRequest request;
    request.arguments.push_back({"prompt", std::string(line), name + " line " + std::to_string(number)});
    requests.push_back(std::move(request));
    return Done{};
  });
  if (!read) return read.error();
  return requests;
}

}  // namespace

Result<std::vector<GenerateRequest>> read_requests(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::error_code ec;
  if (!file || fs::is_directory(path, ec))
    return Error{Code::Usage, "cannot read the requests " + path.string(), "--prompts", "there is no such file",
                 "name a text file, a .csv or a .jsonl"};
  const std::string text((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  if (text.size() > most_bytes)
    return Error{Code::Usage, path.string() + " is larger than 64 MiB", "--prompts", {}, {}};
  const std::string extension = path.extension().string();
  auto requests = extension == ".csv"                             ? from_csv(text, path.string())
                  : extension == ".jsonl" || extension == ".json" ? from_json_lines(text, path.string())
                                                                  : from_lines(text, path.string());
  if (!requests) return requests;
  if (requests->empty() || requests->size() > most_requests)
    return Error{Code::Usage,
                 path.string() + " holds " + std::to_string(requests->size()) + " requests",
                 "--prompts",
                 "between 1 and " + std::to_string(most_requests) + " are wanted",
                 {}};
  for (std::size_t i = 0; i < requests->size(); ++i) (*requests)[i].name = std::to_string(i + 1);
  return requests;
}

}  // namespace burnish
