#include "notes.hpp"

#include <lumbar/measures.hpp>
#include <lumbar/points.hpp>

namespace notes {

namespace {

constexpr std::size_t longest_section = 20000;

std::string json_of(const std::vector<mark>& marks) {
    std::string out;
    append_json(out, marks);
    return out;
}

std::string screening_text(const screening_state& state) {
    if (!state.screened) return "not screened: " + state.reason;
    return (state.clear ? "clear, checked by " : "alerts, checked by ") + state.by;
}

void save_score(write_tx& tx, const note& n, std::string_view scale, measure_moment moment, std::optional<std::int64_t> before,
                std::optional<std::int64_t> now) {
    if (before == now) return;
    const std::string source = "notes:" + n.id;
    if (!now) return remove_measure(tx, source, scale, moment);
    measure reading;
    reading.client = n.client;
    reading.appointment = n.appointment;
    reading.scale = scale;
    reading.moment = moment;
    reading.value = static_cast<double>(*now);
    reading.source = source;
    set_measure(tx, reading);
}

void name_changes(write_tx& tx, const note& before, const note_text& now, const std::string& marks) {
    if (before.subjective != now.subjective) tx.changed("subjective");
    if (before.objective != now.objective) tx.changed("objective");
    if (before.assessment != now.assessment) tx.changed("assessment");
    if (before.plan != now.plan) tx.changed("plan");
    if (before.marks.text != marks) tx.changed("marks");
    if (before.pain_before != now.pain_before || before.pain_after != now.pain_after) tx.changed("pain");
    if (before.relaxation_before != now.relaxation_before || before.relaxation_after != now.relaxation_after)
        tx.changed("relaxation");
}

}

void check(const note_text& text, problems& faults) {
    faults.at_most("/subjective", text.subjective, longest_section);
    faults.at_most("/objective", text.objective, longest_section);
    faults.at_most("/assessment", text.assessment, longest_section);
    faults.at_most("/plan", text.plan, longest_section);
    check_marks(text.marks, faults);
    auto score = [&](std::string_view pointer, const std::optional<std::int64_t>& value) {
        if (value) faults.between(pointer, *value, 0, 10);
    };
    score("/pain_before", text.pain_before);
    score("/pain_after", text.pain_after);
    score("/relaxation_before", text.relaxation_before);
    score("/relaxation_after", text.relaxation_after);
}

std::optional<note> note_of(read_tx& tx, const row_id& id) {
    return tx.row<note>(R"(
        SELECT id, appointment, client, author, author_name, status, subjective, objective, assessment, plan, marks,
               pain_before, pain_after, relaxation_before, relaxation_after, screening, created_at, updated_at, updated_by,
               signed_by, signed_by_name, signed_at, override_reason, content_hash, version
        FROM notes_notes
        WHERE id = :id)",
        id);
}

std::vector<note> notes_of_client(read_tx& tx, const row_id& client, const row_id& before, int limit) {
    const std::string_view from = before.empty() ? "g" : before.str();  // ids are hexadecimal: "g" sorts after all
    return tx.rows<note>(R"(
        SELECT id, appointment, client, author, author_name, status, subjective, objective, assessment, plan, marks,
               pain_before, pain_after, relaxation_before, relaxation_after, screening, created_at, updated_at, updated_by,
               signed_by, signed_by_name, signed_at, override_reason, content_hash, version
        FROM notes_notes
        WHERE client = :client AND id < :before
        ORDER BY id DESC
        LIMIT :limit)",
        client, from, limit);
}

std::vector<note> drafts_of(read_tx& tx, const row_id& author) {
    return tx.rows<note>(R"(
        SELECT id, appointment, client, author, author_name, status, subjective, objective, assessment, plan, marks,
               pain_before, pain_after, relaxation_before, relaxation_after, screening, created_at, updated_at, updated_by,
               signed_by, signed_by_name, signed_at, override_reason, content_hash, version
        FROM notes_notes
        WHERE author = :author AND status = 'draft'
        ORDER BY id DESC)",
        author);
}

