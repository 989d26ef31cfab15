#include "core/src/identity/session_view.hpp"

#include "core/src/clinic/clinic_settings.hpp"
#include "core/src/identity/devices.hpp"
#include "core/src/identity/permissions.hpp"
#include "core/src/identity/session_answers.hpp"
#include "core/src/identity/sessions.hpp"
#include "core/src/identity/tokens.hpp"
#include "core/src/identity/users.hpp"

#include <lumbar/clinic.hpp>

namespace lumbar::identity {

session_view view_of(read_tx& tx, const row_id& user, const std::string& csrf) {
    auto known = user_of(tx, user).value();
    auto clinic = clinic_of(tx);
    return {{known.id, known.name, known.login, known.practitioner, known.roles, permissions_of(tx, user)},
            csrf,
            {clinic.name, clinic.zone, clinic.currency}};
}

begun_session enter(write_tx& tx, const request& asked, const row_id& user, std::string action) {
    if (asked.user().kind == actor_kind::user) end_session(tx, asked.user().session);
    const auto session = begin_session(tx, user, tx.actor().address, device_words(asked.agent));
    remove_old_sessions(tx);
    auto entry = about_session(std::move(action));
    entry.request = asked.request_id;
    audit::record(tx, entry);
    return {view_of(tx, user, session.csrf), set_cookie(staff_cookie, session.token)};
}

caller as_user(const request& asked, const row_id& id, const std::string& name) {
    actor who;
    who.kind = actor_kind::user;
    who.id = id;
    who.name = name;
    who.address = asked.user().address;
    return as(who);
}

}
