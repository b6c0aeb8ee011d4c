// The names of XMP's vocabularies. Prefixes are the writer's choice and mean nothing.
#pragma once
#include <string_view>

namespace midjourney {

inline constexpr std::string_view rdf_uri = "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
                                  iptc_uri = "http://iptc.org/std/Iptc4xmpExt/2008-02-29/",
                                  dc_uri = "http://purl.org/dc/elements/1.1/",
                                  burnish_uri = "urn:burnish:provenance:1.0/", xmp_uri = "http://ns.adobe.com/xap/1.0/",
                                  photoshop_uri = "http://ns.adobe.com/photoshop/1.0/",
                                  exif_uri = "http://ns.adobe.com/exif/1.0/";

}  // namespace midjourney
