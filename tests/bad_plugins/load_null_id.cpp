// An operation without an id.
#include "load_plugin.hpp"
SPOILT_OPERATION("test.null_id", nullptr)
