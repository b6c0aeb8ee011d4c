// From names and marks to facts: which generator made a picture, and what each source says about it.
#pragma once
#include <string>
#include <string_view>

#include "facts.hpp"
#include "file_name.hpp"
#include "marks.hpp"

namespace midjourney {

/// What is known about one file, and what its grouping and the look for grids go by.
struct PictureFacts {
  Facts facts;
  FileName name;
  std::string format;
  int width = 0, height = 0;
  double aspect = 0;  // of --ar; 0: not told
  std::string group, label;
};

[[nodiscard]] PictureFacts picture_facts(std::string_view path, const Marks& marks);
/// When the file could not be read at all: only the name tells something.
[[nodiscard]] PictureFacts name_facts(std::string_view path);

// What picture_facts is made of.

/// Another generator's marks: A1111, ComfyUI and others. True when one was recognised; then the texts are its own.
bool add_generator_facts(const Marks& marks, Facts& facts);
/// Manifests and credits of services that leave no prompt.
void add_signed_facts(const Marks& marks, Facts& facts);
/// Burnish's own record and the IPTC properties of XMP.
void add_xmp_facts(const Marks& marks, Facts& facts);
/// The Description that Midjourney writes. `certain`: other marks say that it is Midjourney's. True when it was.
bool add_description_facts(const Marks& marks, PictureFacts& picture);

}  // namespace midjourney
