#include "views.hpp"

#include <lumbar/calendar.hpp>
#include <lumbar/clients.hpp>
#include <lumbar/clinic.hpp>

namespace notes {

namespace {

// The first `most` bytes, cut between words where there are any and never inside a character.
std::string beginning(const std::string& text, std::size_t most = 160) {
    if (text.size() <= most) return text;
    std::size_t end = most;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80) --end;
    if (auto space = text.find_last_of(" \n", end); space != text.npos && space > most / 2) end = space;
    return text.substr(0, end) + "…";
}

std::string service_name(read_tx& tx, const appointment& visit) {
    auto planned = service_of(tx, visit.service);
    return planned ? planned->name : std::string();
}

}

note_view view_of(read_tx& tx, const note& n) {
    note_view v;
    v.id = n.id;
    v.appointment = n.appointment;
    v.client = n.client;
    if (auto who = client_of(tx, n.client)) {
        v.client_name = display_name(*who);
        v.client_number = who->number;
        v.client_pronouns = who->pronouns;
        if (auto age = age_on(*who, day_of(tx.now(), clinic_of(tx).zone))) v.client_age = *age;
    }
    if (auto visit = appointment_of(tx, n.appointment)) {
        v.service_name = service_name(tx, *visit);
        v.starts_at = visit->starts_at;
        v.ends_at = visit->ends_at;
    }
    v.author = n.author;
    v.author_name = n.author_name;
    v.status = n.status;
    v.subjective = n.subjective;
    v.objective = n.objective;
    v.assessment = n.assessment;
    v.plan = n.plan;
    read_json(n.marks.text, v.marks);
    v.pain_before = n.pain_before;
    v.pain_after = n.pain_after;
    v.relaxation_before = n.relaxation_before;
    v.relaxation_after = n.relaxation_after;
    v.screening = n.screening;
    v.created_at = n.created_at;
    v.updated_at = n.updated_at;
    v.updated_by = n.updated_by;
    v.signed_by_name = n.signed_by_name;
    v.signed_at = n.signed_at;
    v.override_reason = n.override_reason;
    v.content_hash = n.content_hash;
    if (n.is_signed()) {
        v.verified = verified(n);
        v.addenda = addenda_of(tx, n.id);
    }
    v.can_edit = !n.is_signed() && may_write(tx.actor(), n);
    v.version = n.version;
    return v;
}

note_line line_of(read_tx& tx, const note& n, bool summary) {
    note_line line;
    line.id = n.id;
    line.appointment = n.appointment;
    line.client = n.client;
    if (auto who = client_of(tx, n.client)) line.client_name = display_name(*who);
    line.author_name = n.author_name;
    line.status = n.status;
    if (auto visit = appointment_of(tx, n.appointment)) {
        line.service_name = service_name(tx, *visit);
        line.starts_at = visit->starts_at;
    }
    if (summary) line.summary = beginning(n.assessment.empty() ? n.subjective : n.assessment);
    line.addenda = tx.value<std::int64_t>("SELECT COUNT(*) FROM notes_addenda WHERE note = :note", n.id).value_or(0);
    line.updated_at = n.updated_at;
    line.signed_at = n.signed_at;
    return line;
}

}
