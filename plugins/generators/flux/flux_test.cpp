#include "flux_test.hpp"

#include <cmath>

using namespace flux_test;

// ---- what is sent -----------------------------------------------------------------------------------------

TEST(FluxSubmit, SendsOnlyWhatWasGivenAndAsksForAPng) {
  Provider p;
  p.will_accept();
  const Outcome o = p.submit("flux-2-pro", {{"prompt", "  a cat\n"}});
  ASSERT_EQ(o.status, BURNISH_PENDING) << to_text(o.failure);
  EXPECT_EQ(p.seen().method, "POST");
  EXPECT_EQ(p.seen().url, "https://api.bfl.ai/v1/flux-2-pro");
  EXPECT_EQ(p.sent(), json({{"prompt", "a cat"}, {"output_format", "png"}}));
  EXPECT_EQ(p.seen().header("x-key"), "${secret:bfl}") << "the host fills the key in";
  EXPECT_EQ(p.seen().header("Content-Type"), "application/json");
  EXPECT_EQ(p.seen().redirects, 0U);
}

TEST(FluxSubmit, SendsEveryModelsParameters) {
  struct Case {
    std::string model, path;
    TextValues values;
    json sent;
  };
  const std::vector<Case> cases{
      {"flux-2-max",
       "flux-2-max",
       {{"prompt", "a"},
        {"width", "1024"},
        {"height", "768"},
        {"seed", "0"},
        {"safety_tolerance", "5"},
        {"output_format", "webp"},
        {"disable_pup", "true"}},
       {{"prompt", "a"},
        {"width", 1024},
        {"height", 768},
        {"seed", 0},
        {"safety_tolerance", 5},
        {"output_format", "webp"},
        {"disable_pup", true}}},
      {"flux-2-flex",
       "flux-2-flex",
       {{"prompt", "a"}, {"guidance", "1.5"}, {"steps", "1"}, {"prompt_upsampling", "false"}},
       {{"prompt", "a"}, {"guidance", 1.5}, {"steps", 1}, {"prompt_upsampling", false}, {"output_format", "png"}}},
      {"flux-2-klein-4b", "flux-2-klein-4b", {{"prompt", "a"}}, {{"prompt", "a"}, {"output_format", "png"}}},
      {"flux-kontext-pro",
       "flux-kontext-pro",
       {{"prompt", "a"}, {"aspect_ratio", "21:9"}},
       {{"prompt", "a"}, {"aspect_ratio", "7:3"}, {"output_format", "png"}}},
      {"flux-pro-1.1",
       "flux-pro-1.1",
       {{"prompt", "a"}, {"width", "1440"}, {"height", "256"}},
       {{"prompt", "a"}, {"width", 1440}, {"height", 256}, {"output_format", "png"}}},
      {"flux-pro-1.1-ultra",
       "flux-pro-1.1-ultra",
       {{"prompt", "a"}, {"aspect_ratio", "1.5"}, {"raw", "true"}},
       {{"prompt", "a"}, {"aspect_ratio", "3:2"}, {"raw", true}, {"output_format", "png"}}},
      {"flux-pro-1.1-ultra-finetuned",
       "flux-pro-1.1-ultra-finetuned",
       {{"prompt", "a"}, {"finetune_id", "me/cat"}, {"finetune_strength", "2"}},
       {{"prompt", "a"}, {"finetune_id", "me/cat"}, {"finetune_strength", 2.0}, {"output_format", "png"}}},
      {"flux-dev",
       "flux-dev",
       {{"prompt", "a"}, {"steps", "50"}, {"guidance", "5"}},
       {{"prompt", "a"}, {"steps", 50}, {"guidance", 5.0}, {"output_format", "png"}}},
      {"flux-3-image",
       "flux-3-image",
       {{"prompt", "a"}, {"aspect_ratio", "9:21"}, {"resolution", "1.5k"}, {"grounding", "false"}},
       {{"prompt", "a"}, {"aspect_ratio", "9:21"}, {"resolution", "1.5k"}, {"grounding", false}}}};
  for (const Case& c : cases) {
    SCOPED_TRACE(c.model);
    Provider p;
    p.will_accept();
    const Outcome o = p.submit(c.model, c.values);
    ASSERT_EQ(o.status, BURNISH_PENDING) << to_text(o.failure);
    EXPECT_EQ(p.seen().url, "https://api.bfl.ai/v1/" + c.path);
    EXPECT_EQ(p.sent(), c.sent);
  }
}

