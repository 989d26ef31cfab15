# A plugin is one folder and one call in its CMakeLists.txt:
#   lumbar_add_plugin(ID [sources…] [WEB web/index.ts] [EMBED files…] [FOLDER folder])
# Without sources: every *.cpp of the folder. WEB is the entry of its screens. EMBED puts files into the library, for code
# that includes <ID_data_files.hpp> (LumbarEmbed.cmake). The *.cpp below tests/ become the program test_plugin_ID.
# The runnable package comes to be in ${CMAKE_BINARY_DIR}/plugins/ID: plugin.so, manifest.json, migrations/, web/. With
# FOLDER it is made there, and the server that is built beside it is not told to trust it.
function(lumbar_add_plugin id)
  cmake_parse_arguments(arg "" "WEB;FOLDER" "EMBED" ${ARGN})
  set(sources ${arg_UNPARSED_ARGUMENTS})
  if(NOT sources)
    file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.cpp)
  endif()
  set(package ${LUMBAR_PLUGIN_FOLDER}/${id})
  if(arg_FOLDER)
    set(package ${arg_FOLDER}/${id})
  endif()

  add_library(plugin_${id}_objects OBJECT ${sources})
  target_link_libraries(plugin_${id}_objects PUBLIC lumbar_plugin_flags liblumbar)
  if(arg_EMBED)
    lumbar_embed(plugin_${id}_objects NAMESPACE ${id}_data FILES ${arg_EMBED})
  endif()

  add_library(plugin_${id} MODULE ${LUMBAR_CMAKE_DIR}/plugin_stamp.cpp)
  target_link_libraries(plugin_${id} PRIVATE plugin_${id}_objects)
  target_link_options(plugin_${id} PRIVATE -Wl,-z,defs,-z,now,-z,nodelete)
  set_target_properties(plugin_${id} PROPERTIES OUTPUT_NAME plugin PREFIX "" LIBRARY_OUTPUT_DIRECTORY ${package})

  lumbar_package_files(${id} ${package} "${arg_WEB}")
  add_dependencies(plugin_${id} plugin_${id}_package)
  if(NOT arg_FOLDER)
    set_property(GLOBAL APPEND PROPERTY LUMBAR_PLUGINS ${id})
  endif()

  file(GLOB tests CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/tests/*.cpp)
  if(LUMBAR_TESTS AND tests)
    add_executable(test_plugin_${id} ${tests} $<TARGET_OBJECTS:catch_main>)
    target_include_directories(test_plugin_${id} PRIVATE ${CMAKE_CURRENT_SOURCE_DIR})
    target_link_libraries(test_plugin_${id} PRIVATE plugin_${id}_objects lumbar_kit)
    add_dependencies(test_plugin_${id} plugin_${id})
    add_test(NAME plugin_${id} COMMAND test_plugin_${id})
  endif()
endfunction()

# What stands beside the library in the package: the target plugin_ID_package.
function(lumbar_package_files id package web)
  file(GLOB migrations CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/migrations/*.sql)
  set(made)
  foreach(file IN ITEMS manifest.json LISTS migrations)
    cmake_path(ABSOLUTE_PATH file BASE_DIRECTORY ${CMAKE_CURRENT_SOURCE_DIR})
    cmake_path(RELATIVE_PATH file BASE_DIRECTORY ${CMAKE_CURRENT_SOURCE_DIR} OUTPUT_VARIABLE name)
    add_custom_command(OUTPUT ${package}/${name} COMMAND ${CMAKE_COMMAND} -E copy ${file} ${package}/${name} DEPENDS ${file} VERBATIM)
    list(APPEND made ${package}/${name})
  endforeach()
  if(web AND LUMBAR_WEB)
    file(GLOB_RECURSE screens CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/web/*)
    add_custom_command(
      OUTPUT ${package}/web/index.js
      COMMAND node ${LUMBAR_WEB_BUILD} plugin ${CMAKE_CURRENT_SOURCE_DIR}/${web} ${package}/web/index.js
      DEPENDS ${screens} ${LUMBAR_WEB_BUILD} VERBATIM)
    list(APPEND made ${package}/web/index.js)
  endif()
  add_custom_target(plugin_${id}_package ALL DEPENDS ${made})
endfunction()

# The list of packages that this build has made and its server therefore trusts: plugins/trusted-plugins.toml.
function(lumbar_trust_plugins)
  get_property(ids GLOBAL PROPERTY LUMBAR_PLUGINS)
  string(REPLACE ";" "|" listed "${ids}")
  set(targets ${ids})
  list(TRANSFORM targets PREPEND plugin_)
  set(packages ${targets})
  list(TRANSFORM packages APPEND _package)
  add_custom_target(trusted_plugins ALL
    COMMAND ${CMAKE_COMMAND} -Dfolder=${LUMBAR_PLUGIN_FOLDER} -Dids=${listed} -P ${LUMBAR_CMAKE_DIR}/trust_plugins.cmake
    DEPENDS ${targets} ${packages} VERBATIM)
endfunction()

set(LUMBAR_PLUGIN_FOLDER ${CMAKE_BINARY_DIR}/plugins CACHE INTERNAL "")
set(LUMBAR_WEB_BUILD ${CMAKE_SOURCE_DIR}/core/web/build.mjs CACHE INTERNAL "")
add_library(lumbar_plugin_flags INTERFACE)
target_include_directories(lumbar_plugin_flags SYSTEM INTERFACE ${SOCI_INCLUDE_DIR})
target_link_libraries(lumbar_plugin_flags INTERFACE lumbar_flags)
cmake_language(DEFER CALL lumbar_trust_plugins)
