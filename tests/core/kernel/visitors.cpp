#include "core/src/identity/sessions.hpp"
#include "core/src/identity/tokens.hpp"
#include "tests/core/kernel/kernel_under_test.hpp"

using namespace lumbar;

namespace bench {
namespace {

visitor behind(std::string_view cookie, const identity::new_session& session, const row_id& id) {
    return {std::string(cookie) + '=' + session.token, session.csrf, id, session.id};
}

}

visitor kernel_under_test::with(std::vector<std::string> permissions) {
    return db.write({}, [&](write_tx& tx) {
        auto user = tx.new_id();
        auto role = tx.new_id();
        tx.execute("INSERT INTO roles (id, name, version) VALUES (:id, 'bench', 1)", role);
        for (const auto& permission : permissions)
            tx.execute("INSERT INTO role_permissions (role, permission) VALUES (:role, :permission)", role, permission);
        tx.execute(R"(
            INSERT INTO users (id, login, name, password_hash, disabled, created_at, version)
            VALUES (:id, :login, 'Somebody', '', 0, :now, 1))",
            user, user, tx.now());
        tx.execute("INSERT INTO user_roles (user_id, role) VALUES (:user, :role)", user, role);
        return behind(identity::staff_cookie, identity::begin_session(tx, user, "192.0.2.7"), user);
    });
}

visitor kernel_under_test::by_link(const std::string& purpose) {
    return db.write({}, [&](write_tx& tx) {
        auto client = tx.new_id();
        auto link = tx.new_id();
        auto number = tx.value<std::int64_t>("SELECT count(*) FROM clients").value_or(0) + 1;
        tx.execute(R"(
            INSERT INTO clients (id, number, given_name, family_name, preferred_name, pronouns, phone, email, address,
                emergency_contact, note, archived, facts_version, sort_key, created_at, version)
            VALUES (:id, :number, 'Jane', 'Doe', '', '', '', '', '', '', '', 0, 0, '', :now, 1))",
            client, number, tx.now());
        tx.execute(R"(
            INSERT INTO client_links (id, token_hash, purpose, client, object, created_at, expires_at, failed_checks)
            VALUES (:id, :token_hash, :purpose, :client, :object, :now, :expires, 0))",
            link, tx.new_secret(), purpose, client, client, tx.now(), tx.now() + std::chrono::hours(1));
        return behind(identity::client_cookie, identity::begin_client_session(tx, link, false, "192.0.2.7"), link);
    });
}

}
