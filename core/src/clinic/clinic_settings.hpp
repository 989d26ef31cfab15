#pragma once

#include <lumbar/clinic.hpp>
#include <lumbar/problems.hpp>

#include "core/src/clinic/saving.hpp"

namespace lumbar {
namespace [[gnu::visibility("default")]] practice {

struct clinic_body {
    std::string name;
    std::string zone;
    std::string currency;
    std::optional<std::string> phone;
    std::optional<std::string> email;
    std::optional<std::string> address;
    std::optional<std::int64_t> adult_age;
};
BOOST_DESCRIBE_STRUCT(clinic_body, (), (name, zone, currency, phone, email, address, adult_age))
void check(const clinic_body& body, problems& list);

// Empty before the clinic has been set up.
std::optional<lumbar::clinic> clinic_if_any(read_tx& tx);

// Makes the clinic. False, and nothing changed, when there is one already.
bool found_clinic(write_tx& tx, std::string_view name, std::string_view zone, std::string_view currency);

saving update_clinic(write_tx& tx, std::int64_t version, const clinic_body& body);

}
}
