#include "demo.hpp"
#include "forms.hpp"
#include "responses.hpp"
#include "routes.hpp"
#include "waiting.hpp"

#include <lumbar/app.hpp>

LUMBAR_PLUGIN(app) {
    app.routes(intake::routes);
    app.on<lumbar::appointment_booked>(intake::ask_at_first_visit);
    app.provide<lumbar::board_badge>(intake::missing_form_badges);
    app.provide<lumbar::sealed_records>(intake::sent_forms);
    app.on_enable(intake::publish_own_forms);
    app.on_demo(intake::fill_demo);
}
