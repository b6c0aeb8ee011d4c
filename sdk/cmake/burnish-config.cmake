# find_package(burnish) gives burnish::sdk, burnish::core and burnish_add_plugin().
include("${CMAKE_CURRENT_LIST_DIR}/burnish-targets.cmake")
include("${CMAKE_CURRENT_LIST_DIR}/burnish_add_plugin.cmake")
