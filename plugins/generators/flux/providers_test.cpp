// Other providers by their profiles, and the operations, which each provider carries out in its own way.
#include "flux_test.hpp"

using namespace flux_test;

namespace {
json data_of(const std::string& bytes) { return {{"created", 1}, {"data", {{{"b64_json", base64(bytes)}}}}}; }

std::vector<std::filesystem::path> profiles(const std::filesystem::path& folder) {
  std::vector<std::filesystem::path> found;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) found.push_back(entry.path());
  return found;
}

/// The parts of a multipart body, by name; of files the bytes.
std::map<std::string, std::string> parts_of(const Seen& seen) {
  const std::string type = seen.header("Content-Type");
  const std::string mark = "--" + type.substr(type.find("boundary=") + 9);
  std::map<std::string, std::string> parts;
  std::size_t at = seen.body.find(mark);
  EXPECT_EQ(at, 0U);
  for (std::size_t next = 0; (next = seen.body.find(mark, at + 1)) != std::string::npos; at = next) {
    const std::string part = seen.body.substr(at + mark.size() + 2, next - at - mark.size() - 4);
    const std::size_t name = part.find("name=\"") + 6;
    parts[part.substr(name, part.find('"', name) - name)] += part.substr(part.find("\r\n\r\n") + 4);
  }
  EXPECT_EQ(seen.body.substr(at), mark + "--\r\n");
  return parts;
}
}  // namespace

// ---- profiles ---------------------------------------------------------------------------------------------

TEST(FluxProfiles, AreFreeOfMistakesAndNameOnlyModelsThatExist) {
  static const PluginFile plugin(BURNISH_PLUGIN_FILE);
  for (const auto& folder : {here / "providers", later})
    for (const auto& path : profiles(folder)) {
      SCOPED_TRACE(path.string());
      Provider p(path.stem().string(), folder);
      const json profile = p.services.profile();
      EXPECT_EQ(profile["name"], path.stem().string());
      EXPECT_FALSE(profile["facts"].get<std::string>().empty());
      EXPECT_FALSE(profile["hosts"].empty());
      EXPECT_EQ(profile.contains("auth"), profile.contains("secret"));
      for (const auto& [model, entry] : profile["models"].items()) {
        EXPECT_NO_THROW(static_cast<void>(plugin.generator("burnish." + model))) << model;
        for (const json& by : entry.value("by", json::array())) EXPECT_TRUE(profile["models"].contains(by)) << by;
      }
      // Reaching the model means that the shape was found sound.
      const std::string first = profile["models"].contains("image") ? "image" : profile["models"].items().begin().key();
      EXPECT_THAT(p.estimate(first, {}).failure.message, Not(HasSubstr("damaged")));
    }
}

TEST(FluxProfiles, SayWhatIsWrongAndWhere) {
  const auto says = [](const char* pointer, const json& value) {
    Provider p;
    json profile = p.services.profile();
    profile[json::json_pointer(pointer)] = value;
    p.services.use(profile);
    const Outcome o = p.submit("flux-2-pro", {{"prompt", "a"}});
    EXPECT_LT(o.status, 0);
    return o.failure.message;
  };
  EXPECT_THAT(says("/submit/feilds", json::object()), HasSubstr("/submit/feilds is not known"));
  EXPECT_THAT(says("/task/id", "id"), HasSubstr("/task/id must be a JSON pointer"));
  EXPECT_THAT(says("/models/flux-2-pro/price/flat", "4"), HasSubstr("/models/flux-2-pro/price/flat must be a number"));
  EXPECT_THAT(says("/poll/map/Ready", "finished"), HasSubstr("/poll/map/Ready has no meaning"));
  EXPECT_THAT(says("/submit/path", "/v1/{nmae}"), HasSubstr("{nmae}"));
  EXPECT_THAT(says("/burnish_provider", 2), HasSubstr("must be 1"));
}

