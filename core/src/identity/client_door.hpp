#pragma once

#include "core/src/identity/sessions.hpp"

#include <lumbar/database.hpp>

namespace lumbar::identity {

// Opening a client's link: a session of its own for this browser, for the cookie. Empty for a token that was tampered
// with, used, withdrawn or has expired. The token is not used up.
std::optional<new_session> open_client_link(database& db, std::string_view token, const actor& who);

enum class birth_date_check { right, wrong, no_session };

// The second question on a second device. After five wrong answers the link opens nowhere any more.
birth_date_check check_birth_date(database& db, const row_id& session, const calendar_date& given);

}
