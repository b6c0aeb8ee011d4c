// The life of a job at Black Forest Labs: refused, asked about, fetched.
#include "flux_test.hpp"

using namespace flux_test;

// ---- errors of the request --------------------------------------------------------------------------------

TEST(FluxSubmit, SaysWhatEachRefusalMeans) {
  struct Case {
    Reply reply;
    std::string why, says;
  };
  const std::string echoed(5000, 'A');
  const std::vector<Case> cases{
      {{402, R"({"detail":"Insufficient credits"})"},
       "no_credit",
       "no credit left at bfl (HTTP 402): Insufficient credits"},
      {{401, R"({"detail":"key sk-canary"})"},
       "refused",
       "bfl refused the key (HTTP 401); check the key in $BFL_API_KEY"},
      {{403, R"({"detail":"Not authenticated sk-canary"})"}, "refused", "bfl refused the key (HTTP 403)"},
      {{404, R"({"detail":"Not Found"})"}, "refused", "does not have flux-2-pro"},
      {{400, R"({"detail":"Image is too large"})"}, "refused", "HTTP 400): Image is too large"},
      {{422, R"({"detail":[{"loc":["body","width"],"msg":"too small","input":")" + echoed +
                 R"("},{"loc":["body","images",0],"msg":"bad )" + echoed + R"("}]})"},
       "refused",
       "width: too small; images.0: bad AAAA"},
      {{429, R"({"detail":"too many active tasks"})", {{"Retry-After", "7"}}}, "rate", "try again in 7 s"},
      {{429, R"({"error":"rate_limit_exceeded","message":"Too many concurrent requests"})"},
       "rate",
       "Too many concurrent"},
      {{500, "Internal Server Error"},
       "unknown_outcome",
       "bfl failed (HTTP 500): Internal Server Error; the outcome is unknown, it may have been charged"},
      {{503, "<html>busy</html>"}, "unknown_outcome", "bfl failed (HTTP 503); the outcome"},
      {{307, "", {{"Location", "https://evil.example/v1?key=1"}}}, "refused", "a redirect to evil.example (HTTP 307)"},
      {{200, "not json"}, "unknown_outcome", "not JSON"},
      {{200, R"({"status":"ok"})"}, "unknown_outcome", "without the id"},
      {{.status = 0, .failure = BURNISH_NETWORK, .sent_maybe = true}, "unknown_outcome", "its answer was lost"},
      {{.status = 0, .failure = BURNISH_NETWORK}, "", "did not reach bfl"}};
  for (const Case& c : cases) {
    SCOPED_TRACE(c.says);
    Provider p;
    p.services.replies.push_back(c.reply);
    const Outcome o = p.submit("flux-2-pro", {{"prompt", "a"}});
    EXPECT_LT(o.status, 0);
    EXPECT_EQ(o.failure.param, c.why) << o.failure.message;
    EXPECT_THAT(o.failure.message, HasSubstr(c.says));
    EXPECT_THAT(o.failure.message, Not(HasSubstr("canary")));
    EXPECT_LT(o.failure.message.size(), 700U);
    EXPECT_EQ(p.services.seen.size(), 1U) << "never sent twice";
    EXPECT_THAT(o.ticket, IsEmpty());
  }
}

// ---- the job ----------------------------------------------------------------------------------------------

TEST(FluxTicket, HoldsTheJobAndNoSecret) {
  Provider p;
  const json t = json::parse(ticket_of(p));
  EXPECT_EQ(t["burnish_ticket"], 1);
  EXPECT_EQ(t["provider"], "bfl");
  EXPECT_EQ(t["model"], "flux-2-pro");
  EXPECT_EQ(t["id"], "job-1");
  EXPECT_EQ(t["poll"], "https://api.eu2.bfl.ai/v1/get_result?id=job-1&x=%2F");
  EXPECT_EQ(t["cost"], "4.5");
  EXPECT_FALSE(t.contains("prompt"));
  EXPECT_THAT(t.dump(), Not(HasSubstr("secret")));
}

TEST(FluxPoll, UsesThePollingAddressByteForByte) {
  Provider p;
  const std::string ticket = ticket_of(p);
  p.will_answer(200, status("Pending", {{"progress", nullptr}}));
  const Outcome o = p.poll(ticket);
  EXPECT_EQ(o.status, BURNISH_PENDING);
  EXPECT_EQ(o.again_ms, 500U);
  EXPECT_EQ(p.seen().url, "https://api.eu2.bfl.ai/v1/get_result?id=job-1&x=%2F");
  EXPECT_EQ(p.seen().method, "GET");
  EXPECT_EQ(p.seen().header("x-key"), "${secret:bfl}");
}

