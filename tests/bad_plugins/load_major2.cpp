// Made for another major version of the contract.
#include <burnish/abi.h>
extern "C" BURNISH_EXPORT const int burnish_module_v2 = 2;
