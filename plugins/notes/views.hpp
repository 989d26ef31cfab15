#pragma once

#include "signatures.hpp"

namespace notes {

// A note as its page shows it: whose, of which visit, and what may be done with it.
struct note_view {
    row_id id;
    row_id appointment;
    row_id client;
    std::string client_name;
    std::int64_t client_number = 0;
    std::string client_pronouns;
    std::optional<std::int64_t> client_age;
    std::string service_name;
    utc_ms starts_at;
    utc_ms ends_at;
    row_id author;
    std::string author_name;
    std::string status;                      // "draft", "signed"
    std::string subjective;
    std::string objective;
    std::string assessment;
    std::string plan;
    std::vector<mark> marks;
    std::optional<std::int64_t> pain_before;
    std::optional<std::int64_t> pain_after;
    std::optional<std::int64_t> relaxation_before;
    std::optional<std::int64_t> relaxation_after;
    std::string screening;
    utc_ms created_at;
    utc_ms updated_at;
    std::string updated_by;
    std::string signed_by_name;
    std::optional<utc_ms> signed_at;
    std::string override_reason;
    std::string content_hash;
    std::optional<bool> verified;            // of a signed note: what is stored is what was signed
    std::vector<addendum> addenda;
    bool can_edit = false;                   // a draft that the reader may write and sign
    std::int64_t version = 1;
};
BOOST_DESCRIBE_STRUCT(note_view, (),
                      (id, appointment, client, client_name, client_number, client_pronouns, client_age, service_name, starts_at,
                       ends_at, author, author_name, status, subjective, objective, assessment, plan, marks, pain_before,
                       pain_after, relaxation_before, relaxation_after, screening, created_at, updated_at, updated_by,
                       signed_by_name, signed_at, override_reason, content_hash, verified, addenda, can_edit, version))

note_view view_of(read_tx& tx, const note& n);

// A note in a list. `summary` is the beginning of its assessment, or of what the client said.
struct note_line {
    row_id id;
    row_id appointment;
    row_id client;
    std::string client_name;
    std::string author_name;
    std::string status;
    std::string service_name;
    utc_ms starts_at;
    std::string summary;
    std::int64_t addenda = 0;
    utc_ms updated_at;
    std::optional<utc_ms> signed_at;
};
BOOST_DESCRIBE_STRUCT(note_line, (), (id, appointment, client, client_name, author_name, status, service_name, starts_at, summary,
    addenda, updated_at, signed_at))

// With `summary` the lines hold health information, and the route that sends them is audited.
note_line line_of(read_tx& tx, const note& n, bool summary);

}
