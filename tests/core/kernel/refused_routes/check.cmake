# Compiles each file of this folder for its faults only: good.cpp must pass, every other must be refused, and for the reason
# that stands here.   cmake -D COMPILER=… -D ROOT=… -P check.cmake
set(expected_get_that_writes "a GET may not write")
set(expected_get_with_a_body "a GET has no body")
set(expected_no_permission "could not convert")
set(expected_writing_while_reading "read_tx")
set(expected_sql_from_text "sql_text")

file(GLOB sources ${CMAKE_CURRENT_LIST_DIR}/*.cpp)
foreach(source IN LISTS sources)
  get_filename_component(name ${source} NAME_WE)
  execute_process(COMMAND ${COMPILER} -std=c++20 -fsyntax-only -I${ROOT}/db/include -I${ROOT}/core/include ${source}
    RESULT_VARIABLE result ERROR_VARIABLE said OUTPUT_QUIET)
  if(name STREQUAL "good")
    if(NOT result EQUAL 0)
      message(FATAL_ERROR "a good table does not compile:\n${said}")
    endif()
  elseif(result EQUAL 0)
    message(FATAL_ERROR "${name} compiles and should not")
  elseif(NOT said MATCHES "${expected_${name}}")
    message(FATAL_ERROR "${name} is refused for another reason:\n${said}")
  endif()
endforeach()
