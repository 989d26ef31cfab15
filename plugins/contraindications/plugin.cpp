#include "alerts.hpp"
#include "routes.hpp"
#include "screenings.hpp"
#include "shipped_rules.hpp"

#include <lumbar/app.hpp>

LUMBAR_PLUGIN(app) {
    contraindications::shipped_rules(); // rules that cannot be read keep the plugin off, with the reason
    app.routes(contraindications::routes);
    app.provide<lumbar::screening>({contraindications::screening_states, contraindications::screen});
    app.provide<lumbar::client_alerts>(contraindications::alerts);
    app.provide<lumbar::visit_guard>(contraindications::visit_reasons_of);
    app.provide<lumbar::note_guard>(contraindications::note_reasons_of);
    app.on<lumbar::appointment_booked>(contraindications::screen_booked);
    app.on<lumbar::appointment_changed>(contraindications::screen_changed_plan);
    app.on<lumbar::health_facts_changed>(contraindications::screen_changed_facts);
    app.on_demo(contraindications::screen_made_up);
}
