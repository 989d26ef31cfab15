# Files that the program carries inside itself: data that belongs to the code and is changed with it.
#   lumbar_embed(TARGET NAMESPACE ns FILES path…)
# gives the target a header <ns>_files.hpp with
#   namespace ns { std::string_view file(std::string_view path); }   // as listed; throws std::logic_error for any other
#   namespace ns { std::vector<std::string_view> files(); }          // the paths, in the order listed
function(lumbar_embed target)
  cmake_parse_arguments(arg "" "NAMESPACE" "FILES" ${ARGN})
  set(folder ${CMAKE_CURRENT_BINARY_DIR}/embedded/${target})
  set(absolute)
  foreach(file IN LISTS arg_FILES)
    list(APPEND absolute ${CMAKE_CURRENT_SOURCE_DIR}/${file})
  endforeach()
  string(REPLACE ";" "|" listed "${arg_FILES}")
  add_custom_command(
    OUTPUT ${folder}/${arg_NAMESPACE}_files.cpp ${folder}/${arg_NAMESPACE}_files.hpp
    COMMAND ${CMAKE_COMMAND} -Dns=${arg_NAMESPACE} -Dfolder=${folder} -Dsource=${CMAKE_CURRENT_SOURCE_DIR} -Dfiles=${listed}
            -P ${LUMBAR_CMAKE_DIR}/embed_files.cmake
    DEPENDS ${absolute} ${LUMBAR_CMAKE_DIR}/embed_files.cmake
    VERBATIM)
  target_sources(${target} PRIVATE ${folder}/${arg_NAMESPACE}_files.cpp ${folder}/${arg_NAMESPACE}_files.hpp)
  target_include_directories(${target} PRIVATE ${folder})
endfunction()
set(LUMBAR_CMAKE_DIR ${CMAKE_CURRENT_LIST_DIR} CACHE INTERNAL "")
