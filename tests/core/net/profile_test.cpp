#include "net/profile.hpp"

#include <gmock/gmock.h>

#include "fakes.hpp"
#include "pipeline/document.hpp"
#include "pipeline/profile_json.hpp"

namespace burnish::testing_net {
namespace {

using testing::ElementsAre;
using testing::EndsWith;
using testing::HasSubstr;

constexpr const char* acme = R"({
  "burnish_provider": 1, "name": "acme", "label": "Acme", "facts": "2026-11-22",
  "base": "https://api.acme.example/v1/", "base_env": "ACME_BASE_URL",
  "hosts": ["api.acme.example", "*.acme.example"], "delivery_hosts": ["cdn.example"],
  "secret": {"name": "acme", "env": "ACME_KEY"}, "auth": {"header": "x-key", "prefix": ""},
  "limits": {"active": 24, "per_minute": 2.5}, "rank": 100, "mode": "async", "submit": {"path": "/x"},
  "models": {"flux-2-pro": {"price": {"flat": 3}}, "flux-dev": {}}})";

class ProviderFiles : public testing::Test {
 protected:
  ProviderFiles() { unsetenv("ACME_BASE_URL"); }
  [[nodiscard]] Profiles profiles() const { return Profiles::open({home_ / "user", home_ / "installed"}); }
  [[nodiscard]] std::string error_of(const std::string& text) const {
    home_.write("installed/acme.json", text);
    const auto profile = profiles().find("acme");
    if (profile) return "no error";
    EXPECT_EQ(profile.error().code, Code::Usage);
    return profile.error().message();
  }
  /// The usual file with one piece replaced.
  [[nodiscard]] std::string error_with(const std::string& piece, const std::string& by) const {
    std::string text = acme;
    EXPECT_NE(text.find(piece), std::string::npos);
    text.replace(text.find(piece), piece.size(), by);
    return error_of(text);
  }
  Home home_;
};

TEST_F(ProviderFiles, AreReadAsTheyAre) {
  home_.write("installed/acme.json", acme);
  const auto profile = profiles().find("acme");
  ASSERT_TRUE(profile) << profile.error().message();
  EXPECT_EQ(profile->name, "acme");
  EXPECT_EQ(profile->label, "Acme");
  EXPECT_EQ(profile->facts, "2026-11-22");
  EXPECT_EQ(profile->base, "https://api.acme.example/v1");
  EXPECT_EQ(profile->base_environment, "ACME_BASE_URL");
  EXPECT_THAT(profile->hosts, ElementsAre("api.acme.example", "*.acme.example"));
  EXPECT_THAT(profile->delivery_hosts, ElementsAre("cdn.example"));
  EXPECT_EQ(profile->secret->name, "acme");
  EXPECT_EQ(profile->secret->environment, "ACME_KEY");
  EXPECT_EQ(profile->active, 24);
  EXPECT_EQ(profile->per_minute, 2.5);
  EXPECT_EQ(profile->rank, 100);
  EXPECT_FALSE(profile->experimental);
  EXPECT_THAT(profile->models, ElementsAre("flux-2-pro", "flux-dev"));
  EXPECT_TRUE(profile->serves("flux-dev"));
  EXPECT_FALSE(profile->serves("flux"));
  EXPECT_EQ(profile->path, home_ / "installed/acme.json");
  const auto text = parse_json(profile->text, "text");
  ASSERT_TRUE(text);
  EXPECT_EQ(text->member("submit")->member("path")->text, "/x");
}

