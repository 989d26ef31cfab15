#include "routes.hpp"

#include "views.hpp"

#include <lumbar/clients.hpp>

namespace notes {

namespace {

struct new_note {
    row_id appointment;
};
BOOST_DESCRIBE_STRUCT(new_note, (), (appointment))

struct saved_note {
    utc_ms saved_at;
    std::int64_t version = 1;
};
BOOST_DESCRIBE_STRUCT(saved_note, (), (saved_at, version))

// `version` is the one that the signer has seen (If-Match says the same); without either, the one that is stored.
struct note_signature {
    std::optional<std::int64_t> version;
    std::optional<std::string> override_reason;
};
BOOST_DESCRIBE_STRUCT(note_signature, (), (version, override_reason))

struct new_addendum {
    std::string text;
};
BOOST_DESCRIBE_STRUCT(new_addendum, (), (text))

[[maybe_unused]] void check(const note_signature& given, problems& faults) {
    if (given.override_reason) faults.at_most("/override_reason", *given.override_reason, 1000);
}

[[maybe_unused]] void check(const new_addendum& added, problems& faults) {
    if (faults.required("/text", added.text)) faults.at_most("/text", added.text, 20000);
}

response not_yours() {
    return problem(403, "not_permitted", "Only the author of a note, or who may sign for others, can do this.");
}

response already_signed() {
    return conflict("note_already_signed", "This note has been signed and does not change. Add an addendum.");
}

// problem+json with the guards' reasons as the member `reasons`.
response blocked(const std::vector<guard_reason>& reasons) {
    response r = conflict("note_blocked", "This note cannot be signed yet.");
    std::string list;
    append_json(list, reasons);
    r.body.insert(r.body.rfind('}'), ",\"reasons\":" + list);
    return r;
}

std::vector<note_line> list_mine(const request& req, read_tx& tx) {
    std::vector<note_line> lines;
    for (const note& n : drafts_of(tx, req.user().id)) lines.push_back(line_of(tx, n, false));
    return lines;
}

response list_of_client(const request& req, read_tx& tx) {
    row_id client = req.id("client");
    if (!client_of(tx, client)) return not_found("client");
    tx.about(client);
    const int limit = req.limit();
    auto notes = notes_of_client(tx, client, row_id::parse(req.cursor()), limit);
    std::vector<note_line> lines;
    for (const note& n : notes) lines.push_back(line_of(tx, n, true));
    return page(lines, static_cast<int>(notes.size()) == limit ? notes.back().id.str() : "");
}

response show_last(const request& req, read_tx& tx) {
    row_id client = req.id("client");
    auto last = last_signed(tx, client, row_id::parse(req.query("except").value_or("")));
    if (!last) return not_found("note");
    tx.about(client, last->id);
    return ok(view_of(tx, *last));
}

response begin(const request&, const new_note& wanted, write_tx& tx) {
    auto visit = appointment_of(tx, wanted.appointment);
    if (!visit) return not_found("appointment");
    if (visit->status == appointment_status::cancelled || visit->status == appointment_status::no_show)
        return conflict("visit_not_held", "This visit was cancelled or missed. Reopen it to write a note.");
    note_begun begun = begin_note(tx, *visit);
    tx.about(visit->client, begun.note);
    auto n = note_of(tx, begun.note);
    return begun.is_new ? created(view_of(tx, *n)) : ok(view_of(tx, *n));
}

response show(const request& req, read_tx& tx) {
    auto n = note_of(tx, req.id("note"));
    if (!n) return not_found("note");
    tx.about(n->client, n->id);
    return ok(view_of(tx, *n));
}

response save(const request& req, const note_text& text, write_tx& tx) {
    auto n = note_of(tx, req.id("note"));
    if (!n) return not_found("note");
    tx.about(n->client, n->id);
    if (!may_write(req.user(), *n)) return not_yours();
    std::int64_t base = req.if_match().value_or(0);
    switch (save_note(tx, *n, text, base)) {
    case saving::saved: return ok(saved_note{tx.now(), base + 1});
    case saving::already_signed: return already_signed();
    case saving::changed_meanwhile: break;
    }
    return changed_meanwhile(view_of(tx, *n));
}

bool says_something(const note& n) {
    auto words = [](const std::string& text) { return text.find_first_not_of(" \t\r\n") != text.npos; };
    return words(n.subjective) || words(n.objective) || words(n.assessment) || words(n.plan);
}

response sign(const request& req, const note_signature& given, write_tx& tx) {
    auto n = note_of(tx, req.id("note"));
    if (!n) return not_found("note");
    tx.about(n->client, n->id);
    if (!may_write(req.user(), *n)) return not_yours();
    if (n->is_signed()) return already_signed();
    if (!says_something(*n)) return invalid({{"/subjective", "Write at least one of the four sections before signing."}});
    auto visit = appointment_of(tx, n->appointment);
    if (!visit) return not_found("appointment");

    const std::string why = given.override_reason.value_or("");
    guarding asked = ask_guards(tx, *n, *visit, why);
    if (!asked.passed) return blocked(asked.reasons);
    std::int64_t seen = req.if_match() ? *req.if_match() : given.version.value_or(n->version);
    switch (sign_note(tx, *n, seen, asked.reasons.empty() ? "" : why, acting(tx), tx.now())) {
    case signing::done:
        tx.emit(note_changed{n->id, n->client});
        return ok(view_of(tx, *note_of(tx, n->id)));
    case signing::already_signed: return already_signed();
    case signing::changed_meanwhile: break;
    }
    return changed_meanwhile(view_of(tx, *n));
}

response append(const request& req, const new_addendum& added, write_tx& tx) {
    auto n = note_of(tx, req.id("note"));
    if (!n) return not_found("note");
    tx.about(n->client, n->id);
    auto stored = add_addendum(tx, n->id, added.text);
    if (!stored) return conflict("note_not_signed", "This note is still a draft: change it instead.");
    tx.emit(note_changed{n->id, n->client});
    return created(*stored);
}

}

const std::vector<route> routes = {
    {verb::get,  "/mine",                    may("notes.edit"), list_mine},
    {verb::get,  "/clients/{client}",        may("notes.read"), list_of_client, audits("note.list")},
    {verb::get,  "/clients/{client}/last",   may("notes.read"), show_last,      audits("note.read")},
    {verb::post, "/notes",                   may("notes.edit"), begin,          audits("note.begin")},
    {verb::get,  "/notes/{note}",            may("notes.read"), show,           audits("note.read")},
    {verb::put,  "/notes/{note}",            may("notes.edit"), save,           audits("note.autosave")},
    {verb::post, "/notes/{note}/signature",  may("notes.edit"), sign,           audits("note.sign")},
    {verb::post, "/notes/{note}/addenda",    may("notes.edit"), append,         audits("note.addendum")},
};

}
