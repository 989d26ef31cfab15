#pragma once

#include <lumbar/transaction.hpp>

namespace [[gnu::visibility("default")]] lumbar {

enum class fact_kind { condition, medication, allergy, symptom, event, device, preference };
BOOST_DESCRIBE_ENUM(fact_kind, condition, medication, allergy, symptom, event, device, preference)

// present: so now. past: was, is no longer. family: a relative's. absent: asked and denied. unknown: asked, "not sure" or
// not answered. Only present facts can raise an alert; unknown ones can leave a question open.
enum class fact_status { present, past, family, absent, unknown };
BOOST_DESCRIBE_ENUM(fact_status, present, past, family, absent, unknown)

// A follow-up answer about a fact: {"assessed_by_professional", "yes"}, {"days_since", "12"}, {"body_areas", "calf-left"}.
// Names are those of the detail vocabulary of clinical/contraindications.json. yes, no and not_sure for questions; a whole
// or decimal number; a date YYYY-MM-DD; or an id. A name may come several times (body_areas).
struct fact_detail {
    std::string name;
    std::string value;
    friend bool operator==(const fact_detail&, const fact_detail&) = default;
};
BOOST_DESCRIBE_STRUCT(fact_detail, (), (name, value))

// One thing known about a client's health, with the answer it came from.
struct health_fact {
    row_id id;
    row_id client;
    fact_kind kind = fact_kind::condition;
    std::string code;          // what it is, in the vocabulary that forms and rules share: "sciatica"; empty for free text
    std::string text;          // as the client or therapist put it: "apixaban 5 mg"; may be empty if code is not
    fact_status status = fact_status::present;
    std::vector<fact_detail> details;
    std::string source;        // "intake:<response id>#<item>" or "user:<id>"
    utc_ms recorded_at;
    std::string recorded_by;   // as the screens say it
};
BOOST_DESCRIBE_STRUCT(health_fact, (), (id, client, kind, code, text, status, details, source, recorded_at, recorded_by))

// The client's facts that are in force, oldest first. Replaced and withdrawn ones stay stored and are not among them.
std::vector<health_fact> facts_of(read_tx& tx, const row_id& client);

// The facts of several clients at once (one query), in no particular order of clients.
std::vector<health_fact> facts_of(read_tx& tx, std::span<const row_id> clients);

// Replaces all facts of this client whose source starts with `source_prefix` by these: equal ones stay as they are, others
// are ended or added. Ids, client, recorded_at and recorded_by of what is given are ignored. Grows the client's
// facts_version and emits health_facts_changed if anything changed. Returns the number of facts added or ended.
std::size_t replace_facts(write_tx& tx, const row_id& client, std::string_view source_prefix, const std::vector<health_fact>& facts);

}
