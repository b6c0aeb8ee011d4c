// The stand-in of BFL holds a client to what is known of the API.
#include <gmock/gmock.h>

#include <set>

#include "standins/bfl_client.hpp"
#include "standins/bfl_endpoints.hpp"

namespace burnish::standins {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

struct Good {
  const char* path;
  Json body;
  int width, height;
};

std::vector<Good> good_requests() {
  const std::string image = as_base64(320, 256), large = as_base64(400, 300);
  const std::string mask = to_base64(encode(middle_mask(320, 256), "png"));
  return {
      {"flux-3-image", {{"prompt", "p"}, {"aspect_ratio", "1:1"}, {"resolution", "768sq"}}, 768, 768},
      {"flux-3-image", {{"prompt", "p"}, {"images", {image, image}}, {"resolution", "768sq"}}, 864, 688},
      {"flux-2-pro", {{"prompt", "p"}, {"width", 640}, {"height", 480}, {"seed", 1}}, 640, 480},
      {"flux-2-pro", {{"prompt", "p"}}, 1024, 1024},
      {"flux-2-pro", {{"prompt", "p"}, {"input_image", large}}, 400, 288},
      {"flux-2-pro-preview", {{"prompt", "p"}, {"width", 64}, {"height", 64}, {"disable_pup", true}}, 64, 64},
      {"flux-2-max", {{"prompt", "p"}, {"width", 2048}, {"height", 2048}}, 2048, 2048},
      {"flux-2-flex", {{"prompt", "p"}, {"width", 128}, {"height", 64}, {"steps", 50}, {"guidance", 10}}, 128, 64},
      {"flux-2-klein-9b", {{"prompt", "p"}, {"input_image_4", image}}, 320, 256},
      {"flux-2-klein-9b-preview", {{"prompt", "p"}, {"width", 64}, {"height", 96}}, 64, 96},
      {"flux-2-klein-4b", {{"prompt", "p"}, {"width", nullptr}, {"height", 64}}, 1024, 64},
      {"flux-tools/outpainting-v1", {{"input_image", image}, {"width", 640}, {"height", 512}}, 640, 512},
      {"flux-tools/erase-v1", {{"image", image}, {"mask", mask}, {"dilate_pixels", 25}}, 320, 256},
      {"flux-tools/deblur-v1", {{"image", large}}, 400, 300},
      {"flux-tools/vto-v1", {{"prompt", "p"}, {"person", large}, {"garment", image}}, 400, 300},
      {"flux-tools/vto-v2", {{"prompt", "p"}, {"person", large}, {"garment", image}}, 400, 300},
      {"flux-kontext-pro", {{"prompt", "p"}, {"aspect_ratio", "21:9"}}, 1568, 672},
      {"flux-kontext-max", {{"prompt", "p"}, {"input_image", "data:image/png;base64," + image}}, 1152, 912},
      {"flux-pro-1.1", {{"prompt", "p"}, {"width", 256}, {"height", 1440}}, 256, 1440},
      {"flux-pro-1.1", Json::object(), 1024, 768},
      {"flux-pro-1.1-ultra", {{"prompt", "p"}, {"raw", true}, {"aspect_ratio", "1:1"}}, 2048, 2048},
      {"flux-pro-1.1-ultra-finetuned", {{"prompt", "p"}, {"finetune_id", "x"}, {"finetune_strength", 1.2}}, 2736, 1536},
      {"flux-dev", {{"prompt", "p"}, {"steps", 1}, {"guidance", 1.5}, {"image_prompt", image}}, 1024, 768},
      {"flux-pro-1.0-fill", {{"image", image}, {"mask", mask}, {"steps", 15}, {"guidance", 100}}, 320, 256},
      {"flux-pro-1.0-fill-finetuned", {{"image", image}, {"mask", mask}, {"finetune_id", "x"}}, 320, 256},
      {"flux-pro-1.0-expand", {{"image", image}, {"left", 10}, {"top", 20}, {"right", 0}, {"bottom", 2048}}, 330, 2324},
  };
}

using Bfl = BflTest;

TEST_F(Bfl, GivesAPictureOfTheRightSizeAtEveryEndpoint) {
  std::set<std::string_view> seen;
  for (const Good& good : good_requests()) {
    const std::optional<Picture> made = decode(picture(good.path, good.body));
    ASSERT_TRUE(made) << good.path;
    EXPECT_EQ(made->width, good.width) << good.path;
    EXPECT_EQ(made->height, good.height) << good.path;
    seen.insert(good.path);
  }
  EXPECT_EQ(seen.size(), bfl_endpoints().size());
  EXPECT_THAT(standin_.complaints(), IsEmpty());
  EXPECT_EQ(standin_.counters().charged, static_cast<int>(good_requests().size()));
}

TEST_F(Bfl, WritesTheFormatThatWasAskedForOrTheEndpointsOwn) {
  const Json small = {{"prompt", "p"}, {"width", 64}, {"height", 64}};
  EXPECT_EQ(type_of(picture("flux-2-pro", small)), "jpeg");
  for (const char* type : {"png", "jpeg", "webp"}) {
    Json body = small;
    body["output_format"] = type;
    EXPECT_EQ(type_of(picture("flux-2-pro", body)), type);
  }
  EXPECT_EQ(type_of(picture("flux-kontext-pro", {{"prompt", "p"}})), "png");
  EXPECT_EQ(type_of(picture("flux-tools/deblur-v1", {{"image", as_base64(64, 64)}})), "png");
}

TEST_F(Bfl, DrawsTheSameForTheSamePromptAndSeedOnly) {
  const auto draw = [&](const char* prompt, int seed) {
    return picture("flux-2-pro", {{"prompt", prompt}, {"seed", seed}, {"width", 64}, {"height", 64}});
  };
  EXPECT_EQ(draw("otter", 1), draw("otter", 1));
  EXPECT_NE(draw("otter", 1), draw("otter", 2));
  EXPECT_NE(draw("otter", 1), draw("heron", 1));
}

TEST_F(Bfl, ReplacesWhereTheMaskIsWhiteAndTouchesTheRestALittle) {
  const Picture source = render(96, 80, "a photograph", 3), mask = middle_mask(96, 80);
  const std::optional<Picture> made = decode(picture("flux-pro-1.0-fill", {{"image", as_base64(96, 80)},
                                                                           {"mask", to_base64(encode(mask, "png"))},
                                                                           {"prompt", "lake"},
                                                                           {"output_format", "png"}}));
  ASSERT_TRUE(made);
  int moved_inside = 0;
  for (int y = 0; y < 80; ++y)
    for (int x = 0; x < 96; ++x) {
      const int step = std::abs(made->at(x, y)[1] - source.at(x, y)[1]);
      if (mask.at(x, y)[0] == 0) {
        ASSERT_GE(step, 1) << x << ' ' << y;
        ASSERT_LE(step, 3) << x << ' ' << y;
      } else if (step > 3) {
        ++moved_inside;
      }
    }
  EXPECT_GT(moved_inside, 500);
}

TEST_F(Bfl, TakesTransparencyForAMask) {
  Picture source = render(64, 64, "a photograph", 3);
  for (int x = 0; x < 64; ++x) source.at(x, 10)[3] = 0;
  EXPECT_EQ(submit("flux-pro-1.0-fill", {{"image", to_base64(encode(source, "png"))}}).status, 200);
  EXPECT_EQ(submit("flux-pro-1.0-fill", {{"image", as_base64(64, 64)}}).status, 422);
}

TEST_F(Bfl, GivesAFlatFieldOffTheGridOfOutpainting) {
  const std::optional<Picture> made = decode(
      picture("flux-tools/outpainting-v1", {{"input_image", as_base64(64, 64)}, {"width", 130}, {"height", 128}}));
  ASSERT_TRUE(made);
  EXPECT_THAT(made->pixels, testing::Each(255));
}

struct Bad {
  const char* path;
  Json body;
  const char* field;
  const char* type;
};

TEST_F(Bfl, RefusesWhatBreaksAField) {
  const std::string image = as_base64(64, 64), other = as_base64(64, 80);
  const std::vector<Bad> all = {
      {"flux-2-pro", Json::object(), "prompt", "missing"},
      {"flux-2-pro", {{"prompt", 7}}, "prompt", "string_type"},
      {"flux-2-pro", {{"prompt", nullptr}}, "prompt", "string_type"},
      {"flux-2-pro", {{"prompt", "p"}, {"width", 0}}, "width", "greater_than_equal"},
      {"flux-2-pro", {{"prompt", "p"}, {"width", 650}}, "width", "multiple_of"},
      {"flux-2-pro", {{"prompt", "p"}, {"width", 64.5}}, "width", "int_type"},
      {"flux-2-pro", {{"prompt", "p"}, {"width", "64"}}, "width", "int_type"},
      {"flux-2-pro", {{"prompt", "p"}, {"width", 2048}, {"height", 2064}}, "width", "value_error"},
      {"flux-2-pro", {{"prompt", "p"}, {"safety_tolerance", 6}}, "safety_tolerance", "less_than_equal"},
      {"flux-2-pro", {{"prompt", "p"}, {"safety_tolerance", nullptr}}, "safety_tolerance", "int_type"},
      {"flux-2-pro", {{"prompt", "p"}, {"output_format", "gif"}}, "output_format", "enum"},
      {"flux-2-pro", {{"prompt", "p"}, {"disable_pup", "yes"}}, "disable_pup", "bool_type"},
      {"flux-2-pro", {{"prompt", "p"}, {"webhook_url", ""}}, "webhook_url", "string_too_short"},
      {"flux-2-pro", {{"prompt", "p"}, {"webhook_url", "ftp://x"}}, "webhook_url", "url_parsing"},
      {"flux-2-pro", {{"prompt", "p"}, {"input_image_8", "%%%"}}, "input_image_8", "value_error"},
      {"flux-2-pro", {{"prompt", "p"}, {"input_image", to_base64("no picture")}}, "input_image", "value_error"},
      {"flux-2-pro", {{"prompt", "p"}, {"input_image", "https://example.com/a.png"}}, "input_image", "value_error"},
      {"flux-2-flex", {{"prompt", "p"}, {"guidance", 1.4}}, "guidance", "greater_than_equal"},
      {"flux-2-flex", {{"prompt", "p"}, {"steps", 51}}, "steps", "less_than_equal"},
      {"flux-3-image", {{"prompt", ""}}, "prompt", "string_too_short"},
      {"flux-3-image", {{"prompt", "p"}, {"seed", 1}}, "seed", "extra_forbidden"},
      {"flux-3-image", {{"prompt", "p"}, {"aspect_ratio", "16:10"}}, "aspect_ratio", "enum"},
      {"flux-3-image", {{"prompt", "p"}, {"images", Json::array()}}, "images", "list_too_short"},
      {"flux-3-image", {{"prompt", "p"}, {"images", image}}, "images", "value_error"},
      {"flux-kontext-pro", {{"prompt", "p"}, {"aspect_ratio", "3:1"}}, "aspect_ratio", "value_error"},
      {"flux-kontext-pro", {{"prompt", "p"}, {"aspect_ratio", "wide"}}, "aspect_ratio", "value_error"},
      {"flux-pro-1.1", {{"width", 1000}}, "width", "multiple_of"},
      {"flux-pro-1.1", {{"width", 1472}}, "width", "less_than_equal"},
      {"flux-pro-1.1-ultra", {{"image_prompt_strength", 1.1}}, "image_prompt_strength", "less_than_equal"},
      {"flux-dev", {{"prompt", nullptr}}, "prompt", "string_type"},
      {"flux-pro-1.0-fill", Json::object(), "image", "missing"},
      {"flux-pro-1.0-fill", {{"image", image}, {"mask", other}}, "mask", "value_error"},
      {"flux-pro-1.0-fill", {{"image", image}, {"mask", image}, {"steps", 14}}, "steps", "greater_than_equal"},
      {"flux-pro-1.0-expand", {{"image", image}, {"top", 2049}}, "top", "less_than_equal"},
      {"flux-tools/erase-v1", {{"image", image}}, "mask", "missing"},
      {"flux-tools/erase-v1", {{"image", image}, {"mask", other}}, "mask", "value_error"},
      {"flux-tools/erase-v1",
       {{"image", image}, {"mask", image}, {"dilate_pixels", 26}},
       "dilate_pixels",
       "less_than_equal"},
      {"flux-tools/outpainting-v1",
       {{"input_image", image}, {"width", 63}, {"height", 64}},
       "width",
       "greater_than_equal"},
      {"flux-tools/outpainting-v1",
       {{"input_image", other}, {"width", 64}, {"height", 64}},
       "reference_offset_x",
       "value_error"},
      {"flux-tools/outpainting-v1",
       {{"input_image", image}, {"width", 64}, {"height", 64}, {"x", 1}},
       "x",
       "extra_forbidden"},
      {"flux-tools/vto-v1", {{"prompt", "p"}, {"person", image}}, "garment", "missing"},
      {"flux-pro-1.0-fill-finetuned", {{"image", image}, {"mask", image}}, "finetune_id", "missing"},
  };
  for (const Bad& bad : all) {
    const Reply reply = submit(bad.path, bad.body);
    EXPECT_EQ(reply.status, 422) << bad.path << ' ' << bad.field;
    const Json error = reply.json()["detail"][0];
    EXPECT_EQ(error["loc"].back(), bad.field) << error;
    EXPECT_EQ(error["type"], bad.type) << error;
    EXPECT_TRUE(error.contains("input")) << error;
  }
  EXPECT_EQ(standin_.counters().jobs, 0);
}

TEST_F(Bfl, RefusesABodyThatIsNoJsonObject) {
  const auto raw = [&](const std::string& type, const std::string& body) {
    Headers headers = key();
    headers.emplace_back("Content-Type", type);
    return send(standin_.port(), "POST", "/v1/flux-2-pro", headers, body);
  };
  EXPECT_THAT(raw("application/json", "{").body, HasSubstr("json_invalid"));
  EXPECT_THAT(raw("application/json", "[]").body, HasSubstr("valid dictionary"));
  EXPECT_THAT(raw("text/plain", "{\"prompt\":\"p\"}").body, HasSubstr("valid dictionary"));
}

TEST_F(Bfl, RefusesAPromptAndAReferenceOverTheLimit) {
  std::string words;
  for (int i = 0; i <= 32 * 1024; ++i) words += "a ";
  EXPECT_EQ(submit("flux-2-pro", {{"prompt", words}}).status, 422);
  EXPECT_EQ(submit("flux-3-image", {{"prompt", "p"}, {"images", {as_base64(4097, 4097)}}}).status, 400);
}

TEST_F(Bfl, IgnoresUnknownFieldsWhereTheApiDoes) {
  EXPECT_EQ(submit("flux-2-pro", {{"prompt", "p"}, {"aspect_ratio", "1:1"}, {"no_such", 1}}).status, 200);
}

class StrictBfl : public BflTest {
 protected:
  StrictBfl() : BflTest({.strict = true}) {}
};

TEST_F(StrictBfl, RefusesUnknownFieldsEverywhere) {
  EXPECT_EQ(submit("flux-2-pro", {{"prompt", "p"}, {"no_such", 1}}).json()["detail"][0]["type"], "extra_forbidden");
  EXPECT_EQ(submit("flux-2-klein-4b", {{"prompt", "p"}, {"disable_pup", true}}).status, 422);
  EXPECT_EQ(submit("flux-2-klein-4b", {{"prompt", "p"}, {"input_image_5", as_base64(64, 64)}}).status, 422);
}

TEST_F(StrictBfl, HoldsToTheUnsureLimits) {
  const std::string image = as_base64(64, 64);
  EXPECT_EQ(submit("flux-kontext-pro", {{"prompt", "p"}, {"input_image", image}, {"safety_tolerance", 3}}).status, 422);
  EXPECT_EQ(submit("flux-kontext-pro", {{"prompt", "p"}, {"safety_tolerance", 6}}).status, 200);
}

TEST_F(Bfl, WantsTheKeyAndOnlyInItsHeader) {
  const Json body = {{"prompt", "p"}, {"width", 64}, {"height", 64}};
  const std::string url = standin_.url() + "/v1/flux-2-pro";
  EXPECT_EQ(post_json(url, body, {}).status, 403);
  EXPECT_EQ(post_json(url, body, {}).json()["detail"], "Not authenticated");
  EXPECT_EQ(post_json(url, body, {{"x-key", "wrong"}}).json()["detail"], "Not authenticated - Invalid Authentication");
  EXPECT_EQ(post_json(url, body, {{"x-key", "\"standin-key-0000\""}}).status, 403);
  EXPECT_EQ(get(standin_.url() + "/v1/credits").status, 403);
  EXPECT_EQ(standin_.counters().jobs, 0);
  EXPECT_THAT(standin_.complaints(), IsEmpty());

  EXPECT_EQ(post_json(url, body, {{"Authorization", "Bearer standin-key-0000"}}).status, 403);
  get(standin_.url() + "/v1/credits?key=standin-key-0000", key());
  post_json(url, {{"prompt", "standin-key-0000"}}, {});
  get(standin_.url(Place::Delivery) + "/results/x", key());
  EXPECT_THAT(standin_.complaints(),
              testing::Contains(HasSubstr("the header authorization of POST /v1/flux-2-pro at api")));
  EXPECT_THAT(standin_.complaints(), testing::Contains(HasSubstr("the URL of GET /v1/credits at api")));
  EXPECT_THAT(standin_.complaints(), testing::Contains(HasSubstr("the body of POST")));
  EXPECT_THAT(standin_.complaints(), testing::Contains(HasSubstr("the header x-key of GET /results/x at delivery")));
}

TEST_F(Bfl, AnswersUnknownPathsAndMethodsAsTheApiDoes) {
  EXPECT_EQ(submit("flux-2-ultra", {{"prompt", "p"}}).json()["detail"], "Not Found");
  const Reply reply = send(standin_.port(), "GET", "/v1/flux-2-pro", key());
  EXPECT_EQ(reply.status, 405);
  EXPECT_EQ(reply.json()["detail"], "Method Not Allowed");
}

TEST_F(Bfl, GoesThroughTheStatesAndTellsWhatItMade) {
  const Json accepted =
      submit("flux-2-pro", {{"prompt", "otter"}, {"seed", 42}, {"width", 1920}, {"height", 1072}}).json();
  EXPECT_EQ(accepted["cost"], 4.5);
  EXPECT_EQ(accepted["output_mp"], 1.96);
  const std::string url = accepted["polling_url"];
  EXPECT_EQ(parts_of(url).first, standin_.port(Place::Cluster));
  EXPECT_EQ(get(url, key()).json()["status"], "Pending");
  EXPECT_EQ(get(url, key()).json()["status"], "Generating");
  const Json result = get(url, key()).json()["result"];
  EXPECT_EQ(result["seed"], 42);
  EXPECT_EQ(result["prompt"], "otter, in more words");
  EXPECT_EQ(parts_of(result["sample"]).first, standin_.port(Place::Delivery));
  EXPECT_EQ(get(result["sample"]).header("Content-Type"), "image/jpeg");
}

TEST_F(Bfl, HasNoSeedInTheResultOfFlux3AndReasonsFirst) {
  const Json accepted = submit("flux-3-image", {{"prompt", "p"}, {"resolution", "768sq"}}).json();
  EXPECT_TRUE(accepted["cost"].is_null());
  get(accepted["polling_url"], key());
  EXPECT_EQ(get(accepted["polling_url"], key()).json()["status"], "Reasoning");
  EXPECT_FALSE(wait(accepted["polling_url"])["result"].contains("seed"));
}

TEST_F(Bfl, KnowsAJobOnlyUnderTheUrlThatItHandedOut) {
  const Json accepted = submit("flux-2-pro", {{"prompt", "p"}, {"width", 64}, {"height", 64}}).json();
  const std::string id = accepted["id"], url = accepted["polling_url"];
  EXPECT_THAT(standin_.complaints(), IsEmpty());
  EXPECT_EQ(get(standin_.url() + "/v1/get_result?id=" + id, key()).json()["status"], "Task not found");
  EXPECT_EQ(get(url + "&id=" + id, key()).json()["status"], "Task not found");
  EXPECT_EQ(standin_.complaints().size(), 2U);
  EXPECT_EQ(get(standin_.url() + "/v1/get_result?id=nobody", key()).json()["status"], "Task not found");
  EXPECT_EQ(get(standin_.url() + "/v1/get_result", key()).status, 422);
  EXPECT_EQ(get(url).status, 403);
}

TEST_F(Bfl, HandsOutNoPollingUrlWithAWebhook) {
  const Json accepted =
      submit("flux-2-pro", {{"prompt", "p"}, {"width", 64}, {"height", 64}, {"webhook_url", "https://example.com/"}})
          .json();
  EXPECT_FALSE(accepted.contains("polling_url"));
  EXPECT_EQ(accepted["status"], "Pending");
  EXPECT_EQ(wait(standin_.url() + "/v1/get_result?id=" + accepted["id"].get<std::string>())["status"], "Ready");
}

TEST_F(Bfl, DeliversOnlyUnderTheLinkThatItHandedOut) {
  const Json accepted = submit("flux-2-pro", {{"prompt", "p"}, {"width", 64}, {"height", 64}}).json();
  const std::string sample = wait(accepted["polling_url"])["result"]["sample"];
  EXPECT_THAT(standin_.complaints(), IsEmpty());
  std::string decoded = sample;
  decoded.replace(decoded.find("%2B"), 3, "+");
  EXPECT_EQ(get(decoded).status, 403);
  EXPECT_EQ(get(sample.substr(0, sample.find('?'))).status, 403);
  EXPECT_EQ(standin_.complaints().size(), 2U);
  EXPECT_EQ(get(sample).status, 200);
}

TEST_F(Bfl, ComplainsOfMetadataInAnUpload) {
  std::string jpeg = photograph(64, 64, "jpeg");
  jpeg.insert(2, std::string("\xff\xe1\x00\x0a"
                             "Exif\0\0II",
                             12));
  EXPECT_EQ(submit("flux-2-pro", {{"prompt", "p"}, {"input_image", to_base64(jpeg)}}).status, 200);
  EXPECT_THAT(standin_.complaints(), ElementsAre(HasSubstr("input_image carries metadata")));
}

class ShortLinks : public BflTest {
 protected:
  ShortLinks() : BflTest({.polls_before_ready = 0, .link_life = std::chrono::seconds(0)}) {}
};

TEST_F(ShortLinks, Expire) {
  const Json accepted = submit("flux-2-pro", {{"prompt", "p"}, {"width", 64}, {"height", 64}}).json();
  EXPECT_EQ(get(wait(accepted["polling_url"])["result"]["sample"]).status, 403);
}

class PoorBfl : public BflTest {
 protected:
  PoorBfl() : BflTest({.credits = 7}) {}
};

TEST_F(PoorBfl, ChargesAndRefusesWhenNothingIsLeft) {
  const Json body = {{"prompt", "p"}, {"width", 64}, {"height", 64}};
  EXPECT_EQ(submit("flux-2-pro", body).status, 200);
  EXPECT_EQ(get(standin_.url() + "/v1/credits", key()).json()["credits"], 4.0);
  EXPECT_EQ(submit("flux-2-pro", body).status, 200);
  EXPECT_EQ(submit("flux-2-pro", body).status, 402);
  EXPECT_EQ(submit("flux-2-klein-4b", body).status, 402);
  EXPECT_EQ(standin_.counters().charged, 2);
  EXPECT_EQ(standin_.counters().credits, 1.0);
}

class BusyBfl : public BflTest {
 protected:
  BusyBfl() : BflTest({.active_limit = 2}) {}
};

TEST_F(BusyBfl, LimitsTheJobsAtOneTime) {
  const Json body = {{"prompt", "p"}, {"width", 64}, {"height", 64}};
  const Json first = submit("flux-2-klein-4b", body).json();
  EXPECT_EQ(submit("flux-2-klein-4b", body).status, 200);
  EXPECT_EQ(submit("flux-2-klein-4b", body).status, 429);
  wait(first["polling_url"]);
  EXPECT_EQ(submit("flux-2-klein-4b", body).status, 200);
  EXPECT_EQ(standin_.counters().most_active, 2);
}

}  // namespace
}  // namespace burnish::standins
