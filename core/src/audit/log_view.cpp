#include "core/src/audit/log_view.hpp"

#include <lumbar/database.hpp>

#include <limits>
#include <ostream>

namespace lumbar::audit {
namespace {

struct log_row {
    row_id id;
    std::optional<std::int64_t> seq;
    utc_ms at;
    std::string actor_kind, actor_name, action, client, object, outcome, fields, reason, address;
    std::optional<std::string> given_name, family_name;
};
BOOST_DESCRIBE_STRUCT(log_row, (), (id, seq, at, actor_kind, actor_name, action, client, object, outcome, fields, reason, address,
    given_name, family_name))

// What an action reads like. "%" stands for the client, where there is one.
constexpr std::pair<std::string_view, std::string_view> sentences[] = {
    {"client.read", "opened the record of %"},
    {"client.create", "registered %"},
    {"client.update", "changed the details of %"},
    {"client.access", "looked up who saw the record of %"},
    {"facts.read", "read the health answers of %"},
    {"measures.read", "read the measures of %"},
    {"appointment.book", "booked a visit for %"},
    {"appointment.move", "moved a visit of %"},
    {"appointment.confirm", "confirmed a visit of %"},
    {"appointment.check_in", "checked in %"},
    {"appointment.start", "started the session of %"},
    {"appointment.finish", "finished the visit of %"},
    {"appointment.cancel", "cancelled a visit of %"},
    {"appointment.no_show", "marked % as not having come"},
    {"appointment.reopen", "took back the last step of a visit of %"},
    {"note.create", "began a treatment note for %"},
    {"note.read", "opened a treatment note of %"},
    {"note.autosave", "wrote a treatment note for %"},
    {"note.sign", "signed a treatment note of %"},
    {"note.addendum", "added to a treatment note of %"},
    {"intake.request", "sent a form link to %"},
    {"intake.read", "read the intake form of %"},
    {"intake.autosave", "filled in the intake form of %"},
    {"intake.submit", "submitted the intake form of %"},
    {"finding.answer", "answered a finding about %"},
    {"session.sign_in", "signed in"},
    {"session.failed", "failed to sign in"},
    {"session.sign_out", "signed out"},
    {"session.sign_out_everywhere", "signed out everywhere"},
    {"link.open", "opened the form link of %"},
    {"user.create", "added a user"},
    {"user.update", "changed a user"},
    {"user.link", "made a sign-in link for a user"},
    {"user.end_sessions", "ended a user's sessions"},
    {"user.password", "chose a password"},
    {"role.update", "changed a role"},
    {"clinic.set_up", "set up the clinic"},
    {"clinic.update", "changed the clinic's settings"},
    {"plugin.enable", "switched a plugin on"},
    {"plugin.disable", "switched a plugin off"},
    {"audit.read", "read the audit log"},
};

std::string name_of(const log_row& row) {
    auto name = row.given_name.value_or("");
    if (row.family_name && !row.family_name->empty()) name += (name.empty() ? "" : " ") + *row.family_name;
    return name;
}

std::string summary_of(const log_row& row, const std::string& client_name) {
    std::string who = row.actor_kind == "client_link" ? "The client" : row.actor_name.empty() ? "Somebody" : row.actor_name;
    std::string what;
    for (const auto& [action, sentence] : sentences)
        if (row.action == action) what = sentence;
    if (what.empty()) what = "did " + row.action + (client_name.empty() ? "" : " for %");
    if (auto at = what.find('%'); at != what.npos) what.replace(at, 1, client_name.empty() ? "a client" : client_name);
    return who + (row.outcome == "denied" ? " was refused: " : " ") + what;
}

std::vector<std::string> split(const std::string& list) {
    std::vector<std::string> out;
    for (std::size_t from = 0; from < list.size();) {
        auto comma = std::min(list.find(',', from), list.size());
        out.push_back(list.substr(from, comma - from));
        from = comma + 1;
    }
    return out;
}

log_line line_of(const log_row& row) {
    const auto client_name = name_of(row);
    return {row.id, row.seq, row.at, row.actor_kind, row.actor_name, row.action, summary_of(row, client_name), row.client, client_name,
            row.object, row.outcome, split(row.fields), row.reason, row.address};
}

std::vector<log_row> rows_of(read_tx& tx, const log_filter& f, int limit) {
    const auto from = f.from.value_or(utc_ms{0}), to = f.to.value_or(utc_ms{std::numeric_limits<std::int64_t>::max()});
    const std::string before = f.before.empty() ? "g" : f.before;
    const auto length = static_cast<std::int64_t>(f.action.size());
    if (f.client)
        return tx.rows<log_row>(R"(
            SELECT a.id, a.seq, a.at, a.actor_kind, a.actor_name, a.action, a.client, a.object, a.outcome, a.fields, a.reason, a.address,
                   c.given_name, c.family_name
            FROM audit a LEFT JOIN clients c ON c.id = a.client
            WHERE a.client = :client AND a.id < :before AND a.at >= :from AND a.at < :to AND substr(a.action, 1, CAST(:length AS INTEGER)) = :action
                AND (CAST(:any_actor AS BIGINT) = 1 OR a.actor = :actor)
            ORDER BY a.id DESC
            LIMIT :most)",
            f.client, before, from, to, length, f.action, f.actor.empty(), f.actor.str(), limit);
    if (f.actor)
        return tx.rows<log_row>(R"(
            SELECT a.id, a.seq, a.at, a.actor_kind, a.actor_name, a.action, a.client, a.object, a.outcome, a.fields, a.reason, a.address,
                   c.given_name, c.family_name
            FROM audit a LEFT JOIN clients c ON c.id = a.client
            WHERE a.actor = :actor AND a.id < :before AND a.at >= :from AND a.at < :to AND substr(a.action, 1, CAST(:length AS INTEGER)) = :action
            ORDER BY a.id DESC
            LIMIT :most)",
            f.actor, before, from, to, length, f.action, limit);
    return tx.rows<log_row>(R"(
        SELECT a.id, a.seq, a.at, a.actor_kind, a.actor_name, a.action, a.client, a.object, a.outcome, a.fields, a.reason, a.address,
               c.given_name, c.family_name
        FROM audit a LEFT JOIN clients c ON c.id = a.client
        WHERE a.id < :before AND a.at >= :from AND a.at < :to AND substr(a.action, 1, CAST(:length AS INTEGER)) = :action
        ORDER BY a.id DESC
        LIMIT :most)",
        before, from, to, length, f.action, limit);
}