TEST_F(ProviderFiles, NameWhatIsWrongWithPlaceAndWayOut) {
  const std::string file = (home_ / "installed/acme.json").string();
  EXPECT_EQ(error_with("\"label\"", "\"lable\""),
            "unknown key 'lable' (" + file +
                " $.lable): a provider may have $schema, burnish_provider, name, label, facts, note, extends, base, "
                "base_env, hosts, delivery_hosts, secret, auth, headers, limits, rank, experimental, currency, price, "
                "seconds, mode, submit, task, poll, result, errors, cancel, balance, models, elsewhere; did you mean "
                "'label'?");
  EXPECT_EQ(error_with("\"burnish_provider\": 1", "\"burnish_provider\": 2"),
            "'burnish_provider' is 2 (" + file + " $.burnish_provider): this version reads provider files of form 1");
  EXPECT_THAT(error_with("\"x-key\"", "\"x key\""), HasSubstr("$.auth.header"));
  EXPECT_THAT(error_with("\"x-key\"", "\"x\\r\\nkey\""), HasSubstr("$.auth.header"));
  EXPECT_THAT(error_with("\"header\"", "\"heder\""), HasSubstr("did you mean 'header'?"));
  EXPECT_THAT(error_with("{\"path\": \"/x\"}", "[]"), HasSubstr("$.submit): must be an object"));
  EXPECT_THAT(error_with("\"flux-dev\": {}", "\"flux-dev\": 3"), HasSubstr("$.models.flux-dev): must be an object"));
  EXPECT_THAT(error_with("\"active\": 24", "\"active\": 0"), HasSubstr("must be between 1 and 1000"));
  EXPECT_THAT(error_with("\"active\": 24", "\"active\": 2.5"), HasSubstr("must be whole"));
  EXPECT_THAT(error_with("\"async\"", "\"later\""), HasSubstr("must be async or sync"));
  EXPECT_THAT(error_with("\"cdn.example\"", "\"*\""), HasSubstr("$.delivery_hosts[0]): must be a name such as"));
  EXPECT_THAT(error_with("\"cdn.example\"", "\"https://cdn.example\""), HasSubstr("$.delivery_hosts[0]"));
  EXPECT_THAT(error_with("\"name\": \"acme\", \"label\"", "\"name\": \"other\", \"label\""),
              HasSubstr("the file is named 'acme'"));
  EXPECT_THAT(error_with("{\"name\": \"acme\", \"env\"", "{\"name\": \"../acme\", \"env\""),
              HasSubstr("$.secret.name"));
  EXPECT_THAT(error_with("\"https://api.acme.example/v1/\"", "\"http://api.acme.example\""),
              HasSubstr("plain http is only for this machine itself"));
  EXPECT_THAT(error_with("\"https://api.acme.example/v1/\"", "\"https://u:CANARY@api.acme.example\""),
              testing::Not(HasSubstr("CANARY")));
  EXPECT_THAT(error_with("\"mode\": \"async\"", "\"name\": \"x\""), HasSubstr("key 'name' is given twice"));
  EXPECT_THAT(error_of("{"), HasSubstr("is not valid JSON (line 1, column"));
  EXPECT_THAT(error_of("[]"), HasSubstr("a provider is an array"));
  EXPECT_THAT(error_of("{}"), HasSubstr("a provider has no 'burnish_provider'"));
  EXPECT_THAT(error_of(R"({"burnish_provider":1,"name":"acme"})"), HasSubstr("a provider has no 'base'"));
}

TEST_F(ProviderFiles, OfUnknownNameAreSuggested) {
  home_.write("installed/acme.json", acme);
  home_.write("installed/bfl.json", "broken");
  const auto wrong = profiles().find("acne");
  EXPECT_EQ(wrong.error().code, Code::Unknown);
  EXPECT_EQ(wrong.error().message(), "unknown provider 'acne': known are acme, bfl; did you mean 'acme'?");
  EXPECT_THAT(profiles().names(), ElementsAre("acme", "bfl"));
  EXPECT_EQ(Profiles::open({home_ / "nothing"}).find("acme").error().message(),
            "unknown provider 'acme': no provider is installed");
}

TEST_F(ProviderFiles, OfTheUserWinAndMayExtend) {
  home_.write("installed/acme.json", acme);
  home_.write("user/acme.json", R"({"burnish_provider":1,"name":"acme","extends":"acme","limits":{"active":2}})");
  home_.write("user/mine.json", R"({"burnish_provider":1,"name":"mine","extends":"acme","base":"http://127.0.0.1:9",
    "secret":null,"models":{"flux-2-pro":null,"own":{}}})");
  const auto changed = profiles().find("acme");
  ASSERT_TRUE(changed) << changed.error().message();
  EXPECT_EQ(changed->active, 2);
  EXPECT_EQ(changed->per_minute, 2.5);
  EXPECT_EQ(changed->rank, 100);
  const auto mine = profiles().find("mine");
  ASSERT_TRUE(mine) << mine.error().message();
  EXPECT_EQ(mine->active, 2);
  EXPECT_FALSE(mine->secret);
  EXPECT_EQ(mine->rank, 0) << "not inherited: it would become the default by accident";
  EXPECT_THAT(mine->models, ElementsAre("flux-dev", "own"));
  EXPECT_THAT(mine->hosts, ElementsAre("api.acme.example", "*.acme.example", "127.0.0.1:9"));
  EXPECT_EQ(mine->text.find("extends"), std::string::npos);
}

