#include "signatures.hpp"

#include <sodium.h>

#include <algorithm>

namespace notes {

namespace {

// What is signed, as it is hashed. Members are never taken away or moved: old hashes would no longer be met.
struct signed_content {
    row_id note;
    row_id appointment;
    row_id client;
    row_id author;
    std::string author_name;
    std::string subjective;
    std::string objective;
    std::string assessment;
    std::string plan;
    json_document marks;
    std::optional<std::int64_t> pain_before;
    std::optional<std::int64_t> pain_after;
    std::optional<std::int64_t> relaxation_before;
    std::optional<std::int64_t> relaxation_after;
    std::string screening;
    row_id signed_by;
    std::string signed_by_name;
    utc_ms signed_at;
    std::string override_reason;
};
BOOST_DESCRIBE_STRUCT(signed_content, (),
                      (note, appointment, client, author, author_name, subjective, objective, assessment, plan, marks,
                       pain_before, pain_after, relaxation_before, relaxation_after, screening, signed_by, signed_by_name,
                       signed_at, override_reason))

std::string sha256(std::string_view content) {
    unsigned char digest[crypto_hash_sha256_BYTES];
    crypto_hash_sha256(digest, reinterpret_cast<const unsigned char*>(content.data()), content.size());
    char hex[2 * sizeof digest + 1];
    sodium_bin2hex(hex, sizeof hex, digest, sizeof digest);
    return hex;
}

std::string hash_of(const note& n) {
    std::string canonical;
    append_json(canonical,
                signed_content{n.id, n.appointment, n.client, n.author, n.author_name, n.subjective, n.objective, n.assessment,
                               n.plan, n.marks, n.pain_before, n.pain_after, n.relaxation_before, n.relaxation_after, n.screening,
                               n.signed_by, n.signed_by_name, n.signed_at.value_or(utc_ms{}), n.override_reason});
    return sha256(canonical);
}

}

std::vector<addendum> addenda_of(read_tx& tx, const row_id& note) {
    return tx.rows<addendum>(R"(
        SELECT id, author_name, text, created_at
        FROM notes_addenda
        WHERE note = :note
        ORDER BY id)",
        note);
}

signing sign_note(write_tx& tx, const note& n, std::int64_t version, std::string_view override_reason, const therapist& by,
                  utc_ms at) {
    note done = n;
    done.signed_by = by.id;
    done.signed_by_name = by.name;
    done.signed_at = at;
    done.override_reason = override_reason;
    auto rows = tx.execute(R"(
        UPDATE notes_notes
        SET status = 'signed', signed_by = :signed_by, signed_by_name = :signed_by_name, signed_at = :signed_at,
            override_reason = :override_reason, content_hash = :content_hash, version = version + 1
        WHERE id = :id AND version = :version AND status = 'draft')",
        done.signed_by, done.signed_by_name, done.signed_at, done.override_reason, hash_of(done), n.id, version);
    if (rows == 0) {
        auto status = tx.value<std::string>("SELECT status FROM notes_notes WHERE id = :id", n.id);
        return status == "signed" ? signing::already_signed : signing::changed_meanwhile;
    }
    tx.changed("signature");
    if (!override_reason.empty()) tx.changed("override_reason");
    return signing::done;
}

sealed_state signed_notes(read_tx& tx) {
    sealed_state found;
    auto ids = tx.rows<row_id>("SELECT id FROM notes_notes WHERE status = 'signed' ORDER BY id");
    for (const row_id& id : ids) {
        auto n = note_of(tx, id);
        if (!n || !verified(*n)) found.changed.push_back(id);
        ++found.looked_at;
    }
    return found;
}

bool verified(const note& n) { return n.is_signed() && n.content_hash == hash_of(n); }

guarding ask_guards(read_tx& tx, const note& n, const appointment& visit, std::string_view override_reason) {
    guarding asked{note_reasons(tx, n.id, visit), false};
    bool final = std::any_of(asked.reasons.begin(), asked.reasons.end(), [](const guard_reason& r) { return !r.overridable; });
    bool said_why = override_reason.find_first_not_of(" \t\r\n") != override_reason.npos;
    asked.passed = asked.reasons.empty() || (!final && said_why && tx.actor().may("visits.override"));
    return asked;
}

std::optional<addendum> add_addendum(write_tx& tx, const row_id& note, std::string_view text) {
    addendum added{tx.new_id(), tx.actor().name, std::string(text), tx.now()};
    auto rows = tx.execute(R"(
        INSERT INTO notes_addenda (id, note, author, author_name, text, created_at)
        SELECT :id, n.id, :author, :author_name, :text, CAST(:created_at AS BIGINT)
        FROM notes_notes n
        WHERE n.id = :note AND n.status = 'signed')",
        added.id, tx.actor().id, added.author_name, added.text, added.created_at, note);
    if (rows == 0) return {};
    return added;
}

}
