#pragma once

#include "core/src/clinic/clients.hpp"

namespace lumbar::practice {

struct found_clients {
    std::vector<client_line> lines;
    std::string next; // where the following page starts; empty after the last
};

// The clients that fit what was typed, archived ones not among them: the start of any words of the name in any order, the
// start or the end of a phone number, the client number, the start of an e-mail address, a birth date as 1979-03-12, or as
// 12/3/1979 with either of the first two as the day. Nothing typed: everybody, by family name. When few names start as typed,
// clients with similar names follow them (similar_clients.hpp).
// `after` is the `next` of the page before.
found_clients find_clients(read_tx& tx, std::string_view typed, std::string_view after, int limit);

// A client who may be the one that is about to be written down, and why: "same name", "same phone", "same e-mail", "same
// birth date and a similar name".
struct client_match {
    client_line client;
    std::vector<std::string> because;
};
BOOST_DESCRIBE_STRUCT(client_match, (), (client, because))

// At most 20, those with most reasons first.
std::vector<client_match> likely_duplicates(read_tx& tx, const client_body& body);

}
