// Exports more than the entry, as a library built without the version script does.
#include "load_plugin.hpp"
SPOILT_OPERATION("test.leaky", "test.leaky")
extern "C" BURNISH_EXPORT int test_leaked_function() { return 1; }
