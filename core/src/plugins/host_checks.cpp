#include "core/src/plugins/host_parts.hpp"

#include "db/src/context.hpp"

#include <lumbar/points.hpp>

namespace lumbar::plugins {

std::vector<data::migration_set> host::migrations() const {
    std::vector<data::migration_set> sets;
    for (const auto& plugin : parts_->plugins) {
        if (plugin->migrations.empty()) continue;
        auto& set = sets.emplace_back(data::migration_set{plugin->agreed.id, {}});
        for (const package_file& file : plugin->migrations)
            set.files.push_back({file.path.substr(file.path.find('/') + 1), file.bytes});
    }
    return sets;
}

std::vector<sealed_records_of> host::sealed_records(read_tx& tx) const {
    std::vector<sealed_records_of> all;
    for (const auto& row : plugin_rows(tx)) {
        const known_plugin* plugin = parts_->find(row.id);
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