TEST(FluxPoll, FallsBackWhenNoPollingAddressWasGiven) {
  Provider p;
  p.will_answer(200, {{"id", "a b"}, {"status", "queued"}, {"webhook_url", "https://x.example"}});
  const Outcome o = p.submit("flux-2-pro", {{"prompt", "a"}});
  ASSERT_EQ(o.status, BURNISH_PENDING) << to_text(o.failure);
  p.will_answer(200, status("Pending"));
  EXPECT_EQ(p.poll(o.ticket).status, BURNISH_PENDING);
  EXPECT_EQ(p.seen().url, "https://api.bfl.ai/v1/get_result?id=a%20b");
}

TEST(FluxPoll, UnderstandsEveryStatus) {
  struct Case {
    int http;
    json body;
    burnish_status status;
    std::string why, says;
  };
  const std::vector<Case> cases{
      {200, status("Pending"), BURNISH_PENDING, "", ""},
      {200, status("Reasoning"), BURNISH_PENDING, "", ""},
      {200, status("Generating", {{"progress", 0.4}}), BURNISH_PENDING, "", ""},
      {200, status("Something new"), BURNISH_PENDING, "", ""},
      {200, ready(), BURNISH_OK, "", ""},
      {503, ready(), BURNISH_OK, "", ""},
      {429, {{"detail", "slow down"}}, BURNISH_PENDING, "", ""},
      {200, status("Request Moderated", {{"details", {{"Moderation Reasons", {"Violence"}}}}}), BURNISH_ERROR,
       "moderated_input", "bfl refused the request (Request Moderated): Violence"},
      {200, status("Content Moderated", {{"details", {{"Moderation Reasons", {"Sexual Content", "Hate"}}}}}),
       BURNISH_ERROR, "moderated_output", "withheld it (Content Moderated): Sexual Content, Hate"},
      {200, status("Error", {{"details", {{"reason", "GPU lost"}}}}), BURNISH_ERROR, "failed",
       "the job failed at bfl (Error): reason: GPU lost"},
      {503, status("Error", {{"result", "out of memory"}}), BURNISH_ERROR, "failed", "out of memory"},
      {200, status("Task not found"), BURNISH_ERROR, "expired", "no longer knows the job job-1"},
      {404, {{"detail", "Not Found"}}, BURNISH_ERROR, "expired", "no longer knows"},
      {403, {{"detail", "x"}}, BURNISH_ERROR, "refused", "refused the key"},
      {500, {{"detail", "oops"}}, BURNISH_NETWORK, "", "the ticket is kept"},
      {302, json::object(), BURNISH_ERROR, "refused", "redirect"}};
  for (const Case& c : cases) {
    SCOPED_TRACE(std::to_string(c.http) + " " + c.body.dump());
    Provider p;
    const std::string ticket = ticket_of(p, 60);
    p.will_answer(c.http, c.body);
    const Outcome o = p.poll(ticket);
    EXPECT_EQ(o.status, c.status) << to_text(o.failure);
    EXPECT_EQ(o.failure.param, c.why);
    EXPECT_THAT(o.failure.message, HasSubstr(c.says));
    EXPECT_THAT(o.failure.message, Not(HasSubstr("SECRET")));
  }
}

TEST(FluxPoll, ReportsAStatusThatNobodyKnows) {
  Provider p;
  const std::string ticket = ticket_of(p);
  p.will_answer(200, status("Levitating"));
  EXPECT_THAT(p.poll(ticket).notes, ElementsAre(HasSubstr("'Levitating'")));
}

TEST(FluxPoll, WaitsForAJobThatIsUnknownOnlyRightAfterItWasSent) {
  Provider p;
  const std::string ticket = ticket_of(p);
  p.will_answer(200, status("Task not found"));
  EXPECT_EQ(p.poll(ticket).status, BURNISH_PENDING);
}

