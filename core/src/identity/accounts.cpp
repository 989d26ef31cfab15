#include "core/src/identity/accounts.hpp"

#include "core/src/identity/one_time_links.hpp"
#include "core/src/identity/second_factor.hpp"
#include "core/src/identity/session_answers.hpp"
#include "core/src/identity/sessions.hpp"
#include "core/src/identity/users.hpp"

#include <stdexcept>

namespace lumbar::identity {
namespace {

// Granting roles asks what the actor may; the system may everything.
caller as_system() {
    caller c;
    c.who.kind = actor_kind::system;
    c.who.name = "Lumbar";
    return c;
}

}

bool is_set_up(database& db) {
    return db.read(as_system(), [](read_tx& tx) { return tx.value<std::int64_t>("SELECT id FROM clinic").has_value(); });
}

std::string setup_link(database& db, std::string_view base_url) {
    if (is_set_up(db))
        throw std::runtime_error("The clinic is set up already: use lumbar user reset-link to let somebody in again.");
    auto link = db.write(as_system(), [](write_tx& tx) { return make_link(tx, "setup", {}, setup_lifetime); });
    return std::string(base_url) + "/setup/" + link.token;
}

std::optional<std::string> password_link(database& db, std::string_view login, std::string_view base_url) {
    return db.write(as_system(), [&](write_tx& tx) -> std::optional<std::string> {
        auto user = user_of(tx, user_by_login(tx, login));
        if (!user) return {};
        return std::string(base_url) + "/welcome/" +
               make_link(tx, "password", user->id, password_lifetime(user->has_password)).token;
    });
}

void reset_second_factor(database& db, std::string_view login) {
    db.write(as_system(), [&](write_tx& tx) {
        const auto user = user_by_login(tx, login);
        if (!user) throw std::runtime_error("There is no user with this sign-in name.");
        if (!remove_second_factor(tx, user)) throw std::runtime_error("This user has no second step to sign in.");
        end_sessions_of(tx, user);
        auto entry = about_session("user.reset_second_factor");
        entry.object = user.str();
        audit::record(tx, entry);
    });
}

void add_user(database& db, std::string_view login, std::string_view name, const std::vector<std::string>& roles) {
    new_user body{std::string(login), std::string(name), roles, {}};
    problems faults;
    check(body, faults);
    if (!faults.list().empty()) throw std::runtime_error(faults.list().front().detail);
    auto saved = db.write(as_system(), [&](write_tx& tx) {
        auto [result, id] = insert_user(tx, body);
        if (result == user_saving::login_taken) throw std::runtime_error("There is a user with this sign-in name already.");
        if (result == user_saving::no_such_role)
            throw std::runtime_error("There is no such role: use front_desk, therapist or admin.");
        return result;
    });
    if (saved != user_saving::done) throw std::runtime_error("The user could not be added.");
}

std::vector<account_line> accounts(database& db) {
    return db.read(as_system(), [](read_tx& tx) {
        std::vector<account_line> all;
        for (const auto& user : all_users(tx)) {
            std::string roles;
            for (const auto& role : user.roles) roles += (roles.empty() ? "" : ",") + role;
            all.push_back({user.login, user.name, roles, user.disabled, user.has_password});
        }
        return all;
    });
}

row_id create_user(write_tx& tx, std::string_view login, std::string_view name, std::string_view password_hash,
                   const std::vector<std::string>& roles, const row_id& practitioner) {
    auto [saved, id] = insert_user(tx, {std::string(login), std::string(name), roles, practitioner});
    if (saved != user_saving::done) throw std::logic_error("a made-up user could not be added");
    tx.execute("UPDATE users SET password_hash = :hash WHERE id = :id", password_hash, id);
    return id;
}

}