TEST_F(ProviderFiles, ExtendsIsBounded) {
  home_.write("installed/a.json", R"({"burnish_provider":1,"name":"a","extends":"b"})");
  home_.write("installed/b.json", R"({"burnish_provider":1,"name":"b","extends":"a"})");
  home_.write("installed/c.json", R"({"burnish_provider":1,"name":"c","extends":"c"})");
  EXPECT_THAT(profiles().find("a").error().message(), HasSubstr("or a circle"));
  EXPECT_THAT(profiles().find("c").error().message(), HasSubstr("unknown provider 'c'"));
}

TEST_F(ProviderFiles, OfAModelAreChosenByNameThenRank) {
  const auto file = [](const std::string& name, int rank, const std::string& model) {
    return R"({"burnish_provider":1,"name":")" + name + R"(","base":"https://x.example","rank":)" +
           std::to_string(rank) + R"(,"models":{")" + model + R"(":{}}})";
  };
  home_.write("installed/all.json", file("all", 1000, "*"));
  home_.write("installed/low.json", file("low", 1, "m"));
  home_.write("installed/high.json", file("high", 5, "m"));
  home_.write("installed/also.json", file("also", 5, "m"));
  home_.write("installed/damaged.json", "{");
  EXPECT_EQ(profiles().for_model("m")->name, "also");
  EXPECT_EQ(profiles().for_model("other")->name, "all");
  fs::remove(home_ / "installed/all.json");
  const auto none = profiles().for_model("other");
  EXPECT_EQ(none.error().code, Code::Unknown);
  EXPECT_THAT(none.error().message(), HasSubstr("damaged.json is not valid JSON"));
}

TEST_F(ProviderFiles, FoldersComeFromTheEnvironment) {
  home_.write("config/burnish/providers/acme.json", acme);
  home_.write("elsewhere/first.json", "{}");
  setenv("BURNISH_PROVIDER_PATH", (":" + (home_ / "elsewhere").string() + "::").c_str(), 1);
  const std::vector<std::string> names = Profiles::open().names();
  unsetenv("BURNISH_PROVIDER_PATH");
  EXPECT_THAT(names, testing::IsSupersetOf({"acme", "first"}));
}

TEST_F(ProviderFiles, TheBaseMayBeReplaced) {
  home_.write("installed/acme.json", acme);
  const Profile profile = *profiles().find("acme");
  EXPECT_EQ(with_base(profile, "")->base, profile.base);
  const auto proxy = with_base(profile, "https://Proxy.example:8443/bfl/");
  ASSERT_TRUE(proxy);
  EXPECT_EQ(proxy->base, "https://proxy.example:8443/bfl");
  EXPECT_EQ(proxy->hosts.back(), "proxy.example:8443");
  setenv("ACME_BASE_URL", "http://127.0.0.1:1234", 1);
  EXPECT_EQ(with_base(profile, "")->base, "http://127.0.0.1:1234");
  EXPECT_EQ(with_base(profile, "https://api.eu.acme.example")->base, "https://api.eu.acme.example");
  setenv("ACME_BASE_URL", "http://10.0.0.1:1234", 1);
  const auto refused = with_base(profile, "");
  EXPECT_EQ(refused.error().code, Code::Usage);
  EXPECT_EQ(refused.error().message(),
            "cannot use the base URL http://10.0.0.1:1234 ($ACME_BASE_URL): plain http is only for this machine "
            "itself; write https://");
  for (const char* wrong : {"http://evil.example", "ftp://127.0.0.1", "127.0.0.1:80", "https://x.example/?a=b",
                            "https://u:CANARY@x.example", "http://127.0.0.1.evil.example", "https://"}) {
    const auto result = with_base(profile, wrong);
    ASSERT_FALSE(result) << wrong;
    EXPECT_THAT(result.error().message(), testing::Not(HasSubstr("CANARY")));
  }
}

TEST(ProviderSchema, IsJsonThatNamesTheKeys) {
  const auto schema = parse_json(profile_schema(), "schema");
  ASSERT_TRUE(schema);
  EXPECT_NE(schema->member("properties")->member("delivery_hosts"), nullptr);
  EXPECT_EQ(schema->member("additionalProperties")->text, "false");
}

/// Every file that a generator of this repository brings.
TEST(OwnProviders, AreAllReadable) {
  std::vector<fs::path> folders;
  for (const auto& plugin : fs::directory_iterator(fs::path(BURNISH_SOURCE_DIR) / "plugins/generators"))
    folders.push_back(plugin.path() / "providers");
  const Profiles own = Profiles::open(folders);
  EXPECT_THAT(own.names(), testing::Not(testing::IsEmpty()));
  for (const std::string& name : own.names()) {
    const auto profile = own.find(name);
    EXPECT_TRUE(profile) << profile.error().message();
  }
}

}  // namespace
}  // namespace burnish::testing_net