TEST(FluxSubmit, PutsPicturesWhereEachModelWantsThem) {
  struct Case {
    std::string model;
    TextValues values;
    std::vector<Picture> inputs;
    std::vector<std::string> places;  // pointers to base64
    std::string path;
  };
  const TextValues words{{"prompt", "a"}};
  const std::vector<Case> cases{
      {"flux-2-pro",
       words,
       {photo(), photo(), photo()},
       {"/input_image", "/input_image_2", "/input_image_3"},
       "flux-2-pro"},
      {"flux-kontext-max", words, {photo()}, {"/input_image"}, "flux-kontext-max"},
      {"flux-3-image", words, {photo(256, 256), photo(256, 256)}, {"/images/0", "/images/1"}, "flux-3-image"},
      {"flux-pro-1.1", {}, {photo()}, {"/image_prompt"}, "flux-pro-1.1"},
      {"flux-pro-1.0-fill", {{"mask", "1"}}, {photo(), mask()}, {"/image", "/mask"}, "flux-pro-1.0-fill"},
      {"flux-pro-1.0-fill-finetuned",
       {{"mask", "1"}, {"finetune_id", "x"}},
       {photo(), mask()},
       {"/image", "/mask"},
       "flux-pro-1.0-fill-finetuned"},
      {"flux-pro-1.0-expand", {{"left", "10"}}, {photo()}, {"/image"}, "flux-pro-1.0-expand"},
      {"outpainting-v1",
       {{"width", "128"}, {"height", "128"}},
       {photo()},
       {"/input_image"},
       "flux-tools/outpainting-v1"},
      {"erase-v1", {{"mask", "1"}}, {photo(), mask()}, {"/image", "/mask"}, "flux-tools/erase-v1"},
      {"deblur-v1", {}, {photo()}, {"/image"}, "flux-tools/deblur-v1"},
      {"vto-v2", {{"prompt", "a"}, {"garment", "0"}}, {photo(), photo()}, {"/garment", "/person"}, "flux-tools/vto-v2"},
      {"vto-v1", words, {photo(), photo()}, {"/person", "/garment"}, "flux-tools/vto-v1"}};
  for (const Case& c : cases) {
    SCOPED_TRACE(c.model);
    Provider p;
    p.will_accept();
    const Outcome o = p.submit(c.model, c.values, c.inputs);
    ASSERT_EQ(o.status, BURNISH_PENDING) << to_text(o.failure);
    EXPECT_EQ(p.seen().url, "https://api.bfl.ai/v1/" + c.path);
    for (const std::string& place : c.places)
      EXPECT_THAT(decoded(p.sent().at(json::json_pointer(place))), testing::StartsWith("image/png ")) << place;
    EXPECT_THAT(o.ticket, Not(HasSubstr("aW1hZ2Uv"))) << "a ticket holds no picture";
  }
}

TEST(FluxSubmit, ShrinksWhatIsTooLargeAndSaysSo) {
  Provider p;
  p.will_accept();
  const Outcome o = p.submit("flux-2-pro", {{"prompt", "a"}}, {photo(4096, 2048)});
  ASSERT_EQ(o.status, BURNISH_PENDING) << to_text(o.failure);
  const std::string sent = decoded(p.sent()["input_image"]);
  EXPECT_EQ(sent.substr(0, sent.find(' ', 10)), "image/png 2896x1448x3");
  EXPECT_EQ(static_cast<unsigned char>(sent.back()), 128) << "a mean of equal pixels is that pixel";
  EXPECT_THAT(o.notes, ElementsAre(HasSubstr("picture 1, 4096x2048, is sent as 2896x1448")));
}

TEST(FluxSubmit, TurnsTransparencyIntoTheMaskOfAFill) {
  Picture picture(2, 1, rgba_u8);
  picture.fill([](int32_t x, int32_t, int c) { return c == 3 ? x : 0.5; });
  Provider p;
  p.will_accept();
  ASSERT_EQ(p.submit("flux-pro-1.0-fill", {}, {picture}).status, BURNISH_PENDING);
  EXPECT_EQ(decoded(p.sent()["image"]).substr(0, 16), "image/png 2x1x3 ");
  EXPECT_EQ(decoded(p.sent()["mask"]), std::string("image/png 2x1x1 \xFF\x00", 18)) << "white where it was transparent";
}

