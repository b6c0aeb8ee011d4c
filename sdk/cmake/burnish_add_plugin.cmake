# burnish_add_plugin(NAME [LIBRARIES target...] [SOURCES file...])
#
# Builds NAME.burnish, a plugin, from the *.cpp and *.c files of the current folder (or from SOURCES), and puts it into
# lib/burnish/1 of the build folder and of the installation. NAME_test.cpp, when it is there, becomes the GoogleTest
# program NAME_test together with other files named *_test.cpp, run by ctest; it is given the path of the built plugin
# as BURNISH_PLUGIN_FILE. Files named *_test.cpp are never part of the plugin. A folder providers/ of profiles (*.json)
# is put into share/burnish/providers of the build folder and of the installation.
#
# Works inside Burnish, with the SDK's source folder (include this file) and installed (find_package(burnish)).

if(NOT TARGET burnish::sdk)
  add_library(burnish::sdk INTERFACE IMPORTED GLOBAL)
  target_include_directories(burnish::sdk INTERFACE "${CMAKE_CURRENT_LIST_DIR}/../include")
endif()

# What every binary of Burnish is compiled with: the same pixels from every compiler and at every optimisation level
# ask that no multiplication and addition are contracted behind the author's back.
if(NOT TARGET burnish_build_flags)
  add_library(burnish_build_flags INTERFACE)
  target_compile_options(burnish_build_flags INTERFACE
    -fno-math-errno -ffp-contract=off "$<$<CONFIG:Release>:-O2;-g1>")
endif()

function(_burnish_add_plugin_test name)
  find_package(GTest QUIET)
  if(NOT GTest_FOUND)
    message(STATUS "${name}_test is not built: GoogleTest was not found")
    return()
  endif()
  include(GoogleTest)
  file(GLOB tests CONFIGURE_DEPENDS "${CMAKE_CURRENT_SOURCE_DIR}/*_test.cpp")
  add_executable(${name}_test ${tests})
  target_compile_features(${name}_test PRIVATE cxx_std_20)
  target_compile_definitions(${name}_test PRIVATE "BURNISH_PLUGIN_FILE=\"$<TARGET_FILE:${name}>\"")
  target_link_libraries(${name}_test PRIVATE burnish::sdk burnish_build_flags GTest::gmock_main)
  foreach(extra burnish_test_kit burnish_developer_warnings)
    if(TARGET ${extra})
      target_link_libraries(${name}_test PRIVATE ${extra})
    endif()
  endforeach()
  add_dependencies(${name}_test ${name})
  gtest_discover_tests(${name}_test TEST_PREFIX "${name}/" DISCOVERY_MODE PRE_TEST NO_PRETTY_VALUES
    PROPERTIES LABELS plugins TIMEOUT 300)
endfunction()

function(burnish_add_plugin name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "LIBRARIES;SOURCES")
  if(arg_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR "burnish_add_plugin(${name}): unknown argument ${arg_UNPARSED_ARGUMENTS}; "
                        "use LIBRARIES target... or SOURCES file...")
  endif()
  if(NOT arg_SOURCES)
    file(GLOB arg_SOURCES CONFIGURE_DEPENDS "${CMAKE_CURRENT_SOURCE_DIR}/*.cpp" "${CMAKE_CURRENT_SOURCE_DIR}/*.c")
    list(FILTER arg_SOURCES EXCLUDE REGEX "_test\\.cpp$")
  endif()
  if(NOT arg_SOURCES)
    message(FATAL_ERROR "burnish_add_plugin(${name}): no *.cpp or *.c file in ${CMAKE_CURRENT_SOURCE_DIR}")
  endif()

  set(map "${CMAKE_CURRENT_FUNCTION_LIST_DIR}/plugin.map")
  add_library(${name} MODULE ${arg_SOURCES})
  set_target_properties(${name} PROPERTIES
    PREFIX "" SUFFIX ".burnish" LIBRARY_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/lib/burnish/1"
    C_EXTENSIONS OFF CXX_EXTENSIONS OFF
    C_VISIBILITY_PRESET hidden CXX_VISIBILITY_PRESET hidden VISIBILITY_INLINES_HIDDEN ON
    SKIP_BUILD_RPATH ON INSTALL_RPATH "" LINK_DEPENDS "${map}")
  target_compile_features(${name} PRIVATE cxx_std_20 c_std_11)
  # Unique symbols would be shared between plugins in spite of their visibility.
  target_compile_options(${name} PRIVATE $<$<COMPILE_LANG_AND_ID:CXX,GNU>:-fno-gnu-unique>)
  target_link_options(${name} PRIVATE
    "-Wl,--version-script=${map}" -Wl,-z,now,-z,relro,-z,noexecstack -Wl,--as-needed)
  target_link_libraries(${name} PRIVATE burnish::sdk burnish_build_flags ${arg_LIBRARIES})
  if(TARGET burnish_developer_warnings)
    target_link_libraries(${name} PRIVATE burnish_developer_warnings)
  endif()
  if(TARGET burnish_plugins)
    add_dependencies(burnish_plugins ${name})
  endif()
  install(TARGETS ${name} LIBRARY DESTINATION lib/burnish/1)

  file(GLOB providers CONFIGURE_DEPENDS "${CMAKE_CURRENT_SOURCE_DIR}/providers/*.json")
  foreach(provider IN LISTS providers)
    get_filename_component(file_name "${provider}" NAME)
    configure_file("${provider}" "${CMAKE_BINARY_DIR}/share/burnish/providers/${file_name}" COPYONLY)
  endforeach()
  install(FILES ${providers} DESTINATION share/burnish/providers)

  if(EXISTS "${CMAKE_CURRENT_SOURCE_DIR}/${name}_test.cpp" AND (BUILD_TESTING OR BURNISH_TESTS))
    _burnish_add_plugin_test(${name})
  endif()
endfunction()
