#pragma once

#include <lumbar/row_id.hpp>

#include <boost/describe/enum.hpp>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace [[gnu::visibility("default")]] lumbar {

// token: a program with an API token of a user. Its id is the user's, its session the token's.
enum class actor_kind { nobody, user, client_link, plugin, system, token };
BOOST_DESCRIBE_ENUM(actor_kind, nobody, user, client_link, plugin, system, token)

// Who is acting. Every transaction carries one; the audit row is written from it.
struct actor {
    actor_kind kind = actor_kind::nobody;
    row_id id = {};           // the user (also of a token), or the client link; empty for nobody, plugin and system
    std::string name = {};    // what the screens call them: a user's name, a plugin's id, "Lumbar". Never logged.
    row_id session = {};      // of a token, the token; empty without one
    std::string address = {}; // the peer's IP address; empty for plugin and system

    // client_link only: what the link is for, and the only records it may reach.
    std::string purpose = {};
    row_id client = {};
    row_id object = {};

    // Sorted. Null means none. System and plugin actors may do everything their caller asks of them.
    std::shared_ptr<const std::vector<std::string>> permissions = {};

    bool may(std::string_view permission) const;
};

}
