#include "core/src/clinic/clients.hpp"

#include "core/src/clinic/fields.hpp"
#include "core/src/clinic/search_keys.hpp"
#include "core/src/clinic/similar_names.hpp"
#include "db/src/context.hpp"

#include <lumbar/events.hpp>

#include <algorithm>

namespace lumbar {
namespace practice {
namespace {

void put_key(write_tx& tx, const row_id& client, std::string_view kind, std::string_view key) {
    if (key.empty()) return;
    tx.execute(R"(
        INSERT INTO client_keys (kind, key, client)
        VALUES (:kind, :key, :client))",
               kind, key, client);
}

// Of the words among the client's keys. A name of more than forty words has not all of its pairs.
void put_pairs(write_tx& tx, const row_id& client) {
    tx.execute(R"(
        INSERT INTO client_pairs (word, other, client)
        SELECT a.key, b.key, a.client
        FROM client_keys a
        JOIN client_keys b ON b.client = a.client AND b.kind = 'word' AND b.key <> a.key
        WHERE a.client = :client AND a.kind = 'word'
        LIMIT 1600)",
               client);
}

void remove_keys(write_tx& tx, const row_id& client) {
    tx.execute(R"(
        DELETE FROM client_pairs
        WHERE (word, other, client) IN (SELECT a.key, b.key, a.client
            FROM client_keys a
            JOIN client_keys b ON b.client = a.client AND b.kind = 'word'
            WHERE a.client = :client AND a.kind = 'word'))",
               client);
    tx.execute("DELETE FROM client_keys WHERE client = :client", client);
}

void put_keys(write_tx& tx, const client& who) {
    const auto words = name_keys(who.given_name + " " + who.family_name + " " + who.preferred_name);
    for (const auto& word : words) put_key(tx, who.id, "word", word);
    keep_words(tx, words);
    put_pairs(tx, who.id);
    put_key(tx, who.id, "name", whole_name_key(who.given_name + " " + who.family_name));
    const auto digits = phone_digits(who.phone);
    put_key(tx, who.id, "phone", digits);
    put_key(tx, who.id, "phone_end", reversed(digits));
    put_key(tx, who.id, "email", folded(who.email));
}

std::string sort_key(const client& who) {
    const auto& first = who.family_name.empty() ? who.given_name : who.family_name;
    return folded(first + " " + (who.family_name.empty() ? "" : who.given_name));
}

// The clinic's next number, never given twice. On PostgreSQL from a sequence: two desks that write down clients at once do not
// wait for each other, and a number may be skipped.
std::int64_t next_number(write_tx& tx) {
    if (tx.dialect() == dialect::postgresql) return tx.value<std::int64_t>("SELECT nextval('client_numbers')").value();
    return tx.value<std::int64_t>(R"(
        INSERT INTO counters (name, value)
        VALUES ('clients', 1001)
        ON CONFLICT (name) DO UPDATE SET value = counters.value + 1
        RETURNING value)").value();
}

void take_over(client& who, const client_body& body) {
    who.given_name = stored(body.given_name);
    who.family_name = stored(body.family_name);
    who.preferred_name = stored(body.preferred_name);
    who.pronouns = stored(body.pronouns);
    who.birth_date = body.birth_date && !body.birth_date->empty() ? body.birth_date : std::nullopt;
    who.phone = stored(body.phone);
    who.email = stored(body.email);
    who.address = stored(body.address);
    who.emergency_contact = stored(body.emergency_contact);
    who.note = stored(body.note);
}

void name_changes(write_tx& tx, const client& before, const client& after) {
    const auto compare = [&](std::string_view field, const auto& a, const auto& b) {
        if (a != b) tx.changed(field);
    };
    compare("given_name", before.given_name, after.given_name);
    compare("family_name", before.family_name, after.family_name);
    compare("preferred_name", before.preferred_name, after.preferred_name);
    compare("pronouns", before.pronouns, after.pronouns);
    compare("birth_date", before.birth_date, after.birth_date);
    compare("phone", before.phone, after.phone);
    compare("email", before.email, after.email);
    compare("address", before.address, after.address);
    compare("emergency_contact", before.emergency_contact, after.emergency_contact);
    compare("note", before.note, after.note);
    compare("archived", before.archived, after.archived);
}

}

