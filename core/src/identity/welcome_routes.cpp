#include "core/src/clinic/clinic_settings.hpp"
#include "core/src/identity/one_time_links.hpp"
#include "core/src/identity/passwords.hpp"
#include "core/src/identity/permissions.hpp"
#include "core/src/identity/routes.hpp"
#include "core/src/identity/session_answers.hpp"
#include "core/src/identity/users.hpp"

namespace lumbar::identity {
namespace {

struct setup_body {
    std::string token, clinic_name, zone, currency, owner_name, login, password;
};
BOOST_DESCRIBE_STRUCT(setup_body, (), (token, clinic_name, zone, currency, owner_name, login, password))

// Not found by the kernel: after the set-up the answer is 404, whatever is sent.
std::vector<field_problem> faults_of(const setup_body& body) {
    problems list;
    practice::clinic_body clinic;
    clinic.name = body.clinic_name;
    clinic.zone = body.zone;
    clinic.currency = body.currency;
    problems of_clinic, of_owner;
    practice::check(clinic, of_clinic);
    for (const auto& fault : of_clinic.list()) list.add(fault.pointer == "/name" ? "/clinic_name" : fault.pointer, fault.detail);
    check(new_user{body.login, body.owner_name, {"admin"}, {}}, of_owner);
    for (const auto& fault : of_owner.list()) list.add(fault.pointer == "/name" ? "/owner_name" : fault.pointer, fault.detail);
    if (auto fault = password_fault(body.password, {body.clinic_name, body.owner_name, body.login}); !fault.empty())
        list.add("/password", fault);
    return list.list();
}

struct token_body {
    std::string token;
};
BOOST_DESCRIBE_STRUCT(token_body, (), (token))

struct invited {
    std::string name;
    std::string login;
};
BOOST_DESCRIBE_STRUCT(invited, (), (name, login))

struct invitation_body {
    std::string token;
    std::string password;
};
BOOST_DESCRIBE_STRUCT(invitation_body, (), (token, password))

response set_up(const request& asked, const setup_body& body, database& db) {
    auto link = db.read(as(asked.user()), [&](read_tx& tx) -> std::optional<link_target> {
        if (practice::clinic_if_any(tx)) return {};
        return look_at_link(tx, body.token);
    });
    if (!link || link->purpose != "setup") return not_found("setup");
    if (auto faults = faults_of(body); !faults.empty()) return invalid(faults);
    struct refused { response why; };
    try {
        const auto hash = hash_password(body.password);
        actor owner = asked.user();
        owner.kind = actor_kind::system;
        owner.name = body.owner_name;
        db.write(as(owner), [&](write_tx& tx) {
            if (!use_link(tx, link->id) || !practice::found_clinic(tx, body.clinic_name, body.zone, body.currency))
                throw refused{not_found("setup")};
            seed_roles(tx);
            auto [saved, id] = insert_user(tx, {body.login, body.owner_name, {"admin"}, {}});
            if (saved != user_saving::done)
                throw refused{invalid({{"/login", "There is a user with this sign-in name already."}})};
            set_password(tx, id, hash);
            auto entry = about_session("clinic.set_up");
            entry.request = asked.request_id;
            audit::record(tx, entry);
        });
        return no_content();
    } catch (refused& no) {
        return std::move(no.why);
    } catch (const too_many_at_once&) {
        return hashing_is_busy();
    }
}

response check_invitation(const request&, const token_body& body, database& db) {
    return db.read(as({}), [&](read_tx& tx) {
        auto link = look_at_link(tx, body.token);
        auto user = link && link->purpose == "password" ? user_of(tx, link->user_id) : std::nullopt;
        return user && !user->disabled ? ok(invited{user->name, user->login}) : not_found("invitation");
    });
}

response accept_invitation(const request& asked, const invitation_body& body, database& db) {
    std::optional<user_view> user;
    std::string clinic;
    auto link = db.read(as({}), [&](read_tx& tx) {
        auto found = look_at_link(tx, body.token);
        if (found && found->purpose == "password") user = user_of(tx, found->user_id);
        clinic = user ? clinic_of(tx).name : "";
        return found;
    });
    if (!link || !user || user->disabled) return not_found("invitation");
    if (auto fault = password_fault(body.password, {user->name, user->login, clinic}); !fault.empty())
        return invalid({{"/password", fault}});
    try {
        const auto hash = hash_password(body.password);
        actor who = asked.user();
        who.kind = actor_kind::user;
        who.id = user->id;
        who.name = user->name;
        const bool used = db.write(as(who), [&](write_tx& tx) {
            if (!use_link(tx, link->id)) return false;
            set_password(tx, user->id, hash);
            audit::record(tx, about_session("user.password"));
            return true;
        });
        return used ? no_content() : not_found("invitation");
    } catch (const too_many_at_once&) {
        return hashing_is_busy();
    }
}

}

std::vector<route> welcome_routes() {
    return {
        route{verb::post, "/setup", anyone(), set_up}.body_limit(small_body).hashes(),
        route{verb::post, "/invitation/check", anyone(), check_invitation}.body_limit(small_body),
        route{verb::post, "/invitation", anyone(), accept_invitation}.body_limit(small_body).hashes(),
    };
}

}
