#include "core/src/audit/chain.hpp"
#include "core/src/audit/links.hpp"

#include <algorithm>

namespace lumbar::audit {

namespace {

verification broken_at(verification so_far, std::int64_t seq, std::string finding) {
    so_far.intact = false;
    so_far.broken = seq;
    so_far.finding = std::move(finding);
    return so_far;
}

// The genuine entry that stands under another number now; empty when what was sealed as `seq` is not there any more.
std::optional<std::int64_t> moved_to(read_tx& tx, const link_maker& maker, const chain_end& before, std::int64_t seq,
                                     const std::string& sealed_as) {
    for (std::int64_t last = 0;;) {
        auto rows = sealed_after(tx, last);
        if (rows.empty()) return {};
        for (const auto& row : rows) {
            const auto link = maker.link(before.chain, seq, row);
            if (*row.seq != seq && (link == row.chain || link == sealed_as)) return row.seq;
            last = *row.seq;
        }
    }
}

std::string what_happened_to(read_tx& tx, const link_maker& maker, const chain_end& before, const sealed_row& row) {
    const auto number = std::to_string(before.seq + 1);
    if (*row.seq != before.seq + 1)
        return "Entry " + number + " has been removed: the next one is number " + std::to_string(*row.seq) + ".";
    if (auto now = moved_to(tx, maker, before, before.seq + 1, row.chain.value_or("")))
        return "Entries have been put in another order: what was entry " + number + " stands as number " + std::to_string(*now) +
               ".";
    return "Entry " + number + " (" + row.id + ") has been changed or put in after it was sealed.";
}

// What is wrong with the end of the chain; empty when nothing is.
std::string fault_of_end(read_tx& tx, const link_maker& maker, const chain_end& last) {
    const auto stored = stored_end_mark(tx);
    if (last.seq == 0 && stored.empty())
        return tx.value<std::int64_t>("SELECT id FROM clinic WHERE NOT EXISTS (SELECT 1 FROM audit)")
                   ? "Every entry has been removed, and the mark of the newest: a clinic's set-up is always one."
                   : "";
    if (stored == maker.end_mark(last)) return {};
    const auto sealed = number_of(stored);
    if (sealed > last.seq)
        return "Entry " + std::to_string(last.seq + 1) + " and all after it have been cut off: " + std::to_string(sealed) +
               " were sealed.";
    return "The mark of the newest entry has been changed or removed.";
}

// The chain is whole, and does not go through a head that it once had.
std::string said_by_head(const chain_head& head, const chain_end& last) {
    const auto number = std::to_string(head.seq);
    const std::string known = "the head file has known entry " + number + " since " + to_text(head.at);
    const std::string restored = " (If an older backup has been restored on purpose, move the head file away.)";
    if (head.seq > last.seq)
        return "Entry " + std::to_string(last.seq + 1) + " and all after it have been cut off, with the database's own mark: " +
               known + "." + restored;
    return "Entries up to number " + number + " have been cut off and others written in their place: " + known +
           " as another one." + restored;
}

verification walk(read_tx& tx, const std::optional<chain_head>& head) {
    const link_maker maker;
    verification found;
    chain_end last;
    bool through_head = !head || head->seq == 0;
    // The chain begins at 1: what is numbered below it was never sealed.
    if (auto forged = tx.value<row_id>("SELECT id FROM audit WHERE seq < 1 LIMIT 1"))
        return broken_at(found, 0, "Entry " + *forged + " was put in beside the chain.");
    for (auto rows = sealed_after(tx, 0); !rows.empty(); rows = sealed_after(tx, last.seq)) {
        for (const auto& row : rows) {
            if (*row.seq != last.seq + 1 || row.chain != maker.link(last.chain, last.seq + 1, row))
                return broken_at(found, last.seq + 1, what_happened_to(tx, maker, last, row));
            last = {*row.seq, *row.chain};
            if (head && head->seq == last.seq) through_head = head->chain == last.chain;
            ++found.entries;
        }
    }
    if (auto fault = fault_of_end(tx, maker, last); !fault.empty()) return broken_at(found, last.seq + 1, fault);
    found.unsealed = tx.value<std::int64_t>("SELECT COUNT(*) FROM audit WHERE seq IS NULL").value_or(0);
    return through_head ? found : broken_at(found, std::min(head->seq, last.seq + 1), said_by_head(*head, last));
}

}

verification verify(database& db, const std::optional<chain_head>& head) {
    caller system;
    system.who.kind = actor_kind::system;
    system.who.name = "Lumbar";
    return db.read(system, [&](read_tx& tx) { return walk(tx, head); });
}

}
