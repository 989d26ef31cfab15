#pragma once

#include "responses.hpp"

#include <lumbar/route.hpp>

// The client's side: what the one who came by an "intake.fill" link may do with the one form it reaches.
namespace intake {

inline constexpr std::string_view link_purpose = "intake.fill";

// The form to fill in. After it has been sent only its status is told, without answers.
struct my_form {
    json_document questionnaire;
    json_document response;
    response_status status = response_status::requested;
    bool minor = false;          // a guardian has to sign
    std::int64_t version = 1;
};
BOOST_DESCRIBE_STRUCT(my_form, (), (questionnaire, response, status, minor, version))

struct draft_answers {
    json_document answers;
};
BOOST_DESCRIBE_STRUCT(draft_answers, (), (answers))

struct saved_answers {
    response_status status = response_status::in_progress;
    utc_ms saved_at;
    std::int64_t version = 1;
};
BOOST_DESCRIBE_STRUCT(saved_answers, (), (status, saved_at, version))

// Signatures are typed names. The guardian's two are asked for a minor.
struct submission {
    json_document answers;
    std::string signed_name;
    std::optional<std::string> guardian_name;
    std::optional<std::string> guardian_signature;
};
BOOST_DESCRIBE_STRUCT(submission, (), (answers, signed_name, guardian_name, guardian_signature))

struct submitted_form {
    row_id response;
    response_status status = response_status::submitted;
    utc_ms signed_at;
};
BOOST_DESCRIBE_STRUCT(submitted_form, (), (response, status, signed_at))

response show_my_form(const request& req, read_tx& tx);
response save_my_form(const request& req, const draft_answers& draft, write_tx& tx);
response submit_my_form(const request& req, const submission& sent, write_tx& tx);

}