TEST(FluxSubmit, RoundsSizesAndSaysFromWhatToWhat) {
  const auto sized = [](const std::string& model, int w, int h, int sent_w, int sent_h) {
    Provider p;
    p.will_accept();
    const Outcome o = p.submit(model, {{"prompt", "a"}, {"width", std::to_string(w)}, {"height", std::to_string(h)}});
    ASSERT_EQ(o.status, BURNISH_PENDING) << to_text(o.failure);
    EXPECT_EQ(p.sent()["width"], sent_w);
    EXPECT_EQ(p.sent()["height"], sent_h);
    const std::string from = std::to_string(w) + "x" + std::to_string(h);
    const std::string to = std::to_string(sent_w) + "x" + std::to_string(sent_h);
    if (from == to)
      EXPECT_THAT(o.notes, IsEmpty());
    else
      EXPECT_THAT(o.notes, ElementsAre(HasSubstr("the size " + from + " becomes " + to)));
  };
  sized("flux-2-pro", 1920, 1080, 1920, 1088);
  sized("flux-2-pro", 64, 71, 64, 64);
  sized("flux-2-pro", 2048, 2048, 2048, 2048);
  sized("flux-2-pro", 2040, 2056, 2032, 2048);  // rounded up it would exceed 4 megapixels
  sized("flux-pro-1.1", 1000, 257, 992, 256);
}

TEST(FluxSubmit, KeepsOutpaintingOnItsGrid) {
  Provider p;
  p.will_accept();
  Outcome o = p.submit("outpainting-v1", {{"width", "200"}, {"height", "100"}}, {photo()});
  ASSERT_EQ(o.status, BURNISH_PENDING) << to_text(o.failure);
  EXPECT_EQ(p.sent()["width"], 208);
  EXPECT_EQ(p.sent()["height"], 112) << "a canvas only grows";
  EXPECT_EQ(p.sent()["reference_offset_x"], 80) << "72, rounded";
  EXPECT_FALSE(p.sent().contains("reference_offset_y")) << "the middle is on the grid";
  o = p.submit("outpainting-v1", {{"width", "64"}, {"height", "64"}, {"reference_offset_x", "16"}}, {photo()});
  EXPECT_EQ(o.failure.code, BURNISH_BAD_PARAM);
  EXPECT_THAT(o.failure.message, HasSubstr("does not lie within the canvas"));
}

// ---- what is refused before it costs anything ------------------------------------------------------------

TEST(FluxCheck, RefusesWithOneClearSentence) {
  struct Case {
    std::string model;
    TextValues values;
    std::vector<Picture> inputs;
    std::string says;
  };
  const std::vector<Picture> seven(7, photo());
  const std::vector<Case> cases{
      {"flux-2-pro", {}, {}, "the prompt is empty"},
      {"flux-2-pro", {{"prompt", " \n\t"}}, {}, "the prompt is empty"},
      {"flux-pro-1.1", {}, {}, "the prompt is empty"},
      {"flux-2-pro", {{"prompt", std::string(100000, 'x')}}, {}, "takes at most 32768"},
      {"flux-2-klein-4b", {{"prompt", "a"}}, seven, "flux-2-klein-4b takes at most 4 pictures; 7 were given"},
      {"flux-2-pro",
       {{"prompt", "a"}, {"width", "2400"}, {"height", "2400"}},
       {},
       "2400x2400 is 5.5 megapixels; flux-2-pro makes at most 4"},
      {"flux-3-image",
       {{"prompt", "a"}},
       {photo(300, 200)},
       "picture 1 is 300x200; flux-3-image takes pictures of at least 256x256"},
      {"flux-pro-1.0-fill", {{"mask", "1"}}, {photo(), mask(32, 48)}, "the mask is 32x48, but the picture is 64x48"},
      {"flux-pro-1.0-fill", {}, {photo()}, "needs a mask"},
      {"erase-v1", {}, {photo()}, "erase-v1 needs a mask"},
      {"deblur-v1", {}, {}, "deblur-v1 works on a picture, and none was given"},
      {"flux-pro-1.0-expand", {}, {photo()}, "nothing to add"},
      {"outpainting-v1", {{"width", "128"}}, {photo()}, "needs the canvas"},
      {"vto-v2", {{"prompt", "a"}}, {photo()}, "needs a picture of the garment"},
      {"flux-pro-1.1-ultra-finetuned", {{"prompt", "a"}}, {}, "needs finetune_id"},
      {"gen_fill", {}, {photo()}, "nothing to fill"},
      {"gen_fill", {{"mask", "1"}, {"left", "3"}}, {photo(), mask()}, "a mask and a larger canvas"},
      {"gen_replace", {{"from", "car"}}, {photo()}, "needs 'to'"},
      {"gen_recolor", {{"prompt", "car"}}, {photo()}, "needs 'colour'"},
      {"gen_remove", {}, {photo()}, "a mask, or a prompt"},
      {"gen_remove", {{"prompt", "a"}, {"model", "flux-9"}}, {photo()}, "there is no model 'flux-9'"},
      {"upscale", {{"factor", "8"}}, {photo(512, 512)}, "use a smaller factor"},
      {"gen_remove", {{"prompt", "a"}, {"safety_tolerance", "6"}}, {photo()}, "flux-2-pro takes 0 to 5"}};
  for (const Case& c : cases) {
    SCOPED_TRACE(c.model + ": " + c.says);
    Provider p;
    for (const Outcome& o : {p.estimate(c.model, c.values, c.inputs), p.submit(c.model, c.values, c.inputs)}) {
      EXPECT_LT(o.status, 0);
      EXPECT_THAT(o.failure.message, HasSubstr(c.says));
      EXPECT_THAT(o.failure.message, Not(HasSubstr("\n")));
    }
    EXPECT_THAT(p.services.seen, IsEmpty()) << "nothing was sent";
  }
}

