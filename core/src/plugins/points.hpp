#pragma once

#include "core/src/plugins/registration.hpp"
#include "core/src/plugins/settings.hpp"

namespace lumbar {
namespace [[gnu::visibility("default")]] plugins {

class host;

// A plugin that answers a point.
struct provider {
    std::string plugin;
    std::string name;                 // as the screens say it
    std::shared_ptr<void> function;   // the point's function type
};

// The plugins that are on, as one transaction sees them from start to end: caller::host. Immutable.
struct points_snapshot {
    plugins::host* host = nullptr;
    std::uint64_t serial = 0;         // another one for each that is published; 0 before the first
    std::map<std::string, std::vector<provider>, std::less<>> providers;
    std::vector<std::string> silenced;  // the names of those that would screen, and are off though nobody switched them off
    std::string starting;             // the plugin whose start this transaction is, before it is published
    std::shared_ptr<const std::vector<setting>> starting_settings;
};

// Null for a transaction that no host has opened (a test of a noun): there are no plugins then.
const points_snapshot* points_of(const read_tx& tx);

// Which plugins answer this transaction, as a number: another one whenever one is switched on or off. 0 without a host.
std::uint64_t points_serial(const read_tx& tx);

}
}
