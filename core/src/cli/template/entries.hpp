#pragma once

#include <lumbar/transaction.hpp>

#include <string>
#include <vector>

namespace sample_plugin {

// A line that somebody wrote down.
struct entry {
    lumbar::row_id id;
    std::string text;
    std::string author;          // the name at that time
    lumbar::utc_ms created_at;
};
BOOST_DESCRIBE_STRUCT(entry, (), (id, text, author, created_at))

// Newest first; at most `limit` that are older than `before` (empty: from the newest).
std::vector<entry> entries_before(lumbar::read_tx& tx, const lumbar::row_id& before, int limit);

// By the transaction's actor, now.
entry add_entry(lumbar::write_tx& tx, const std::string& text);

}
