#include "core/src/cli/serving.hpp"

#include "core/src/cli/check_config.hpp"
#include "core/src/cli/command_line.hpp"
#include "core/src/identity/accounts.hpp"
#include "core/src/identity/options.hpp"
#include "core/src/identity/passwords.hpp"
#include "core/src/demo/demo.hpp"
#include "core/src/supervisor/vital_signs.hpp"

namespace lumbar::cli {

namespace {

identity::options identity_options_of(const configuration::config& settings) {
    identity::options options;
    options.idle = std::chrono::minutes(settings.idle_minutes);
    options.longest = std::chrono::hours(settings.session_hours);
    options.require_second_factor = settings.require_second_factor;
    options.hash_memory = static_cast<std::uint64_t>(settings.argon2_memory_mib) * 1024 * 1024;
    options.hash_passes = static_cast<std::uint64_t>(settings.argon2_passes);
    return options;
}

}

std::unique_ptr<application> make_application(const configuration::config& settings, serving_mode how) {
    make_data_folder(settings);
    open_key(settings);
    identity::configure(identity_options_of(settings));
    application_options options;
    options.database.url = configuration::database_url_of(settings);
    options.database.migrate_url = settings.migrate_url;
    options.database.readers = static_cast<int>(settings.readers);
    options.database.writers = static_cast<int>(settings.writers);
    options.database.queue = static_cast<std::size_t>(settings.queue);
    options.database.run_writes_twice = how.writes_twice;
    options.database.reserve = 64u << 20;
    options.data_folder = settings.data_folder;
    options.plugin_folder = plugin_folder_of(settings);
    options.web_folder = web_folder_of(settings);
    options.base_url = configuration::base_url_of(settings, static_cast<unsigned short>(settings.port));
    options.metrics_token = read_metrics_token(settings);
    options.background = false;
    options.warnings = std::move(how.warnings);
    options.keep_audit_head = true;
    options.safe_mode = how.safe_mode;
    for (auto& one : supervision::quarantined_plugins()) options.at_fault.push_back({std::move(one.id), std::move(one.what)});
    auto made = std::make_unique<application>(std::move(options));
    if (!how.safe_mode) supervision::quarantine_stored();
    return made;
}

bool fill_with_demo(application& app) {
    auto& db = app.database();
    if (identity::is_set_up(db)) return false;
    demo::fill_demo(db);
    const auto hash = identity::hash_password(demo_password);
    caller system;
    system.who.kind = actor_kind::system;
    system.who.name = "Lumbar";
    db.write(system, [&](write_tx& tx) {
        auto first = tx.row<row_id>("SELECT id FROM practitioners ORDER BY position LIMIT 1").value_or(row_id{});
        auto name = tx.value<std::string>("SELECT name FROM practitioners WHERE id = :id", first).value_or("Amara");
        identity::create_user(tx, "desk", "Dana Reilly", hash, {"front_desk"}, {});
        identity::create_user(tx, "amara", name, hash, {"therapist"}, first);
        identity::create_user(tx, "owner", "Orla Keane", hash, {"admin"}, {});
    });
    app.plugins().fill_demo();
    app.events().deliver_all();  // the checks that follow from all this are there when the first window opens
    return true;
}

}
