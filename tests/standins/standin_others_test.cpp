// The stand-ins of OpenAI's images API, sd-server, fal and Replicate.
#include <gmock/gmock.h>

#include "standins/bfl_client.hpp"
#include "standins/multipart.hpp"

namespace burnish::standins {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;

class OtherTest : public testing::Test {
 protected:
  explicit OtherTest(Service service, std::string prefix)
      : standin_({.service = service}), key_{{"Authorization", prefix + "standin-key-0000"}} {
    EXPECT_EQ(standin_.start(), "");
  }
  ~OtherTest() override { EXPECT_THAT(standin_.complaints(), IsEmpty()); }

  Reply post(const std::string& path, const Json& body) { return post_json(standin_.url() + path, body, key_); }
  Reply get_at(const std::string& url) { return get(url.front() == '/' ? standin_.url() + url : url, key_); }

  Standin standin_;
  Headers key_;
};

class OpenAi : public OtherTest {
 protected:
  OpenAi() : OtherTest(Service::OpenAi, "Bearer ") {}
  Reply form(const std::vector<Part>& parts) { return form_at(standin_, key_, parts); }
  static Reply form_at(const Standin& standin, Headers headers, const std::vector<Part>& parts) {
    std::string body;
    for (const Part& part : parts) {
      body += "--XyZ\r\nContent-Disposition: form-data; name=\"" + part.name + "\"";
      if (!part.file_name.empty()) body += "; filename=\"" + part.file_name + "\"\r\nContent-Type: image/png";
      body += "\r\n\r\n" + part.body + "\r\n";
    }
    headers.emplace_back("Content-Type", "multipart/form-data; boundary=XyZ");
    return send(standin.port(), "POST", "/v1/images/edits", headers, body + "--XyZ--\r\n");
  }
};

TEST_F(OpenAi, GivesPicturesAtOnce) {
  const Reply reply = post("/v1/images/generations", {{"prompt", "otter"}, {"n", 2}, {"size", "96x64"}});
  ASSERT_EQ(reply.status, 200) << reply.body;
  ASSERT_EQ(reply.json()["data"].size(), 2U);
  const std::optional<Picture> made = decode(*from_base64(reply.json()["data"][1]["b64_json"].get<std::string>()));
  ASSERT_TRUE(made);
  EXPECT_EQ(made->width, 96);
  EXPECT_EQ(standin_.counters().charged, 1);
  const Reply by_url =
      post("/v1/images/generations", {{"prompt", "otter"}, {"size", "64x64"}, {"response_format", "url"}});
  EXPECT_TRUE(decode(get(by_url.json()["data"][0]["url"]).body));
}

TEST_F(OpenAi, RefusesInItsOwnWords) {
  const auto refused = [&](const Json& body) {
    const Reply reply = post("/v1/images/generations", body);
    EXPECT_EQ(reply.status, 400) << body;
    return reply.json()["error"];
  };
  EXPECT_EQ(refused({{"prompt", ""}})["param"], "prompt");
  EXPECT_EQ(refused({{"prompt", "p"}, {"n", 11}})["param"], "n");
  EXPECT_EQ(refused({{"prompt", "p"}, {"size", "1x1"}})["param"], "size");
  EXPECT_EQ(refused({{"prompt", "p"}, {"seed", 1}})["param"], "seed");
  EXPECT_EQ(refused({{"prompt", "p"}, {"model", "gpt-image-1"}, {"response_format", "url"}})["code"],
            "unknown_parameter");
  const Reply reply = post_json(standin_.url() + "/v1/images/generations", {{"prompt", "p"}}, {});
  EXPECT_EQ(reply.status, 401);
  EXPECT_EQ(reply.json()["error"]["code"], "invalid_api_key");
  EXPECT_EQ(standin_.counters().jobs, 0);
}

TEST_F(OpenAi, EditsWhereTheMaskIsTransparent) {
  const Picture source = render(64, 64, "a photograph", 3);
  Picture mask = source;
  for (int x = 0; x < 64; ++x) mask.at(x, 5)[3] = 0;
  const Reply reply = form({{"prompt", "", "", "lake"},
                            {"image[]", "a.png", "image/png", photograph(64, 64)},
                            {"mask", "m.png", "image/png", encode(mask, "png")},
                            {"size", "", "", "64x64"}});
  ASSERT_EQ(reply.status, 200) << reply.body;
  const std::optional<Picture> made = decode(*from_base64(reply.json()["data"][0]["b64_json"].get<std::string>()));
  ASSERT_TRUE(made);
  const Picture fresh = render(64, 64, "lake", 0);
  EXPECT_EQ(made->at(9, 5)[0], fresh.at(9, 5)[0]);
  EXPECT_NEAR(made->at(9, 9)[0], source.at(9, 9)[0], 3);
}

TEST_F(OpenAi, RefusesABadForm) {
  EXPECT_THAT(form({{"prompt", "", "", "p"}}).body, HasSubstr("Missing required parameter: 'image'"));
  EXPECT_EQ(form({{"prompt", "", "", "p"}, {"image", "a.png", "image/png", "no picture"}}).status, 400);
  EXPECT_THAT(form({{"prompt", "", "", "p"},
                    {"image", "a.png", "image/png", photograph(64, 64)},
                    {"mask", "m.png", "image/png", photograph(64, 80)}})
                  .body,
              HasSubstr("same size"));
  EXPECT_EQ(post("/v1/images/edits", {{"prompt", "p"}}).status, 400);
}

class SdServer : public OpenAi {
 protected:
  SdServer() : server_({.service = Service::Sdcpp, .key = ""}) { EXPECT_EQ(server_.start(), ""); }
  Standin server_;
};

TEST_F(SdServer, HasTheImagesApiWithErrorsThatAreTexts) {
  const std::string url = server_.url() + "/v1/images/generations";
  EXPECT_EQ(post_json(url, {{"prompt", "p"}, {"size", "64x64"}, {"seed", 3}}, {}).status, 200);
  const Reply refused = post_json(url, {{"n", 1}}, {});
  EXPECT_EQ(refused.status, 400);
  EXPECT_TRUE(refused.json()["error"].is_string());
  EXPECT_EQ(get(server_.url() + "/v1/models").json()["data"][0]["id"], "sd-cpp-local");
}

TEST_F(SdServer, RunsAJobOfItsOwn) {
  const Reply accepted = post_json(server_.url() + "/sdcpp/v1/img_gen",
                                   {{"prompt", "otter"}, {"width", 64}, {"height", 128}, {"batch_count", 2}}, {});
  ASSERT_EQ(accepted.status, 202) << accepted.body;
  const std::string url = accepted.json()["poll_url"];
  EXPECT_EQ(url.front(), '/');
  EXPECT_EQ(get(server_.url() + url).json()["status"], "queued");
  EXPECT_EQ(get(server_.url() + url).json()["status"], "generating");
  const Json done = get(server_.url() + url).json();
  EXPECT_EQ(done["status"], "completed");
  const std::optional<Picture> made = decode(*from_base64(done["result"]["images"][1]["b64_json"].get<std::string>()));
  ASSERT_TRUE(made);
  EXPECT_EQ(made->height, 128);
  EXPECT_EQ(get(server_.url() + "/sdcpp/v1/jobs/none").status, 404);
  EXPECT_EQ(post_json(server_.url() + url + "/cancel", Json::object(), {}).status, 409);
}

TEST_F(SdServer, ChecksAndCancelsAJob) {
  const std::string url = server_.url() + "/sdcpp/v1/img_gen";
  const std::string image = as_base64(64, 64);
  EXPECT_EQ(post_json(url, {{"prompt", "p"}, {"strength", 2}}, {}).status, 400);
  EXPECT_EQ(post_json(url, {{"prompt", "p"}, {"init_image", "%"}}, {}).status, 400);
  EXPECT_EQ(post_json(url, {{"prompt", "p"}, {"init_image", image}, {"mask_image", as_base64(64, 80)}}, {}).status,
            400);
  EXPECT_EQ(server_.counters().jobs, 0);
  const std::string job =
      server_.url() +
      post_json(url, {{"prompt", "p"}, {"ref_images", {image}}}, {}).json()["poll_url"].get<std::string>();
  EXPECT_EQ(post_json(job + "/cancel", Json::object(), {}).status, 200);
  EXPECT_EQ(get(job).json()["status"], "cancelled");
  ASSERT_TRUE(server_.fault("poll-error*1"));
  const Json failing = post_json(url, {{"prompt", "p"}}, {}).json();
  EXPECT_EQ(get(server_.url() + failing["poll_url"].get<std::string>()).json()["error"]["message"], "out of memory");
}

class Fal : public OtherTest {
 protected:
  Fal() : OtherTest(Service::Fal, "Key ") {}
};

TEST_F(Fal, QueuesAndDelivers) {
  const Json accepted =
      post("/fal-ai/flux-2-pro", {{"prompt", "otter"}, {"seed", 5}, {"image_size", {{"width", 128}, {"height", 64}}}})
          .json();
  EXPECT_EQ(accepted["status"], "IN_QUEUE");
  const std::string status = accepted["status_url"];
  EXPECT_EQ(get_at(accepted["response_url"]).status, 400);
  EXPECT_EQ(get_at(status).status, 202);
  EXPECT_EQ(get_at(status).json()["status"], "IN_PROGRESS");
  EXPECT_EQ(get_at(status).json()["status"], "COMPLETED");
  const Json result = get_at(accepted["response_url"]).json();
  EXPECT_EQ(result["seed"], 5);
  EXPECT_EQ(result["images"][0]["width"], 128);
  EXPECT_TRUE(decode(get(result["images"][0]["url"]).body));
}

TEST_F(Fal, RefusesAndFails) {
  EXPECT_EQ(post("/fal-ai/flux-2-pro", {{"prompt", "p"}, {"safety_tolerance", 2}}).status, 422);
  EXPECT_EQ(post("/fal-ai/flux-2-pro", {{"prompt", "p"}, {"image_size", "huge"}}).status, 422);
  EXPECT_EQ(post("/fal-ai/flux-2-pro/edit", {{"prompt", "p"}}).status, 422);
  EXPECT_EQ(post("/fal-ai/flux-2-pro/edit", {{"prompt", "p"}, {"image_urls", {as_base64(64, 64)}}}).status, 422);
  EXPECT_EQ(
      post("/fal-ai/flux-2-pro/edit", {{"prompt", "p"}, {"image_urls", {"data:image/png;base64," + as_base64(64, 64)}}})
          .status,
      200);
  EXPECT_EQ(post("/flux-2-pro", {{"prompt", "p"}}).status, 404);
  EXPECT_EQ(post_json(standin_.url() + "/fal-ai/flux-2-pro", {{"prompt", "p"}}, {{"Authorization", "Bearer x"}}).status,
            401);
  const Json accepted = post("/fal-ai/flux/dev", {{"prompt", "p"}}).json();
  ASSERT_TRUE(standin_.fault("poll-error*1"));
  EXPECT_EQ(get_at(accepted["status_url"]).json()["status"], "COMPLETED");
  EXPECT_EQ(get_at(accepted["response_url"]).status, 422);
}

class Replicate : public OtherTest {
 protected:
  Replicate() : OtherTest(Service::Replicate, "Bearer ") {}
  const std::string path_ = "/v1/models/black-forest-labs/flux-2-pro/predictions";
};

TEST_F(Replicate, PredictsAndDelivers) {
  const Reply accepted =
      post(path_, {{"input", {{"prompt", "otter"}, {"aspect_ratio", "16:9"}, {"output_format", "jpg"}}}});
  EXPECT_EQ(accepted.status, 201);
  EXPECT_EQ(accepted.json()["status"], "starting");
  const std::string url = accepted.json()["urls"]["get"];
  EXPECT_EQ(get_at(url).json()["status"], "starting");
  EXPECT_EQ(get_at(url).json()["status"], "processing");
  const Json done = get_at(url).json();
  EXPECT_EQ(done["status"], "succeeded");
  EXPECT_EQ(type_of(get(done["output"]).body), "jpeg");
}

TEST_F(Replicate, WaitsWhenAskedToAndGivesAListOfSeveral) {
  Headers headers = key_;
  headers.emplace_back("Prefer", "wait=10");
  const Json done =
      post_json(standin_.url() + path_, {{"input", {{"prompt", "p"}, {"num_outputs", 2}}}}, headers).json();
  EXPECT_EQ(done["status"], "succeeded");
  EXPECT_EQ(done["output"].size(), 2U);
}

TEST_F(Replicate, RefusesAndFails) {
  EXPECT_EQ(post(path_, {{"prompt", "p"}}).json()["title"], "Request failed");
  EXPECT_THAT(post(path_, {{"input", {{"prompt", "p"}, {"safety_tolerance", 7}}}}).body,
              HasSubstr("input.safety_tolerance"));
  EXPECT_EQ(post(path_, {{"input", {{"prompt", "p"}, {"aspect_ratio", "wide"}}}}).status, 422);
  EXPECT_EQ(post("/v1/models/flux/predictions", {{"input", {{"prompt", "p"}}}}).status, 404);
  EXPECT_EQ(post_json(standin_.url() + path_, {{"input", {{"prompt", "p"}}}}, {}).status, 401);
  const Json accepted = post(path_, {{"input", {{"prompt", "p"}}}}).json();
  ASSERT_TRUE(standin_.fault("poll-error*1"));
  EXPECT_EQ(get_at(accepted["urls"]["get"]).json()["error"], "CUDA out of memory");
}

}  // namespace
}  // namespace burnish::standins
