#pragma once

#include <lumbar/transaction.hpp>

namespace [[gnu::visibility("default")]] lumbar {

enum class measure_moment { before, after, intake, between };
BOOST_DESCRIBE_ENUM(measure_moment, before, after, intake, between)

// One reading on one scale. Scales: "pain_nrs" and "relaxation_nrs" and "sleep_nrs", whole numbers 0 to 10 (outcomes.md 2).
// Reported by the client; software says "what you reported", never what caused it.
struct measure {
    row_id id;
    row_id client;
    row_id appointment;            // empty outside a visit
    std::string scale;
    measure_moment moment = measure_moment::before;
    double value = 0;
    std::string source;            // the plugin and record it came with: "notes:<note id>"
    utc_ms recorded_at;
    std::string recorded_by;
};
BOOST_DESCRIBE_STRUCT(measure, (), (id, client, appointment, scale, moment, value, source, recorded_at, recorded_by))

// Oldest first.
std::vector<measure> measures_of(read_tx& tx, const row_id& client);

enum class measuring { done, no_such_scale, out_of_range };

// One reading per source, scale and moment: setting it again replaces it. id, recorded_at and recorded_by are made here.
measuring set_measure(write_tx& tx, const measure& reading);
void remove_measure(write_tx& tx, std::string_view source, std::string_view scale, measure_moment moment);

}
