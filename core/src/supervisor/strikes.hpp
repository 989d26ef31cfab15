#pragma once

#include "core/src/supervisor/vital_signs.hpp"

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

namespace lumbar {
namespace [[gnu::visibility("default")]] supervision {

// How often the server went down while a plugin's code ran, and which plugins must be switched off for that. Kept in a file
// too: another supervisor goes on with it. Where the file cannot be written, the memory of this process has to do.
class strikes {
public:
    using moment = std::chrono::steady_clock::time_point;
    static constexpr int most = 3;
    static constexpr std::chrono::minutes window{10};

    // Reads what an earlier process has left in `file`; a line that it cannot read counts as none.
    strikes(std::string file, moment now);

    // Counts one, and returns how many there are within the window. The last of `most` starts the count anew.
    int add(const std::string& plugin, moment now);

    // How many there were when it was last read or added to.
    int count(std::string_view plugin) const;

    // What is to be switched off, until a server has stored that it is.
    const std::vector<quarantined_plugin>& held() const { return held_; }
    void hold(quarantined_plugin one);
    void let_go();

private:
    struct strike {
        std::string plugin;
        moment at;
    };
    void drop_old(moment now);
    void store() const;

    std::string file_;
    std::vector<strike> all_;
    std::vector<quarantined_plugin> held_;
};

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
