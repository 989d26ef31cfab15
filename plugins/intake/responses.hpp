#pragma once

#include "answers.hpp"

#include <lumbar/clients.hpp>
#include <lumbar/points.hpp>

namespace intake {

enum class response_status { requested, in_progress, submitted, withdrawn };
BOOST_DESCRIBE_ENUM(response_status, requested, in_progress, submitted, withdrawn)

// One client's form. `answers` is a QuestionnaireResponse; what is signed never changes again.
struct form_response {
    row_id id;
    row_id client;
    row_id appointment;              // what it was asked for; empty: for no visit
    row_id form;
    std::int64_t form_version = 1;
    response_status status = response_status::requested;
    json_document answers;
    std::string signed_name;
    std::string guardian_name;
    std::string guardian_signature;
    std::optional<utc_ms> signed_at;
    std::string content_hash;        // SHA-256 over form version, answers and signature; empty before
    utc_ms requested_at;
    utc_ms updated_at;
    std::int64_t version = 1;
};
BOOST_DESCRIBE_STRUCT(form_response, (),
                      (id, client, appointment, form, form_version, status, answers, signed_name, guardian_name,
                       guardian_signature, signed_at, content_hash, requested_at, updated_at, version))

std::optional<form_response> response_of(read_tx& tx, const row_id& id);

// The response that a client's link reaches. Empty for another client's.
std::optional<form_response> response_of(read_tx& tx, const row_id& client, const row_id& id);

// Newest first, withdrawn ones included.
std::vector<form_response> responses_of(read_tx& tx, const row_id& client);

// The client's response that is still to be filled in; makes one on the current form if there is none. `appointment` may
// be empty; an open response is moved to it. Empty before any form has been published.
std::optional<row_id> ask_for_form(write_tx& tx, const row_id& client, const row_id& appointment);

// The answers of a response that nobody has begun.
inline constexpr std::string_view no_answers = R"({"resourceType":"QuestionnaireResponse","status":"in-progress"})";

enum class saving { saved, changed_meanwhile, already_submitted, no_such_response };

// Keeps unfinished answers if the response is still at `version`.
saving save_answers(write_tx& tx, const form_response& response, const questionnaire& form, const answers& given,
                    std::int64_t version);

struct form_signature {
    std::string name;
    std::string guardian_name;
    std::string guardian_signature;
};

// Signs and closes a response that is open, whatever its version: the first submission stays. The answers become the
// client's health facts, in place of those of earlier forms, and pain now a measure. `open` are answers without those to closed
// questions.
saving submit(write_tx& tx, const form_response& response, const questionnaire& form, const answers& open,
              const form_signature& by);

// An unfinished response is no longer wanted.
saving withdraw(write_tx& tx, const row_id& id);

// True if the stored hash is that of what is stored now. False for what is not submitted.
bool verified(const form_response& response);

// All forms that were sent, and those of them that do not verify.
sealed_state sent_forms(read_tx& tx);

// Whether somebody else must sign for the client today.
bool is_minor(read_tx& tx, const row_id& client);

}
