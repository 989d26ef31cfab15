#include "tests/core/kernel/kernel_under_test.hpp"

#include <sodium.h>

using namespace lumbar;

namespace bench {
namespace {

std::string sha256(const std::string& text) {
    unsigned char hash[crypto_hash_sha256_BYTES];
    crypto_hash_sha256(hash, reinterpret_cast<const unsigned char*>(text.data()), text.size());
    std::string hex(sizeof hash * 2 + 1, '\0');
    sodium_bin2hex(hex.data(), hex.size(), hash, sizeof hash);
    hex.pop_back();
    return hex;
}

}

visitor kernel_under_test::with(std::vector<std::string> permissions) {
    return db.write({}, [&](write_tx& tx) {
        visitor who;
        who.id = tx.new_id();
        who.session = tx.new_id();
        auto role = tx.new_id();
        auto token = tx.new_secret();
        who.cookie = "__Host-lumbar=" + token;
        who.csrf = tx.new_secret();
        tx.execute("INSERT INTO roles (id, name, version) VALUES (:id, 'bench', 1)", role);
        for (const auto& permission : permissions)
            tx.execute("INSERT INTO role_permissions (role, permission) VALUES (:role, :permission)", role, permission);
        tx.execute(R"(
            INSERT INTO users (id, login, name, password_hash, disabled, created_at, version)
            VALUES (:id, :login, 'Somebody', '', 0, :now, 1))",
            who.id, who.id, tx.now());
        tx.execute("INSERT INTO user_roles (user_id, role) VALUES (:user, :role)", who.id, role);
        tx.execute(R"(
            INSERT INTO sessions (id, token_hash, csrf_token, user_id, address, created_at, seen_at, ends_at)
            VALUES (:id, :token_hash, :csrf, :user, '192.0.2.7', :created, :seen, :ends))",
            who.session, sha256(token), who.csrf, who.id, tx.now(), tx.now(), tx.now() + std::chrono::hours(12));
        return who;
    });
}

}
