# Warnings, hardening and the faster compiler and linker front ends where they are installed.
add_library(lumbar_flags INTERFACE)
# g++ 12 takes the inactive members of a std::variant of strings for uninitialized at -O2, and sees overlaps in
# "text" + std::string where there are none (its bug 105651).
target_compile_options(lumbar_flags INTERFACE -Wall -Wextra -Werror -Wno-maybe-uninitialized -Wno-restrict -fstack-protector-strong -fcf-protection)
target_compile_definitions(lumbar_flags INTERFACE _GLIBCXX_ASSERTIONS $<$<CONFIG:Release>:_FORTIFY_SOURCE=2>)
target_link_options(lumbar_flags INTERFACE -Wl,-z,relro,-z,now)

if(LUMBAR_SANITIZE)
  # -Wno-tsan: Asio has fences that the thread sanitizer does not understand.
  target_compile_options(lumbar_flags INTERFACE -fsanitize=${LUMBAR_SANITIZE} -fno-omit-frame-pointer -Wno-tsan)
  target_link_options(lumbar_flags INTERFACE -fsanitize=${LUMBAR_SANITIZE})
endif()

find_program(LUMBAR_CCACHE ccache)
if(LUMBAR_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${LUMBAR_CCACHE})
endif()
find_program(LUMBAR_MOLD mold)
if(LUMBAR_MOLD)
  add_link_options(-fuse-ld=mold)
endif()

find_package(Boost 1.81 REQUIRED COMPONENTS json url)
find_package(OpenSSL 3 REQUIRED)
find_package(Threads REQUIRED)
find_package(PkgConfig REQUIRED)
pkg_check_modules(sodium REQUIRED IMPORTED_TARGET libsodium)
pkg_check_modules(argon2 REQUIRED IMPORTED_TARGET libargon2)
pkg_check_modules(sqlite3 REQUIRED IMPORTED_TARGET sqlite3)
pkg_check_modules(libpq REQUIRED IMPORTED_TARGET libpq)
pkg_check_modules(icu REQUIRED IMPORTED_TARGET icu-uc icu-i18n)
pkg_check_modules(prometheus REQUIRED IMPORTED_TARGET prometheus-cpp-core)
find_package(date REQUIRED)
find_package(spdlog REQUIRED)
find_path(SOCI_INCLUDE_DIR soci/soci.h REQUIRED)
find_library(SOCI_CORE soci_core REQUIRED)
find_library(SOCI_SQLITE3 soci_sqlite3 REQUIRED)
find_library(SOCI_POSTGRESQL soci_postgresql REQUIRED)

# One folder of sources compiled once. The server's library and the tests of its insides link the same objects.
#   lumbar_objects(NAME LINK targets…)   every *.cpp of the calling folder
function(lumbar_objects name)
  cmake_parse_arguments(arg "" "" "LINK" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.cpp)
  add_library(${name} OBJECT ${sources})
  target_include_directories(${name} PUBLIC ${CMAKE_SOURCE_DIR} ${CMAKE_SOURCE_DIR}/db/include ${CMAKE_SOURCE_DIR}/core/include)
  target_link_libraries(${name} PRIVATE lumbar_flags PUBLIC ${arg_LINK})
endfunction()
