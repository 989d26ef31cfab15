// Compiled into every plugin, with the plugin's own flags.
#include <lumbar/stamp.hpp>

extern "C" {
extern const lumbar::stamp_text lumbar_stamp;
__attribute__((section(".lumbar_stamp"), used)) constexpr lumbar::stamp_text lumbar_stamp = lumbar::this_builds_stamp();
}
