#include "writes.hpp"

#include "text.hpp"

#include <boost/json/parse.hpp>

#include <algorithm>
#include <atomic>
#include <charconv>

namespace bench {

namespace {

std::string member(const boost::json::object& from, std::string_view name) {
    const auto* found = from.if_contains({name.data(), name.size()});
    return found && found->is_string() ? std::string(found->as_string()) : std::string();
}

boost::json::value parsed(std::string_view body) { return boost::json::parse({body.data(), body.size()}); }

std::string lower(std::string text) {
    for (char& c : text)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c | 0x20);
    return text;
}

// As a UUIDv7 looks; later ones sort after earlier ones.
std::string next_id() {
    static std::atomic<std::uint64_t> last{0};
    static constexpr char hex[] = "0123456789abcdef";
    const auto now = static_cast<std::uint64_t>(now_ms());
    const auto number = ++last;
    std::string id = "00000000-0000-7000-8000-000000000000";
    for (int i = 0, at = 0; i < 12; ++i, ++at) {
        if (at == 8) ++at;
        id[static_cast<std::size_t>(at)] = hex[now >> (44 - 4 * i) & 15];
    }
    for (int i = 0; i < 12; ++i) id[static_cast<std::size_t>(35 - i)] = hex[number >> (4 * i) & 15];
    return id;
}

}

note_save note_save_in(const asked& what) {
    const auto body = parsed(what.body);
    const auto& members = body.as_object();
    note_save save{std::string(what.target.substr(20)), member(members, "subjective"), member(members, "objective"),
                   member(members, "assessment"), member(members, "plan"), 0};
    if (what.if_match.size() > 2) std::from_chars(what.if_match.data() + 1, what.if_match.data() + what.if_match.size() - 1, save.version);
    return save;
}

told saved(std::int64_t now, std::int64_t version) {
    told answer;
    add_time(answer.body = "{\"saved_at\":", now);
    answer.body.append(",\"version\":").append(std::to_string(version)).append("}");
    answer.version = version;
    return answer;
}

registration registration_in(const asked& what) {
    const auto body = parsed(what.body);
    const auto& members = body.as_object();
    return {next_id(), member(members, "given_name"), member(members, "family_name"), member(members, "birth_date"), member(members, "phone"),
            member(members, "email"), 0};
}

std::string registration::sort_key() const { return lower(family_name + " " + given_name); }

std::vector<std::pair<std::string, std::string>> registration::keys() const {
    std::string digits;
    std::ranges::copy_if(phone, std::back_inserter(digits), [](char c) { return c >= '0' && c <= '9'; });
    return {{"word", lower(given_name)}, {"word", lower(family_name)}, {"name", lower(given_name + " " + family_name)},
            {"phone", digits}, {"phone_end", {digits.rbegin(), digits.rend()}}, {"email", lower(email)}};
}

told registered(const registration& made, std::int64_t now) {
    told answer;
    answer.status = 201;
    answer.version = 1;
    std::string& out = answer.body;
    const auto text = [&](std::string_view name, std::string_view value) {
        add_json(out.append(1, ',').append("\"").append(name).append("\":"), value);
    };
    add_json(out = "{\"id\":", made.id);
    out.append(",\"number\":").append(std::to_string(made.number));
    text("given_name", made.given_name);
    text("family_name", made.family_name);
    text("preferred_name", "");
    text("pronouns", "");
    text("birth_date", made.birth_date);
    text("phone", made.phone);
    text("email", made.email);
    for (std::string_view empty : {"address", "emergency_contact", "note"}) text(empty, "");
    add_time(out += ",\"archived\":false,\"facts_version\":0,\"created_at\":", now);
    out += ",\"version\":1}";
    return answer;
}

}
