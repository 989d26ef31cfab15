# A plugin is one folder and one call in its CMakeLists.txt:
#   lumbar_add_plugin(ID [sources…] [WEB web/index.js|web/index.ts] [EMBED files…] [FOLDER folder])
# Without sources: every *.cpp of the folder. WEB is the entry of its screens: a .js is taken as it is, with all that lies
# below its folder; a .ts is bundled by esbuild, `lit` and `@lumbar/ui` left outside. EMBED puts files into the library, for
# code that includes <ID_data_files.hpp> (LumbarEmbed.cmake). The *.cpp below tests/ become the program test_plugin_ID.
# The runnable package comes to be in ${CMAKE_BINARY_DIR}/plugins/ID: plugin.so, manifest.json, migrations/, web/. With
# FOLDER it is made there, and a server that is built beside it is not told to trust it.
#
# The same file serves Lumbar's own build and, installed, any other (LumbarConfig.cmake). It needs the targets Lumbar::lumbar,
# Lumbar::plugin_flags, Lumbar::test and Lumbar::test_main.
function(lumbar_add_plugin id)
  cmake_parse_arguments(arg "" "WEB;FOLDER" "EMBED" ${ARGN})
  set(sources ${arg_UNPARSED_ARGUMENTS})
  if(NOT sources)
    file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.cpp)
  endif()
  set(folder ${CMAKE_BINARY_DIR}/plugins)
  if(arg_FOLDER)
    set(folder ${arg_FOLDER})
  endif()

  add_library(plugin_${id}_objects OBJECT ${sources})
  target_link_libraries(plugin_${id}_objects PUBLIC Lumbar::plugin_flags Lumbar::lumbar)
  if(arg_EMBED)
    lumbar_embed(plugin_${id}_objects NAMESPACE ${id}_data FILES ${arg_EMBED})
  endif()

  add_library(plugin_${id} MODULE ${LUMBAR_CMAKE_DIR}/plugin_stamp.cpp)
  target_link_libraries(plugin_${id} PRIVATE plugin_${id}_objects)
  target_link_options(plugin_${id} PRIVATE -Wl,-z,defs,-z,now,-z,nodelete)
  # No path to a library: the server that loads it has its own.
  set_target_properties(plugin_${id} PROPERTIES OUTPUT_NAME plugin PREFIX "" LIBRARY_OUTPUT_DIRECTORY ${folder}/${id} SKIP_BUILD_RPATH ON)
  foreach(target IN ITEMS plugin_${id} plugin_${id}_objects)
    set_target_properties(${target} PROPERTIES CXX_EXTENSIONS OFF CXX_VISIBILITY_PRESET hidden VISIBILITY_INLINES_HIDDEN ON
                                               POSITION_INDEPENDENT_CODE ON)
  endforeach()

  lumbar_package_files(${id} ${folder}/${id} "${arg_WEB}")
  add_dependencies(plugin_${id} plugin_${id}_package)
  if(NOT arg_FOLDER)
    set_property(GLOBAL APPEND PROPERTY LUMBAR_PLUGINS ${id})
  endif()
  lumbar_plugin_tests(${id} ${folder})
endfunction()

function(lumbar_plugin_tests id folder)
  file(GLOB tests CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/tests/*.cpp)
  if(NOT LUMBAR_TESTS OR NOT tests)
    return()
  endif()
  add_executable(test_plugin_${id} ${tests})
  target_include_directories(test_plugin_${id} PRIVATE ${CMAKE_CURRENT_SOURCE_DIR})
  target_compile_definitions(test_plugin_${id} PRIVATE LUMBAR_PLUGIN_FOLDER="${folder}")
  target_link_libraries(test_plugin_${id} PRIVATE plugin_${id}_objects Lumbar::test_main Lumbar::test)
  add_dependencies(test_plugin_${id} plugin_${id})
  add_test(NAME plugin_${id} COMMAND ${LUMBAR_TEST_LAUNCHER} $<TARGET_FILE:test_plugin_${id}>)
endfunction()

# What stands beside the library in the package: the target plugin_ID_package.
function(lumbar_package_files id package web)
  file(GLOB files RELATIVE ${CMAKE_CURRENT_SOURCE_DIR} CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/migrations/*.sql)
  list(APPEND files manifest.json)
  set(made)
  get_filename_component(web_folder "${web}" DIRECTORY)
  if(web MATCHES "\\.js$")
    file(GLOB_RECURSE screens RELATIVE ${CMAKE_CURRENT_SOURCE_DIR} CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/${web_folder}/*)
    list(APPEND files ${screens})
  elseif(web AND LUMBAR_WEB)
    file(GLOB_RECURSE screens CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/${web_folder}/*)
    lumbar_bundle(${CMAKE_CURRENT_SOURCE_DIR}/${web} ${package}/web "${screens}")
    list(APPEND made ${package}/web/index.js)
  endif()
  lumbar_drop_old_files(${package} "${files}")
  foreach(file IN LISTS files)
    add_custom_command(OUTPUT ${package}/${file} COMMAND ${CMAKE_COMMAND} -E copy ${CMAKE_CURRENT_SOURCE_DIR}/${file} ${package}/${file}
                       DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/${file} VERBATIM)
    list(APPEND made ${package}/${file})
  endforeach()
  add_custom_target(plugin_${id}_package ALL DEPENDS ${made})
  set_property(GLOBAL PROPERTY LUMBAR_PACKAGE_FILES_${id} ${made})
endfunction()

# What an earlier build has copied into the package and the plugin does not have any more: a migration that was renamed, a screen.
function(lumbar_drop_old_files package files)
  file(GLOB there RELATIVE ${package} ${package}/migrations/*.sql)
  if(files MATCHES "\\.js(;|$)")
    file(GLOB_RECURSE screens RELATIVE ${package} ${package}/web/*)
    list(APPEND there ${screens})
  endif()
  foreach(file IN LISTS there)
    if(NOT file IN_LIST files)
      file(REMOVE ${package}/${file})
    endif()
  endforeach()
endfunction()

# The plugins of this build, by id, for who makes something of all of them.
function(lumbar_plugins variable)
  get_property(ids GLOBAL PROPERTY LUMBAR_PLUGINS)
  set(${variable} ${ids} PARENT_SCOPE)
endfunction()
