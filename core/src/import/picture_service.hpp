// "burnish.picture/1": an importer looks at pixels without knowing a format.
#pragma once
#include <burnish/stream.h>

namespace burnish::imports {

/// The service's table. Its calls know their catalogue (Call::set_catalogue); `files` is what Files::get() gave.
[[nodiscard]] const burnish_picture* picture_service();

}  // namespace burnish::imports
