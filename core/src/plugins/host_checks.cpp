#include "core/src/plugins/host_parts.hpp"

#include "db/src/context.hpp"

#include <lumbar/points.hpp>

namespace lumbar::plugins {

std::vector<data::migration_set> host::migrations() const {
    std::vector<data::migration_set> sets;
    for (const auto& plugin : parts_->known())
        if (!plugin->migrations.empty()) sets.push_back(migrations_of(*plugin));
    return sets;
}

std::vector<sealed_records_of> host::sealed_records(read_tx& tx) const {
    std::vector<sealed_records_of> all;
    for (const auto& row : plugin_rows(tx)) {
        const auto plugin = parts_->known(row.id);
        if (!plugin || !plugin->code) {
            if (row.state == "enabled")
                all.push_back({row.id, {}, "the plugin " + row.id + " is on and cannot be loaded: its records were not looked at"});
            continue;
        }
        auto point = plugin->code->answers.find(lumbar::sealed_records::point);
        if (point == plugin->code->answers.end()) continue;
        owner_scope theirs(tx, plugin->agreed.id);
        auto& one = all.emplace_back(sealed_records_of{plugin->agreed.id, {}, {}});
        one.state = (*static_cast<const lumbar::sealed_records::function*>(point->second.get()))(tx);
    }
    return all;
}

}
