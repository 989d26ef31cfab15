#pragma once

#include "core/src/http/exchange.hpp"

#include <lumbar/database_error.hpp>
#include <lumbar/transaction.hpp>

namespace lumbar::http {

// A key under which a POST is done once. The table keeps no key, only its hash; what was answered is sealed with the key
// itself, so that a stored answer (a client's record, a link shown once) says nothing to somebody who reads the table.
struct repeat_key {
    std::string actor;
    std::string hash;            // of the key
    std::string request_hash;    // of method, path, query, body and actor
    std::string secret;          // seals the answer; 32 bytes
};

// False when the text of an Idempotency-Key is none: empty, over 200 characters, or not plain ASCII.
bool good_repeat_key(std::string_view key);

repeat_key make_repeat_key(std::string_view key, const incoming& request, const actor& who);

// Takes the key for this transaction: empty, the work is to be done now. Else the answer to give instead: the stored one
// with the header Idempotent-Replay, or 422 "key_reused" when the key came with another request within 24 hours. Waits
// for another transaction that holds the key.
std::optional<response> answered_before(write_tx& tx, const repeat_key& key);

// Stores the answer beside the work, in the same transaction.
void keep_answer(write_tx& tx, const repeat_key& key, const response& answer);

// Removes what is older than 24 hours.
void forget_old_answers(write_tx& tx);

}
