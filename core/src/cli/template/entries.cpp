#include "entries.hpp"

using namespace lumbar;

namespace sample_plugin {

std::vector<entry> entries_before(read_tx& tx, const row_id& before, int limit) {
    if (before.empty())
        return tx.rows<entry>("SELECT id, text, author, created_at FROM sample_entries ORDER BY id DESC LIMIT :limit", limit);
    return tx.rows<entry>("SELECT id, text, author, created_at FROM sample_entries WHERE id < :before ORDER BY id DESC LIMIT :limit",
                          before, limit);
}

entry add_entry(write_tx& tx, const std::string& text) {
    entry made{tx.new_id(), text, tx.actor().name, tx.now()};
    tx.execute("INSERT INTO sample_entries (id, text, author, created_at) VALUES (:id, :text, :author, :created_at)", made.id,
               made.text, made.author, made.created_at);
    return made;
}

}
