#pragma once

#include "marks.hpp"

#include <lumbar/appointments.hpp>

namespace notes {

// A treatment note of one visit by one author. "draft" until it is signed; "signed" never changes again.
struct note {
    row_id id;
    row_id appointment;
    row_id client;
    row_id author;
    std::string author_name;
    std::string status;
    std::string subjective;
    std::string objective;
    std::string assessment;
    std::string plan;
    json_document marks;                          // a list of mark
    std::optional<std::int64_t> pain_before;      // numeric rating scales, 0 to 10
    std::optional<std::int64_t> pain_after;
    std::optional<std::int64_t> relaxation_before;
    std::optional<std::int64_t> relaxation_after;
    std::string screening;                        // what the check said when the note was begun
    utc_ms created_at;
    utc_ms updated_at;
    std::string updated_by;
    row_id signed_by;
    std::string signed_by_name;
    std::optional<utc_ms> signed_at;
    std::string override_reason;                  // why it was signed against a guard's reasons; usually empty
    std::string content_hash;
    std::int64_t version = 1;

    bool is_signed() const { return status == "signed"; }
};
BOOST_DESCRIBE_STRUCT(note, (),
                      (id, appointment, client, author, author_name, status, subjective, objective, assessment, plan, marks,
                       pain_before, pain_after, relaxation_before, relaxation_after, screening, created_at, updated_at,
                       updated_by, signed_by, signed_by_name, signed_at, override_reason, content_hash, version))

// Begun, signed or added to; what is typed into a draft is not told.
struct note_changed {
    static constexpr std::string_view event = "note_changed";
    row_id note;
    row_id client;
};
BOOST_DESCRIBE_STRUCT(note_changed, (), (note, client))

// What its author writes.
struct note_text {
    std::string subjective;
    std::string objective;
    std::string assessment;
    std::string plan;
    std::vector<mark> marks;
    std::optional<std::int64_t> pain_before;
    std::optional<std::int64_t> pain_after;
    std::optional<std::int64_t> relaxation_before;
    std::optional<std::int64_t> relaxation_after;
};
BOOST_DESCRIBE_STRUCT(note_text, (), (subjective, objective, assessment, plan, marks, pain_before, pain_after, relaxation_before,
    relaxation_after))
void check(const note_text& text, problems& faults);

std::optional<note> note_of(read_tx& tx, const row_id& id);

// Newest first; at most `limit` notes older than `before` (empty: from the newest).
std::vector<note> notes_of_client(read_tx& tx, const row_id& client, const row_id& before, int limit);
std::vector<note> drafts_of(read_tx& tx, const row_id& author);

// The client's last signed note but `except`.
std::optional<note> last_signed(read_tx& tx, const row_id& client, const row_id& except);

// Who writes or signs: by default the transaction's actor.
struct therapist {
    row_id id;
    std::string name;
};
BOOST_DESCRIBE_STRUCT(therapist, (), (id, name))
therapist acting(const read_tx& tx);

// A therapist's empty draft for this visit; `screening` is what the check has said. Empty if they have a note of it already.
std::optional<row_id> insert_draft(write_tx& tx, const appointment& visit, const therapist& author, std::string_view screening);

// The actor's note of this visit; begun if there is none, after the contraindication check has run and been noted.
struct note_begun {
    row_id note;
    bool is_new = false;
};
note_begun begin_note(write_tx& tx, const appointment& visit);

// The author, and whoever may act for others ("notes.sign").
bool may_write(const actor& who, const note& n);

enum class saving { saved, changed_meanwhile, already_signed };

// Saves a draft that is still at `version`, and its scores as measures of the visit.
saving save_note(write_tx& tx, const note& before, const note_text& text, std::int64_t version);

}
