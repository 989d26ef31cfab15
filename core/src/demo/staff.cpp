#include "core/src/demo/parts.hpp"

#include "core/src/clinic/practitioners.hpp"
#include "core/src/clinic/rooms.hpp"
#include "core/src/clinic/services.hpp"

#include <array>

namespace lumbar::demo {
namespace {

struct person {
    const char* name;
    const char* title;
    const char* licence;
    int from;
    int to;
    int day_off; // Monday is 1; 0: none
};

constexpr std::array<person, 6> people = {{
    {"Amara Nwosu", "Massage therapist", "RMT 20418", 8 * 60, 17 * 60, 0},
    {"Jonas Weber", "Sports therapist", "RMT 18833", 10 * 60, 18 * 60 + 30, 7},
    {"Sofia Marchetti", "Massage therapist", "RMT 21960", 9 * 60, 17 * 60, 6},
    {"Declan Ó Briain", "Neuromuscular therapist", "RMT 15027", 12 * 60, 20 * 60, 1},
    {"Priya Raman", "Massage therapist", "RMT 22715", 8 * 60, 15 * 60, 3},
    {"Tomasz Zieliński", "Lymphoedema therapist", "RMT 19554", 13 * 60, 20 * 60, 7},
}};

struct offer {
    const char* name;
    int minutes;
    int price_cents;
    const char* modality;
    const char* pressure;
    std::vector<std::string> areas;
    std::vector<std::string> positions;
};

const std::vector<offer>& offers() {
    static const std::vector<offer> all = {
        {"Relaxation massage 60", 60, 7500, "swedish", "medium", {"full-body"}, {"prone", "supine_flat"}},
        {"Deep tissue 60", 60, 8500, "deep_tissue", "deep", {"back", "shoulders", "neck"}, {"prone"}},
        {"Deep tissue 90", 90, 12000, "deep_tissue", "deep", {"back", "legs", "buttocks"}, {"prone", "supine_flat"}},
        {"Sports massage 45", 45, 6500, "sports", "firm", {"legs"}, {"prone", "supine_flat"}},
        {"Pregnancy massage 60", 60, 8000, "swedish", "light", {"back", "shoulders", "legs"}, {"side_lying"}},
        {"Lymphatic drainage 60", 60, 8500, "lymphatic_drainage", "light", {"legs", "arms"}, {"supine_flat"}},
        {"Hot stone 75", 75, 9800, "hot_stone", "medium", {"back", "legs"}, {"prone"}},
        {"Neck and shoulders 30", 30, 4500, "trigger_point", "firm", {"neck", "shoulders", "upper-back"}, {"seated"}},
    };
    return all;
}

std::vector<practice::weekly_hours> hours_of(const person& who) {
    std::vector<practice::weekly_hours> hours;
    const int middle = (who.from + who.to) / 2 / 30 * 30;
    for (int day = 1; day <= 7; ++day) {
        if (day == who.day_off) continue;
        hours.push_back({day, who.from, who.to, false});
        hours.push_back({day, middle, middle + 30, true});
    }
    return hours;
}

}

staff add_staff(database& db) {
    return db.write(made_up(), [](write_tx& tx) {
        staff team;
        int number = 0;
        for (const auto& who : people) {
            practice::practitioner_body body;
            body.name = who.name;
            body.title = who.title;
            body.licence = who.licence;
            body.room = practice::insert_room(tx, {"Room " + std::to_string(++number), {}, {}}).id;
            body.hours = hours_of(who);
            team.practitioners.push_back(practice::insert_practitioner(tx, body).value().id);
        }
        for (const auto& one : offers())
            team.services.push_back(
                practice::insert_service(
                    tx, {one.name, one.minutes, one.price_cents, one.modality, one.pressure, one.areas, one.positions, {}})
                    .id);
        return team;
    });
}

}
