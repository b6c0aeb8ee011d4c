// What is wrong is said in one line, with the right exit status, and leaves nothing half-done.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "json_text.hpp"
#include "samples.hpp"

namespace burnish::hosts {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::StartsWith;

struct Wrong {
  Words arguments;
  std::string message;  // without "burnish: error: "
  int status = 2;
};

/// In a folder with a.png (64x32), text.png, empty.jpg and cut.jpg.
class Errors : public testing::Test {
 protected:
  Errors() {
    s_.write("a.png", encoded("png", 64, 32));
    s_.write("text.png", "hello\n");
    s_.write("empty.jpg", "");
    s_.write("cut.jpg", encoded("jpeg", 320, 200).substr(0, 3000));
    before_ = s_.files();
  }
  void expect(const Wrong& wrong) {
    const Outcome o = burnish_in(s_, wrong.arguments);
    EXPECT_EQ(o.err, "burnish: error: " + wrong.message + "\n");
    EXPECT_EQ(o.status, wrong.status) << wrong.message;
    EXPECT_EQ(o.out, "");
    EXPECT_EQ(s_.files(), before_) << wrong.message;
    Words json = wrong.arguments;
    json.insert(json.begin(), "--json");
    const Json document = read_json(burnish_in(s_, json).out);
    EXPECT_TRUE(document.valid()) << wrong.message;
    if (wrong.status == 2) {
      EXPECT_THAT(document["error"].keys(), ElementsAre("code", "where", "message", "hint"));
      EXPECT_EQ(document["error"]["message"].text, wrong.message);
    } else if (document["failed"].valid()) {
      EXPECT_EQ(document["failed"][0]["message"].text, wrong.message);
    }
  }

