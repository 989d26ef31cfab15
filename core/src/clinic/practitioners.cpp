#include "core/src/clinic/practitioners.hpp"

#include "core/src/clinic/fields.hpp"
#include "core/src/clinic/search_keys.hpp"

#include <algorithm>
#include <map>

namespace lumbar::practice {

struct practitioner_row {
    row_id id;
    std::string name;
    std::string title;
    std::string licence;
    row_id room;
    std::int64_t position = 0;
    bool active = true;
    std::int64_t version = 1;
};
BOOST_DESCRIBE_STRUCT(practitioner_row, (), (id, name, title, licence, room, position, active, version))

struct shift_row {
    row_id practitioner;
    std::int64_t weekday = 1;
    std::int64_t from_minute = 0;
    std::int64_t to_minute = 0;
    bool is_break = false;
};
BOOST_DESCRIBE_STRUCT(shift_row, (), (practitioner, weekday, from_minute, to_minute, is_break))

namespace {

practitioner_view view_of(practitioner_row row, std::vector<weekly_hours> hours) {
    return {std::move(row.id),   std::move(row.name), std::move(row.title), std::move(row.licence),
            std::move(row.room), row.position,        row.active,           std::move(hours),
            row.version};
}

void check_hours(const std::vector<weekly_hours>& hours, problems& list) {
    if (hours.size() > 200) {
        list.add("/hours", "At most 200 stretches of time.");
        return;
    }
    for (std::size_t i = 0; i < hours.size(); ++i) {
        const auto& one = hours[i];
        const auto pointer = "/hours/" + std::to_string(i);
        list.between(pointer + "/weekday", one.weekday, 1, 7);
        if (one.from_minute < 0 || one.to_minute > 1440 || one.from_minute >= one.to_minute)
            list.add(pointer + "/to_minute", "The end must come after the start, on the same day.");
        const bool overlaps =
            std::any_of(hours.begin(), hours.begin() + static_cast<std::ptrdiff_t>(i), [&](const weekly_hours& other) {
                return other.weekday == one.weekday && other.is_break == one.is_break && other.from_minute < one.to_minute &&
                       one.from_minute < other.to_minute;
            });
        if (overlaps) list.add(pointer, "This overlaps another stretch of the same day.");
    }
}

void insert_hours(write_tx& tx, const row_id& practitioner, const std::vector<weekly_hours>& hours) {
    for (const auto& one : hours)
        tx.execute(R"(
            INSERT INTO shifts (id, practitioner, weekday, from_minute, to_minute, is_break)
            VALUES (:id, :practitioner, :weekday, :from_minute, :to_minute, :is_break))",
                   tx.new_id(), practitioner, one.weekday, one.from_minute, one.to_minute, one.is_break);
}

}

void check(const practitioner_body& body, problems& list) {
    filled_line(list, "/name", body.name);
    one_line(list, "/title", body.title);
    one_line(list, "/licence", body.licence);
    if (body.position) list.between("/position", *body.position, 0, 10000);
    if (body.hours) check_hours(*body.hours, list);
}

std::vector<practitioner_view> practitioners_of(read_tx& tx) {
    std::map<row_id, std::vector<weekly_hours>> hours;
    for (const auto& row : tx.rows<shift_row>(R"(
        SELECT practitioner, weekday, from_minute, to_minute, is_break
        FROM shifts
        ORDER BY weekday, from_minute, id)"))
        hours[row.practitioner].push_back({row.weekday, row.from_minute, row.to_minute, row.is_break});
    std::vector<practitioner_view> all;
    for (auto& row : tx.rows<practitioner_row>(R"(
        SELECT id, name, title, licence, room, position, active, version
        FROM practitioners
        ORDER BY position, id)")) {
        auto own = hours[row.id];
        all.push_back(view_of(std::move(row), std::move(own)));
    }
    return all;
}

std::optional<practitioner_view> practitioner_of(read_tx& tx, const row_id& id) {
    auto row = tx.row<practitioner_row>(R"(
        SELECT id, name, title, licence, room, position, active, version
        FROM practitioners
        WHERE id = :id)",
                                        id);
    if (!row) return {};
    auto hours = tx.rows<weekly_hours>(R"(
        SELECT weekday, from_minute, to_minute, is_break
        FROM shifts
        WHERE practitioner = :practitioner
        ORDER BY weekday, from_minute, id)",
                                       id);
    return view_of(*std::move(row), std::move(hours));
}

std::optional<practitioner_view> insert_practitioner(write_tx& tx, const practitioner_body& body) {
    const auto room = body.room.value_or(row_id{});
    if (room && !tx.value<std::int64_t>("SELECT 1 FROM rooms WHERE id = :id", room)) return {};
    const auto id = tx.new_id();
    const auto position =
        body.position ? *body.position : *tx.value<std::int64_t>("SELECT COALESCE(MAX(position), 0) + 1 FROM practitioners");
    tx.execute(R"(
        INSERT INTO practitioners (id, name, title, licence, room, position, active, version)
        VALUES (:id, :name, :title, :licence, :room, :position, :active, 1))",
               id, as_stored(body.name), stored(body.title), stored(body.licence), room, position, body.active.value_or(true));
    insert_hours(tx, id, body.hours.value_or(std::vector<weekly_hours>{}));
    return practitioner_of(tx, id);
}

saving update_practitioner(write_tx& tx, const row_id& id, std::int64_t version, const practitioner_body& body) {
    const auto before = practitioner_of(tx, id);
    if (!before) return saving::missing;
    const auto changed = tx.execute(R"(
        UPDATE practitioners
        SET name = :name, title = :title, licence = :licence, room = :room, position = :position, active = :active,
            version = version + 1
        WHERE id = :id AND version = :version)",
                                    as_stored(body.name), stored(body.title), stored(body.licence), body.room.value_or(row_id{}),
                                    body.position.value_or(before->position), body.active.value_or(before->active), id, version);
    if (changed != 1) return saving::stale;
    if (body.hours) {
        tx.execute("DELETE FROM shifts WHERE practitioner = :practitioner", id);
        insert_hours(tx, id, *body.hours);
    }
    return saving::done;
}

}
