# How Lumbar's own build makes plugins: what LumbarPlugin.cmake needs, and the list of those that its server trusts.

# Bundles a TypeScript entry into FOLDER/index.js.
function(lumbar_bundle entry folder sources)
  add_custom_command(OUTPUT ${folder}/index.js COMMAND node ${LUMBAR_WEB_BUILD} plugin ${entry} ${folder}/index.js
                     DEPENDS ${sources} ${LUMBAR_WEB_BUILD} VERBATIM)
endfunction()

# The list of packages that this build has made and its server therefore trusts: plugins/trusted-plugins.toml.
function(lumbar_trust_plugins)
  lumbar_plugins(ids)
  string(REPLACE ";" "|" listed "${ids}")
  set(targets ${ids})
  list(TRANSFORM targets PREPEND plugin_)
  set(packages ${targets})
  list(TRANSFORM packages APPEND _package)
  add_custom_target(trusted_plugins ALL
    COMMAND ${CMAKE_COMMAND} -Dfolder=${CMAKE_BINARY_DIR}/plugins -Dids=${listed} -P ${LUMBAR_CMAKE_DIR}/trust_plugins.cmake
    DEPENDS ${targets} ${packages} VERBATIM)
endfunction()

set(LUMBAR_WEB_BUILD ${CMAKE_SOURCE_DIR}/core/web/build.mjs CACHE INTERNAL "")
add_library(lumbar_plugin_flags INTERFACE)
target_include_directories(lumbar_plugin_flags SYSTEM INTERFACE ${SOCI_INCLUDE_DIR})
target_link_libraries(lumbar_plugin_flags INTERFACE lumbar_flags)
add_library(Lumbar::plugin_flags ALIAS lumbar_plugin_flags)
cmake_language(DEFER CALL lumbar_trust_plugins)
