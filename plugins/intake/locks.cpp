#include "locks.hpp"

#include "client_routes.hpp"

#include <lumbar/client_links.hpp>

#include <algorithm>

namespace intake {

bool is_locked(const form_response& response, const actor& who) {
    return response.status == response_status::in_progress && response.session != who.session;
}

std::int64_t unlock(write_tx& tx, const form_response& response, const calendar_date& birth_date) {
    auto who = client_of(tx, response.client);
    bool known = who && who->birth_date && *who->birth_date == birth_date;
    std::int64_t tries = known ? 0 : response.wrong_tries + 1;
    tx.execute(R"(
        UPDATE intake_responses
        SET session = :session, wrong_tries = :tries
        WHERE id = :id AND status = 'in_progress')",
        known ? tx.actor().session : response.session, tries, response.id);
    if (tries >= most_tries) revoke_client_links(tx, link_purpose, response.id);
    return most_tries - std::min(tries, most_tries);
}

void begin_again(write_tx& tx, const form_response& response) {
    tx.execute(R"(
        UPDATE intake_responses
        SET answers = :answers, status = 'requested', session = NULL, updated_at = :now, version = version + 1
        WHERE id = :id AND status = 'in_progress')",
        no_answers, tx.now(), response.id);
}

}
