#include "core/src/audit/audit.hpp"

#include "core/src/audit/links.hpp"
#include "db/src/context.hpp"

namespace lumbar::audit {

void record(write_tx& tx, const entry& what) {
    owner_scope core(tx, "core");
    const auto& who = tx.actor();
    sealed_row row;
    row.id = tx.new_id();
    row.at = tx.now();
    row.actor_kind = bind(who.kind).str();
    row.actor = who.id.str();
    row.actor_name = who.name;
    row.session = who.session.str();
    row.address = who.address;
    row.action = what.action;
    row.client = what.client.str();
    row.object = what.object;
    row.outcome = what.outcome;
    for (const auto& field : what.fields) row.fields += (row.fields.empty() ? "" : ",") + field;
    row.reason = what.reason;
    row.request = what.request;
    if (tx.dialect() == dialect::sqlite) {
        // Writes come one after the other: an entry stands in the chain as soon as it is there.
        const auto last = end_to_go_on_from(tx);
        row.seq = last.seq + 1;
        row.chain = link_maker().link(last.chain, *row.seq, row);
    }
    tx.execute(R"(
        INSERT INTO audit (id, seq, chain, at, actor_kind, actor, actor_name, session, address, action, client, object, outcome,
                           fields, reason, request)
        VALUES (:id, :seq, :chain, :at, :actor_kind, :actor, :actor_name, :session, :address, :action, :client, :object, :outcome,
                :fields, :reason, :request))",
               row.id, row.seq, row.chain, row.at, row.actor_kind, row.actor, row.actor_name, row.session, row.address, row.action,
               row.client, row.object, row.outcome, row.fields, row.reason, row.request);
}

}
