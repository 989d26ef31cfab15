#include "core/src/demo/parts.hpp"

#include "core/src/clinic/appointments.hpp"
#include "core/src/clinic/clinic_settings.hpp"
#include "core/src/clinic/working_hours.hpp"

#include <lumbar/calendar.hpp>
#include <lumbar/clinic.hpp>

#include <array>
#include <span>

namespace lumbar::demo {
namespace {

using practice::take_step;
using practice::visit_step;
using std::chrono::minutes;

constexpr int days_back = 7, days_ahead = 8;

// What has been written at the desk's edge of a card.
constexpr std::array<const char*, 6> notes = {
    "", "", "", "Asked for a quiet room", "Pays by voucher", "Wheelchair: ramp at the side door"};

void finish(write_tx& tx, appointment visit) {
    const auto go = [&](visit_step step, utc_ms at) { visit = take_step(tx, visit, step, {{}, {}, at}).visit.value(); };
    go(visit_step::check_in, visit.starts_at - minutes(6));
    visit.screening = "not screened: made-up visit";
    go(visit_step::start, visit.starts_at);
    if (visit.ends_at <= tx.now()) go(visit_step::finish, visit.ends_at);
}

// Brings a visit to where it would be by now.
void let_it_happen(write_tx& tx, appointment visit, dice& chance) {
    const auto until = visit.starts_at - tx.now();
    const int luck = chance.roll(100);
    if (luck < 4) {
        take_step(tx, visit, visit_step::cancel, {luck < 2 ? "Ill" : "Cannot get off work", {}, {}});
        return;
    }
    const bool soon = until < std::chrono::hours(30);
    if (soon ? luck < 80 : luck < 25) visit = take_step(tx, visit, visit_step::confirm, {}).visit.value();
    if (until <= minutes(0)) {
        if (luck >= 96)
            take_step(tx, visit, visit_step::no_show, {{}, {}, visit.starts_at + minutes(15)});
        else
            finish(tx, visit);
    } else if (until < minutes(20) && luck % 2 == 0) {
        take_step(tx, visit, visit_step::check_in, {});
    }
}

// One person's day, with gaps so that there is something to book.
void fill_day(write_tx& tx, const row_id& practitioner, const std::vector<practice::span_of_time>& hours, const staff& team,
              std::span<const row_id> clients, dice& chance) {
    for (const auto& span : practice::without_breaks(hours)) {
        for (auto at = span.from + minutes(15 * chance.roll(3)); at < span.to;) {
            if (chance.roll(100) < 28) {
                at = at + minutes(30);
                continue;
            }
            const auto& service = team.services[static_cast<std::size_t>(chance.roll(static_cast<int>(team.services.size())))];
            const auto length = minutes(service_of(tx, service).value().minutes);
            // The first thirty come oftener: the list of the day shows people with something to heed.
            const auto size = chance.roll(2) ? std::min<std::size_t>(30, clients.size()) : clients.size();
            const auto& client = clients[static_cast<std::size_t>(chance.roll(static_cast<int>(size)))];
            const auto note = notes[static_cast<std::size_t>(chance.roll(static_cast<int>(notes.size())))];
            if (at + length > span.to) break;
            const auto booked = practice::book(tx, {client, service, practitioner, {}, at, note});
            if (booked.visit) let_it_happen(tx, *booked.visit, chance);
            at = at + (booked.visit ? length + minutes(15 * chance.roll(2)) : minutes(15));
        }
    }
}

}

void add_visits(database& db, const staff& team, const std::vector<row_id>& clients) {
    const auto zone = db.read(made_up(), [](read_tx& tx) { return clinic_of(tx).zone; });
    const auto today = day_of(db.now(), zone);
    for (int ahead = -days_back; ahead <= days_ahead; ++ahead) {
        const auto day = plus_days(today, ahead);
        for (std::size_t who = 0; who < team.practitioners.size(); ++who)
            db.write(made_up(), [&](write_tx& tx) {
                dice chance(static_cast<std::uint64_t>(ahead + 100) * 131 + who);
                const auto hours = practice::hours_on(tx, day, zone);
                if (const auto own = hours.of.find(team.practitioners[who]); own != hours.of.end())
                    fill_day(tx, own->first, own->second, team, clients, chance);
            });
    }
}

}
