#pragma once

#include <chrono>
#include <string>
#include <vector>

namespace lumbar {
namespace [[gnu::visibility("default")]] supervision {

// How often the server went down while a plugin's code ran.
class strikes {
public:
    using moment = std::chrono::steady_clock::time_point;
    static constexpr int most = 3;
    static constexpr std::chrono::minutes window{10};

    // Counts one, and returns how many there are within the window. The last of `most` starts the count anew.
    int add(const std::string& plugin, moment now);

private:
    struct strike {
        std::string plugin;
        moment at;
    };
    std::vector<strike> all_;
};

inline int strikes::add(const std::string& plugin, moment now) {
    std::erase_if(all_, [&](const strike& s) { return now - s.at > window; });
    all_.push_back({plugin, now});
    int count = 0;
    for (const strike& s : all_) count += s.plugin == plugin;
    if (count >= most) std::erase_if(all_, [&](const strike& s) { return s.plugin == plugin; });
    return count;
}

// How long to wait before the next start: not at all after a server that had run, longer and longer after those that had not.
class back_off {
public:
    std::chrono::milliseconds after(std::chrono::steady_clock::duration life);

private:
    int short_lives_ = 0;
};

inline std::chrono::milliseconds back_off::after(std::chrono::steady_clock::duration life) {
    using namespace std::chrono_literals;
    if (life >= 10s) short_lives_ = 0;
    else ++short_lives_;
    if (short_lives_ <= 2) return 0ms;
    return std::min<std::chrono::milliseconds>(100ms * (1 << std::min(short_lives_ - 3, 7)), 10s);
}

}
}
