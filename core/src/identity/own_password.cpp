#include "core/src/identity/own_password.hpp"

#include "core/src/identity/passwords.hpp"
#include "core/src/identity/session_answers.hpp"
#include "core/src/identity/throttle.hpp"
#include "core/src/identity/users.hpp"

namespace lumbar::identity {

void check(const password_body& body, problems& list) {
    list.required("/password", body.password);
    list.at_most("/password", body.password, 1000);
}

std::optional<response> refusal_of_password(const request& asked, const std::string& password, database& db) {
    std::string hash;
    auto wait = db.write(as(asked.user()), [&](write_tx& tx) {
        const auto user = user_of(tx, asked.user().id).value();
        hash = tx.value<std::string>("SELECT password_hash FROM users WHERE id = :id", user.id).value_or("");
        return begin_try(tx, user.login, tx.actor().address);
    });
    if (wait) return too_soon(*wait);
    try {
        if (verify_password(hash, password)) return {};
    } catch (const too_many_at_once&) {
        return hashing_is_busy();
    }
    db.write(as(asked.user()), [&](write_tx& tx) { record_failure(tx, asked, asked.user().id); });
    return invalid({{"/password", "The password is not right."}});
}

}