TEST(FluxProfiles, RefuseWhatAProviderDoesNotTake) {
  const auto says = [](const std::string& provider, const std::string& model, const TextValues& values,
                       const std::vector<Picture>& inputs = {}) {
    Provider p(provider);
    const Outcome o = p.submit(model, values, inputs);
    EXPECT_LT(o.status, 0);
    EXPECT_THAT(p.services.seen, IsEmpty());
    return o.failure.message;
  };
  const TextValues a{{"prompt", "a"}};
  EXPECT_THAT(says("fal", "flux-2-pro", {{"prompt", "a"}, {"disable_pup", "true"}}),
              HasSubstr("fal takes no disable_pup"));
  EXPECT_THAT(says("fal", "flux-2-pro", {{"prompt", "a"}, {"output_format", "webp"}}),
              HasSubstr("does not take output_format webp; it takes jpeg, png"));
  EXPECT_THAT(says("fal", "flux-2-pro", {{"prompt", "a"}, {"width", "512"}}),
              HasSubstr("needs width and height together"));
  EXPECT_THAT(says("fal", "flux-kontext-pro", a, {photo(), photo()}),
              HasSubstr("takes at most 1 picture; 2 were given"));
  EXPECT_THAT(says("fal", "flux-3-image", a), HasSubstr("fal does not offer flux-3-image"));
  EXPECT_THAT(says("openai", "image", {{"prompt", "a"}, {"seed", "1"}}), HasSubstr("openai takes no seed"));
  EXPECT_THAT(says("fal", "gen_fill", {{"left", "9"}}, {photo()}),
              HasSubstr("choose another provider: bfl, openai, local can"));
  EXPECT_THAT(says("local", "upscale", {}, {photo()}),
              HasSubstr("local cannot do upscale; choose another provider: bfl"));
}

// ---- synchronous servers ----------------------------------------------------------------------------------

