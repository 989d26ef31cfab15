#include "responses.hpp"

#include "answer_facts.hpp"
#include "content_hash.hpp"
#include "forms.hpp"

#include <lumbar/calendar.hpp>
#include <lumbar/clinic.hpp>
#include <lumbar/events.hpp>
#include <lumbar/measures.hpp>

namespace intake {

namespace {

// What the client signed, as it is hashed. Members are never taken away or moved: old hashes would no longer be met.
struct signed_content {
    row_id response;
    row_id client;
    row_id form;
    std::int64_t form_version = 1;
    json_document answers;
    std::string signed_name;
    std::string guardian_name;
    std::string guardian_signature;
    utc_ms signed_at;
};
BOOST_DESCRIBE_STRUCT(signed_content, (), (response, client, form, form_version, answers, signed_name, guardian_name,
    guardian_signature, signed_at))

std::string hash_of(const form_response& r) {
    std::string canonical;
    append_json(canonical, signed_content{r.id, r.client, r.form, r.form_version, r.answers, r.signed_name, r.guardian_name,
        r.guardian_signature, r.signed_at.value_or(utc_ms{})});
    return content_hash(canonical);
}

// A guardian's consent is a fact too: the rules ask for it.
void keep_facts(write_tx& tx, const form_response& r, const questionnaire& form, const answers& open) {
    const std::string prefix = "intake:" + r.client + "/";
    auto facts = facts_from(form, open, prefix + r.id);
    if (!r.guardian_name.empty()) {
        health_fact consent;
        consent.kind = fact_kind::event;
        consent.code = "guardian-consent";
        consent.text = r.guardian_name;
        consent.source = prefix + r.id + "#guardian";
        facts.push_back(std::move(consent));
    }
    replace_facts(tx, r.client, prefix, facts);
}

// "pain-now" is a reading on the clinic's pain scale.
void keep_pain(write_tx& tx, const form_response& r, const answers& open) {
    auto given = open.find("pain-now");
    const auto* pain = given == open.end() ? nullptr : std::get_if<std::int64_t>(&given->second.front());
    if (!pain) return;
    measure reading;
    reading.client = r.client;
    reading.appointment = r.appointment;
    reading.scale = "pain_nrs";
    reading.moment = measure_moment::intake;
    reading.value = static_cast<double>(*pain);
    reading.source = "intake:" + r.id;
    set_measure(tx, reading);  // out of range on another form's scale: no reading
}

// Why a conditional UPDATE found no row.
saving why_not(read_tx& tx, const row_id& id) {
    auto status = tx.value<std::string>("SELECT status FROM intake_responses WHERE id = :id", id);
    if (!status || *status == "withdrawn") return saving::no_such_response;
    return *status == "submitted" ? saving::already_submitted : saving::changed_meanwhile;
}

}

std::optional<form_response> response_of(read_tx& tx, const row_id& id) {
    return tx.row<form_response>(R"(
        SELECT id, client, appointment, form, form_version, status, answers, signed_name, guardian_name, guardian_signature,
               signed_at, content_hash, requested_at, updated_at, version
        FROM intake_responses
        WHERE id = :id)",
        id);
}

std::optional<form_response> response_of(read_tx& tx, const row_id& client, const row_id& id) {
    return tx.row<form_response>(R"(
        SELECT id, client, appointment, form, form_version, status, answers, signed_name, guardian_name, guardian_signature,
               signed_at, content_hash, requested_at, updated_at, version
        FROM intake_responses
        WHERE id = :id AND client = :client AND status <> 'withdrawn')",
        id, client);
}

std::vector<form_response> responses_of(read_tx& tx, const row_id& client) {
    return tx.rows<form_response>(R"(
        SELECT id, client, appointment, form, form_version, status, answers, signed_name, guardian_name, guardian_signature,
               signed_at, content_hash, requested_at, updated_at, version
        FROM intake_responses
        WHERE client = :client
        ORDER BY id DESC)",
        client);
}