std::optional<note> last_signed(read_tx& tx, const row_id& client, const row_id& except) {
    return tx.row<note>(R"(
        SELECT id, appointment, client, author, author_name, status, subjective, objective, assessment, plan, marks,
               pain_before, pain_after, relaxation_before, relaxation_after, screening, created_at, updated_at, updated_by,
               signed_by, signed_by_name, signed_at, override_reason, content_hash, version
        FROM notes_notes
        WHERE client = :client AND status = 'signed' AND id <> :except
        ORDER BY signed_at DESC, id DESC
        LIMIT 1)",
        client, except.str());
}

therapist acting(const read_tx& tx) { return {tx.actor().id, tx.actor().name}; }

std::optional<row_id> insert_draft(write_tx& tx, const appointment& visit, const therapist& author, std::string_view screening) {
    row_id id = tx.new_id();
    auto rows = tx.execute(R"(
        INSERT INTO notes_notes (id, appointment, client, author, author_name, status, subjective, objective, assessment, plan,
                                 marks, screening, created_at, updated_at, updated_by, signed_by_name, override_reason,
                                 content_hash, version)
        VALUES (:id, :appointment, :client, :author, :author_name, 'draft', '', '', '', '', '[]', :screening, :created_at,
                :updated_at, :updated_by, '', '', '', 1)
        ON CONFLICT (appointment, author) DO NOTHING)",
        id, visit.id, visit.client, author.id, author.name, screening, tx.now(), tx.now(), author.name);
    if (rows == 0) return {};
    return id;
}

note_begun begin_note(write_tx& tx, const appointment& visit) {
    const therapist author = acting(tx);
    auto existing = [&] {
        return tx.value<row_id>("SELECT id FROM notes_notes WHERE appointment = :appointment AND author = :author", visit.id,
                                author.id);
    };
    if (auto id = existing()) return {*id, false};
    if (auto id = insert_draft(tx, visit, author, screening_text(screen_now(tx, visit)))) {
        tx.emit(note_changed{*id, visit.client});
        return {*id, true};
    }
    return {existing().value_or(row_id()), false};
}

bool may_write(const actor& who, const note& n) { return who.may("notes.edit") && (who.id == n.author || who.may("notes.sign")); }

saving save_note(write_tx& tx, const note& before, const note_text& text, std::int64_t version) {
    const std::string marks = json_of(text.marks);
    auto rows = tx.execute(R"(
        UPDATE notes_notes
        SET subjective = :subjective, objective = :objective, assessment = :assessment, plan = :plan, marks = :marks,
            pain_before = :pain_before, pain_after = :pain_after, relaxation_before = :relaxation_before,
            relaxation_after = :relaxation_after, updated_at = :now, updated_by = :who, version = version + 1
        WHERE id = :id AND version = :version AND status = 'draft')",
                           text.subjective, text.objective, text.assessment, text.plan, marks, text.pain_before, text.pain_after,
                           text.relaxation_before, text.relaxation_after, tx.now(), tx.actor().name, before.id, version);
    if (rows == 0) {
        auto status = tx.value<std::string>("SELECT status FROM notes_notes WHERE id = :id", before.id);
        return status == "signed" ? saving::already_signed : saving::changed_meanwhile;
    }
    save_score(tx, before, "pain_nrs", measure_moment::before, before.pain_before, text.pain_before);
    save_score(tx, before, "pain_nrs", measure_moment::after, before.pain_after, text.pain_after);
    save_score(tx, before, "relaxation_nrs", measure_moment::before, before.relaxation_before, text.relaxation_before);
    save_score(tx, before, "relaxation_nrs", measure_moment::after, before.relaxation_after, text.relaxation_after);
    name_changes(tx, before, text, marks);
    return saving::saved;
}

}