  Scratch s_;
  Words before_;
};

TEST_F(Errors, OfTheCommandLineAreExact) {
  const std::vector<Wrong> all{
      {{},
       "no command given: burnish has run, transform, generate, import, analyse, info, compare, plugin, schema, "
       "doctor, "
       "completion; see "
       "burnish "
       "--help"},
      {{"transfrom"}, "unknown command 'burnish transfrom'; did you mean 'transform'?"},
      {{"frobnicate"}, "unknown command 'burnish frobnicate'; see burnish --help"},
      {{"generate", "flux-2-pro", "--prompt", "x"},
       "no output is named (-o); give -o FILE, or --estimate to see the price first"},
      {{"analyse", "smart_cr", "a.png"},
       "no installed plugin declares analyser 'smart_cr' (ID); did you mean 'smart_crop'?"},
      {{"plugin"}, "no command given: burnish plugin has list, describe, paths; see burnish plugin --help"},
      {{"plugin", "check"}, "'burnish plugin check' is not in this version; see burnish plugin --help"},
      {{"plugin", "lst"}, "unknown command 'burnish plugin lst'; did you mean 'list'?"},
      {{"plugin", "describe"}, "no ID given (burnish plugin describe); see burnish plugin describe --help"},
      {{"plugin", "describe", "resise"}, "no installed plugin declares 'resise' (ID); did you mean 'resize'?"},
      {{"run"}, "no PIPELINE given (burnish run); see burnish run --help"},
      {{"info"}, "no FILE given (burnish info); see burnish info --help"},
      {{"info", "a.png", "--jsn"}, "unknown option '--jsn' (burnish info); did you mean '--json'?"},
      {{"info", "a.png", "--memory"}, "option '--memory' needs a value (burnish info); see burnish info --help"},
      {{"compare", "a.png"}, "no B given (burnish compare); see burnish compare --help"},
      {{"compare", "a.png", "a.png", "a.png"},
       "unexpected argument 'a.png' (burnish compare); see burnish compare --help"},
      {{"compare", "a.png", "a.png", "--metric", "mse"}, "unknown metric 'mse' (--metric): it may be ssim or psnr"},
      {{"compare", "a.png", "a.png", "--metric", "ssimulacra2"},
       "metric 'ssimulacra2' is not in this version (--metric); use ssim or psnr"},
      {{"completion", "tcsh"}, "unknown shell 'tcsh' (SHELL): it may be bash, zsh or fish"},
      {{"transform", "c_fit,w_8"}, "no input given (INPUT): there is nothing to transform; name a picture"},
      {{"info", "a.png", "--threads", "many"},
       "'many' is no number of threads (--threads): 0 to 1024 is wanted; leave it out for all cores"},
      {{"info", "a.png", "--threads", "-1"},
       "'-1' is no number of threads (--threads): 0 to 1024 is wanted; leave it out for all cores"},
      {{"info", "a.png", "--memory", "5Q"},
       "'5Q' is no size (--memory): a number is wanted, perhaps with K, M or G; write 512M"},
      {{"info", "a.png", "--memory", "0"},
       "'0' is no size (--memory): a number is wanted, perhaps with K, M or G; write 512M"},
      {{"info", "a.png", "--memory", "KM"},
       "'KM' is no size (--memory): a number is wanted, perhaps with K, M or G; write 512M"},
      {{"info", "a.png", "--max-pixels", "-1"},
       "'-1' is no number of pixels (--max-pixels): a whole number of at least 1 is wanted; write 100000000"},
      {{"info", "a.png", "--timeout", "nan"},
       "'nan' is no number of seconds (--timeout): 0 to 1000000000 is wanted; 0 means no limit"},
      {{"info", "a.png", "--progress", "plan"},
       "unknown value 'plan' (--progress): it may be auto, bar, plain or none; did you mean 'plain'?"},
      {{"info", "a.png", "--keep", "gps"},
       "unknown metadata 'gps' (--keep): it may be exif, xmp, iptc, icc, text or provenance"},
      {{"info", "a.png", "--keep", "exif"}, "--keep stands alone (--keep): it names what --strip leaves; add --strip"},
      {{"run", "none.json", "a.png"},
       "cannot read the pipeline none.json: No such file or directory; name a JSON file"},
      {{"run", ".", "a.png"}, "cannot read the pipeline .: it is a folder; name a JSON file"},
      {{"run", "text.png", "--set", "w"}, "'w' sets nothing (--set): NAME=VALUE is wanted"},
      {{"run", "-", "-"},
       "the pipeline and an input both want standard input (-): it can be read once; give one of them a "
       "file"},
      {{"transform", "c_fit,w_8", "-", "-"},
       "standard input is named 2 times (INPUT): it can be read once; give each picture a file"},
      {{"transform", "c_fit,w_8", "--files-from", "none.txt"},
       "cannot read none.txt (--files-from): it does not open as a file; name a file that holds one name a line"},
  };
  for (const Wrong& wrong : all) expect(wrong);
}

TEST_F(Errors, OfOutputsAreFoundBeforeAnythingIsRead) {
  const std::vector<Wrong> all{
      {{"transform", "c_fit,w_8", "a.png"},
       "output a.png is an input: it would be overwritten; write elsewhere with -o, or give --in-place"},
      {{"transform", "c_fit,w_8", "a.png", "-o", "./x/../a.png"},
       "output ./x/../a.png is an input: it would be overwritten; write elsewhere with -o, or give --in-place"},
      {{"transform", "c_fit,w_8", "a.png", "-o", "x.gif"},
       "no installed plugin writes extension '.gif' (-o x.gif): formats that can be written: jpeg, png, tiff, webp"},
      {{"transform", "c_fit,w_8/f_png", "a.png", "-o", "x.jpg"},
       "format 'png' against extension '.jpg' (-o x.jpg): a file named .jpg is jpeg; leave one of them out, or write "
       "'{stem}.{ext}'"},
      {{"transform", "c_fit,w_8", "a.png", "a.png", "-o", "x/"},
       "two outputs are written to x/a.png: a.png (1) and a.png (1); put {dir}, {index}, {name} or {ext} into 'write'"},
  };
  for (const Wrong& wrong : all) expect(wrong);
  const Outcome two = burnish_in(s_, {"transform", "c_fit,w_8", "a.png", "cut.jpg", "-o", "-"});
  EXPECT_EQ(two.status, 2);
  EXPECT_EQ(two.err,
            "burnish: error: -o - is one file for 2 outputs: each needs a file of its own; give a folder: -o -/\n");
  const Outcome both = burnish_in(s_, {"transform", "c_fit,w_8", "a.png", "-o", "-", "--json"});
  EXPECT_EQ(both.status, 2);
  EXPECT_EQ(read_json(both.out)["error"]["message"].text,
            "--json and -o - both want standard output (-o); write the picture to a file");
}

TEST_F(Errors, OfInputsNameTheFileAndTheReason) {
  const std::vector<Wrong> all{
      {{"transform", "c_fit,w_8", "none.png", "-o", "x/"}, "cannot read none.png: No such file or directory", 3},
      {{"transform", "c_fit,w_8", "empty.jpg", "-o", "x/"}, "cannot read empty.jpg: it is empty (0 bytes)", 3},
      {{"transform", "c_fit,w_8", "text.png", "-o", "x/"},
       "cannot decode text.png: no installed decoder recognises it (first bytes 68 65 6c 6c 6f 0a 'hello.'); burnish "
       "plugin "
       "list shows the installed ones",
       3},
      {{"transform", "c_fit,w_8", "cut.jpg", "-o", "x/"},
       "cannot decode cut.jpg: the JPEG's picture data ends early: the file is truncated or damaged",
       3},
      {{"info", "none.png"}, "cannot read none.png: No such file or directory", 3},
      {{"info", "*.bmp"}, "no file matches *.bmp; check the pattern", 3},
      {{"info", "a.png", "--max-pixels", "100"},
       "cannot decode a.png: the picture is 64x32 pixels; the limit is 100; raise --max-pixels",
       3},
      {{"transform", "c_fit,w_8", "a.png", "-o", "text.png/"}, "cannot make the folder text.png: Not a directory", 3},
  };
  for (const Wrong& wrong : all) expect(wrong);
  const Outcome o = burnish_in(s_, {"transform", "c_fit,w_8", "a.png", "-o", "x/", "--memory", "1K"});
  EXPECT_EQ(o.status, 3);
  EXPECT_THAT(o.err,
              testing::MatchesRegex("burnish: error: cannot process a.png: it needs about [0-9]+ MiB; the limit is 1 "
                                    "MiB; raise --memory, or lower --threads\n"));
}

TEST_F(Errors, TheTimeLimitNamesTheInputAndTheBound) {
  const Outcome o = burnish_in(
      s_, {"transform", "c_scale,w_6000/f_webp", photograph().string(), "-o", "x.webp", "--timeout", "0.05"});
  EXPECT_EQ(o.status, 3);
  EXPECT_EQ(o.err, "burnish: error: stopped " + photograph().string() +
                       ": its time limit of 0.05 s has passed; raise --timeout\n");
  EXPECT_EQ(s_.files(), before_);
}

TEST_F(Errors, OneBadInputStopsNoOther) {
  const Outcome o = burnish_in(s_, {"transform", "c_fit,w_8", "none.png", "a.png", "empty.jpg", "text.png", "cut.jpg",
                                    "*.bmp", ".", "-o", "out", "--json"});
  EXPECT_EQ(o.status, 2) << "a.png is named twice: by itself and by its folder";
  const Outcome p = burnish_in(s_, {"transform", "c_fit,w_8", "none.png", "a.png", "empty.jpg", "text.png", "cut.jpg",
                                    "*.bmp", "-o", "out", "--json"});
  EXPECT_EQ(p.status, 3);
  const Json report = read_json(p.out);
  ASSERT_EQ(report["outputs"].elements.size(), 1U);
  EXPECT_EQ(report["outputs"][0]["path"].text, "out/a.png");
  Words codes;
  for (const Json& f : report["failed"].elements) codes.push_back(f["input"].text + " " + f["code"].text);
  EXPECT_THAT(codes, ElementsAre("*.bmp missing", "none.png missing", "empty.jpg bad_data", "text.png unsupported",
                                 "cut.jpg bad_data"));
  EXPECT_THAT(s_.files("out"), ElementsAre(".burnish-run.jsonl", "a.png"));
}

TEST_F(Errors, FailFastStopsAtTheFirst) {
  const Outcome o =
      burnish_in(s_, {"transform", "c_fit,w_8", "none.png", "a.png", "-o", "out", "--fail-fast", "--threads", "1"});
  EXPECT_EQ(o.status, 3);
  EXPECT_EQ(s_.files(), before_);
}

TEST_F(Errors, AnUnreadableFileIsOneFailure) {
  if (geteuid() == 0) GTEST_SKIP() << "root reads everything";
  fs::permissions(s_ / "a.png", fs::perms::none);
  const Outcome o = burnish_in(s_, {"info", "a.png"});
  EXPECT_EQ(o.status, 3);
  EXPECT_EQ(o.err, "burnish: error: cannot read a.png: Permission denied\n");
}

TEST_F(Errors, AClaimOf65535SquareIsRefusedByItsHeader) {
  std::string jpeg = encoded("jpeg", 16, 16);
  const auto frame = jpeg.find("\xFF\xC0");
  ASSERT_NE(frame, std::string::npos);
  jpeg.replace(frame + 5, 4, "\xFF\xFF\xFF\xFF");
  s_.write("big.jpg", jpeg);
  const Outcome o = burnish_in(s_, {"transform", "c_fit,w_8", "big.jpg", "-o", "x/"});
  EXPECT_EQ(o.status, 3);
  EXPECT_THAT(o.err, StartsWith("burnish: error: cannot decode big.jpg: "));
  EXPECT_THAT(o.err, HasSubstr("65500")) << "the format's own bound comes first";
  jpeg.replace(frame + 5, 4, "\xFF\xDC\xFF\xDC");
  s_.write("big.jpg", jpeg);
  const Outcome largest = burnish_in(s_, {"transform", "c_fit,w_8", "big.jpg", "-o", "x/"});
  EXPECT_EQ(largest.err,
            "burnish: error: cannot decode big.jpg: the picture is 65500x65500 pixels; the limit is 268435456; raise "
            "--max-pixels\n");
  EXPECT_LT(o.peak_kib, 200 * 1024);
}

TEST_F(Errors, StandardOutputThatIsFullOrClosedIsAnError) {
  for (const Words& command : std::vector<Words>{{"plugin", "list"},
                                                 {"info", "a.png"},
                                                 {"schema"},
                                                 {"completion", "bash"},
                                                 {"--help"},
                                                 {"transform", "c_fit,w_8", "a.png", "-o", "-"}}) {
    const Outcome full = burnish_in(s_, command, {.output = "/dev/full"});
    EXPECT_EQ(full.status, 3) << command[0];
    EXPECT_THAT(full.err, HasSubstr("cannot write standard output: No space left on device")) << command[0];
    const Outcome closed = burnish_in(s_, command, {.no_output = true});
    EXPECT_EQ(closed.status, 3) << command[0];
    EXPECT_THAT(closed.err, HasSubstr("cannot write standard output: Bad file descriptor")) << command[0];
  }
  const Outcome written = burnish_in(s_, {"transform", "c_fit,w_8", "a.png", "-o", "x/"}, {.no_output = true});
  EXPECT_EQ(written.status, 3);
  EXPECT_EQ(decoded(s_ / "x/a.png").width(), 8) << "what is said never lands in the picture";
}

TEST_F(Errors, AFullDiskLeavesNothingHalfWritten) {
  constexpr rlim_t small = 2 << 20;
  s_.write("big.png", encoded("png", 600, 400));
  const Outcome o =
      burnish_in(s_, {"transform", "c_scale,w_3000/f_tiff", "big.png", "-o", "x.tif"}, {.file_size = small});
  EXPECT_EQ(o.status, 3) << o.out;
  EXPECT_THAT(s_.leftovers(), ElementsAre());
  EXPECT_FALSE(s_.has("x.tif"));
}

}  // namespace
}  // namespace burnish::hosts
