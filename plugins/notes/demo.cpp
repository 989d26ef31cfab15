#include "demo.hpp"

#include "notes.hpp"
#include "signatures.hpp"

#include <algorithm>

namespace notes {

namespace {

using namespace std::chrono_literals;

constexpr std::size_t most_notes = 60;
constexpr std::size_t a_few = 10;

struct sample {
    const char* subjective;
    const char* objective;
    const char* assessment;
    const char* plan;
    mark where;
};

const std::vector<sample>& samples() {
    static const std::vector<sample> all = {
        {"Tightness between the shoulder blades for three weeks, worse after desk work. Sleeps on the left side.",
         "Upper trapezius hypertonic, right more than left. Trigger point medial border of right scapula, refers to the neck.",
         "Reports less tension after treatment. Range of motion of the neck felt freer to the client.",
         "Return in 2 weeks. Heat 15 min daily, chin tucks 3 x 10.",
         {chart_view::back, 124, 96, "shoulder-blade-right", "trigger-point", 2, ""}},
        {"Lower back aches after long drives. No leg pain, no numbness.",
         "Lumbar erectors firm on both sides, no redness or heat. Side bend to the left felt tight.",
         "No clear change in pain today; client felt looser on standing.",
         "Return in 10 days. Walk 20 minutes daily, break up drives.",
         {chart_view::back, 84, 155, "low-back-left", "pain", 2, ""}},
        {"Calves heavy after marathon training. Better since last visit.",
         "Both calves tender to moderate pressure, no swelling, no warmth. Pressure adapted to feedback.",
         "Responded well to light to moderate pressure.",
         "Return after the race. Gentle stretching daily.",
         {chart_view::back, 80, 350, "calf-left", "hypertonicity", 1, ""}},
        {"Came to relax and sleep better. Stressful month at work.",
         "Jaw and neck firm, breathing shallow at first.",
         "Reports feeling calm after treatment.",
         "Return in 4 weeks. Breathing exercise before bed.",
         {chart_view::front, 90, 64, "neck-side-right", "hypertonicity", 1, ""}},
        {"Stiff neck in the mornings, worse on the right. Headache twice this week, as before.",
         "Cervical rotation right less than left. Suboccipital area tender, no dizziness on turning.",
         "Rotation felt easier to the client. Contraindications considered.",
         "Return in 1 week. Lower pillow, heat in the evening.",
         {chart_view::back, 106, 58, "neck-back", "pain", 2, "dull"}},
    };
    return all;
}

// The user who treats as this practitioner or, where nobody signs in as them, the practitioner themselves. The SDK does not
// tell a plugin who uses the server; made-up notes want a name all the same.
therapist author_of(read_tx& tx, const row_id& practitioner) {
    return tx.row<therapist>("SELECT id, name FROM users WHERE practitioner = :practitioner ORDER BY id", practitioner)
        .value_or(tx.row<therapist>("SELECT id, name FROM practitioners WHERE id = :id", practitioner).value_or(therapist{}));
}

note_text text_for(const sample& s, std::size_t number) {
    note_text text;
    text.subjective = s.subjective;
    text.objective = s.objective;
    text.assessment = s.assessment;
    text.plan = s.plan;
    text.marks = {s.where};
    const auto before = static_cast<std::int64_t>(3 + number % 5);
    text.pain_before = before;
    text.pain_after = before - static_cast<std::int64_t>(number % 3);
    text.relaxation_before = static_cast<std::int64_t>(3 + number % 3);
    text.relaxation_after = static_cast<std::int64_t>(6 + number % 4);
    return text;
}

// Of its practitioner's visits.
bool is_newest(const std::vector<appointment>& visits, std::size_t at) {
    return std::none_of(visits.begin() + static_cast<std::ptrdiff_t>(at) + 1, visits.end(),
                        [&](const appointment& later) { return later.practitioner == visits[at].practitioner; });
}

}

bool fill_demo(write_tx& tx) {
    auto past = visits_between(tx, tx.now() - 24h * 8, tx.now());
    std::erase_if(past, [](const appointment& v) {
        return v.status != appointment_status::done && v.status != appointment_status::in_session;
    });
    if (past.size() > most_notes) past.erase(past.begin(), past.end() - most_notes);
    std::size_t added = 0;
    for (std::size_t i = 0; i < past.size() && added < a_few; ++i) {
        const therapist author = author_of(tx, past[i].practitioner);
        const auto id = insert_draft(tx, past[i], author, "not screened: made-up visit");
        if (!id) continue;
        ++added;
        note_text text = text_for(samples()[i % samples().size()], i);
        const bool draft = is_newest(past, i);
        if (draft) {
            text.assessment.clear();
            text.plan.clear();
        }
        save_note(tx, note_of(tx, *id).value(), text, 1);
        if (!draft) sign_note(tx, note_of(tx, *id).value(), 2, "", author, past[i].ends_at + 10min);
    }
    return added == a_few;
}

}
