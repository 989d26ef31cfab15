#include "core/src/audit/audit.hpp"

#include "db/src/context.hpp"

namespace lumbar::audit {

void record(write_tx& tx, const entry& what) {
    owner_scope core(tx, "core");
    std::string fields;
    for (const auto& field : what.fields) fields += (fields.empty() ? "" : ",") + field;
    const auto& who = tx.actor();
    tx.execute(R"(
        INSERT INTO audit (id, at, actor_kind, actor, actor_name, session, address, action, client, object, outcome, fields,
                           reason, request)
        VALUES (:id, :at, :actor_kind, :actor, :actor_name, :session, :address, :action, :client, :object, :outcome, :fields,
                :reason, :request))",
               tx.new_id(), tx.now(), who.kind, who.id.str(), who.name, who.session.str(), who.address, what.action,
               what.client.str(), what.object, what.outcome, fields, what.reason, what.request);
}

}
