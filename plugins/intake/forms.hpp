#pragma once

#include "questionnaire.hpp"

#include <lumbar/transaction.hpp>

namespace intake {

// A published form. A change of its questions is a further version with an id of its own.
struct form {
    row_id id;
    std::string name;
    std::string title;
    std::int64_t version = 1;
    utc_ms published_at;
    json_document questionnaire;
};
BOOST_DESCRIBE_STRUCT(form, (), (id, name, title, version, published_at, questionnaire))

struct form_line {
    row_id id;
    std::string name;
    std::string title;
    std::int64_t version = 1;
    utc_ms published_at;
};
BOOST_DESCRIBE_STRUCT(form_line, (), (id, name, title, version, published_at))

// Every version, newest first.
std::vector<form_line> forms_of(read_tx& tx);
std::optional<form> form_of(read_tx& tx, const row_id& id);

// The form that clients are asked to fill in: the one published last. Empty before the first.
std::optional<form_line> current_form(read_tx& tx);

// The questions of a stored form. Throws std::logic_error for a form that is not there.
questionnaire questions_of(read_tx& tx, const row_id& form);

// Publishes a questionnaire as the next version of its name; the same text as the last version changes nothing. What is
// not supported comes back, each with its item named, and nothing is published.
std::vector<field_problem> publish(write_tx& tx, std::string_view questionnaire);

// The questionnaires that the plugin carries inside itself, as JSON.
std::vector<std::string_view> own_forms();

// Publishes them. Throws std::runtime_error naming the first fault.
void publish_own_forms(write_tx& tx);

}
