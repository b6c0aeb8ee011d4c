// burnish schema: the JSON Schema of pipeline files, made from what is installed.
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fstream>

#include "session.hpp"

namespace burnish::cli {
namespace {

struct SchemaArguments {
  std::string out;
};

int schema(Session& session, const SchemaArguments& a) {
  const auto catalogue = session.open_catalogue();
  if (!catalogue) return session.fail(catalogue.error());
  const std::string text = pipeline_schema(*catalogue);
  if (a.out.empty() || a.out == "-") {
    std::puts(text.c_str());
    return 0;
  }
  const std::string temporary = a.out + ".burnish-tmp";
  std::ofstream file(temporary, std::ios::binary);
  file << text << '\n';
  file.close();
  std::error_code ec;
  if (file) std::filesystem::rename(temporary, a.out, ec);
  if (file && !ec) return 0;
  const std::string why = ec ? ec.message() : std::strerror(errno);
  std::filesystem::remove(temporary, ec);
  return session.fail({Code::Io, "cannot write " + a.out, "--out", why, {}});
}

}  // namespace

void add_schema(CLI::App& app, Session& session) {
  CLI::App& c = *app.add_subcommand("schema", "Print the JSON Schema of pipeline files, for editors");
  SchemaArguments& a = session.own<SchemaArguments>();
  c.add_option("--out", a.out, "Write to a file")->type_name("FILE");
  add_common_options(c, session);
  c.callback([&] { session.action = [&] { return schema(session, a); }; });
}

}  // namespace burnish::cli
