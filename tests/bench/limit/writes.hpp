#pragma once

#include "service.hpp"

#include <cstdint>
#include <string>
#include <vector>

// What the two writes of the benchmark bring, and what is answered.
namespace bench {

// PUT /api/v1/notes/notes/ID with If-Match "N".
struct note_save {
    std::string id, subjective, objective, assessment, plan;
    std::int64_t version = 0;
};
note_save note_save_in(const asked& what);
told saved(std::int64_t now, std::int64_t version);

// POST /api/v1/clients. Names in plain lower-case letters but for their first: what the plan sends.
struct registration {
    std::string id, given_name, family_name, birth_date, phone, email;
    std::int64_t number = 0;
    std::vector<std::pair<std::string, std::string>> keys() const; // kind and key
    std::string sort_key() const;
};
registration registration_in(const asked& what);
told registered(const registration& made, std::int64_t now);

inline bool is_note_save(const asked& what) { return what.target.starts_with("/api/v1/notes/notes/"); }

}