// Quoted, and kept from being read as a formula by a spreadsheet.
void put_cell(std::ostream& out, std::string_view text, char end) {
    out << '"';
    if (!text.empty() && std::string_view("=+-@\t\r\n").find(text.front()) != std::string_view::npos) out << '\'';
    for (char c : text) {
        if (c == '"') out << '"';
        out << c;
    }
    out << '"' << end;
}

}

std::vector<log_line> log_lines(read_tx& tx, const log_filter& filter, int limit) {
    std::vector<log_line> lines;
    for (const auto& row : rows_of(tx, filter, limit)) lines.push_back(line_of(row));
    return lines;
}

std::int64_t export_csv(database& db, std::ostream& out) {
    caller c;
    c.who.kind = actor_kind::system;
    c.who.name = "Lumbar";
    return db.read(c, [&](read_tx& tx) {
        out << "number,at,actor,action,client,object,outcome,fields,reason,address\n";
        std::int64_t entries = 0;
        for (std::string last;;) {
            auto rows = tx.rows<log_row>(R"(
                SELECT a.id, a.seq, a.at, a.actor_kind, a.actor_name, a.action, a.client, a.object, a.outcome, a.fields, a.reason,
                       a.address, c.given_name, c.family_name
                FROM audit a LEFT JOIN clients c ON c.id = a.client
                WHERE a.id > :last
                ORDER BY a.id
                LIMIT 1000)",
                last);
            if (rows.empty()) return entries;
            for (const auto& row : rows) {
                out << row.seq.value_or(0) << ',';
                for (const auto& cell : {to_text(row.at), row.actor_name, row.action, row.client, row.object, row.outcome, row.fields, row.reason})
                    put_cell(out, cell, ',');
                put_cell(out, row.address, '\n');
                last = row.id.str();
                ++entries;
            }
        }
    });
}

}
