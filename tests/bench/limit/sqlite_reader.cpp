#include "day_json.hpp"
#include "list_json.hpp"
#include "service.hpp"
#include "sqlite_file.hpp"
#include "statements.hpp"

namespace bench {

namespace {

std::string letters_of(std::string_view name) {
    const auto last = name.rfind(' ');
    return std::string{name.front(), name[last == name.npos ? 0 : last + 1]};
}

class file_reader final : public reader {
public:
    explicit file_reader(const std::string& file) : on_(file, SQLITE_OPEN_READONLY) {
        on_.run("PRAGMA mmap_size = 268435456; PRAGMA cache_size = -16000");
    }

    void day(std::string_view date, told& answer) override {
        step begin(begin_), commit(commit_);
        begin.next();
        day_parts day;
        if (step row(zone_); row.next()) day.zone = row.text(0);
        const auto& bounds = bounds_of(date, day.zone);
        for (step row(people_); row.next();)
            day.people.push_back({std::string(row.text(0)), std::string(row.text(1)), std::string(row.text(2)), letters_of(row.text(1)),
                                  row.number(3) != 0, 0, ""});
        for (step row(rooms_); row.next();) day.rooms.emplace_back(row.text(0), row.text(1));
        step shift(shifts_);
        shift.bind(1, bounds.weekday);
        while (shift.next()) add_shift(day, bounds, shift.text(0), shift.number(1), shift.number(2), shift.number(3) != 0);
        step row(visits_);
        row.bind(1, bounds.from);
        row.bind(2, bounds.to);
        while (row.next())
            add_visit(day, bounds,
                      {row.text(0), row.text(1), row.text(2), row.text(3), row.text(4), row.text(5), row.text(6), row.text(7), row.text(8),
                       row.text(9), row.text(10), row.text(11), row.text(12), row.text(13), row.number(14), row.number(15), row.number(16),
                       row.number(17), row.number(18)});
        commit.next();
        write_day(answer.body, date, day);
    }

    void search(std::string_view word, told& answer) override {
        const std::string end = after_prefix(std::string(word));
        step row(search_);
        row.bind(1, word);
        row.bind(2, end);
        row.bind(3, word);
        answer.body = "[";
        std::string id, key;
        for (int count = 0; row.next(); ++count) {
            if (count == page_size) {
                answer.link = next_link(word, id, key);
                break;
            }
            write_line(answer.body, row);
            id = row.text(0);
            key = row.text(9);
        }
        answer.body += ']';
    }

    void client(std::string_view id, told& answer) override {
        step row(client_);
        row.bind(1, id);
        if (!row.next()) return;
        write_client(answer.body, row);
        answer.version = row.number(15);
    }

private:
    sqlite_file on_;
    kept begin_{on_, "BEGIN"}, commit_{on_, "COMMIT"}, zone_{on_, sql::zone}, people_{on_, sql::people}, rooms_{on_, sql::rooms},
        shifts_{on_, sql::shifts}, visits_{on_, sql::visits}, search_{on_, sql::search}, client_{on_, sql::client};
};

}

std::unique_ptr<reader> sqlite_reader(const std::string& file) { return std::make_unique<file_reader>(file); }

}
