#include <zlib.h>

#include <chrono>
#include <random>

#include "midjourney_test.hpp"

using namespace midjourney_test;

namespace {

/// One file of each container, with all kinds of marks.
std::vector<std::string> samples() {
  std::vector<std::string> all;
  for (const char* part : {"downloads/peterkaminski_example_--ar",
                           "downloads/u42_\u6771",
                           "downloads/zo\u00eb",
                           "0001_0.jpg",
                           "0001_1.jpeg",
                           "0001_2.jpg",
                           "0001_3.webp",
                           "0002_0.webp",
                           "others/comfy.png",
                           "others/comfy.webp",
                           "others/webui-be.jpg",
                           "others/ChatGPT",
                           "others/Firefly",
                           "others/signed",
                           "others/burnish",
                           "others/novelai",
                           "others/fooocus",
                           "others/invoke",
                           "others/swarm",
                           "others/google"}) {
    for (const auto& [path, bytes] : downloads().files)
      if (path.find(part) != std::string::npos) {
        all.push_back(bytes);
        break;
      }
  }
  return all;
}

/// Every item is told, whole: each fact with where it is from and how sure it is, in UTF-8.
void expect_sound(const FileMap& files) {
  const Imported result = scan(files);
  ASSERT_EQ(result.status, BURNISH_OK) << result.failure.message;
  ASSERT_EQ(result.items.size(), files.size());
  for (const Imported::Item& item : result.items) {
    EXPECT_EQ(item.meta.count("text:kind"), 1U) << item.path;
    for (const auto& [key, value] : item.meta)
      if (key.rfind("text:", 0) == 0) {
        ASSERT_EQ(item.meta.count("sure:" + key.substr(5)), 1U) << key;
      }
  }
}

}  // namespace

TEST(MidjourneyDamage, TruncatedFilesAreTold) {
  if (downloads().files.empty()) GTEST_SKIP() << "python3 is not there to make the downloads";
  const auto whole = samples();
  ASSERT_EQ(whole.size(), 20U);
  for (const std::string& bytes : whole) {
    FileMap files;
    for (std::size_t percent = 0; percent <= 100; ++percent)
      files["cut" + std::to_string(1000 + percent) + ".png"] = bytes.substr(0, bytes.size() * percent / 100);
    expect_sound(files);
  }
}

TEST(MidjourneyDamage, MutatedFilesAreTold) {
  if (downloads().files.empty()) GTEST_SKIP() << "python3 is not there to make the downloads";
  const auto whole = samples();
  std::mt19937 random(11);
  const std::string telling("\0\xff\x7f\x80\x01{}[]<>\"=:-", 16);
  for (int round = 0; round < 40; ++round) {
    FileMap files;
    for (std::size_t i = 0; i < 100; ++i) {
      std::string bytes = whole[random() % whole.size()];
      // Marks stand at the beginning.
      const std::size_t reach = random() % 2 == 0 ? std::min<std::size_t>(bytes.size(), 1500) : bytes.size();
      for (unsigned long k = 1 + random() % 8; k > 0; --k) {
        const char c = random() % 2 == 0 ? telling[random() % telling.size()] : static_cast<char>(random());
        bytes[random() % reach] = c;
      }
      const std::size_t at = random() % reach, from = random() % reach;
      if (random() % 8 == 0) bytes.insert(at, bytes.substr(from, random() % 400));
      if (random() % 8 == 0) bytes.erase(at, random() % 40);
      files["m" + std::to_string(1000 + i) + ".webp"] = std::move(bytes);
    }
    expect_sound(files);
  }
}