TEST(FluxOpenAi, DeliversAtOnce) {
  Provider p("openai");
  p.will_answer(200, data_of(png_file()));
  const Outcome o =
      p.submit("image", {{"prompt", "a"}, {"width", "1024"}, {"height", "1536"}, {"quality", "high"}, {"count", "2"}});
  ASSERT_EQ(o.status, BURNISH_OK) << to_text(o.failure);
  EXPECT_THAT(o.delivered, ElementsAre(png_file()));
  EXPECT_EQ(o.meta.at("text:model"), "image");
  EXPECT_EQ(p.seen().url, "https://api.openai.com/v1/images/generations");
  EXPECT_EQ(p.seen().header("Authorization"), "Bearer ${secret:openai}");
  EXPECT_EQ(p.seen().timeout_ms, 600'000U) << "the answer takes as long as the picture";
  EXPECT_EQ(p.sent(), json({{"model", "gpt-image-1"},
                            {"prompt", "a"},
                            {"size", "1024x1536"},
                            {"quality", "high"},
                            {"n", 2},
                            {"output_format", "png"}}));
}

TEST(FluxOpenAi, SendsEditsAsAFormWithTheMaskTurnedRound) {
  Provider p("openai");
  p.will_answer(200, data_of(png_file()));
  const Outcome o = p.submit("image", {{"prompt", "a"}, {"mask", "1"}, {"model", "other"}}, {photo(2, 1), mask(2, 1)});
  ASSERT_EQ(o.status, BURNISH_OK) << to_text(o.failure);
  EXPECT_EQ(p.seen().url, "https://api.openai.com/v1/images/edits");
  const auto parts = parts_of(p.seen());
  EXPECT_EQ(parts.at("prompt"), "a");
  EXPECT_EQ(parts.at("model"), "other");
  EXPECT_EQ(parts.at("image[]").substr(0, 16), "image/png 2x1x3 ");
  const std::string clear(4, '\0'), opaque(4, '\xFF');
  EXPECT_EQ(parts.at("mask"), "image/png 2x1x4 " + clear + opaque) << "white, to be edited, became transparent";
}

TEST(FluxOpenAi, KeepsATicketWhenTheAnswerIsAnAddress) {
  Provider p("openai");
  p.will_answer(
      200,
      {{"data", {{{"url", "https://x.blob.core.windows.net/1"}}, {{"url", "https://x.blob.core.windows.net/2"}}}}});
  const Outcome o = p.submit("image", {{"prompt", "a"}});
  ASSERT_EQ(o.status, BURNISH_PENDING) << to_text(o.failure);
  EXPECT_EQ(p.poll(o.ticket).status, BURNISH_OK);
  p.will_send(jpeg_file());
  EXPECT_EQ(p.fetch(o.ticket, 1).file, jpeg_file());
  EXPECT_EQ(p.seen().url, "https://x.blob.core.windows.net/2");
  EXPECT_EQ(p.fetch(o.ticket, 2).status, BURNISH_NOT_MINE);
  p.will_send("", "", 403);
  EXPECT_EQ(p.fetch(o.ticket).failure.param, "expired");
}

TEST(FluxOpenAi, UnderstandsErrorsByTheirCode) {
  const auto why = [](int http, const json& error) {
    Provider p("openai");
    p.will_answer(http, {{"error", error}});
    return p.submit("image", {{"prompt", "a"}}).failure;
  };
  EXPECT_EQ(why(400, {{"message", "no"}, {"code", "moderation_blocked"}}).param, "moderated_input");
  EXPECT_EQ(why(429, {{"message", "pay"}, {"code", "insufficient_quota"}}).param, "no_credit");
  EXPECT_EQ(why(429, {{"message", "slow"}, {"code", "rate_limit_exceeded"}}).param, "rate");
  EXPECT_THAT(why(401, {{"message", "bad key sk-canary"}, {"code", "invalid_api_key"}}).message,
              Not(HasSubstr("canary")));
  Provider p("openai");
  p.will_answer(200, {{"data", json::array()}});
  EXPECT_EQ(p.submit("image", {{"prompt", "a"}}).failure.param, "unknown_outcome");
  p.will_answer(200, data_of("junk"));
  EXPECT_THAT(p.submit("image", {{"prompt", "a"}}).failure.message, HasSubstr("neither PNG nor JPEG"));
}

TEST(FluxLocal, AsksForNoKeyAndPutsTheRestIntoThePrompt) {
  Provider p("local");
  p.will_answer(200, data_of(png_file()));
  const Outcome o = p.submit("image", {{"prompt", "a"}, {"seed", "42"}, {"steps", "4"}});
  ASSERT_EQ(o.status, BURNISH_OK) << to_text(o.failure);
  EXPECT_EQ(p.seen().url, "http://127.0.0.1:1234/v1/images/generations");
  for (const auto& [name, value] : p.seen().headers) EXPECT_THAT(value, Not(HasSubstr("secret")));
  EXPECT_EQ(p.sent()["prompt"],
            R"(a<sd_cpp_extra_args>{"sample_params":{"sample_steps":4},"seed":42}</sd_cpp_extra_args>)");
  EXPECT_EQ(o.meta.at("text:seed"), "42");
  p.will_answer(500, {{"error", "out of memory"}});
  const Failure f = p.submit("image", {{"prompt", "a"}}).failure;
  EXPECT_EQ(f.param, "refused") << "a server of one's own charges nothing";
  EXPECT_THAT(f.message, HasSubstr("out of memory"));
}

// ---- asynchronous ones ------------------------------------------------------------------------------------

TEST(FluxSdcpp, ResolvesItsRelativeAddressesAndReadsPicturesFromTheAnswer) {
  Provider p("sdcpp");
  p.services.base = "http://127.0.0.1:9000/proxy";
  p.will_answer(202, {{"id", "j"}, {"status", "queued"}, {"poll_url", "/sdcpp/v1/jobs/j"}});
  const Outcome o =
      p.submit("image", {{"prompt", "a"}, {"width", "512"}, {"height", "512"}, {"mask", "1"}}, {photo(), mask()});
  ASSERT_EQ(o.status, BURNISH_PENDING) << to_text(o.failure);
  EXPECT_TRUE(p.sent().contains("init_image") && p.sent().contains("mask_image") && !p.sent().contains("ref_images"));
  const json done{
      {"status", "completed"},
      {"result",
       {{"images", {{{"index", 0}, {"b64_json", base64(jpeg_file())}}, {{"b64_json", base64(png_file())}}}}}}};
  p.will_answer(200, done);
  EXPECT_EQ(p.poll(o.ticket).status, BURNISH_OK);
  EXPECT_EQ(p.seen().url, "http://127.0.0.1:9000/proxy/sdcpp/v1/jobs/j");
  p.will_answer(200, done);
  EXPECT_EQ(p.fetch(o.ticket, 1).file, png_file());
  p.will_answer(409, json::object());
  EXPECT_EQ(p.abandon(o.ticket).status, BURNISH_OK);
  EXPECT_EQ(p.seen().url, "http://127.0.0.1:9000/proxy/sdcpp/v1/jobs/j/cancel");
  EXPECT_EQ(p.seen().method, "POST");
}

TEST(FluxFal, FetchesFromTheResponseAddress) {
  Provider p("fal");
  p.will_answer(200, {{"request_id", "r"},
                      {"status", "IN_QUEUE"},
                      {"status_url", "https://queue.fal.run/x/requests/r/status"},
                      {"response_url", "https://queue.fal.run/x/requests/r"},
                      {"cancel_url", "https://queue.fal.run/x/requests/r/cancel"}});
  const Outcome o = p.submit(
      "flux-2-pro", {{"prompt", "a"}, {"width", "512"}, {"height", "256"}, {"safety_tolerance", "3"}}, {photo()});
  ASSERT_EQ(o.status, BURNISH_PENDING) << to_text(o.failure);
  EXPECT_EQ(p.seen().url, "https://queue.fal.run/fal-ai/flux-2-pro/edit");
  EXPECT_EQ(p.seen().header("Authorization"), "Key ${secret:fal}");
  EXPECT_EQ(p.sent()["image_size"], json({{"width", 512}, {"height", 256}}));
  EXPECT_EQ(p.sent()["safety_tolerance"], "3");
  EXPECT_THAT(p.sent()["image_urls"][0].get<std::string>(), testing::StartsWith("data:image/png;base64,"));
  p.will_answer(202, {{"status", "IN_PROGRESS"}});
  EXPECT_EQ(p.poll(o.ticket).status, BURNISH_PENDING);
  p.will_answer(200, {{"status", "COMPLETED"}});
  p.will_answer(200, {{"images", {{{"url", "https://v3.fal.media/f.png"}}}}, {"seed", 5}});
  p.will_send(png_file());
  const Outcome fetched = p.fetch(o.ticket);
  ASSERT_EQ(fetched.status, BURNISH_OK) << to_text(fetched.failure);
  EXPECT_EQ(fetched.meta.at("text:seed"), "5");
  EXPECT_THAT(p.seen().headers, IsEmpty()) << "no key to the delivery host";
  p.will_answer(200, {{"status", "COMPLETED"}});
  p.will_answer(
      422, {{"detail", {{{"loc", {"body", "prompt"}}, {"msg", "flagged"}, {"type", "content_policy_violation"}}}}});
  EXPECT_EQ(p.fetch(o.ticket).failure.param, "moderated_input") << "COMPLETED covers failures";
  p.will_answer(202, json::object());
  EXPECT_EQ(p.abandon(o.ticket).status, BURNISH_OK);
  EXPECT_EQ(p.seen().method + " " + p.seen().url, "PUT https://queue.fal.run/x/requests/r/cancel");
}

TEST(FluxReplicate, WrapsItsInputAndTakesOneOutputOrMany) {
  Provider p("replicate");
  p.will_answer(
      201, {{"id", "r"}, {"status", "starting"}, {"urls", {{"get", "https://api.replicate.com/v1/predictions/r"}}}});
  const Outcome o =
      p.submit("flux-2-pro", {{"prompt", "a"}, {"width", "512"}, {"height", "256"}, {"output_format", "jpeg"}});
  ASSERT_EQ(o.status, BURNISH_PENDING) << to_text(o.failure);
  EXPECT_EQ(p.seen().url, "https://api.replicate.com/v1/models/black-forest-labs/flux-2-pro/predictions");
  EXPECT_EQ(p.sent(), json({{"input",
                             {{"prompt", "a"},
                              {"width", 512},
                              {"height", 256},
                              {"aspect_ratio", "custom"},
                              {"output_format", "jpg"}}}}));
  for (const json& output : {json("https://replicate.delivery/a"), json::array({"https://replicate.delivery/a"})}) {
    p.will_answer(200, {{"status", "succeeded"}, {"output", output}, {"metrics", {{"predict_time", 2.5}}}});
    p.will_send(png_file());
    EXPECT_EQ(p.fetch(o.ticket).meta.at("text:seconds"), "2.5");
    EXPECT_EQ(p.seen().url, "https://replicate.delivery/a");
  }
  p.will_answer(200, {{"status", "failed"}, {"error", "CUDA"}});
  EXPECT_THAT(p.poll(o.ticket).failure.message, HasSubstr("CUDA"));
}

// ---- the shape fits those that come later -----------------------------------------------------------------

TEST(FluxShape, FitsTogetherAndAzure) {
  Provider together("together", later);
  together.will_answer(200, data_of(png_file()));
  ASSERT_EQ(together.submit("flux-2-pro", {{"prompt", "a"}, {"seed", "1"}}).status, BURNISH_OK);
  EXPECT_EQ(together.sent(), json({{"model", "black-forest-labs/FLUX.2-pro"},
                                   {"prompt", "a"},
                                   {"seed", 1},
                                   {"output_format", "png"},
                                   {"response_format", "base64"}}));
  Provider azure("azure", later);
  azure.will_answer(200, data_of(png_file()));
  ASSERT_EQ(azure.submit("flux-2-pro", {{"prompt", "a"}}, {photo()}).status, BURNISH_OK);
  EXPECT_EQ(azure.seen().url,
            "https://my-resource.services.ai.azure.com/providers/blackforestlabs/v1/flux-2-pro?api-version=preview");
  EXPECT_EQ(azure.sent()["model"], "FLUX.2-pro");
  EXPECT_TRUE(azure.sent().contains("input_image"));
}

TEST(FluxShape, FitsFireworksAndFlaq) {
  Provider raw("fireworks", later);
  raw.will_send(png_file());
  const Outcome o = raw.submit("flux-dev", {{"prompt", "a"}, {"steps", "4"}});
  ASSERT_EQ(o.status, BURNISH_OK) << to_text(o.failure);
  EXPECT_THAT(o.delivered, ElementsAre(png_file()));
  EXPECT_EQ(raw.seen().header("Accept"), "image/png");
  raw.will_answer(200, {{"request_id", "r"}});
  const Outcome kontext = raw.submit("flux-kontext-pro", {{"prompt", "a"}});
  raw.will_answer(200, {{"status", "Pending"}});
  EXPECT_EQ(raw.poll(kontext.ticket).status, BURNISH_PENDING);
  EXPECT_EQ(raw.seen().method, "POST");
  EXPECT_EQ(raw.sent(), json({{"id", "r"}}));

  Provider flaq("flaq", later);
  flaq.will_answer(200, {{"code", 0}, {"data", {{"task_id", "t"}}}});
  const Outcome task = flaq.submit("image", {{"prompt", "a"}, {"width", "720"}, {"height", "1280"}, {"model", "m"}});
  ASSERT_EQ(task.status, BURNISH_PENDING) << to_text(task.failure);
  EXPECT_EQ(flaq.sent(),
            json({{"model_name", "m"}, {"prompt", "a"}, {"width", 9}, {"height", 16}, {"resolution", "1k"}}));
  flaq.will_answer(200, {{"code", 1003}, {"message", "balance too low"}});
  EXPECT_THAT(flaq.submit("image", {{"prompt", "a"}}).failure.message, HasSubstr("(code 1003): balance too low"));
}

TEST(FluxShape, FitsAutomatic1111AndComfyUi) {
  Provider a("automatic1111", later);
  a.will_answer(200, {{"images", {base64(png_file())}}, {"info", R"({"seed":77})"}});
  const Outcome o = a.submit("image", {{"prompt", "a"}, {"strength", "0.5"}, {"mask", "1"}}, {photo(), mask()});
  ASSERT_EQ(o.status, BURNISH_OK) << to_text(o.failure);
  EXPECT_EQ(a.seen().url, "http://127.0.0.1:7860/sdapi/v1/img2img");
  EXPECT_EQ(o.meta.at("text:seed"), "77");
  EXPECT_EQ(a.sent()["inpainting_fill"], 1);

  Provider c("comfyui", later);
  c.will_answer(200, {{"prompt_id", "p"}});
  const Outcome job = c.submit("image", {{"prompt", "a"}, {"seed", "3"}});
  ASSERT_EQ(job.status, BURNISH_PENDING) << to_text(job.failure);
  EXPECT_EQ(c.sent()["prompt"]["6"]["inputs"]["text"], "a");
  EXPECT_EQ(c.sent()["prompt"]["25"]["inputs"]["noise_seed"], 3);
  c.will_answer(200, json::object());
  EXPECT_EQ(c.poll(job.ticket).status, BURNISH_PENDING) << "an empty history: not finished";
  c.will_answer(
      200,
      {{"p",
        {{"status", {{"status_str", "success"}}},
         {"outputs", {{"9", {{"images", {{{"filename", "a b.png"}, {"subfolder", ""}, {"type", "output"}}}}}}}}}}});
  c.will_send(png_file());
  EXPECT_EQ(c.fetch(job.ticket).file, png_file());
  EXPECT_EQ(c.seen().url, "http://127.0.0.1:8188/view?filename=a%20b.png&subfolder=&type=output");
}

// ---- operations -------------------------------------------------------------------------------------------

TEST(FluxOperations, GoToTheEndpointThatCanDoThem) {
  struct Case {
    std::string operation;
    TextValues values;
    bool masked;
    std::string endpoint;
    json sent;  // besides pictures
  };
  const std::string png = "png";
  const std::vector<Case> cases{
      {"gen_fill", {{"prompt", "a pond"}}, true, "flux-pro-1.0-fill", {{"prompt", "a pond"}, {"output_format", png}}},
      {"gen_fill",
       {{"left", "10"}, {"top", "3"}, {"seed", "4"}},
       false,
       "flux-pro-1.0-expand",
       {{"left", 10}, {"top", 3}, {"seed", 4}, {"output_format", png}}},
      {"gen_fill",
       {{"width", "100"}, {"gravity", "west"}},
       false,
       "flux-pro-1.0-expand",
       {{"right", 36}, {"output_format", png}}},
      {"gen_fill",
       {{"width", "101"}, {"height", "49"}},
       false,
       "flux-pro-1.0-expand",
       {{"left", 18}, {"right", 19}, {"bottom", 1}, {"output_format", png}}},
      {"gen_fill",
       {{"left", "10"}, {"model", "outpainting-v1"}},
       false,
       "flux-tools/outpainting-v1",
       {{"width", 80}, {"height", 64}, {"reference_offset_x", 16}, {"reference_offset_y", 0}, {"output_format", png}}},
      {"gen_remove", {{"dilate", "3"}}, true, "flux-tools/erase-v1", {{"dilate_pixels", 3}, {"output_format", png}}},
      {"gen_restore", {}, false, "flux-tools/deblur-v1", {{"output_format", png}}},
      {"gen_replace", {{"to", "a dog"}}, true, "flux-pro-1.0-fill", {{"prompt", "a dog"}, {"output_format", png}}}};
  for (const Case& c : cases) {
    SCOPED_TRACE(c.operation + " " + c.endpoint);
    Provider p;
    p.will_accept();
    TextValues values = c.values;
    std::vector<Picture> inputs{photo()};
    if (c.masked) values.emplace_back("mask", "1"), inputs.push_back(mask());
    const Outcome o = p.submit(c.operation, values, inputs);
    ASSERT_EQ(o.status, BURNISH_PENDING) << to_text(o.failure);
    EXPECT_EQ(p.seen().url, "https://api.bfl.ai/v1/" + c.endpoint);
    json sent = p.sent();
    for (const char* picture : {"image", "mask", "input_image"}) sent.erase(picture);
    EXPECT_EQ(sent, c.sent);
    EXPECT_EQ(json::parse(o.ticket)["operation"], c.operation);
  }
}

TEST(FluxOperations, BecomeInstructionsThatKeepTheSize) {
  struct Case {
    std::string operation;
    TextValues values;
    std::vector<std::string> says;
  };
  const std::vector<Case> cases{
      {"gen_remove",
       {{"prompt", "the lamp"}, {"multiple", "true"}, {"remove_shadow", "true"}},
       {"Remove every instance of the lamp together with its shadows", "Keep everything else exactly"}},
      {"gen_replace",
       {{"from", "the car"}, {"to", "a bus"}, {"preserve_geometry", "true"}},
       {"Replace the car with a bus, keeping"}},
      {"gen_recolor",
       {{"prompt", "the jacket"}, {"colour", "#ff8800"}},
       {"Change the colour of the jacket to #ff8800"}},
      {"gen_background_replace", {{"prompt", "a beach"}}, {"Replace the background with a beach", "Keep the subject"}},
      {"gen_restore", {{"prompt", "scratches"}}, {"remove scratches"}}};
  for (const Case& c : cases) {
    SCOPED_TRACE(c.operation);
    Provider p;
    p.will_accept();
    const Outcome o = p.submit(c.operation, c.values, {photo(200, 120)});
    ASSERT_EQ(o.status, BURNISH_PENDING) << to_text(o.failure);
    EXPECT_EQ(p.seen().url, "https://api.bfl.ai/v1/flux-2-pro");
    for (const std::string& words : c.says) EXPECT_THAT(p.sent()["prompt"].get<std::string>(), HasSubstr(words));
    EXPECT_EQ(p.sent()["width"], 208);
    EXPECT_EQ(p.sent()["height"], 128);
    EXPECT_TRUE(p.sent().contains("input_image"));
  }
}

TEST(FluxOperations, UpscaleAsksForTheLargerSize) {
  Provider p;
  p.will_accept();
  ASSERT_EQ(p.submit("upscale", {{"factor", "3"}, {"model", "flux-2-max"}}, {photo(100, 80)}).status, BURNISH_PENDING);
  EXPECT_EQ(p.seen().url, "https://api.bfl.ai/v1/flux-2-max");
  EXPECT_EQ(p.sent()["width"], 304);
  EXPECT_EQ(p.sent()["height"], 240);
}

TEST(FluxOperations, TellWhereThePictureIsOnALargerCanvas) {
  Provider p;
  p.will_accept();
  const Outcome o = p.submit("gen_fill", {{"left", "10"}, {"model", "outpainting-v1"}}, {photo()});
  p.will_answer(200, ready());
  p.will_send(png_file());
  EXPECT_EQ(p.fetch(o.ticket).meta.at("text:placed"), "16,0,64,48");
}

TEST(FluxOperations, WorkOnAServerWithAnyModel) {
  Provider p("local");
  p.will_answer(200, data_of(png_file()));
  const Outcome o =
      p.submit("gen_remove", {{"prompt", "the lamp"}, {"mask", "1"}, {"model", "my-model"}}, {photo(), mask()});
  ASSERT_EQ(o.status, BURNISH_OK) << to_text(o.failure);
  const auto parts = parts_of(p.seen());
  EXPECT_EQ(parts.at("model"), "my-model");
  EXPECT_THAT(parts.at("prompt"), HasSubstr("empty background"));
  EXPECT_TRUE(parts.count("mask") > 0);
}
