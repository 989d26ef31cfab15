#include <lumbar/test/clinic_rows.hpp>

#include "db/src/migrations.hpp"

#include <lumbar/calendar.hpp>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>

namespace lumbar::kit {

void migrate_plugin(database& db, const std::string& id, const std::string& plugin_folder) {
    namespace fs = std::filesystem;
    data::migration_set set{id, {}};
    for (const auto& file : fs::directory_iterator(fs::path(plugin_folder) / id / "migrations")) {
        std::ifstream in(file.path());
        set.files.push_back({file.path().filename().string(), std::string(std::istreambuf_iterator<char>(in), {})});
    }
    std::sort(set.files.begin(), set.files.end(), [](const auto& a, const auto& b) { return a.name < b.name; });
    data::migrate(db, {data::core_migrations(), set});
}

caller core_caller() {
    caller who;
    who.who.kind = actor_kind::system;
    who.who.name = "Lumbar";
    return who;
}

caller user_caller(const std::string& plugin, const std::string& name, std::vector<std::string> permissions) {
    caller who;
    who.owner = plugin;
    who.who.kind = actor_kind::user;
    who.who.name = name;
    who.who.id = row_id("01890000-0000-7000-8000-" + std::string(12 - std::min<std::size_t>(12, name.size()), '0') +
                        std::string(std::min<std::size_t>(12, name.size()), 'a' + name.size() % 6));
    std::sort(permissions.begin(), permissions.end());
    who.who.permissions = std::make_shared<const std::vector<std::string>>(std::move(permissions));
    return who;
}

clinic_rows::clinic_rows(database& on) : db(on) {
    db.write(core_caller(), [&](write_tx& tx) {
        tx.execute("INSERT INTO clinic (id, name, zone, currency, phone, email, address, adult_age, version) "
                   "VALUES (1, 'Test', 'Europe/Dublin', 'EUR', '', '', '', 18, 1)");
        room = tx.new_id();
        tx.execute("INSERT INTO rooms (id, name, position, active, version) VALUES (:id, 'Room 1', 1, 1, 1)", room);
        service = tx.new_id();
        tx.execute("INSERT INTO services (id, name, minutes, price_cents, modality, pressure, areas, positions, active, version) "
                   "VALUES (:id, 'Deep tissue 60', 60, 7000, 'deep_tissue', 'deep', '[]', '[]', 1, 1)", service);
        practitioner = tx.new_id();
        tx.execute("INSERT INTO practitioners (id, name, title, licence, room, position, active, version) "
                   "VALUES (:id, 'Amara Nwosu', '', '', :room, 1, 1, 1)", practitioner, room);
    });
}

utc_ms clinic_rows::at_ten_in(int days) const {
    const std::string zone = "Europe/Dublin";
    return moment_of(plus_days(day_of(db.now(), zone), days), 10 * 60, zone);
}

row_id clinic_rows::client(std::string_view given_name, std::optional<calendar_date> birth_date) {
    return db.write(core_caller(), [&](write_tx& tx) {
        row_id id = tx.new_id();
        tx.execute(
            "INSERT INTO clients (id, number, given_name, family_name, preferred_name, pronouns, birth_date, phone, email, "
            "address, emergency_contact, note, sort_key, archived, facts_version, created_at, version) VALUES (:id, (SELECT 1001 + "
            "COUNT(*) FROM clients), :given_name, 'Lindqvist', '', 'she/her', :birth_date, '', '', '', '', '', 'lindqvist', 0, 0, "
            ":now, 1)", id, given_name, birth_date, tx.now());
        return id;
    });
}

row_id clinic_rows::visit(const row_id& client, utc_ms starts_at, std::string_view status) {
    return db.write(core_caller(), [&](write_tx& tx) {
        row_id id = tx.new_id();
        tx.execute(
            "INSERT INTO appointments (id, client, practitioner, room, service, starts_at, ends_at, status, note, screening, "
            "override_reason, overridden_by, cancel_reason, path, created_at, version) VALUES (:id, :client, :practitioner, :room, "
            ":service, :starts_at, :ends_at, :status, '', '', '', '', '', '', :now, 1)",
            id, client, practitioner, room, service, starts_at, starts_at + std::chrono::hours(1), status, tx.now());
        return id;
    });
}

}
