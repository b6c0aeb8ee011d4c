// burnish schema: the JSON Schema of pipeline files, made from what is installed.
#include <burnish/core/report_json.hpp>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "session.hpp"

namespace burnish::cli {
namespace {
namespace fs = std::filesystem;

struct SchemaArguments {
  std::string out;
};

Error cannot_write(const std::string& name, std::string why, std::string hint = {}) {
  return {Code::Io, "cannot write " + name, "--out", std::move(why), std::move(hint)};
}

/// 0, or what errno says.
int write_all(int file, std::string_view text) {
  while (!text.empty()) {
    const ssize_t n = write(file, text.data(), text.size());
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return n == 0 ? ENOSPC : errno;
    text.remove_prefix(static_cast<std::size_t>(n));
  }
  return fsync(file) == 0 ? 0 : errno;
}

/// Replaces the file, or leaves it as it was.
Status replace_file(const std::string& name, const std::string& text) {
  std::error_code ignored;
  if (fs::exists(name, ignored) && !fs::is_regular_file(name, ignored))
    return cannot_write(name, "it is no regular file", "use - for standard output");
  std::string temporary = name + ".XXXXXX.burnish-tmp";
  constexpr int suffix = 12;  // ".burnish-tmp"
  const int file = mkostemps(temporary.data(), suffix, O_CLOEXEC);
  if (file < 0) return cannot_write(name, std::strerror(errno));
  const mode_t mask = umask(0);
  umask(mask);
  int error = fchmod(file, 0666U & ~mask) == 0 ? write_all(file, text) : errno;
  close(file);
  if (error == 0 && std::rename(temporary.c_str(), name.c_str()) != 0) error = errno;
  if (error == 0) return Done{};
  fs::remove(temporary, ignored);
  return cannot_write(name, std::strerror(error));
}

int schema(Session& session, const SchemaArguments& a) {
  const auto catalogue = session.open_catalogue();
  if (!catalogue) return session.fail(catalogue.error());
  const std::string text = pipeline_schema(*catalogue);
  if (a.out.empty() || a.out == "-") {
    Session::print(text);
    return 0;
  }
  const Status written = replace_file(a.out, text);
  if (!written.ok()) return session.fail(written.error());
  const std::pair<std::string, std::string> said[] = {{"path", a.out}};
  if (session.common.json) Session::print(texts_json(said));
  return 0;
}

}  // namespace

void add_schema(CLI::App& app, Session& session) {
  CLI::App& c = *app.add_subcommand("schema", "Print the JSON Schema of pipeline files, for editors");
  SchemaArguments& a = session.own<SchemaArguments>();
  c.add_option("--out", a.out, "Write to a file instead of standard output")->type_name("FILE");
  add_common_options(c, session.common);
  c.footer("Example: burnish schema --out burnish-pipeline-1.schema.json");
  c.callback([&] { session.action = [&] { return schema(session, a); }; });
}

}  // namespace burnish::cli