std::optional<row_id> ask_for_form(write_tx& tx, const row_id& client, const row_id& appointment) {
    auto form = current_form(tx);
    if (!form) return {};
    auto open = tx.value<row_id>(R"(
        SELECT id
        FROM intake_responses
        WHERE client = :client AND status IN ('requested', 'in_progress')
        ORDER BY id DESC
        LIMIT 1)",
        client);
    if (open) {
        if (!appointment.empty())
            tx.execute(R"(
                UPDATE intake_responses
                SET appointment = :appointment
                WHERE id = :id AND status IN ('requested', 'in_progress'))",
                appointment, *open);
        return open;
    }
    row_id id = tx.new_id();
    tx.execute(R"(
        INSERT INTO intake_responses (id, client, appointment, form, form_version, status, answers, signed_name, guardian_name,
                                      guardian_signature, signed_at, content_hash, requested_at,
                                      updated_at, version)
        VALUES (:id, :client, :appointment, :form, :form_version, 'requested', :answers, '', '', '', NULL, '',
                :requested_at, :updated_at, 1))",
        id, client, appointment, form->id, form->version, no_answers, tx.now(), tx.now());
    tx.emit(board_badge_changed{client});
    return id;
}

saving save_answers(write_tx& tx, const form_response& response, const questionnaire& form, const answers& given,
                    std::int64_t version) {
    auto rows = tx.execute(R"(
        UPDATE intake_responses
        SET answers = :answers, status = 'in_progress', updated_at = :now, version = version + 1
        WHERE id = :id AND client = :client AND version = :version AND status IN ('requested', 'in_progress'))",
        write_response(form, given, "in-progress"), tx.now(), response.id, response.client, version);
    if (rows == 0) return why_not(tx, response.id);
    tx.changed("answers");
    return saving::saved;
}

saving submit(write_tx& tx, const form_response& response, const questionnaire& form, const answers& open,
              const form_signature& by) {
    form_response done = response;
    done.answers.text = write_response(form, open, "completed");
    done.signed_name = by.name;
    done.guardian_name = by.guardian_name;
    done.guardian_signature = by.guardian_signature;
    done.signed_at = tx.now();
    auto rows = tx.execute(R"(
        UPDATE intake_responses
        SET answers = :answers, signed_name = :signed_name, guardian_name = :guardian_name,
            guardian_signature = :guardian_signature, signed_at = :signed_at, content_hash = :content_hash,
            updated_at = :now, status = 'submitted', version = version + 1
        WHERE id = :id AND client = :client AND status IN ('requested', 'in_progress'))",
        done.answers.text, done.signed_name, done.guardian_name, done.guardian_signature, done.signed_at, hash_of(done), tx.now(),
        response.id, response.client);
    if (rows == 0) return why_not(tx, response.id);
    keep_facts(tx, done, form, open);
    keep_pain(tx, done, open);
    tx.changed("answers");
    tx.changed("signature");
    tx.emit(board_badge_changed{response.client});
    return saving::saved;
}

saving withdraw(write_tx& tx, const row_id& id) {
    auto rows = tx.execute(R"(
        UPDATE intake_responses
        SET status = 'withdrawn', updated_at = :now, version = version + 1
        WHERE id = :id AND status IN ('requested', 'in_progress'))",
        tx.now(), id);
    return rows == 0 ? why_not(tx, id) : saving::saved;
}

bool verified(const form_response& response) {
    return response.status == response_status::submitted && response.content_hash == hash_of(response);
}

sealed_state sent_forms(read_tx& tx) {
    sealed_state found;
    auto ids = tx.rows<row_id>("SELECT id FROM intake_responses WHERE status = 'submitted' ORDER BY id");
    for (const row_id& id : ids) {
        auto sent = response_of(tx, id);
        if (!sent || !verified(*sent)) found.changed.push_back(id);
        ++found.looked_at;
    }
    return found;
}

bool is_minor(read_tx& tx, const row_id& id) {
    auto who = client_of(tx, id);
    if (!who) return false;
    clinic here = clinic_of(tx);
    auto age = age_on(*who, day_of(tx.now(), here.zone));
    return age && *age < here.adult_age;
}

}
