#include "db/src/faults.hpp"

namespace lumbar::data {

namespace {

// SQLite's primary result codes, by their documented numbers.
enum sqlite_code {
    error = 1,
    permission = 3,
    locked_out = 5,
    locked = 6,
    read_only = 8,
    interrupted = 9,
    io = 10,
    corrupt = 11,
    full = 13,
    cannot_open = 14,
    constraint = 19,
    authorization = 23,
    not_a_database = 26
};

database_fault kind_of(int code) {
    switch (code & 0xff) {
    case constraint:
        return database_fault::constraint;
    case locked_out:
    case locked:
        return database_fault::busy;
    case interrupted:
        return database_fault::deadline;
    case full:
        return database_fault::full;
    case io:
    case corrupt:
    case not_a_database:
        return database_fault::failed;
    case permission:
    case read_only:
    case authorization:
        return database_fault::refused;
    case cannot_open:
        return database_fault::unreachable;
    default:
        return database_fault::other;
    }
}

database_fault kind_of(std::string_view state) {
    auto group = state.substr(0, 2);
    if (state == "P0001" || group == "23") return database_fault::constraint;
    if (state == "40001" || state == "40P01") return database_fault::conflict;
    if (state == "57014") return database_fault::deadline;
    if (state == "55P03") return database_fault::busy;
    if (state == "25006" || state == "42501") return database_fault::refused;
    if (state == "53100") return database_fault::full;
    if (state == "53300") return database_fault::busy;
    if (state == "58030" || state == "XX001" || state == "XX002") return database_fault::failed;
    if (group == "08" || state == "57P01" || state == "57P02" || state == "57P03" || state.find_first_not_of(' ') == state.npos)
        return database_fault::unreachable;
    return database_fault::other;
}

std::string first_line(std::string_view text) { return std::string(text.substr(0, text.find('\n'))); }

}

database_error sqlite_fault(int code, std::string_view message, std::string_view owner) {
    std::string name;
    static constexpr std::string_view mark = "constraint failed: ";
    if ((code & 0xff) == constraint)
        if (auto at = message.find(mark); at != message.npos) name = message.substr(at + mark.size());
    return {kind_of(code), std::string(owner) + ": " + first_line(message) + " (SQLite " + std::to_string(code) + ")", name};
}

database_error postgresql_fault(std::string_view sqlstate, std::string_view message, std::string_view constraint_name,
                                std::string_view table, std::string_view owner) {
    std::string what = std::string(owner) + ": PostgreSQL " + std::string(sqlstate);
    bool only_names = sqlstate.substr(0, 2) == "42" || sqlstate == "P0001" || kind_of(sqlstate) == database_fault::unreachable;
    if (only_names) what += ": " + first_line(message);
    if (!table.empty()) what += ", table " + std::string(table);
    if (!constraint_name.empty()) what += ", constraint " + std::string(constraint_name);
    return {kind_of(sqlstate), what, std::string(constraint_name)};
}

}
