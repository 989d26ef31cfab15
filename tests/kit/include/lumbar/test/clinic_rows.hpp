#pragma once

#include <lumbar/database.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

// For tests of a plugin's nouns on a bare transaction: its tables, and the few rows of core's that its records refer to.
namespace lumbar::kit {

// Core's migrations and those of the plugin's package in this folder, applied. By default the packages of this build.
void migrate_plugin(database& db, const std::string& id, const std::string& plugin_folder = LUMBAR_PLUGIN_FOLDER);

caller core_caller();

// A user who may do this, in the name of whose plugin statements run.
caller user_caller(const std::string& plugin, const std::string& name, std::vector<std::string> permissions);

// A clinic in Europe/Dublin with a room, a service of 60 minutes and a practitioner.
struct clinic_rows {
    explicit clinic_rows(database& on);

    // That many days from today, at ten on the clinic's clock.
    utc_ms at_ten_in(int days) const;

    row_id client(std::string_view given_name, std::optional<calendar_date> birth_date = {});
    // An hour in that room, with that practitioner.
    row_id visit(const row_id& client, utc_ms starts_at, std::string_view status = "booked");

    database& db;
    row_id room;
    row_id service;
    row_id practitioner;
};

}
