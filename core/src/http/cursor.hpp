#pragma once

#include <string>
#include <string_view>

namespace lumbar::http {

// The place where the next page starts, in the letters of a URL; opaque, not secret.
std::string make_cursor(std::string_view place);

// What make_cursor() was given; empty for a text that it did not make.
std::string open_cursor(std::string_view cursor);

}