TEST(MidjourneyDamage, HostileMarksAreBounded) {
  const auto chunk = [](const std::string& type, const std::string& data) {
    const auto n = data.size();
    return std::string{static_cast<char>(n >> 24), static_cast<char>(n >> 16), static_cast<char>(n >> 8),
                       static_cast<char>(n)} +
           type + data + std::string(4, '\0');
  };
  const std::string start = "\x89PNG\r\n\x1a\n" + chunk("IHDR", std::string("\0\0\0\1\0\0\0\1\x08\2\0\0\0", 13));
  const std::string end = chunk("IEND", "");
  const auto named = [&](const std::string& key, const std::string& text) {
    return start + chunk("tEXt", key + std::string(1, '\0') + text) + end;
  };
  FileMap files;
  std::string deep(3'000'000, '['), tags, empty = start, parameters = "x", xml;
  files["deep.png"] = named("prompt", "{\"a\":" + deep);
  for (int i = 0; i < 300'000; ++i) tags += "<a>";
  files["tags.png"] = named("XML:com.adobe.xmp", tags);
  const std::string packet = std::string("XML:com.adobe.xmp") + std::string(5, '\0');
  files["packet.png"] = start + chunk("iTXt", packet + tags) + end;
  for (int i = 0; i < 20'000; ++i) xml += " a" + std::to_string(i) + "='1'";
  files["attributes.png"] = start + chunk("iTXt", packet + "<x" + xml + "/>") + end;
  for (int i = 0; i < 300'000; ++i) empty += chunk("aaAa", "");
  files["chunks.png"] = empty;
  for (int i = 0; i < 100'000; ++i) parameters += " --p" + std::to_string(i) + "x y";
  files["parameters.png"] = named("Description", parameters + " --v 7");
  files["braces.png"] = named("Description", std::string(1'000'000, '{') + std::string(1'000'000, '}') + " --v 7");
  std::string texts = start;
  for (int i = 0; i < 2000; ++i) texts += chunk("tEXt", "Comment" + std::string(1, '\0') + std::string(9000, 'x'));
  files["texts.png"] = texts + end;
  files["colons.png"] = named("Description", std::string(3'000'000, ':') + " --v 7");
  files["dashes.png"] = named("Description", [] {
    std::string s;
    while (s.size() < 3'000'000) s += " --a";
    return s;
  }());
  const auto repeated = [](const char* piece, std::size_t bytes) {
    std::string s;
    while (s.size() < bytes) s += piece;
    return s;
  };
  files["names.png"] = named("Description", "x" + repeated(" --chaos 1", 1'500'000) + repeated(" --s 1", 1'500'000));
  files["references.png"] = named("Description", "x" + repeated(" --sref 1", 3'000'000));
  files["quotes.png"] = named("Description", repeated("\u201c", 3'000'000) + " --v 7");
  files["loras.png"] = named("parameters", repeated("<lora:", 3'000'000) + "\nSteps: 1, Seed: 1");
  files["claims.png"] = start + chunk("caBX", repeated("claim_generator\"", 300'000)) + end;
  std::string bombs = start;
  z_stream z{};
  ASSERT_EQ(deflateInit(&z, 9), Z_OK);
  std::string bomb(1 << 16, '\0'), zeros(1 << 22, 'A');
  z.next_in = reinterpret_cast<Bytef*>(zeros.data());
  z.avail_in = static_cast<uInt>(zeros.size());
  z.next_out = reinterpret_cast<Bytef*>(bomb.data());
  z.avail_out = static_cast<uInt>(bomb.size());
  ASSERT_EQ(deflate(&z, Z_FINISH), Z_STREAM_END);
  bomb.resize(z.total_out);
  deflateEnd(&z);
  for (int i = 0; i < 2000; ++i) bombs += chunk("zTXt", std::string("x\0\0", 3) + bomb);
  files["bombs.png"] = bombs + end;
  const auto begin = std::chrono::steady_clock::now();
  const Imported result = scan(files);
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(60)) << "something is quadratic";
  ASSERT_EQ(result.status, BURNISH_OK);
  for (const Imported::Item& item : result.items) {
    std::size_t bytes = 0;
    for (const auto& [key, value] : item.meta) bytes += key.size() + value.size();
    EXPECT_LT(bytes, std::size_t{24} << 20U) << item.path;
    EXPECT_LT(item.meta.size(), 600U) << item.path;
  }
}
