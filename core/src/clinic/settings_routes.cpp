#include "core/src/clinic/clinic_settings.hpp"
#include "core/src/clinic/practitioners.hpp"
#include "core/src/clinic/rooms.hpp"
#include "core/src/clinic/routes.hpp"
#include "core/src/clinic/services.hpp"

#include <lumbar/body_regions.hpp>

namespace lumbar::practice {
namespace {

response read_clinic(const request&, read_tx& tx) {
    const auto clinic = clinic_if_any(tx);
    return clinic ? ok(*clinic) : not_found("clinic");
}

response save_clinic(const request& req, const clinic_body& body, write_tx& tx) {
    return saved(update_clinic(tx, req.if_match().value_or(0), body), "clinic", [&] { return clinic_if_any(tx); });
}

std::vector<room> list_rooms(const request&, read_tx& tx) { return rooms_of(tx); }

response add_room(const request&, const room_body& body, write_tx& tx) { return created(insert_room(tx, body)); }

response save_room(const request& req, const room_body& body, write_tx& tx) {
    const auto id = req.id("room");
    return saved(update_room(tx, id, req.if_match().value_or(0), body), "room", [&] { return room_of(tx, id); });
}

std::vector<service> list_services(const request&, read_tx& tx) { return services_of(tx); }

response add_service(const request&, const service_body& body, write_tx& tx) { return created(insert_service(tx, body)); }

response save_service(const request& req, const service_body& body, write_tx& tx) {
    const auto id = req.id("service");
    return saved(update_service(tx, id, req.if_match().value_or(0), body), "service", [&] { return service_of(tx, id); });
}

std::vector<practitioner_view> list_practitioners(const request&, read_tx& tx) { return practitioners_of(tx); }

bool room_is_missing(read_tx& tx, const practitioner_body& body) {
    return body.room && !body.room->empty() && !room_of(tx, *body.room);
}

response no_such_room() { return invalid({{"/room", "There is no such room."}}); }

response add_practitioner(const request&, const practitioner_body& body, write_tx& tx) {
    const auto made = insert_practitioner(tx, body);
    return made ? created(*made) : no_such_room();
}

response save_practitioner(const request& req, const practitioner_body& body, write_tx& tx) {
    const auto id = req.id("practitioner");
    if (room_is_missing(tx, body)) return no_such_room();
    return saved(update_practitioner(tx, id, req.if_match().value_or(0), body), "practitioner",
                 [&] { return practitioner_of(tx, id); });
}

std::vector<body_region> list_body_regions(const request&, read_tx&) { return body_regions(); }

}

std::vector<route> settings_routes() {
    return {
        {verb::get, "/clinic", signed_in(), read_clinic},
        {verb::put, "/clinic", may("clinic.edit"), save_clinic, audits("clinic.update")},
        {verb::get, "/rooms", signed_in(), list_rooms},
        {verb::post, "/rooms", may("clinic.edit"), add_room, audits("room.create")},
        {verb::put, "/rooms/{room}", may("clinic.edit"), save_room, audits("room.update")},
        {verb::get, "/services", signed_in(), list_services},
        {verb::post, "/services", may("clinic.edit"), add_service, audits("service.create")},
        {verb::put, "/services/{service}", may("clinic.edit"), save_service, audits("service.update")},
        {verb::get, "/practitioners", signed_in(), list_practitioners},
        {verb::post, "/practitioners", may("clinic.edit"), add_practitioner, audits("practitioner.create")},
        {verb::put, "/practitioners/{practitioner}", may("clinic.edit"), save_practitioner, audits("practitioner.update")},
        {verb::get, "/body-regions", signed_in(), list_body_regions},
    };
}

}
