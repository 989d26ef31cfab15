#include "core/src/clinic/clinic_settings.hpp"

#include "core/src/clinic/fields.hpp"
#include "core/src/clinic/search_keys.hpp"
#include "db/src/context.hpp"

#include <lumbar/calendar.hpp>

#include <algorithm>
#include <stdexcept>

namespace lumbar {

clinic clinic_of(read_tx& tx) {
    owner_scope as_core(tx, "core");
    auto found = practice::clinic_if_any(tx);
    if (!found) throw std::logic_error("the clinic has not been set up");
    return *std::move(found);
}

namespace practice {

void check(const clinic_body& body, problems& list) {
    filled_line(list, "/name", body.name);
    if (!zone_exists(body.zone)) list.add("/zone", "There is no such time zone. Choose one like Europe/Dublin.");
    const bool letters = std::ranges::all_of(body.currency, [](char c) { return c >= 'A' && c <= 'Z'; });
    if (body.currency.size() != 3 || !letters) list.add("/currency", "A currency has three capital letters, like EUR.");
    one_line(list, "/phone", body.phone);
    if (body.email) email_address(list, "/email", *body.email);
    some_lines(list, "/address", body.address);
    if (body.adult_age) list.between("/adult_age", *body.adult_age, 12, 25);
}

std::optional<lumbar::clinic> clinic_if_any(read_tx& tx) {
    return tx.row<lumbar::clinic>(R"(
        SELECT name, zone, currency, phone, email, address, adult_age, version
        FROM clinic)");
}

bool found_clinic(write_tx& tx, std::string_view name, std::string_view zone, std::string_view currency) {
    return tx.execute(R"(
        INSERT INTO clinic (id, name, zone, currency, phone, email, address, adult_age, version)
        VALUES (1, :name, :zone, :currency, '', '', '', 18, 1)
        ON CONFLICT DO NOTHING)",
                      as_stored(name), zone, currency) == 1;
}

saving update_clinic(write_tx& tx, std::int64_t version, const clinic_body& body) {
    const auto before = clinic_if_any(tx);
    if (!before) return saving::missing;
    const auto changed = tx.execute(R"(
        UPDATE clinic
        SET name = :name, zone = :zone, currency = :currency, phone = :phone, email = :email, address = :address,
            adult_age = :adult_age, version = version + 1
        WHERE version = :version)",
                                    as_stored(body.name), body.zone, body.currency, stored(body.phone), stored(body.email),
                                    stored(body.address), body.adult_age.value_or(before->adult_age), version);
    return changed == 1 ? saving::done : saving::stale;
}

}
}
