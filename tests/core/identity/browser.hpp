#pragma once

#include "core/src/identity/accounts.hpp"
#include "core/src/identity/passwords.hpp"
#include "core/src/identity/sessions.hpp"
#include <lumbar/test/test_app.hpp>

#include <lumbar/database.hpp>

// A browser whose headers a test may bend: it keeps its cookies by hand.
struct browser {
    explicit browser(lumbar::test_app& app) : at(app.stranger()) {}

    lumbar::kit::answer ask(std::string_view method, std::string_view path, std::string_view json = {},
                            std::map<std::string, std::string> bent = {}) {
        std::map<std::string, std::string> headers;
        if (!cookie.empty()) headers["cookie"] = cookie;
        if (!csrf.empty()) headers["x-lumbar-csrf"] = csrf;
        for (auto& [name, value] : bent) headers[name] = value;
        return at.send(method, path, json, headers);
    }
    lumbar::kit::answer get(std::string_view path) { return ask("GET", path); }
    lumbar::kit::answer post(std::string_view path, std::string_view json = {}) { return ask("POST", path, json); }

    lumbar::kit::answer sign_in(std::string_view login, std::string_view password) {
        auto answer =
            post("/session", R"({"login":")" + std::string(login) + R"(","password":")" + std::string(password) + R"("})");
        if (answer.status == 200) keep(answer);
        return answer;
    }
    void keep(const lumbar::kit::answer& answer) {
        const auto set = answer.header("Set-Cookie");
        cookie = set.substr(0, set.find(';'));
        if (auto token = answer.at("/csrf"); !token.empty()) csrf = token;
    }

    lumbar::kit::visitor at;
    std::string cookie;
    std::string csrf;
};

inline constexpr std::string_view good_password = "river stone lavender";

// A user with good_password.
inline lumbar::row_id somebody(lumbar::test_app& app, std::string_view login, const std::vector<std::string>& roles) {
    const auto hash = lumbar::identity::hash_password(std::string(good_password));
    lumbar::row_id id;
    app.write([&](lumbar::write_tx& tx) { id = lumbar::identity::create_user(tx, login, login, hash, roles, {}); });
    return id;
}

inline std::int64_t number(lumbar::test_app& app, const std::function<std::optional<std::int64_t>(lumbar::read_tx&)>& read) {
    std::int64_t found = -1;
    app.read([&](lumbar::read_tx& tx) { found = read(tx).value_or(-1); });
    return found;
}
