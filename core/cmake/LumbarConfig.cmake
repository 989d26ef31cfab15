# An installed Lumbar, for plugins:
#   find_package(Lumbar 0.1 REQUIRED)
#   lumbar_add_plugin(hot_stones WEB web/index.js)         see LumbarPlugin.cmake
# Options: LUMBAR_TESTS (ON) builds the plugin's tests; they and the tests' PostgreSQL need Debian's catch2, libpq-dev and
# postgresql. LUMBAR_ESBUILD is the esbuild program that bundles TypeScript screens; a .js entry needs none.
get_filename_component(LUMBAR_PREFIX ${CMAKE_CURRENT_LIST_DIR}/../../.. ABSOLUTE)
set(LUMBAR_CMAKE_DIR ${CMAKE_CURRENT_LIST_DIR})
option(LUMBAR_TESTS "Build the plugin's tests" ON)
set(LUMBAR_WEB ON)
find_program(LUMBAR_ESBUILD esbuild)

include(CMakeFindDependencyMacro)
find_dependency(Boost 1.81)
find_path(SOCI_INCLUDE_DIR soci/soci.h REQUIRED)

add_library(Lumbar::lumbar SHARED IMPORTED)
set_target_properties(Lumbar::lumbar PROPERTIES IMPORTED_LOCATION ${LUMBAR_PREFIX}/lib/liblumbar.so
                      INTERFACE_INCLUDE_DIRECTORIES ${LUMBAR_PREFIX}/include INTERFACE_COMPILE_FEATURES cxx_std_20)
target_link_libraries(Lumbar::lumbar INTERFACE Boost::headers)
add_executable(Lumbar::cli IMPORTED)
set_target_properties(Lumbar::cli PROPERTIES IMPORTED_LOCATION ${LUMBAR_PREFIX}/bin/lumbar)

add_library(Lumbar::plugin_flags INTERFACE IMPORTED)
target_include_directories(Lumbar::plugin_flags SYSTEM INTERFACE ${SOCI_INCLUDE_DIR})
target_compile_options(Lumbar::plugin_flags INTERFACE -Wall -Wextra -fstack-protector-strong)
target_compile_definitions(Lumbar::plugin_flags INTERFACE _GLIBCXX_ASSERTIONS)

if(LUMBAR_TESTS)
  find_dependency(Boost 1.81 COMPONENTS json url)
  find_package(PkgConfig REQUIRED)
  pkg_check_modules(libpq REQUIRED IMPORTED_TARGET libpq)
  find_path(CATCH2_INCLUDE_DIR catch2/catch.hpp REQUIRED)
  add_library(Lumbar::test STATIC IMPORTED)
  set_target_properties(Lumbar::test PROPERTIES IMPORTED_LOCATION ${LUMBAR_PREFIX}/lib/liblumbar_test.a)
  target_link_libraries(Lumbar::test INTERFACE Lumbar::lumbar Boost::json Boost::url PkgConfig::libpq)
  add_library(Lumbar::test_main STATIC IMPORTED)
  set_target_properties(Lumbar::test_main PROPERTIES IMPORTED_LOCATION ${LUMBAR_PREFIX}/lib/liblumbar_test_main.a)
  # `ctest` brings a PostgreSQL of its own for the tests.
  set(LUMBAR_TEST_LAUNCHER ${LUMBAR_PREFIX}/share/lumbar/with-postgresql)
endif()

# Bundles a TypeScript entry into FOLDER/index.js.
function(lumbar_bundle entry folder sources)
  if(NOT LUMBAR_ESBUILD)
    message(FATAL_ERROR "${entry} is TypeScript: install esbuild, or give its path with -DLUMBAR_ESBUILD=…, or write JavaScript.")
  endif()
  add_custom_command(OUTPUT ${folder}/index.js
    COMMAND ${CMAKE_COMMAND} -E rm -rf ${folder}
    COMMAND ${LUMBAR_ESBUILD} ${entry} --outdir=${folder} --bundle --splitting --minify --format=esm --target=es2022 --charset=utf8
            --log-level=warning --loader:.ftl=text --external:lit --external:@lumbar/ui --external:@lumbar/ui/*
            --chunk-names=[name]-[hash]
    DEPENDS ${sources} VERBATIM)
endfunction()

include(${CMAKE_CURRENT_LIST_DIR}/LumbarEmbed.cmake)
include(${CMAKE_CURRENT_LIST_DIR}/LumbarPlugin.cmake)

# Each package is checked as soon as it is made: `lumbar plugin check` loads and starts it on a database of its own.
function(lumbar_check_plugins)
  lumbar_plugins(ids)
  foreach(id IN LISTS ids)
    get_property(files GLOBAL PROPERTY LUMBAR_PACKAGE_FILES_${id})
    set(checked ${CMAKE_BINARY_DIR}/plugins/.${id}-checked)
    add_custom_command(OUTPUT ${checked}
      COMMAND Lumbar::cli plugin check ${CMAKE_BINARY_DIR}/plugins/${id}
      COMMAND ${CMAKE_COMMAND} -E touch ${checked}
      DEPENDS plugin_${id} ${files} VERBATIM)
    add_custom_target(plugin_${id}_checked ALL DEPENDS ${checked})
  endforeach()
endfunction()
cmake_language(DEFER CALL lumbar_check_plugins)
