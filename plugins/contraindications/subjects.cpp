#include "subjects.hpp"

#include <lumbar/calendar.hpp>
#include <lumbar/clients.hpp>
#include <lumbar/clinic.hpp>

namespace contraindications {

using namespace lumbar;

namespace {

calendar_date visit_day(read_tx& tx, const std::optional<appointment>& visit) {
    return day_of(visit ? visit->starts_at : tx.now(), clinic_of(tx).zone);
}

std::string joined(const std::vector<std::string>& list) {
    std::string out;
    for (const std::string& item : list) out += item + ",";
    return out;
}

}

subject subject_of(read_tx& tx, const row_id& client, std::vector<health_fact> facts, const std::optional<appointment>& visit) {
    subject who;
    who.facts = std::move(facts);
    who.today = visit_day(tx, visit);
    who.adult_age = static_cast<int>(clinic_of(tx).adult_age);
    if (const auto found = client_of(tx, client)) who.age = age_on(*found, who.today);
    if (!visit) return who;
    if (const auto service = service_of(tx, visit->service))
        who.plan = planned{service->modality, service->pressure, service->areas, service->positions, service->name};
    else
        who.plan = planned{};
    return who;
}

std::string plan_text(read_tx& tx, const appointment& visit) {
    return plan_text(service_of(tx, visit.service), visit_day(tx, visit));
}

std::string plan_text(const std::optional<service>& service, const calendar_date& day) {
    if (!service) return day.text;
    return day.text + "|" + service->modality + "|" + service->pressure + "|" + joined(service->areas) + "|" +
           joined(service->positions);
}

}
