#include "load/call.hpp"

#include <gmock/gmock.h>

#include <thread>

#include "load/host.hpp"

namespace burnish {
namespace {

using testing::ElementsAre;

TEST(Call, TellsTheFirstFailure) {
  const Host host;
  Call call(host.get(), nullptr);
  EXPECT_EQ(call.get()->fail(call.get(), BURNISH_BAD_PARAM, "sigma", "it is\nnegative"), BURNISH_BAD_PARAM);
  EXPECT_EQ(call.get()->fail(call.get(), BURNISH_ERROR, nullptr, "later"), BURNISH_ERROR);
  const Error error = call.error(BURNISH_BAD_PARAM, "cannot blur");
  EXPECT_EQ(error.code, Code::BadParam);
  EXPECT_EQ(error.message(), "cannot blur (sigma): it is negative");
}

TEST(Call, HasAReasonForEveryStatus) {
  const Host host;
  const Call call(host.get(), nullptr);
  for (burnish_status status = -12; status < 0; ++status) EXPECT_NE(call.error(status, "x").why, "") << status;
  EXPECT_EQ(call.error(BURNISH_BAD_DATA, "cannot decode a.jpg").message(),
            "cannot decode a.jpg: the data is malformed or truncated");
  EXPECT_EQ(call.error(-77, "x").why, "the plugin returned the unknown status -77");
}

TEST(Call, StopsWhenCancelledAndWhenLate) {
  const Host host;
  Cancellation cancel;
  const Call call(host.get(), &cancel);
  EXPECT_EQ(call.get()->cancelled(call.get()), 0);
  cancel.cancel();
  EXPECT_NE(call.get()->cancelled(call.get()), 0);
  EXPECT_EQ(call.error(BURNISH_CANCELLED, "x").code, Code::Cancelled);
  const Call late(host.get(), nullptr, std::chrono::steady_clock::now());
  EXPECT_NE(late.get()->cancelled(late.get()), 0);
  EXPECT_EQ(late.error(BURNISH_CANCELLED, "x").code, Code::Timeout);
}

TEST(Call, KeepsEachNoteOnce) {
  const Host host;
  Call call(host.get(), nullptr);
  std::vector<std::jthread> threads;
  for (int t = 0; t < 4; ++t)
    threads.emplace_back([&call] {
      for (int i = 0; i < 100; ++i) call.get()->note(call.get(), "CMYK without a profile");
    });
  threads.clear();
  call.get()->note(call.get(), nullptr);
  EXPECT_THAT(call.take_notes(), ElementsAre("CMYK without a profile"));
  EXPECT_THAT(call.take_notes(), ElementsAre());
}

TEST(Host, GivesServicesAndLogs) {
  std::string logged;
  Host host([&logged](LogLevel level, std::string_view line) {
    logged = (level == LogLevel::Warning ? "warning " : "other ") + std::string(line);
  });
  const int table = 1;
  host.set_service("burnish.parallel/1", &table);
  EXPECT_EQ(host.get()->service(host.get(), "burnish.parallel/1"), &table);
  EXPECT_EQ(host.get()->service(host.get(), "burnish.parallel/2"), nullptr);
  EXPECT_EQ(host.get()->service(host.get(), nullptr), nullptr);
  host.get()->log(host.get(), BURNISH_LOG_WARNING, "mind the gap");
  EXPECT_EQ(logged, "warning mind the gap");
}

TEST(Error, HasAWordAndAnExitStatusForEveryCode) {
  EXPECT_EQ(code_word(Code::BadData), "bad_data");
  EXPECT_EQ(code_word(Code::NotInVersion), "not_in_version");
  EXPECT_EQ(exit_status(Code::Internal), 1);
  EXPECT_EQ(exit_status(Code::BadParam), 2);
  EXPECT_EQ(exit_status(Code::Limit), 3);
  EXPECT_EQ(exit_status(Code::Plugin), 4);
  EXPECT_EQ(exit_status(Code::Generator), 5);
  EXPECT_EQ(exit_status(Code::Cancelled), 130);
  EXPECT_EQ((Error{Code::Usage, "a", "b", "c", "d"}).message(), "a (b): c; d");
  EXPECT_EQ((Error{Code::Usage, "a", "", "", ""}).message(), "a");
}

}  // namespace
}  // namespace burnish