TEST(FluxCheck, RefusesAMaskThatChangesNothing) {
  Provider p;
  const Outcome o = p.submit("erase-v1", {{"mask", "1"}}, {photo(), constant(64, 48, gray_u8, 0)});
  EXPECT_THAT(o.failure.message, HasSubstr("black everywhere"));
  EXPECT_THAT(p.services.seen, IsEmpty());
}

TEST(FluxCheck, DeclaresRealRangesAndRefusesTheRest) {
  EXPECT_THROW(Values(*generator("flux-2-pro").desc, {{"safety_tolerance", "6"}}), std::invalid_argument);
  EXPECT_THROW(Values(*generator("flux-pro-1.1").desc, {{"width", "1441"}}), std::invalid_argument);
  EXPECT_THROW(Values(*generator("flux-2-flex").desc, {{"guidance", "1.4"}}), std::invalid_argument);
  EXPECT_THROW(Values(*generator("flux-kontext-pro").desc, {{"aspect_ratio", "3:1"}}), std::invalid_argument);
  EXPECT_THROW(Values(*generator("flux-3-image").desc, {{"seed", "1"}}), std::invalid_argument) << "it has none";
  EXPECT_NO_THROW(Values(*generator("flux-kontext-pro").desc, {{"aspect_ratio", "9:21"}}));
  EXPECT_TRUE(generator("flux-kontext-max").desc->flags & BURNISH_DF_DEPRECATED);
}

// ---- price ------------------------------------------------------------------------------------------------

TEST(FluxEstimate, FollowsTheProvidersFormula) {
  const auto price = [](const std::string& model, const TextValues& values, const std::vector<Picture>& inputs = {}) {
    Provider p;
    const Outcome o = p.estimate(model, values, inputs);
    EXPECT_EQ(o.status, BURNISH_OK) << to_text(o.failure);
    EXPECT_EQ(o.currency, "credits");
    EXPECT_THAT(p.services.seen, IsEmpty());
    return o.price;
  };
  EXPECT_DOUBLE_EQ(price("flux-2-pro", {{"prompt", "a"}, {"width", "1920"}, {"height", "1080"}}), 4.5);
  EXPECT_DOUBLE_EQ(price("flux-2-pro", {{"prompt", "a"}, {"width", "1440"}, {"height", "1440"}}), 4.5);
  EXPECT_DOUBLE_EQ(price("flux-2-pro", {{"prompt", "a"}}), 3);
  EXPECT_DOUBLE_EQ(price("flux-2-max", {{"prompt", "a"}}, {photo(1024, 1024), photo(512, 512)}), 7 + 2 * 3);
  EXPECT_DOUBLE_EQ(price("flux-2-klein-4b", {{"prompt", "a"}, {"width", "2048"}, {"height", "2048"}}), 1.4 + 0.3);
  EXPECT_DOUBLE_EQ(price("flux-pro-1.1-ultra", {{"prompt", "a"}}), 6);
  EXPECT_DOUBLE_EQ(price("gen_fill", {{"left", "100"}}, {photo()}), 5);
  EXPECT_TRUE(std::isnan(price("flux-3-image", {{"prompt", "a"}}))) << "not known";
  Provider local("local");
  EXPECT_EQ(local.estimate("image", {{"prompt", "a"}}).price, 0);
}

TEST(FluxEstimate, ReadsTheBalance) {
  Provider p;
  p.will_answer(200, {{"credits", 123.5}});
  const Outcome o = p.balance();
  EXPECT_EQ(o.status, BURNISH_OK);
  EXPECT_DOUBLE_EQ(o.price, 123.5);
  EXPECT_EQ(p.seen().url, "https://api.bfl.ai/v1/credits");
  EXPECT_LT(Provider("local").balance().status, 0);
}
