#include "core/src/audit/log_view.hpp"

#include "core/src/audit/sentences.hpp"

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
    std::optional<std::string> given_name, family_name, object_name;
};
BOOST_DESCRIBE_STRUCT(log_row, (), (id, seq, at, actor_kind, actor_name, action, client, object, outcome, fields, reason, address,
    given_name, family_name, object_name))

std::string name_of(const log_row& row) {
    auto name = row.given_name.value_or("");
    if (row.family_name && !row.family_name->empty()) name += (name.empty() ? "" : " ") + *row.family_name;
    return name;
}

// One pass: what is filled in may hold any character itself.
std::string filled_in(const std::string& sentence, const std::string& client, const std::string& record) {
    std::string out;
    for (char c : sentence) {
        if (c == '%') out += client;
        else if (c == '#') out += record;
        else out += c;
    }
    return out;
}

std::string who_did(const log_row& row) {
    if (row.actor_kind == "client_link") return "The client";
    if (!row.actor_name.empty()) return row.actor_name;
    return row.action == "link.open" ? "The client" : "Somebody";
}

std::string how_it_went(const log_row& row) {
    if (row.outcome == "denied") return " was refused: ";
    return row.outcome == "failed" && row.action != "session.failed" ? " tried in vain: " : " ";
}

std::string summary_of(const log_row& row, const std::string& client_name) {
    const auto what = sentence_of(row.action, !row.client.empty());
    return who_did(row) + how_it_went(row) +
           filled_in(what, client_name.empty() ? "a client" : client_name, row.object_name.value_or(row.object));
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
    return {row.id,     row.seq,     row.at,     row.actor_kind, row.actor_name,    row.action, summary_of(row, client_name),
            row.client, client_name, row.object, row.outcome,    split(row.fields), row.reason, row.address};
}

std::vector<log_row> rows_of(read_tx& tx, const log_filter& f, int limit) {
    const auto from = f.from.value_or(utc_ms{0}), to = f.to.value_or(utc_ms{std::numeric_limits<std::int64_t>::max()});
    const std::string before = f.before.empty() ? "g" : f.before;
    const auto length = static_cast<std::int64_t>(f.action.size());
    if (f.client)
        return tx.rows<log_row>(R"(
            SELECT a.id, a.seq, a.at, a.actor_kind, a.actor_name, a.action, a.client, a.object, a.outcome, a.fields,
                   a.reason, a.address,
                   c.given_name, c.family_name, u.name AS object_name
            FROM audit a LEFT JOIN clients c ON c.id = a.client LEFT JOIN users u ON u.id = a.object
            WHERE a.client = :client AND a.id < :before AND a.at >= :from AND a.at < :to
                AND substr(a.action, 1, CAST(:length AS INTEGER)) = :action
                AND (CAST(:any_actor AS BIGINT) = 1 OR a.actor = :actor)
            ORDER BY a.id DESC
            LIMIT :most)",
                                f.client, before, from, to, length, f.action, f.actor.empty(), f.actor.str(), limit);
    if (f.actor)
        return tx.rows<log_row>(R"(
            SELECT a.id, a.seq, a.at, a.actor_kind, a.actor_name, a.action, a.client, a.object, a.outcome, a.fields,
                   a.reason, a.address,
                   c.given_name, c.family_name, u.name AS object_name
            FROM audit a LEFT JOIN clients c ON c.id = a.client LEFT JOIN users u ON u.id = a.object
            WHERE a.actor = :actor AND a.id < :before AND a.at >= :from AND a.at < :to
                AND substr(a.action, 1, CAST(:length AS INTEGER)) = :action
            ORDER BY a.id DESC
            LIMIT :most)",
                                f.actor, before, from, to, length, f.action, limit);
    return tx.rows<log_row>(R"(
        SELECT a.id, a.seq, a.at, a.actor_kind, a.actor_name, a.action, a.client, a.object, a.outcome, a.fields,
                   a.reason, a.address,
               c.given_name, c.family_name, u.name AS object_name
        FROM audit a LEFT JOIN clients c ON c.id = a.client LEFT JOIN users u ON u.id = a.object
        WHERE a.id < :before AND a.at >= :from AND a.at < :to
                AND substr(a.action, 1, CAST(:length AS INTEGER)) = :action
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
                       a.address, c.given_name, c.family_name, u.name AS object_name
                FROM audit a LEFT JOIN clients c ON c.id = a.client LEFT JOIN users u ON u.id = a.object
                WHERE a.id > :last
                ORDER BY a.id
                LIMIT 1000)",
                last);
            if (rows.empty()) return entries;
            for (const auto& row : rows) {
                out << row.seq.value_or(0) << ',';
                for (const auto& cell :
                     {to_text(row.at), row.actor_name, row.action, row.client, row.object, row.outcome, row.fields, row.reason})
                    put_cell(out, cell, ',');
                put_cell(out, row.address, '\n');
                last = row.id.str();
                ++entries;
            }
        }
    });
}

}
