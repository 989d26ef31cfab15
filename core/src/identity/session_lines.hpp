#pragma once

#include "core/src/identity/sessions.hpp"

// The sessions of a user as the screens list them.
namespace lumbar::identity {

struct told_session {
    row_id id;
    std::string device, address;
    utc_ms signed_in_at, seen_at;
    bool this_one = false;               // who asks, asks from it
};
BOOST_DESCRIBE_STRUCT(told_session, (), (id, device, address, signed_in_at, seen_at, this_one))

// Of who asks first, then the last seen first.
inline std::vector<told_session> told_sessions(read_tx& tx, const row_id& user, const row_id& asking) {
    std::vector<told_session> all;
    for (auto& one : sessions_of(tx, user)) {
        const bool own = one.id == asking;
        all.insert(own ? all.begin() : all.end(),
                   {one.id, std::move(one.device), std::move(one.address), one.signed_in_at, one.seen_at, own});
    }
    return all;
}

}
