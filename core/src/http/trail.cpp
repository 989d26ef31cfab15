#include "core/src/http/trail.hpp"

#include "db/src/context.hpp"

#include <algorithm>

namespace lumbar::http {
namespace {

// An id, or a word like a role's: nothing that somebody could write a message into the log with.
bool names_a_record(std::string_view text) {
    return !text.empty() && text.size() <= 64 &&
           std::all_of(text.begin(), text.end(), [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-'; });
}

std::string action_of(const call& c) {
    if (!c.route) return "get " + c.asked.route;
    if (!c.row().audit_action.empty()) return std::string(c.row().audit_action);
    std::string action(name_of(c.row().method));
    for (char& letter : action) letter = static_cast<char>(letter | 0x20);
    return action + ' ' + c.route->path;
}

}

audit::entry entry_of(const call& c, std::string_view outcome) {
    audit::entry entry;
    entry.action = action_of(c);
    entry.outcome = outcome;
    entry.request = c.asked.request_id;
    entry.client = !c.client.empty() ? c.client : c.asked.id("client");
    if (entry.client.empty()) entry.client = c.asked.who.client;
    entry.object = c.object.str();
    if (entry.object.empty() && !c.asked.parameters.empty() && names_a_record(c.asked.parameters.back().second))
        entry.object = c.asked.parameters.back().second;
    return entry;
}

void note_about(call& c, read_tx& tx) {
    c.client = tx.kernel().client;
    c.object = tx.kernel().object;
}

std::string same_row(const call& c, const audit::entry& entry) {
    const auto& who = c.asked.who;
    const std::string_view by = !who.session.empty() ? who.session.str() : !who.id.empty() ? who.id.str() : who.address;
    std::string row;
    row.reserve(by.size() + entry.action.size() + row_id::longest + entry.object.size() + 3);
    return row.append(by).append("|").append(entry.action).append("|").append(entry.client.str()).append("|").append(entry.object);
}

}
