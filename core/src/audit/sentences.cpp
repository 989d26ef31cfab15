#include "core/src/audit/sentences.hpp"

#include <algorithm>
#include <utility>

namespace lumbar::audit {
namespace {

using words = std::pair<std::string_view, std::string_view>;

constexpr words sentences[] = {
    {"alerts.read", "saw the alerts of %"},
    {"appointment.book", "booked a visit for %"},
    {"appointment.cancel", "cancelled a visit of %"},
    {"appointment.check_in", "checked in %"},
    {"appointment.confirm", "confirmed a visit of %"},
    {"appointment.finish", "finished the session of %"},
    {"appointment.move", "moved a visit of %"},
    {"appointment.no_show", "marked % as not having come"},
    {"appointment.read", "opened a visit of %"},
    {"appointment.reopen", "took back the last step of a visit of %"},
    {"appointment.start", "started the session of %"},
    {"audit.read", "read the audit log"},
    {"client.access", "looked up who saw the record of %"},
    {"client.create", "registered %"},
    {"client.match", "looked for clients of the same name"},
    {"client.read", "opened the record of %"},
    {"client.update", "changed the details of %"},
    {"clinic.set_up", "set up the clinic"},
    {"clinic.update", "changed the clinic's settings"},
    {"contraindications.answer", "answered a contraindication of %"},
    {"contraindications.read", "read the contraindications of %"},
    {"contraindications.screen", "ran the contraindication check for %"},
    {"facts.read", "read the health answers of %"},
    {"intake.autosave", "filled in the form of %"},
    {"intake.list", "looked through the forms of %"},
    {"intake.open", "opened the form of %"},
    {"intake.read", "read the form of %"},
    {"intake.request", "sent a form to %"},
    {"intake.submit", "sent in the form of %"},
    {"intake.withdraw", "withdrew a form of %"},
    {"link.open", "opened a form link of %"},
    {"measures.read", "read the measures of %"},
    {"note.addendum", "added to a treatment note of %"},
    {"note.autosave", "wrote on a treatment note of %"},
    {"note.begin", "began a treatment note of %"},
    {"note.list", "looked through the treatment notes of %"},
    {"note.read", "opened a treatment note of %"},
    {"note.sign", "signed a treatment note of %"},
    {"plugin.disable", "switched off the plugin #"},
    {"plugin.enable", "switched on the plugin #"},
    {"plugin.export", "downloaded what the plugin # has stored"},
    {"plugin.look", "looked for new plugins"},
    {"plugin.purge", "deleted what the plugin # had stored"},
    {"plugin.settings", "changed the settings of the plugin #"},
    {"plugin.upgrade", "put a new version in place of the plugin #"},
    {"plugin.quarantine", "switched off the plugin # because the server went down while it ran"},
    {"practitioner.create", "added a practitioner"},
    {"practitioner.update", "changed a practitioner"},
    {"role.update", "changed what the role # may do"},
    {"room.create", "added a room"},
    {"room.update", "changed a room"},
    {"service.create", "added a service"},
    {"service.update", "changed a service"},
    {"session.end", "ended a session of their own"},
    {"session.end_others", "signed out on all other devices"},
    {"session.failed", "failed to sign in"},
    {"session.proof", "gave the password again"},
    {"session.sign_in", "signed in"},
    {"session.sign_out", "signed out"},
    {"session.sign_out_everywhere", "signed out everywhere"},
    {"token.create", "made an API token"},
    {"token.revoke", "revoked an API token"},
    {"user.create", "invited the user #"},
    {"user.end_session", "ended a session of the user #"},
    {"user.end_sessions", "signed out the user #"},
    {"user.link", "made a sign-in link for the user #"},
    {"user.password", "chose a password"},
    {"user.recovery_codes", "made new recovery codes"},
    {"user.reset_second_factor", "took away the second sign-in step of the user #"},
    {"user.second_factor_off", "turned the second sign-in step off"},
    {"user.second_factor_on", "turned the second sign-in step on"},
    {"user.update", "changed the user #"},
};

constexpr words verbs[] = {
    {"add", "added"},           {"answer", "answered"},    {"autosave", "wrote on"}, {"begin", "began"},
    {"cancel", "cancelled"},    {"create", "added"},       {"delete", "removed"},    {"disable", "switched off"},
    {"download", "downloaded"}, {"enable", "switched on"}, {"export", "exported"},   {"get", "opened"},
    {"list", "looked through"}, {"open", "opened"},        {"patch", "changed"},     {"post", "added to"},
    {"print", "printed"},       {"put", "changed"},        {"read", "opened"},       {"remove", "removed"},
    {"request", "asked for"},   {"send", "sent"},          {"sign", "signed"},       {"submit", "sent in"},
    {"update", "changed"},      {"withdraw", "withdrew"},
};

std::string in_words(std::string_view name) {
    std::string text(name);
    std::replace_if(text.begin(), text.end(), [](char c) { return c == '_' || c == '-' || c == '.'; }, ' ');
    return text;
}

std::string verb_in_words(std::string_view verb) {
    auto known = std::find_if(std::begin(verbs), std::end(verbs), [&](const words& one) { return one.first == verb; });
    return known == std::end(verbs) ? std::string() : std::string(known->second);
}

// The last word of a path that is no parameter.
std::string_view subject_of(std::string_view path) {
    while (!path.empty()) {
        const auto slash = path.rfind('/');
        const auto last = path.substr(slash == path.npos ? 0 : slash + 1);
        if (!last.empty() && last.front() != '{') return last;
        path = path.substr(0, slash == path.npos ? 0 : slash);
    }
    return "something";
}

std::string made_of_parts(std::string_view action) {
    if (auto space = action.find(' '); space != action.npos) {
        const auto verb = verb_in_words(action.substr(0, space));
        return (verb.empty() ? "used" : verb) + " " + in_words(subject_of(action.substr(space + 1)));
    }
    const auto dot = action.rfind('.');
    const auto verb = dot == action.npos ? std::string() : verb_in_words(action.substr(dot + 1));
    if (verb.empty()) return "did \"" + in_words(action) + "\"";
    return verb + " " + in_words(action.substr(0, dot));
}

}

std::string sentence_of(std::string_view action, bool about_a_client) {
    auto known = std::find_if(std::begin(sentences), std::end(sentences), [&](const words& one) { return one.first == action; });
    if (known != std::end(sentences)) return std::string(known->second);
    return made_of_parts(action) + (about_a_client ? " of %" : "");
}

}
