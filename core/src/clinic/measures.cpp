#include <lumbar/measures.hpp>

#include "db/src/context.hpp"

#include <lumbar/events.hpp>

#include <algorithm>
#include <array>
#include <cmath>

namespace lumbar {
namespace {

struct scale_rule {
    std::string_view name;
    double least;
    double most;
};

constexpr std::array<scale_rule, 3> scales = {{{"pain_nrs", 0, 10}, {"relaxation_nrs", 0, 10}, {"sleep_nrs", 0, 10}}};

std::optional<row_id> stored_reading(read_tx& tx, const measure& reading) {
    return tx.value<row_id>(R"(
        SELECT id
        FROM measures
        WHERE source = :source AND scale = :scale AND moment = :moment)",
                            reading.source, reading.scale, reading.moment);
}

}

std::vector<measure> measures_of(read_tx& tx, const row_id& client) {
    owner_scope as_core(tx, "core");
    return tx.rows<measure>(R"(
        SELECT id, client, appointment, scale, moment, value, source, recorded_at, recorded_by
        FROM measures
        WHERE client = :client
        ORDER BY recorded_at, id)",
                            client);
}

measuring set_measure(write_tx& tx, const measure& reading) {
    const auto scale = std::ranges::find(scales, std::string_view(reading.scale), &scale_rule::name);
    if (scale == scales.end()) return measuring::no_such_scale;
    const bool whole = std::isfinite(reading.value) && reading.value == std::floor(reading.value);
    if (!whole || reading.value < scale->least || reading.value > scale->most) return measuring::out_of_range;

    owner_scope as_core(tx, "core");
    const auto before = stored_reading(tx, reading);
    const auto id = before ? *before : tx.new_id();
    if (before)
        tx.execute(R"(
            UPDATE measures
            SET client = :client, appointment = :appointment, value = :value, recorded_at = :recorded_at,
                recorded_by = :recorded_by
            WHERE id = :id)",
                   reading.client, reading.appointment, reading.value, tx.now(), tx.actor().name, id);
    else
        tx.execute(R"(
            INSERT INTO measures (id, client, appointment, scale, moment, value, source, recorded_at, recorded_by)
            VALUES (:id, :client, :appointment, :scale, :moment, :value, :source, :recorded_at, :recorded_by))",
                   id, reading.client, reading.appointment, reading.scale, reading.moment, reading.value, reading.source,
                   tx.now(), tx.actor().name);
    tx.emit(measure_recorded{id, reading.client});
    return measuring::done;
}

void remove_measure(write_tx& tx, std::string_view source, std::string_view scale, measure_moment moment) {
    owner_scope as_core(tx, "core");
    tx.execute("DELETE FROM measures WHERE source = :source AND scale = :scale AND moment = :moment", source, scale, moment);
}

}
