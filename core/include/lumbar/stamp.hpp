#pragma once

#include <lumbar/app.hpp>

#include <soci/version.h>

#include <cstddef>

// What a plugin was built with. The text stands in the plugin's file, in the section .lumbar_stamp, and is compared with the
// server's own before any of the plugin's code is loaded.
namespace [[gnu::visibility("default")]] lumbar {

struct stamp_text {
    char text[224] = {};
    std::size_t length = 0;

    constexpr void add(const char* words) {
        while (*words) text[length++] = *words++;
    }
    constexpr void add(const char* name, long long value) {
        add(name);
        add("=");
        char digits[20] = {};
        int count = 0;
        do digits[count++] = static_cast<char>('0' + value % 10);
        while (value /= 10);
        while (count) text[length++] = digits[--count];
        add("\n");
    }
};

constexpr stamp_text this_builds_stamp() {
    stamp_text s;
    s.add("sdk", sdk_epoch);
    s.add("compiler_abi", __GXX_ABI_VERSION);
    s.add("standard_library", __GLIBCXX__);
    s.add("cplusplus", __cplusplus);
#ifdef _GLIBCXX_DEBUG
    s.add("checked_containers", 1);
#else
    s.add("checked_containers", 0);
#endif
#ifdef __SANITIZE_ADDRESS__
    s.add("address_sanitizer", 1);
#else
    s.add("address_sanitizer", 0);
#endif
#ifdef __SANITIZE_THREAD__
    s.add("thread_sanitizer", 1);
#else
    s.add("thread_sanitizer", 0);
#endif
    s.add("soci", SOCI_VERSION);
    s.add("response_bytes", sizeof(response));
    s.add("request_bytes", sizeof(request));
    return s;
}

}
