#pragma once

#include <lumbar/transaction.hpp>

namespace [[gnu::visibility("default")]] lumbar {

// Somebody who comes for treatment. Names are kept as typed (NFC), one word or many, in any script.
struct client {
    row_id id;
    std::int64_t number = 0;             // what the clinic calls them: 1001, 1002, …; never used again
    std::string given_name;              // may be empty if family_name is not
    std::string family_name;
    std::string preferred_name;          // empty: the given name
    std::string pronouns;
    std::optional<calendar_date> birth_date;
    std::string phone;                   // as typed
    std::string email;
    std::string address;
    std::string emergency_contact;
    std::string note;                    // for the desk; not health information
    bool archived = false;
    std::int64_t facts_version = 0;      // grows by one with each change of the client's health facts
    utc_ms created_at;
    std::int64_t version = 1;
};
BOOST_DESCRIBE_STRUCT(client, (), (id, number, given_name, family_name, preferred_name, pronouns, birth_date, phone, email, address,
    emergency_contact, note, archived, facts_version, created_at, version))

// Empty for a client who does not exist.
std::optional<client> client_of(read_tx& tx, const row_id& id);

// "Hanna Lindqvist": the preferred (or given) name and the family name, as the screens say it.
std::string display_name(const client& who);

// Whole years between the birth date and `today`; empty without a birth date or before birth.
std::optional<int> age_on(const client& who, const calendar_date& today);

}
