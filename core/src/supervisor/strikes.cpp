#include "core/src/supervisor/strikes.hpp"

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <sstream>

namespace lumbar::supervision {

namespace {

using milliseconds = std::chrono::milliseconds;

milliseconds wall_now() {
    return std::chrono::duration_cast<milliseconds>(std::chrono::system_clock::now().time_since_epoch());
}

}

// A strike's moment is told by the wall, the only clock that two processes share: one that a changed clock has put into the
// future has just happened.
strikes::strikes(std::string file, moment now) : file_(std::move(file)) {
    std::ifstream from(file_);
    for (std::string line; std::getline(from, line);) {
        std::istringstream words(line);
        std::string kind, plugin, what;
        std::int64_t at = 0;
        words >> kind;
        if (kind == "strike" && words >> at >> plugin)
            all_.push_back({plugin, now - std::max(milliseconds(0), wall_now() - milliseconds(at))});
        else if (kind == "quarantine" && words >> plugin && std::getline(words >> std::ws, what))
            held_.push_back({plugin, what});
    }
    drop_old(now);
}

int strikes::add(const std::string& plugin, moment now) {
    drop_old(now);
    all_.push_back({plugin, now});
    const int found = count(plugin);
    if (found >= most) std::erase_if(all_, [&](const strike& s) { return s.plugin == plugin; });
    store();
    return found;
}

int strikes::count(std::string_view plugin) const {
    return static_cast<int>(std::count_if(all_.begin(), all_.end(), [&](const strike& s) { return s.plugin == plugin; }));
}

void strikes::hold(quarantined_plugin one) {
    held_.push_back(std::move(one));
    store();
}

void strikes::let_go() {
    held_.clear();
    store();
}

void strikes::drop_old(moment now) {
    std::erase_if(all_, [&](const strike& s) { return now - s.at > window; });
}

// Beside the file first: whoever reads it finds all of it or what was there before.
void strikes::store() const {
    const std::string next = file_ + ".next";
    std::ofstream to(next, std::ios::trunc);
    for (const strike& one : all_) {
        const auto ago = std::chrono::duration_cast<milliseconds>(std::chrono::steady_clock::now() - one.at);
        to << "strike " << (wall_now() - ago).count() << ' ' << one.plugin << '\n';
    }
    for (const quarantined_plugin& one : held_) to << "quarantine " << one.id << ' ' << one.what << '\n';
    to.close();
    if (to) std::rename(next.c_str(), file_.c_str());
}

}
