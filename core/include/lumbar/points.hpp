#pragma once

#include <lumbar/appointments.hpp>
#include <lumbar/transaction.hpp>

// Extension points: where plugins answer a question of core's or of each other's. Value types only. Each point has `point`,
// its name in manifests, and `function`, what a plugin provides. Each says what happens when a provider throws.
namespace [[gnu::visibility("default")]] lumbar {

enum class alert_tier { refer, clearance, local, modify, note };
BOOST_DESCRIBE_ENUM(alert_tier, refer, clearance, local, modify, note)
enum class alert_urgency { emergency, same_day, routine };
BOOST_DESCRIBE_ENUM(alert_urgency, emergency, same_day, routine)

// A row that is shown wherever the client is: board card, drawer, client head, note.
struct client_alert {
    row_id client;
    row_id appointment;          // empty: it concerns the client whatever is planned
    std::string code;            // stable: the rule's entry id, "sciatica"
    alert_tier tier = alert_tier::note;   // refer and clearance are drawn as stop, local and modify as caution
    alert_urgency urgency = alert_urgency::routine;
    std::string title;           // "Sciatica (leg pain from the back)"
    std::string advice;          // what it means for hands on the body
    std::string because;         // the answer that raised it: "Sciatica: yes. Examined by a professional: no."
    std::string source;          // "Intake form, 3 Nov 2026"
    bool provisional = false;    // an answer is missing; the advice holds until it is given
    std::string answer;          // the therapist's: "proceed", "adapt", "do_not_treat", "needs_letter"; empty = unanswered
    std::string answered_by;
    row_id finding;              // what answers it; empty if it needs none
};
BOOST_DESCRIBE_STRUCT(client_alert, (), (client, appointment, code, tier, urgency, title, advice, because, source, provisional, answer,
    answered_by, finding))

// Fails open with an error mark: the others' alerts are shown, and "alerts of <plugin> could not be read".
struct client_alerts {
    static constexpr std::string_view point = "client_alerts";
    // Alerts of these clients, in any order. Asked once for a whole board, and not again while the minute is the same and nothing
    // has been written to a table that the answers were read from: what is answered follows from what is read here, by statements,
    // and from tx.now(). A client who is added changes no board.
    using function = std::vector<client_alert> (*)(read_tx&, std::span<const row_id> clients);
};

// Whether the contraindication check has run for a visit, on what is known and planned now.
struct screening_state {
    row_id appointment;
    bool screened = false;
    std::string reason;          // why not, for a person: "The answers changed since the check"; empty when screened
    std::string by;              // plugin and rule version: "contraindications, rules 1.0 (draft)"
    std::optional<utc_ms> at;
    bool clear = false;          // screened, and no alert above note
};
BOOST_DESCRIBE_STRUCT(screening_state, (), (appointment, screened, reason, by, at, clear))

// Fails closed: no provider, a throw, or a visit that is missing in the answer all mean "not screened", by whom and why.
struct screening {
    static constexpr std::string_view point = "screening";
    struct function {
        // What the stored check of these visits says. Asked once for a whole board.
        std::vector<screening_state> (*states)(read_tx&, std::span<const appointment> visits);
        // Runs the check now and stores what it found: at booking, check-in, session start and note start.
        screening_state (*run)(write_tx&, const appointment& visit);
    };
};

// Why something may not go on.
struct guard_reason {
    std::string code;            // "unanswered_finding"
    std::string detail;          // a sentence for a person, without health details
    bool overridable = true;     // somebody with the permission may go on with a written reason
    std::string by;              // the plugin; filled in by the kernel
};
BOOST_DESCRIBE_STRUCT(guard_reason, (), (code, detail, overridable, by))

// Asked before a session starts. Fails closed: a throw is an overridable reason "could not be checked".
struct visit_guard {
    static constexpr std::string_view point = "visit_guard";
    using function = std::vector<guard_reason> (*)(read_tx&, const appointment& visit);
};

// Asked before a treatment note is signed. Fails closed, as visit_guard.
struct note_guard {
    static constexpr std::string_view point = "note_guard";
    using function = std::vector<guard_reason> (*)(read_tx&, const row_id& note, const appointment& visit);
};

// A small mark on a board card.
struct board_badge_mark {
    row_id appointment;
    std::string icon;            // an icon of the kit: "file-text"
    std::string label;           // in words, for a screen reader and the drawer: "Intake form not filled in"
    std::string tone;            // "info", "warn", "bad"
};
BOOST_DESCRIBE_STRUCT(board_badge_mark, (), (appointment, icon, label, tone))

// Fails open with an error mark, and is asked as often as client_alerts. A write that changes what it answers emits
// board_badge_changed (events.hpp).
struct board_badge {
    static constexpr std::string_view point = "board_badge";
    using function = std::vector<board_badge_mark> (*)(read_tx&, std::span<const appointment> visits);
};

// Records that do not change once they are sealed: a signed note, a form that was sent.
struct sealed_state {
    std::int64_t looked_at = 0;    // how many there are
    std::vector<row_id> changed;   // those that are not as they were sealed
};

// Asked by `lumbar check`, of disabled plugins too: a throw is a finding. Asked before what a plugin has stored is purged: any
// record looked at keeps it, and so does a throw.
struct sealed_records {
    static constexpr std::string_view point = "sealed_records";
    using function = sealed_state (*)(read_tx&);
};

// Asking. A plugin asks the same way as core does; disabled plugins are not asked.
struct gathered_alerts {
    std::vector<client_alert> alerts;        // most serious first, client by client
    std::vector<std::string> failed;         // ids of plugins that could not answer
};
BOOST_DESCRIBE_STRUCT(gathered_alerts, (), (alerts, failed))
gathered_alerts alerts_of(read_tx& tx, std::span<const row_id> clients);

// One state per visit, in the same order.
std::vector<screening_state> screening_of(read_tx& tx, std::span<const appointment> visits);
screening_state screen_now(write_tx& tx, const appointment& visit);

std::vector<guard_reason> visit_reasons(read_tx& tx, const appointment& visit);
std::vector<guard_reason> note_reasons(read_tx& tx, const row_id& note, const appointment& visit);

struct gathered_badges {
    std::vector<board_badge_mark> badges;
    std::vector<std::string> failed;
};
gathered_badges badges_of(read_tx& tx, std::span<const appointment> visits);

}
