#pragma once

#include <lumbar/clinic.hpp>
#include <lumbar/problems.hpp>

#include "core/src/clinic/saving.hpp"

namespace lumbar::practice {

struct service_body {
    std::string name;
    std::int64_t minutes = 60;
    std::int64_t price_cents = 0;
    std::optional<std::string> modality;
    std::optional<std::string> pressure;
    std::optional<std::vector<std::string>> areas;
    std::optional<std::vector<std::string>> positions;
    std::optional<bool> active;
};
BOOST_DESCRIBE_STRUCT(service_body, (), (name, minutes, price_cents, modality, pressure, areas, positions, active))
void check(const service_body& body, problems& list);

// By name, those no longer offered included.
std::vector<service> services_of(read_tx& tx);
service insert_service(write_tx& tx, const service_body& body);
saving update_service(write_tx& tx, const row_id& id, std::int64_t version, const service_body& body);

}
