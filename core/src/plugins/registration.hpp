#pragma once

#include "core/src/plugins/library.hpp"
#include "core/src/plugins/manifest.hpp"

#include <lumbar/app.hpp>

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace lumbar::plugins {

// One event that a plugin hears.
struct subscription {
    std::string event;
    const shape* type = nullptr;
    std::function<void(const void* happened, write_tx&)> hear;
};

// What a plugin's code has registered.
struct registered {
    std::vector<const std::vector<route>*> tables;
    std::vector<subscription> hears;
    std::map<std::string, std::shared_ptr<void>, std::less<>> answers;   // by point
    void (*start)(write_tx&) = nullptr;
    bool (*demo)(write_tx&) = nullptr;
};

// Calls the plugin's entry and compares what it registers with its manifest, both ways. Throws refused; so does any exception
// of the plugin, whose text is kept.
registered run_registration(entry_point entry, const manifest& agreed);

}
