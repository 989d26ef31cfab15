#pragma once

#include <lumbar/route.hpp>

// A small table of routes as a plugin would have it, to try the kernel with. Its plugin id is "bench".
namespace bench {

extern const std::vector<lumbar::route> routes;

inline constexpr std::string_view schema =
    "CREATE TABLE bench_things (id TEXT NOT NULL PRIMARY KEY, name TEXT NOT NULL UNIQUE, client TEXT NOT NULL, version BIGINT NOT NULL);";

}
