# cmake --install BUILD --prefix PREFIX: the server, and all that a plugin's author needs. Complete when the build has the
# tests (their kit is a part of the SDK) and the browser files.
install(TARGETS lumbar RUNTIME DESTINATION bin)
install(TARGETS liblumbar LIBRARY DESTINATION lib)
install(FILES ${CMAKE_BINARY_DIR}/plugins/trusted-plugins.toml DESTINATION lib/lumbar/plugins)
# Of each plugin its package and nothing of how it was built: the folder of both is one. What an older version left there would
# make it another package than the one that is trusted.
lumbar_plugins(installed)
foreach(id IN LISTS installed)
  install(CODE "file(REMOVE_RECURSE \"\$ENV{DESTDIR}\${CMAKE_INSTALL_PREFIX}/lib/lumbar/plugins/${id}\")")
  set(package ${CMAKE_BINARY_DIR}/plugins/${id})
  install(FILES ${package}/plugin.so ${package}/manifest.json DESTINATION lib/lumbar/plugins/${id})
  install(DIRECTORY ${package}/migrations ${package}/web DESTINATION lib/lumbar/plugins/${id} OPTIONAL)
endforeach()
if(LUMBAR_WEB)
  install(CODE [[file(REMOVE_RECURSE "$ENV{DESTDIR}${CMAKE_INSTALL_PREFIX}/share/lumbar/web")]])
  install(DIRECTORY ${CMAKE_BINARY_DIR}/web/ DESTINATION share/lumbar/web)
endif()
install(FILES config/lumbar.example.toml config/lumbar.service DESTINATION share/lumbar)

install(DIRECTORY core/include/lumbar db/include/lumbar DESTINATION include)
install(FILES core/cmake/LumbarConfig.cmake core/cmake/LumbarPlugin.cmake core/cmake/LumbarEmbed.cmake core/cmake/embed_files.cmake
              core/cmake/plugin_stamp.cpp DESTINATION lib/cmake/Lumbar)
include(CMakePackageConfigHelpers)
write_basic_package_version_file(${CMAKE_BINARY_DIR}/LumbarConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${CMAKE_BINARY_DIR}/LumbarConfigVersion.cmake DESTINATION lib/cmake/Lumbar)
install(FILES core/src/cli/template/GUIDE.md core/web/SCREENS.md core/web/types/lumbar-ui.d.ts DESTINATION share/lumbar/sdk)
install(CODE [[
  set(there $ENV{DESTDIR}${CMAKE_INSTALL_PREFIX})
  execute_process(COMMAND ${there}/bin/lumbar plugin schema OUTPUT_FILE ${there}/share/lumbar/sdk/manifest.schema.json
                  COMMAND_ERROR_IS_FATAL ANY)]])

if(LUMBAR_TESTS)
  install(DIRECTORY tests/kit/include/lumbar DESTINATION include)
  install(TARGETS lumbar_kit ARCHIVE DESTINATION lib)
  install(FILES $<TARGET_FILE:lumbar_test_main> DESTINATION lib)
  install(PROGRAMS tests/with-postgresql DESTINATION share/lumbar)
  install(FILES tests/postgresql.sh DESTINATION share/lumbar)
endif()
