#pragma once

#include "text.hpp"

// The JSON of a client and of a line of a search, for any row with text(column) and number(column).
namespace bench {

inline constexpr int page_size = 20;

inline void add_text(std::string& out, std::string_view name, std::string_view text) {
    out.append("\"").append(name).append("\":");
    add_json(out, text);
}

template <class Row>
void write_line(std::string& out, const Row& row) {
    out += out.size() > 1 ? ",{" : "{";
    add_text(out, "id", row.text(0));
    out.append(",\"number\":").append(std::to_string(row.number(8))).append(",");
    std::string name(row.text(3).empty() ? row.text(1) : row.text(3));
    if (!name.empty() && !row.text(2).empty()) name += ' ';
    add_text(out, "name", name += row.text(2));
    add_text(out += ',', "given_name", row.text(1));
    add_text(out += ',', "family_name", row.text(2));
    if (!row.text(4).empty()) add_text(out += ',', "birth_date", row.text(4));
    add_text(out += ',', "phone", row.text(5));
    add_text(out += ',', "email", row.text(6));
    add_text(out += ',', "pronouns", row.text(7));
    out += '}';
}

template <class Row>
void write_client(std::string& out, const Row& row) {
    add_text(out += '{', "id", row.text(0));
    out.append(",\"number\":").append(std::to_string(row.number(11))).append(",");
    add_text(out, "given_name", row.text(1));
    add_text(out += ',', "family_name", row.text(2));
    add_text(out += ',', "preferred_name", row.text(3));
    add_text(out += ',', "pronouns", row.text(4));
    if (!row.text(5).empty()) add_text(out += ',', "birth_date", row.text(5));
    add_text(out += ',', "phone", row.text(6));
    add_text(out += ',', "email", row.text(7));
    add_text(out += ',', "address", row.text(8));
    add_text(out += ',', "emergency_contact", row.text(9));
    add_text(out += ',', "note", row.text(10));
    out.append(",\"archived\":").append(row.number(12) ? "true" : "false");
    out.append(",\"facts_version\":").append(std::to_string(row.number(13))).append(",\"created_at\":");
    add_time(out, row.number(14));
    out.append(",\"version\":").append(std::to_string(row.number(15))).append("}");
}

// As long as Lumbar's: the place is the stage, the id and the key, in base64.
inline std::string next_link(std::string_view word, std::string_view id, std::string_view key) {
    const auto place = 1 + id.size() + key.size();
    return "</api/v1/clients?q=" + std::string(word) + "&limit=20&cursor=" + std::string((place * 4 + 2) / 3, 'A') + ">; rel=\"next\"";
}

}
