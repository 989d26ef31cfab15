#include "tests/core/clinic/small_clinic.hpp"

#include "core/src/clinic/clinic_settings.hpp"
#include "core/src/clinic/rooms.hpp"
#include "core/src/clinic/services.hpp"

#include <lumbar/calendar.hpp>

#include <algorithm>

namespace lumbar::clinic_test {

using namespace practice;

caller system_caller() {
    caller who;
    who.who.kind = actor_kind::system;
    who.who.name = "Lumbar";
    return who;
}

caller user_with(std::vector<std::string> permissions) {
    caller who;
    who.who.kind = actor_kind::user;
    who.who.id = row_id("01890000-0000-7000-8000-000000000001");
    who.who.name = "Maeve Desk";
    std::ranges::sort(permissions);
    who.who.permissions = std::make_shared<const std::vector<std::string>>(std::move(permissions));
    return who;
}

small_clinic::small_clinic(database& on) : db(on) {
    std::vector<weekly_hours> hours;
    for (int day = 1; day <= 7; ++day) {
        hours.push_back({day, 9 * 60, 17 * 60, false});
        hours.push_back({day, 12 * 60, 12 * 60 + 30, true});
    }
    db.write(system_caller(), [&](write_tx& tx) {
        found_clinic(tx, "Test", "Europe/Dublin", "EUR");
        room1 = insert_room(tx, {"Room 1", {}, {}}).id;
        room2 = insert_room(tx, {"Room 2", {}, {}}).id;
        practitioner_body body;
        body.hours = hours;
        body.name = "Amara Nolan";
        body.room = room1;
        amara = insert_practitioner(tx, body)->id;
        body.name = "Jonas Weber";
        body.room = room2;
        jonas = insert_practitioner(tx, body)->id;
        service_body service;
        service.name = "Massage 60";
        massage = insert_service(tx, service).id;
    });
}

row_id small_clinic::client(std::string given, std::string family, client_body more) {
    more.given_name = std::move(given);
    more.family_name = std::move(family);
    return db.write(system_caller(), [&](write_tx& tx) { return insert_client(tx, more).id; });
}

visit_outcome small_clinic::book(const booking& wanted) {
    return db.write(system_caller(), [&](write_tx& tx) { return practice::book(tx, wanted); });
}

visit_outcome small_clinic::step(const row_id& id, visit_step which, const step_words& words) {
    return db.write(system_caller(), [&](write_tx& tx) { return take_step(tx, appointment_of(tx, id).value(), which, words); });
}

appointment small_clinic::visit(const row_id& id) {
    return db.read(system_caller(), [&](read_tx& tx) { return appointment_of(tx, id).value(); });
}

utc_ms small_clinic::at(std::string_view text) {
    const auto digits = [&](std::size_t from) { return (text[from] - '0') * 10 + (text[from + 1] - '0'); };
    return moment_of({std::string(text.substr(0, 10))}, digits(11) * 60 + digits(14), "Europe/Dublin");
}

std::vector<std::string> small_clinic::found(std::string_view typed) {
    return db.read(system_caller(), [&](read_tx& tx) {
        std::vector<std::string> names;
        for (const auto& line : find_clients(tx, typed, "", 50).lines) names.push_back(line.name);
        std::ranges::sort(names);
        return names;
    });
}

}
