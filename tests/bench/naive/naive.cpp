// The naive way: Beast's messages, SOCI's one-liners, JSON value trees, and a transaction with its own fsync for each write.
//   bench_naive PORT THREADS DATABASE-FILE
#include "tests/bench/limit/day_json.hpp"
#include "tests/bench/limit/list_json.hpp"
#include "tests/bench/limit/statements.hpp"
#include "tests/bench/limit/writes.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http.hpp>
#include <boost/json.hpp>

#include <soci/soci.h>
#include <soci/sqlite3/soci-sqlite3.h>

#include <iostream>
#include <list>
#include <mutex>
#include <thread>

namespace bench {

namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace json = boost::json;
using request_type = beast::http::request<beast::http::string_body>;
using response_type = beast::http::response<beast::http::string_body>;
using row_set = soci::rowset<soci::row>;

// The statements' $1, $2 … as SOCI names them.
std::string for_soci(std::string sql) {
    for (auto at = sql.find('$'); at != sql.npos; at = sql.find('$', at)) sql.replace(at, 1, ":v");
    return sql;
}

std::string text(const soci::row& row, std::size_t column) {
    return row.get_indicator(column) == soci::i_null ? std::string() : row.get<std::string>(column);
}

std::string time_text(std::int64_t ms) {
    std::string out;
    add_time(out, ms);
    return out.substr(1, out.size() - 2);
}

std::string full_name(const std::string& given, const std::string& family, const std::string& preferred) {
    const auto& first = preferred.empty() ? given : preferred;
    return first.empty() ? family : family.empty() ? first : first + " " + family;
}

std::mutex one_at_a_time; // SQLite has one writer

struct lane {
    asio::io_context io{1};
    asio::ip::tcp::acceptor acceptor{io};
    soci::session sql;
    std::thread thread;
};

json::object visit_of(const soci::row& row, std::map<std::string, std::int64_t>& booked) {
    const auto starts = row.get<long long>(15), ends = row.get<long long>(16);
    booked[text(row, 6)] += (ends - starts) / 60'000;
    json::object visit;
    visit["id"] = text(row, 0);
    visit["client"] = text(row, 1);
    visit["client_name"] = full_name(text(row, 2), text(row, 3), text(row, 4));
    visit["client_number"] = row.get<long long>(14);
    visit["phone"] = text(row, 5);
    visit["practitioner"] = text(row, 6);
    visit["practitioner_name"] = text(row, 7);
    visit["room"] = text(row, 8);
    visit["room_name"] = text(row, 9);
    visit["service"] = text(row, 10);
    visit["service_name"] = text(row, 11);
    visit["starts_at"] = time_text(starts);
    visit["ends_at"] = time_text(ends);
    visit["status"] = text(row, 12);
    visit["note"] = text(row, 13);
    visit["new_client"] = std::stoi(text(row, 18)) != 0;
    visit["alerts"] = json::object{{"stop", 0}, {"caution", 0}, {"note", 0}, {"unanswered", 0}};
    visit["screened"] = false;
    visit["screening_reason"] = std::string(nothing_checked.substr(1, nothing_checked.size() - 2));
    visit["badges"] = json::array();
    visit["version"] = row.get<long long>(17);
    return visit;
}

json::value day(soci::session& sql, const std::string& date) {
    std::string zone;
    sql << sql::zone, soci::into(zone);
    const auto& bounds = bounds_of(date, zone);
    std::map<std::string, std::int64_t> booked;
    json::array visits, people, rooms;
    const row_set rows = (sql.prepare << for_soci(sql::visits), soci::use(bounds.from, "v1"), soci::use(bounds.to, "v2"));
    for (const auto& row : rows) visits.push_back(visit_of(row, booked));
    std::map<std::string, json::array> hours;
    std::int64_t opens = 1440, closes = 0;
    const row_set shifts = (sql.prepare << for_soci(sql::shifts), soci::use(bounds.weekday, "v1"));
    for (const auto& row : shifts) {
        const auto from = row.get<long long>(1), to = row.get<long long>(2);
        hours[text(row, 0)].push_back(json::object{{"from", time_text(bounds.from + from * 60'000)}, {"to", time_text(bounds.from + to * 60'000)}, {"is_break", row.get<long long>(3) != 0}});
        opens = std::min<std::int64_t>(opens, from);
        closes = std::max<std::int64_t>(closes, to);
    }
    std::map<std::string, std::string> room_names;
    const row_set all_rooms = (sql.prepare << sql::rooms);
    for (const auto& row : all_rooms) {
        rooms.push_back(json::object{{"id", text(row, 0)}, {"name", text(row, 1)}});
        room_names[text(row, 0)] = text(row, 1);
    }
    const row_set all_people = (sql.prepare << sql::people);
    for (const auto& row : all_people) {
        const auto id = text(row, 0), name = text(row, 1), room = text(row, 2);
        people.push_back(json::object{{"id", id}, {"name", name}, {"initials", std::string{name.front(), name[name.rfind(' ') + 1]}}, {"room", room},
                                      {"room_name", room_names[room]}, {"booked_minutes", booked[id]}, {"hours", hours[id]}});
    }
    return json::object{{"date", date}, {"zone", zone}, {"now", time_text(now_ms())}, {"opens_minute", opens}, {"closes_minute", closes},
                        {"practitioners", people}, {"rooms", rooms}, {"visits", visits}, {"failed", json::array()}};
}

json::value search(soci::session& sql, const std::string& word) {
    const std::string end = after_prefix(word);
    const row_set rows = (sql.prepare << for_soci(sql::search), soci::use(word, "v1"), soci::use(end, "v2"), soci::use(word, "v3"));
    json::array found;
    for (const auto& row : rows) {
        if (found.size() == page_size) break;
        found.push_back(json::object{{"id", text(row, 0)}, {"number", row.get<long long>(8)}, {"name", full_name(text(row, 1), text(row, 2), text(row, 3))},
                                     {"given_name", text(row, 1)}, {"family_name", text(row, 2)}, {"birth_date", text(row, 4)}, {"phone", text(row, 5)},
                                     {"email", text(row, 6)}, {"pronouns", text(row, 7)}});
    }
    return found;
}

json::value client(soci::session& sql, const std::string& id) {
    soci::row row;
    sql << for_soci(sql::client), soci::into(row), soci::use(id, "v1");
    return json::object{{"id", text(row, 0)}, {"number", row.get<long long>(11)}, {"given_name", text(row, 1)}, {"family_name", text(row, 2)},
                        {"preferred_name", text(row, 3)}, {"pronouns", text(row, 4)}, {"birth_date", text(row, 5)}, {"phone", text(row, 6)},
                        {"email", text(row, 7)}, {"address", text(row, 8)}, {"emergency_contact", text(row, 9)}, {"note", text(row, 10)},
                        {"archived", row.get<long long>(12) != 0}, {"facts_version", row.get<long long>(13)},
                        {"created_at", time_text(row.get<long long>(14))}, {"version", row.get<long long>(15)}};
}

told save_note(soci::session& sql, const note_save& note) {
    std::lock_guard lock(one_at_a_time);
    soci::transaction all(sql);
    const auto now = now_ms();
    sql << "UPDATE notes_notes SET subjective = :subjective, objective = :objective, assessment = :assessment, plan = :plan, marks = '[]', "
           "updated_at = :now, version = version + 1 WHERE id = :id AND version = :version AND status = 'draft'",
        soci::use(note.subjective), soci::use(note.objective), soci::use(note.assessment), soci::use(note.plan), soci::use(now), soci::use(note.id),
        soci::use(note.version);
    all.commit();
    return saved(now, note.version + 1);
}

told insert_client(soci::session& sql, registration made) {
    std::lock_guard lock(one_at_a_time);
    soci::transaction all(sql);
    const auto now = now_ms();
    sql << "INSERT INTO counters (name, value) VALUES ('clients', 1001) ON CONFLICT (name) DO UPDATE SET value = value + 1";
    sql << "SELECT value FROM counters WHERE name = 'clients'", soci::into(made.number);
    const std::string sort_key = made.sort_key();
    sql << "INSERT INTO clients (id, number, given_name, family_name, preferred_name, pronouns, birth_date, phone, email, address, "
           "emergency_contact, note, archived, facts_version, sort_key, created_at, version) "
           "VALUES (:id, :number, :given, :family, '', '', :birth, :phone, :email, '', '', '', 0, 0, :sort_key, :now, 1)",
        soci::use(made.id), soci::use(made.number), soci::use(made.given_name), soci::use(made.family_name), soci::use(made.birth_date),
        soci::use(made.phone), soci::use(made.email), soci::use(sort_key), soci::use(now);
    for (const auto& [kind, key] : made.keys())
        sql << "INSERT INTO client_keys (kind, key, client) VALUES (:kind, :key, :client)", soci::use(kind), soci::use(key), soci::use(made.id);
    all.commit();
    return registered(made, now);
}

told answer_to(soci::session& sql, const request_type& request) {
    const std::string target(request.target());
    told answer;
    if (request.method() != beast::http::verb::get) {
        const auto tag = request[beast::http::field::if_match];
        const asked what{{}, target, request.body(), {tag.data(), tag.size()}};
        return is_note_save(what) ? save_note(sql, note_save_in(what)) : insert_client(sql, registration_in(what));
    }
    json::value made;
    if (target.starts_with("/api/v1/board?date=")) made = day(sql, target.substr(19));
    else if (target.starts_with("/api/v1/clients?q=")) made = search(sql, target.substr(18, target.find('&') - 18));
    else if (target.starts_with("/api/v1/clients/")) {
        made = client(sql, target.substr(16));
        answer.version = made.at("version").as_int64();
    } else made = json::object{{"alive", true}};
    answer.body = json::serialize(made);
    return answer;
}

asio::awaitable<void> converse(lane& home, beast::tcp_stream stream) {
    constexpr auto no_throw = asio::as_tuple(asio::use_awaitable);
    beast::flat_buffer buffer;
    for (;;) {
        request_type request;
        stream.expires_after(std::chrono::seconds(30));
        auto [broken, got] = co_await beast::http::async_read(stream, buffer, request, no_throw);
        if (broken) co_return;
        told told = answer_to(home.sql, request);
        response_type response(static_cast<beast::http::status>(told.status), 11);
        response.set(beast::http::field::content_type, "application/json");
        response.set("X-Request-Id", "5cdb4c2c-3ab9-480d-a902-31a1a8bf89a7");
        response.set("X-Content-Type-Options", "nosniff");
        response.set("Referrer-Policy", "no-referrer");
        response.set("Cross-Origin-Opener-Policy", "same-origin");
        response.set("Cross-Origin-Resource-Policy", "same-origin");
        response.set(beast::http::field::cache_control, "no-store");
        if (told.version) response.set(beast::http::field::etag, '"' + std::to_string(told.version) + '"');
        response.body() = std::move(told.body);
        response.prepare_payload();
        auto [failed, sent] = co_await beast::http::async_write(stream, response, no_throw);
        if (failed) co_return;
    }
}

asio::awaitable<void> accept_all(lane& home) {
    for (;;) {
        auto [failed, socket] = co_await home.acceptor.async_accept(asio::as_tuple(asio::use_awaitable));
        if (failed) continue;
        socket.set_option(asio::ip::tcp::no_delay(true), failed);
        asio::co_spawn(home.io, converse(home, beast::tcp_stream(std::move(socket))), asio::detached);
    }
}

void serve_naively(unsigned short port, int threads, const std::string& file) {
    using reuse_port = asio::detail::socket_option::boolean<SOL_SOCKET, SO_REUSEPORT>;
    std::list<lane> lanes;
    for (int i = 0; i < threads; ++i) {
        auto& one = lanes.emplace_back();
        one.sql.open(soci::sqlite3, "dbname=" + file + " timeout=10");
        one.sql << "PRAGMA synchronous = FULL";
        one.acceptor.open(asio::ip::tcp::v4());
        one.acceptor.set_option(asio::socket_base::reuse_address(true));
        one.acceptor.set_option(reuse_port(true));
        one.acceptor.bind({asio::ip::address_v4::loopback(), port});
        one.acceptor.listen(1024);
        asio::co_spawn(one.io, accept_all(one), asio::detached);
        one.thread = std::thread([&one] { one.io.run(); });
    }
    for (auto& one : lanes) one.thread.join();
}

}

}

int main(int count, char** words) try {
    if (count != 4) throw std::runtime_error("usage: bench_naive PORT THREADS DATABASE-FILE");
    bench::serve_naively(static_cast<unsigned short>(std::stoi(words[1])), std::stoi(words[2]), words[3]);
} catch (const std::exception& fault) {
    std::cerr << "bench_naive: " << fault.what() << "\n";
    return 1;
}
