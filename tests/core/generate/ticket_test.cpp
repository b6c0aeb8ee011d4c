#include "generate/ticket.hpp"

#include <gmock/gmock.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>

#include "core/write/scratch.hpp"

namespace burnish::generate {
namespace {

namespace fs = std::filesystem;

TicketRequest a_request(const std::string& key) {
  TicketRequest r;
  r.key = key + std::string(64 - key.size(), '0');
  r.model = "burnish.flux-2-pro";
  r.provider = "bfl";
  r.base_url = "https://api.bfl.ai";
  r.arguments = {{"prompt", "two\nlines, \"quotes\" and \xC3\xA9"}, {"seed", "7"}};
  r.inputs = {"sha256:aa", "sha256:bb"};
  r.output = "/tmp/out.png";
  r.created = "2026-11-22T18:00:00Z";
  r.private_prompt = true;
  return r;
}

class TicketTest : public ::testing::Test {
 protected:
  testing_write::Scratch folder_;
  TicketFolder tickets_{folder_ / "tickets"};
};

TEST_F(TicketTest, IsOnDiskBeforeAnythingIsSentAndReadsBackWhole) {
  {
    const auto ticket = tickets_.create(a_request("a"));
    ASSERT_TRUE(ticket) << ticket.error().message();
    EXPECT_TRUE(fs::exists(ticket->path()));
  }
  auto found = tickets_.all();
  ASSERT_EQ(found.size(), 1U);
  ASSERT_TRUE(found[0].ticket);
  EXPECT_EQ(found[0].ticket->state(), TicketState::Sending);
  const TicketRequest& r = found[0].ticket->request();
  const TicketRequest wanted = a_request("a");
  EXPECT_EQ(r.key, wanted.key);
  EXPECT_EQ(r.arguments, wanted.arguments);
  EXPECT_EQ(r.inputs, wanted.inputs);
  EXPECT_EQ(r.output, wanted.output);
  EXPECT_TRUE(r.private_prompt);
  EXPECT_FALSE(r.edits_picture);
}

TEST_F(TicketTest, KeepsEveryStep) {
  {
    auto ticket = tickets_.create(a_request("a"));
    ASSERT_TRUE(ticket);
    ASSERT_TRUE(ticket->submitted("{\"id\":\"x\"}"));
  }
  {
    auto found = tickets_.all();
    ASSERT_TRUE(found[0].ticket);
    EXPECT_EQ(found[0].ticket->state(), TicketState::Submitted);
    EXPECT_EQ(found[0].ticket->job(), "{\"id\":\"x\"}");
    ASSERT_TRUE(found[0].ticket->fetched());
  }
  auto found = tickets_.all();
  EXPECT_EQ(found[0].ticket->state(), TicketState::Fetched);
  EXPECT_EQ(found[0].ticket->job(), "{\"id\":\"x\"}");
  found[0].ticket->close();
  EXPECT_TRUE(tickets_.all().empty());
}

TEST_F(TicketTest, ALineThatWasNotFinishedNeverCounted) {
  fs::path path;
  {
    auto ticket = tickets_.create(a_request("a"));
    ASSERT_TRUE(ticket);
    ASSERT_TRUE(ticket->submitted("job"));
    path = ticket->path();
  }
  std::ofstream(path, std::ios::app) << R"({"state":"fetched","a)";
  const auto found = tickets_.all();
  ASSERT_TRUE(found[0].ticket);
  EXPECT_EQ(found[0].ticket->state(), TicketState::Submitted);
}

TEST_F(TicketTest, ADamagedTicketIsToldAndKept) {
  fs::create_directories(tickets_.path());
  std::ofstream(tickets_.path() / "x.ticket") << "no json\n";
  const auto found = tickets_.all();
  ASSERT_EQ(found.size(), 1U);
  EXPECT_FALSE(found[0].ticket);
  EXPECT_EQ(found[0].why, "it is damaged");
  EXPECT_TRUE(fs::exists(found[0].path));
}

TEST_F(TicketTest, IsHeldByItsProcessAndFreeWhenThatDies) {
  int ready[2], go[2];
  ASSERT_EQ(pipe(ready), 0);
  ASSERT_EQ(pipe(go), 0);
  const pid_t child = fork();
  if (child == 0) {
    auto ticket = tickets_.create(a_request("a"));
    char c = ticket ? '1' : '0';
    (void)!write(ready[1], &c, 1);
    (void)!read(go[0], &c, 1);
    _exit(0);  // as a kill would: nothing is closed by hand
  }
  char c = 0;
  ASSERT_EQ(read(ready[0], &c, 1), 1);
  ASSERT_EQ(c, '1');
  {
    const auto found = tickets_.all();
    ASSERT_EQ(found.size(), 1U);
    EXPECT_TRUE(found[0].held);
    EXPECT_FALSE(found[0].ticket);
    EXPECT_EQ(found[0].key, a_request("a").key);
  }
  ASSERT_EQ(write(go[1], &c, 1), 1);
  int status = 0;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  EXPECT_TRUE(tickets_.all()[0].ticket);
  for (const int d : {ready[0], ready[1], go[0], go[1]}) close(d);
}

TEST_F(TicketTest, ComeOldestFirst) {
  TicketRequest late = a_request("b"), early = a_request("c");
  late.created = "2026-11-22T19:00:00Z";
  ASSERT_TRUE(tickets_.create(late));
  ASSERT_TRUE(tickets_.create(early));
  const auto found = tickets_.all();
  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(found[0].key, early.key);
}

TEST_F(TicketTest, AFolderThatCannotBeMadeIsAnErrorBeforeSending) {
  std::ofstream(folder_ / "file") << "x";
  const auto ticket = TicketFolder(folder_ / "file" / "tickets").create(a_request("a"));
  ASSERT_FALSE(ticket);
  EXPECT_EQ(ticket.error().code, Code::Io);
  EXPECT_THAT(ticket.error().message(), ::testing::HasSubstr("nothing is sent"));
}

}  // namespace
}  // namespace burnish::generate
