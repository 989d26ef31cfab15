#pragma once

#include "notes.hpp"

#include <lumbar/points.hpp>

namespace notes {

// Later words about a signed note.
struct addendum {
    row_id id;
    std::string author_name;
    std::string text;
    utc_ms created_at;
};
BOOST_DESCRIBE_STRUCT(addendum, (), (id, author_name, text, created_at))

// Oldest first.
std::vector<addendum> addenda_of(read_tx& tx, const row_id& note);

enum class signing { done, already_signed, changed_meanwhile };

// Freezes a draft that is still at `version`, with the hash of all that it says.
signing sign_note(write_tx& tx, const note& n, std::int64_t version, std::string_view override_reason, const therapist& by,
                  utc_ms at);

// True if what is stored is what was signed. False for a draft.
bool verified(const note& n);

// All signed notes, and those of them that do not verify.
sealed_state signed_notes(read_tx& tx);

// What other plugins have against signing. `passed` if they have nothing, or if every reason can be overridden, the actor
// may do so and has said why.
struct guarding {
    std::vector<guard_reason> reasons;
    bool passed = false;
};
guarding ask_guards(read_tx& tx, const note& n, const appointment& visit, std::string_view override_reason);

// Empty if the note is not signed.
std::optional<addendum> add_addendum(write_tx& tx, const row_id& note, std::string_view text);

}