void check(const client_body& body, problems& list) {
    if (stored(body.given_name).empty() && stored(body.family_name).empty()) list.add("/given_name", "Write at least one name.");
    one_line(list, "/given_name", body.given_name);
    one_line(list, "/family_name", body.family_name);
    one_line(list, "/preferred_name", body.preferred_name);
    one_line(list, "/pronouns", body.pronouns);
    one_line(list, "/phone", body.phone);
    if (body.phone && !stored(body.phone).empty() && phone_digits(*body.phone).size() < 3)
        list.add("/phone", "A phone number has at least three digits.");
    if (body.email) email_address(list, "/email", stored(body.email));
    some_lines(list, "/address", body.address);
    some_lines(list, "/emergency_contact", body.emergency_contact);
    some_lines(list, "/note", body.note);
}

std::string impossible_birth_date(const client_body& body, const calendar_date& today) {
    if (!body.birth_date || body.birth_date->empty()) return {};
    if (*body.birth_date > today) return "The date of birth is in the future.";
    if (body.birth_date->text < "1880-01-01") return "The date of birth is too long ago.";
    return {};
}

client insert_client(write_tx& tx, const client_body& body) {
    client made;
    made.id = tx.new_id();
    made.number = next_number(tx);
    made.created_at = tx.now();
    take_over(made, body);
    tx.execute(R"(
        INSERT INTO clients (id, number, given_name, family_name, preferred_name, pronouns, birth_date, phone, email, address,
            emergency_contact, note, archived, facts_version, sort_key, created_at, version)
        VALUES (:id, :number, :given_name, :family_name, :preferred_name, :pronouns, :birth_date, :phone, :email, :address,
            :emergency_contact, :note, 0, 0, :sort_key, :created_at, 1))",
               made.id, made.number, made.given_name, made.family_name, made.preferred_name, made.pronouns, made.birth_date,
               made.phone, made.email, made.address, made.emergency_contact, made.note, sort_key(made), made.created_at);
    put_keys(tx, made);
    tx.about(made.id);
    tx.emit(client_created{made.id});
    return made;
}

saving update_client(write_tx& tx, const row_id& id, std::int64_t version, const client_body& body) {
    const auto before = client_of(tx, id);
    if (!before) return saving::missing;
    auto after = *before;
    take_over(after, body);
    after.archived = body.archived.value_or(before->archived);
    const auto changed =
        tx.execute(R"(
        UPDATE clients
        SET given_name = :given_name, family_name = :family_name, preferred_name = :preferred_name, pronouns = :pronouns,
            birth_date = :birth_date, phone = :phone, email = :email, address = :address, emergency_contact = :emergency_contact,
            note = :note, archived = :archived, sort_key = :sort_key, version = version + 1
        WHERE id = :id AND version = :version)",
                   after.given_name, after.family_name, after.preferred_name, after.pronouns, after.birth_date, after.phone,
                   after.email, after.address, after.emergency_contact, after.note, after.archived, sort_key(after), id, version);
    if (changed != 1) return saving::stale;
    remove_keys(tx, id);
    put_keys(tx, after);
    name_changes(tx, *before, after);
    tx.emit(client_updated{id});
    return saving::done;
}

std::string shown_name(const std::string& given, const std::string& family, const std::string& preferred) {
    const auto& first = preferred.empty() ? given : preferred;
    if (first.empty()) return family;
    return family.empty() ? first : first + " " + family;
}

}

std::optional<client> client_of(read_tx& tx, const row_id& id) {
    owner_scope as_core(tx, "core");
    return tx.row<client>(R"(
        SELECT id, number, given_name, family_name, preferred_name, pronouns, birth_date, phone, email, address,
            emergency_contact, note, archived, facts_version, created_at, version
        FROM clients
        WHERE id = :id)",
                          id);
}

std::string display_name(const client& who) { return practice::shown_name(who.given_name, who.family_name, who.preferred_name); }

std::optional<int> age_on(const client& who, const calendar_date& today) {
    if (!who.birth_date || who.birth_date->empty() || today < *who.birth_date) return {};
    const auto& born = who.birth_date->text;
    const int years = std::stoi(today.text.substr(0, 4)) - std::stoi(born.substr(0, 4));
    return today.text.substr(5) < born.substr(5) ? years - 1 : years;
}

}
