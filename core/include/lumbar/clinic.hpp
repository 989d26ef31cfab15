#pragma once

#include <lumbar/transaction.hpp>

namespace [[gnu::visibility("default")]] lumbar {

// The clinic and its one location.
struct clinic {
    std::string name;
    std::string zone;       // IANA, "Europe/Dublin"
    std::string currency;   // ISO 4217, "EUR"
    std::string phone;
    std::string email;
    std::string address;
    std::int64_t adult_age = 18;  // below it a guardian signs
    std::int64_t version = 1;
};
BOOST_DESCRIBE_STRUCT(clinic, (), (name, zone, currency, phone, email, address, adult_age, version))

// Throws std::logic_error before the clinic has been set up.
clinic clinic_of(read_tx& tx);

// What a clinic sells. `modality` and `pressure` are ids of clinical/contraindications.json's lists ("deep_tissue",
// "light|medium|firm|deep"); `areas` are region or group ids of body_regions.hpp; `positions` are "prone", "supine_flat",
// "side_lying", "semi_reclined", "seated".
struct service {
    row_id id;
    std::string name;
    std::int64_t minutes = 60;
    std::int64_t price_cents = 0;
    std::string modality;
    std::string pressure;
    std::vector<std::string> areas;
    std::vector<std::string> positions;
    bool active = true;
    std::int64_t version = 1;
};
BOOST_DESCRIBE_STRUCT(service, (), (id, name, minutes, price_cents, modality, pressure, areas, positions, active, version))

std::optional<service> service_of(read_tx& tx, const row_id& id);

}
