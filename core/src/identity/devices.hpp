#pragma once

#include <string>
#include <string_view>

namespace lumbar {
namespace [[gnu::visibility("default")]] identity {

// A browser in words, from what it calls itself: "Firefox on Windows", "Safari on iPhone". "A program" for what is no browser;
// never the text itself.
std::string device_words(std::string_view user_agent);

}
}
