#include "core/src/audit/links.hpp"

#include <sodium.h>

#include <algorithm>
#include <cstdlib>

namespace lumbar::audit {

// The newest entry, and the mark that was stored for the newest one of its time.
struct marked_end {
    std::int64_t seq = 0;
    std::string chain;
    std::string mark;
};
BOOST_DESCRIBE_STRUCT(marked_end, (), (seq, chain, mark))

namespace {

marked_end end_and_mark(read_tx& tx) {
    auto found = tx.row<marked_end>(R"(
        SELECT a.seq, a.chain, COALESCE((SELECT value FROM secrets WHERE name = 'audit_end'), '') AS mark
        FROM audit a
        WHERE a.seq IS NOT NULL
        ORDER BY a.seq DESC
        LIMIT 1)");
    return found ? *std::move(found) : marked_end{0, {}, stored_end_mark(tx)};
}

}

std::string link_maker::link(const std::string& before, std::int64_t seq, const sealed_row& row) const {
    std::string text;
    auto put = [&](std::string_view part) {
        text += std::to_string(part.size());
        text += ':';
        text += part;
    };
    put(before);
    put(std::to_string(seq));
    put(row.id.str());
    put(std::to_string(row.at.count));
    for (const auto* part : {&row.actor_kind, &row.actor, &row.actor_name, &row.session, &row.address, &row.action, &row.client,
                             &row.object, &row.outcome, &row.fields, &row.reason, &row.request})
        put(*part);
    return digest(text);
}

std::string link_maker::end_mark(const chain_end& last) const {
    return std::to_string(last.seq) + ' ' + digest("end " + std::to_string(last.seq) + ' ' + last.chain);
}

std::string link_maker::digest(const std::string& text) const {
    unsigned char hash[32];
    crypto_generichash(hash, sizeof hash, reinterpret_cast<const unsigned char*>(text.data()), text.size(), key_.data(),
                       key_.size());
    char hex[2 * sizeof hash + 1];
    sodium_bin2hex(hex, sizeof hex, hash, sizeof hash);
    return hex;
}

chain_end newest_sealed(read_tx& tx) {
    auto newest = tx.row<chain_end>("SELECT seq, chain FROM audit WHERE seq IS NOT NULL ORDER BY seq DESC LIMIT 1");
    return newest.value_or(chain_end{});
}

std::string stored_end_mark(read_tx& tx) {
    return tx.value<std::string>("SELECT value FROM secrets WHERE name = 'audit_end'").value_or("");
}

std::int64_t number_of(const std::string& end_mark) { return std::strtoll(end_mark.c_str(), nullptr, 10); }

chain_end end_to_go_on_from(read_tx& tx) {
    auto end = end_and_mark(tx);
    return {std::max(end.seq, number_of(end.mark)), std::move(end.chain)};
}

void mark_end(write_tx& tx) {
    const auto end = end_and_mark(tx);
    if (end.seq <= number_of(end.mark)) return;
    tx.execute(R"(
        INSERT INTO secrets (name, value)
        VALUES ('audit_end', :value)
        ON CONFLICT (name) DO UPDATE SET value = excluded.value)",
               link_maker().end_mark({end.seq, end.chain}));
}

std::vector<sealed_row> sealed_after(read_tx& tx, std::int64_t last) {
    return tx.rows<sealed_row>(R"(
        SELECT id, seq, chain, at, actor_kind, actor, actor_name, session, address, action, client, object, outcome, fields,
               reason, request
        FROM audit
        WHERE seq > :last
        ORDER BY seq
        LIMIT 1000)",
                               last);
}

}
