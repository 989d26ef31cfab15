#pragma once

#include "core/src/identity/root_key.hpp"

#include <lumbar/transaction.hpp>

#include <optional>
#include <string>
#include <vector>

// How entries hang together: h_n = BLAKE2b(key, h_(n-1) || entry_n).
namespace lumbar::audit {

// A row as it is sealed: every column, and the number and the link, which seal it.
struct sealed_row {
    row_id id;
    std::optional<std::int64_t> seq;
    std::optional<std::string> chain;
    utc_ms at;
    std::string actor_kind, actor, actor_name, session, address, action, client, object, outcome, fields, reason, request;
};
BOOST_DESCRIBE_STRUCT(sealed_row, (),
                      (id, seq, chain, at, actor_kind, actor, actor_name, session, address, action, client, object, outcome,
                       fields, reason, request))

// Where a chain ends: the number and the link of its newest entry; 0 before the first.
struct chain_end {
    std::int64_t seq = 0;
    std::string chain;
};
BOOST_DESCRIBE_STRUCT(chain_end, (), (seq, chain))

class link_maker {
public:
    link_maker() : key_(identity::derived_key("auditlog")) {}

    std::string link(const std::string& before, std::int64_t seq, const sealed_row& row) const;
    // Vouches for where the chain ends, inside the database: "<seq> <digest>".
    std::string end_mark(const chain_end& last) const;
    // Vouches for a head file's words.
    std::string head_mark(const std::string& words) const { return digest("head " + words); }

private:
    std::string digest(const std::string& text) const;

    identity::secret_key key_;
};

// The newest sealed entry as the database has it.
chain_end newest_sealed(read_tx& tx);

// The mark that was stored with the newest group; empty before the first.
std::string stored_end_mark(read_tx& tx);
std::int64_t number_of(const std::string& end_mark);

// What the next entry follows: the newest one. Numbers go on after the newest that was ever marked, so that entries cut off at
// the end leave a gap for ever.
chain_end end_to_go_on_from(read_tx& tx);

// Stores the mark of the newest entry when that is newer than the one marked.
void mark_end(write_tx& tx);

// The next thousand sealed entries.
std::vector<sealed_row> sealed_after(read_tx& tx, std::int64_t last);

}
