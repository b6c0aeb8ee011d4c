#include "metadata/regions.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace burnish {
namespace {

using testing::IsEmpty;
using testing::SizeIs;

std::string packet(const std::string& properties) {
  return "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\"><rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">"
         "<rdf:Description rdf:about=\"\" xmlns:mwg-rs=\"http://www.metadataworkinggroup.com/schemas/regions/\" "
         "xmlns:stArea=\"http://ns.adobe.com/xmp/sType/Area#\" xmlns:i=\"http://iptc.org/std/Iptc4xmpExt/2008-02-29/\" "
         "xmlns:xmp=\"http://ns.adobe.com/xap/1.0/\">" +
         properties + "</rdf:Description></rdf:RDF></x:xmpmeta>";
}
std::string regions(const std::string& items) {
  return packet("<mwg-rs:Regions rdf:parseType=\"Resource\"><mwg-rs:RegionList><rdf:Bag>" + items +
                "</rdf:Bag></mwg-rs:RegionList></mwg-rs:Regions>");
}
std::string image_region(const std::string& inside) {
  return packet("<i:ImageRegion><rdf:Bag><rdf:li rdf:parseType=\"Resource\">" + inside +
                "</rdf:li></rdf:Bag></i:ImageRegion>");
}

void expect_region(const Region& r, const char* label, double x0, double y0, double x1, double y1) {
  EXPECT_EQ(r.label, label);
  EXPECT_NEAR(r.x0, x0, 1e-9);
  EXPECT_NEAR(r.y0, y0, 1e-9);
  EXPECT_NEAR(r.x1, x1, 1e-9);
  EXPECT_NEAR(r.y1, y1, 1e-9);
}

TEST(Regions, ReadsTheWaysInWhichProgramsWriteThem) {
  const auto found = read_regions(
      regions("<rdf:li><rdf:Description mwg-rs:Type=\"Face\"><mwg-rs:Area stArea:x=\"0.5\" stArea:y=\"0.25\" "
              "stArea:w=\"0.2\" stArea:h=\"0.1\" stArea:unit=\"normalized\"/></rdf:Description></rdf:li>"
              "<rdf:li rdf:parseType=\"Resource\"><mwg-rs:Type>Pet</mwg-rs:Type><mwg-rs:Area "
              "rdf:parseType=\"Resource\"><stArea:x>0.9</stArea:x><stArea:y>0.5</stArea:y><stArea:w>0.4</stArea:w>"
              "<stArea:h>0.2</stArea:h></mwg-rs:Area></rdf:li>"
              "<rdf:li mwg-rs:Type=\"Focus\"><mwg-rs:Area stArea:x=\"0.5\" stArea:y=\"0.5\" stArea:d=\"0.5\"/>"
              "</rdf:li>"),
      {400, 200});
  ASSERT_THAT(found, SizeIs(3));
  expect_region(found[0], "face", 0.4, 0.2, 0.6, 0.3);
  expect_region(found[1], "pet", 0.7, 0.4, 1, 0.6);
  expect_region(found[2], "focus", 0.375, 0.25, 0.625, 0.75);
}

TEST(Regions, ReadsImageRegionsOfIptc) {
  const std::string rectangle =
      "<i:RegionBoundary rdf:parseType=\"Resource\"><i:rbShape>rectangle</i:rbShape><i:rbUnit>pixel</i:rbUnit>"
      "<i:rbX>40</i:rbX><i:rbY>20</i:rbY><i:rbW>200</i:rbW><i:rbH>100</i:rbH></i:RegionBoundary>"
      "<i:rRole><rdf:Bag><rdf:li rdf:parseType=\"Resource\"><xmp:Identifier><rdf:Bag><rdf:li>"
      "http://cv.iptc.org/newscodes/imageregionrole/squareCropping</rdf:li></rdf:Bag></xmp:Identifier></rdf:li>"
      "</rdf:Bag></i:rRole>";
  auto found = read_regions(image_region(rectangle), {400, 200});
  ASSERT_THAT(found, SizeIs(1));
  expect_region(found[0], "crop", 0.1, 0.1, 0.6, 0.6);
  found = read_regions(
      image_region("<i:RegionBoundary i:rbShape=\"circle\" i:rbUnit=\"relative\" i:rbX=\"0.5\" i:rbY=\"0.5\" "
                   "i:rbRx=\"0.1\"/>"),
      {400, 200});
  ASSERT_THAT(found, SizeIs(1));
  expect_region(found[0], "region", 0.4, 0.3, 0.6, 0.7);
  found =
      read_regions(image_region("<i:RegionBoundary rdf:parseType=\"Resource\"><i:rbShape>polygon</i:rbShape>"
                                "<i:rbUnit>relative</i:rbUnit><i:rbVertices><rdf:Seq>"
                                "<rdf:li i:rbX=\"0.1\" i:rbY=\"0.2\"/><rdf:li i:rbX=\"0.5\" i:rbY=\"0.3\"/>"
                                "<rdf:li i:rbX=\"0.3\" i:rbY=\"0.9\"/></rdf:Seq></i:rbVertices></i:RegionBoundary>"),
                   {400, 200});
  ASSERT_THAT(found, SizeIs(1));
  expect_region(found[0], "region", 0.1, 0.2, 0.5, 0.9);
}

TEST(Regions, PassesOverWhatMakesNoSense) {
  const auto area = [](const std::string& a) {
    return regions("<rdf:li mwg-rs:Type=\"Face\"><mwg-rs:Area " + a + "/></rdf:li>");
  };
  for (const char* a : {"stArea:x=\"nan\" stArea:y=\"0\" stArea:w=\"1\" stArea:h=\"1\"",
                        "stArea:x=\"0.5\" stArea:y=\"0.5\" stArea:w=\"-1\" stArea:h=\"1\"",
                        "stArea:x=\"5\" stArea:y=\"0.5\" stArea:w=\"1\" stArea:h=\"1\"",
                        "stArea:x=\"0.5\" stArea:y=\"0.5\"", "stArea:x=\"\" stArea:y=\"0.5\" stArea:d=\"1\"",
                        "stArea:x=\"1e400\" stArea:y=\"0.5\" stArea:w=\"1\" stArea:h=\"1\""})
    EXPECT_THAT(read_regions(area(a), {400, 200}), IsEmpty()) << a;
  EXPECT_THAT(read_regions("RegionList <", {400, 200}), IsEmpty());
  EXPECT_THAT(read_regions(packet("<mwg-rs:Regions/>"), {400, 200}), IsEmpty());
  EXPECT_THAT(read_regions(area("stArea:x=\"0.5\" stArea:y=\"0.5\" stArea:w=\"1\" stArea:h=\"1\""), {0, 0}), IsEmpty());
}

TEST(Regions, AreBounded) {
  std::string many;
  for (int i = 0; i < 3000; ++i)
    many +=
        "<rdf:li mwg-rs:Type=\"Face\"><mwg-rs:Area stArea:x=\".5\" stArea:y=\".5\" stArea:w=\".1\" "
        "stArea:h=\".1\"/></rdf:li>";
  EXPECT_THAT(read_regions(regions(many), {400, 200}), SizeIs(1000));
}

}  // namespace
}  // namespace burnish
