// Exports a process-wide unique symbol, which gcc makes of static members of templates.
#include "load_plugin.hpp"
SPOILT_OPERATION("test.unique", "test.unique")
asm(".pushsection .data\n"
    ".globl test_unique_object\n"
    ".type test_unique_object, @gnu_unique_object\n"
    ".size test_unique_object, 4\n"
    "test_unique_object: .long 7\n"
    ".popsection");