TEST(FluxPoll, RefusesForeignAndDamagedTickets) {
  Provider p;
  const std::string ticket = ticket_of(p);
  Provider other("bfl-eu");
  EXPECT_THAT(other.poll(ticket).failure.message, HasSubstr("the ticket is of bfl, but bfl-eu was chosen"));
  EXPECT_EQ(other.poll("").failure.code, BURNISH_BAD_DATA);
  EXPECT_EQ(other.poll(ticket.substr(0, 20)).failure.code, BURNISH_BAD_DATA);
  EXPECT_EQ(other.poll(R"({"burnish_ticket":1})").failure.code, BURNISH_BAD_DATA);
  EXPECT_EQ(other.poll(R"({"burnish_ticket":9,"provider":"bfl-eu"})").failure.code, BURNISH_UNSUPPORTED);
  EXPECT_EQ(other.poll(std::string(100000, '[')).failure.code, BURNISH_BAD_DATA);
}

// ---- the result -------------------------------------------------------------------------------------------

TEST(FluxFetch, DownloadsWithoutTheKeyAndTellsWhatIsKnown) {
  Provider p;
  const std::string ticket = ticket_of(p);
  p.will_answer(200, ready({{"duration", 3.25}}));
  p.will_send(png_file());
  const Outcome o = p.fetch(ticket);
  ASSERT_EQ(o.status, BURNISH_OK) << to_text(o.failure);
  EXPECT_EQ(o.file, png_file());
  EXPECT_EQ(p.seen().url, "https://delivery-eu1.bfl.ai/r/x.png?sig=SECRET");
  EXPECT_THAT(p.seen().headers, IsEmpty());
  const std::map<std::string, std::string> meta{
      {"text:model", "flux-2-pro"}, {"text:request_id", "job-1"}, {"text:cost", "4.5"},
      {"text:currency", "credits"}, {"text:input_mp", "0"},       {"text:output_mp", "1.98"},
      {"text:seed", "7"},           {"text:prompt", "a red cat"}, {"text:seconds", "3.25"}};
  EXPECT_EQ(o.meta, meta);
  p.will_answer(200, ready());
  EXPECT_EQ(p.fetch(ticket, 1).status, BURNISH_NOT_MINE);
}

TEST(FluxFetch, AsksForAFreshAddressWhenTheFirstHasExpired) {
  Provider p;
  const std::string ticket = ticket_of(p);
  p.will_answer(200, ready());
  p.will_send("gone", "text/plain", 403);
  p.will_answer(200, ready({{"sample", "https://delivery-us1.bfl.ai/fresh"}}));
  p.will_send(jpeg_file(), "image/jpeg");
  const Outcome o = p.fetch(ticket);
  ASSERT_EQ(o.status, BURNISH_OK) << to_text(o.failure);
  EXPECT_EQ(p.seen().url, "https://delivery-us1.bfl.ai/fresh");
  EXPECT_EQ(o.file, jpeg_file());
}

TEST(FluxFetch, SaysSoWhenThePictureCannotBeHadAnyMore) {
  for (const int gone : {403, 404, 410}) {
    Provider p;
    const std::string ticket = ticket_of(p);
    for (int i = 0; i < 2; ++i) {
      p.will_answer(200, ready());
      p.will_send("", "", gone);
    }
    const Outcome o = p.fetch(ticket);
    EXPECT_EQ(o.failure.param, "expired") << gone;
    EXPECT_THAT(o.file, IsEmpty());
  }
}

TEST(FluxFetch, RefusesWhatIsNoWholePicture) {
  const std::vector<std::pair<Reply, std::string>> cases{
      {{200, "<html>sorry</html>", {{"Content-Type", "text/html"}}}, "a web page came"},
      {{200, R"({"error":1})", {{"content-type", "application/json"}}}, "a JSON text came"},
      {{200, png_file().substr(0, 15)}, "the PNG file is cut off"},
      {{200, "\xFF\xD8\xFF\xE0 half"}, "the JPEG file is cut off"},
      {{200, std::string("RIFF\x40\0\0\0WEBPVP8 ", 16)}, "the WebP file is cut off"},
      {{200, ""}, "an empty answer"},
      {{200, "GIF89a"}, "neither PNG nor JPEG nor WebP"}};
  for (const auto& [reply, says] : cases) {
    Provider p;
    const std::string ticket = ticket_of(p);
    for (int i = 0; i < 2; ++i) {
      p.will_answer(200, ready());
      p.services.replies.push_back(reply);
    }
    const Outcome o = p.fetch(ticket);
    EXPECT_EQ(o.failure.code, BURNISH_BAD_DATA) << says;
    EXPECT_THAT(o.failure.message, HasSubstr(says));
    EXPECT_THAT(o.file, IsEmpty());
  }
}
