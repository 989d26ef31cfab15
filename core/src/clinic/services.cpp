#include "core/src/clinic/services.hpp"

#include "core/src/clinic/fields.hpp"
#include "core/src/clinic/search_keys.hpp"
#include "db/src/context.hpp"

#include <lumbar/body_regions.hpp>

#include <algorithm>
#include <array>

namespace lumbar {
namespace practice {

namespace {

constexpr std::array<std::string_view, 11> modalities = {"swedish",    "deep_tissue",        "trigger_point", "cupping",
                                                         "hot_stone",  "lymphatic_drainage", "iastm",         "sports",
                                                         "myofascial", "stretching",         "abdominal"};
constexpr std::array<std::string_view, 4> pressures = {"light", "medium", "firm", "deep"};
constexpr std::array<std::string_view, 5> body_positions = {"prone", "supine_flat", "side_lying", "semi_reclined", "seated"};

using texts = std::vector<std::string>;

texts listed(const std::optional<texts>& list) { return list.value_or(texts{}); }

bool one_of(const auto& list, std::string_view value) { return std::ranges::find(list, value) != list.end(); }

}

void check(const service_body& body, problems& list) {
    filled_line(list, "/name", body.name);
    list.between("/minutes", body.minutes, 5, 480);
    list.between("/price_cents", body.price_cents, 0, 100'000'000);
    if (const auto kind = body.modality.value_or(""); !kind.empty() && !one_of(modalities, kind))
        list.add("/modality", "There is no such kind of treatment.");
    if (const auto pressure = body.pressure.value_or(""); !pressure.empty() && !one_of(pressures, pressure))
        list.add("/pressure", "Pressure is light, medium, firm or deep.");
    const auto areas = listed(body.areas);
    for (std::size_t i = 0; i < areas.size() && i < 100; ++i)
        if (regions_in(areas[i]).empty()) list.add("/areas/" + std::to_string(i), "There is no such area of the body.");
    if (areas.size() > 100) list.add("/areas", "At most 100 areas.");
    const auto positions = listed(body.positions);
    for (std::size_t i = 0; i < positions.size() && i < 10; ++i)
        if (!one_of(body_positions, positions[i])) list.add("/positions/" + std::to_string(i), "There is no such position.");
    if (positions.size() > 10) list.add("/positions", "At most 10 positions.");
}

std::vector<service> services_of(read_tx& tx) {
    return tx.rows<service>(R"(
        SELECT id, name, minutes, price_cents, modality, pressure, areas, positions, active, version
        FROM services
        ORDER BY name, id)");
}

service insert_service(write_tx& tx, const service_body& body) {
    const auto id = tx.new_id();
    tx.execute(R"(
        INSERT INTO services (id, name, minutes, price_cents, modality, pressure, areas, positions, active, version)
        VALUES (:id, :name, :minutes, :price_cents, :modality, :pressure, :areas, :positions, :active, 1))",
               id, as_stored(body.name), body.minutes, body.price_cents, stored(body.modality), stored(body.pressure),
               listed(body.areas), listed(body.positions), body.active.value_or(true));
    return service_of(tx, id).value();
}

saving update_service(write_tx& tx, const row_id& id, std::int64_t version, const service_body& body) {
    const auto before = service_of(tx, id);
    if (!before) return saving::missing;
    const auto changed =
        tx.execute(R"(
        UPDATE services
        SET name = :name, minutes = :minutes, price_cents = :price_cents, modality = :modality, pressure = :pressure,
            areas = :areas, positions = :positions, active = :active, version = version + 1
        WHERE id = :id AND version = :version)",
                   as_stored(body.name), body.minutes, body.price_cents, stored(body.modality), stored(body.pressure),
                   listed(body.areas), listed(body.positions), body.active.value_or(before->active), id, version);
    return changed == 1 ? saving::done : saving::stale;
}

}

std::optional<service> service_of(read_tx& tx, const row_id& id) {
    owner_scope as_core(tx, "core");
    return tx.row<service>(R"(
        SELECT id, name, minutes, price_cents, modality, pressure, areas, positions, active, version
        FROM services
        WHERE id = :id)",
                           id);
}

}
