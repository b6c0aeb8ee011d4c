#pragma once

// Marks what libburnish exports; everything else of core is hidden.
#define BURNISH_API __attribute__((visibility("default")))
