#include "core/src/clinic/clinic_settings.hpp"
#include "core/src/identity/own_password.hpp"
#include "core/src/identity/passwords.hpp"
#include "core/src/identity/routes.hpp"
#include "core/src/identity/session_answers.hpp"
#include "core/src/identity/session_view.hpp"
#include "core/src/identity/users.hpp"

#include <lumbar/clinic.hpp>

namespace lumbar::identity {
namespace {

struct password_change {
    std::string password;
    std::string new_password;
};
BOOST_DESCRIBE_STRUCT(password_change, (), (password, new_password))
void check(const password_change& body, problems& list) {
    check(password_body{body.password}, list);
    list.required("/new_password", body.new_password);
    list.at_most("/new_password", body.new_password, 1000);
}

std::string fault_of(const request& asked, const password_change& body, database& db) {
    if (body.new_password == body.password) return "This is the password that you have now.";
    return db.read(as(asked.user()), [&](read_tx& tx) {
        const auto user = user_of(tx, asked.user().id).value();
        return password_fault(body.new_password, {user.name, user.login, clinic_of(tx).name});
    });
}

// All sessions and API tokens end; who asks goes on in a new one.
response change_password(const request& asked, const password_change& body, database& db) {
    if (auto refused = refusal_of_password(asked, body.password, db)) return *refused;
    if (auto fault = fault_of(asked, body, db); !fault.empty()) {
        db.write(as(asked.user()), [&](write_tx& tx) { succeeded(tx, user_of(tx, asked.user().id).value().login); });
        return invalid({{"/new_password", fault}});
    }
    try {
        const auto hash = hash_password(body.new_password);
        return db.write(as(asked.user()), [&](write_tx& tx) {
            set_password(tx, asked.user().id, hash);
            auto begun = enter(tx, asked, asked.user().id, "user.password");
            return with_cookie(ok(begun.view), begun.cookie);
        });
    } catch (const too_many_at_once&) {
        return hashing_is_busy();
    }
}

}

std::vector<route> own_password_routes() {
    return {route{verb::post, "/account/password", in_person(), change_password}.body_limit(small_body).hashes()};
}

}
