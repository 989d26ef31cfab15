#include "core/src/demo/parts.hpp"

#include "core/src/clinic/clinic_settings.hpp"

#include <stdexcept>

namespace lumbar::demo {

caller made_up() {
    caller who;
    who.who.kind = actor_kind::system;
    who.who.name = "Made-up data";
    return who;
}

int dice::roll(int sides) {
    state_ = state_ * 6364136223846793005u + 1442695040888963407u;
    return static_cast<int>((state_ >> 33) % static_cast<std::uint64_t>(sides));
}

filled fill_demo(database& db) {
    const bool founded =
        db.write(made_up(), [](write_tx& tx) { return practice::found_clinic(tx, "Riverside Massage", "Europe/Dublin", "EUR"); });
    if (!founded) throw std::logic_error("made-up data goes into an empty database only");
    const auto team = add_staff(db);
    const auto clients = add_clients(db);
    add_facts(db, clients);
    add_visits(db, team, clients);
    return {team.practitioners};
}

}
