#include "day_json.hpp"
#include "list_json.hpp"
#include "service.hpp"
#include "statements.hpp"

#include <libpq-fe.h>

#include <stdexcept>

namespace bench {

namespace {

struct row_of {
    const PGresult* all;
    int row;
    std::string_view text(int column) const { return PQgetvalue(all, row, column); }
    std::int64_t number(int column) const { return std::stoll(std::string(text(column))); }
};

// libpq with prepared statements; each read is one round trip, the board five.
class server_reader final : public reader {
public:
    explicit server_reader(const std::string& url) : on_(PQconnectdb(url.c_str())) {
        if (PQstatus(on_) != CONNECTION_OK) throw std::runtime_error(PQerrorMessage(on_));
        const std::pair<const char*, const char*> all[] = {{"zone", sql::zone},     {"people", sql::people}, {"rooms", sql::rooms}, {"shifts", sql::shifts},
                                                           {"visits", sql::visits}, {"search", sql::search}, {"client", sql::client}};
        for (const auto& [name, text] : all) PQclear(PQprepare(on_, name, text, 0, nullptr));
    }
    ~server_reader() override { PQfinish(on_); }
    server_reader(const server_reader&) = delete;
    server_reader& operator=(const server_reader&) = delete;

    void day(std::string_view date, told& answer) override {
        day_parts day;
        ask("zone", {}, [&](const row_of& row) { day.zone = row.text(0); });
        const auto& bounds = bounds_of(date, day.zone);
        ask("people", {}, [&](const row_of& row) {
            const auto name = row.text(1);
            const auto last = name.rfind(' ');
            day.people.push_back({std::string(row.text(0)), std::string(name), std::string(row.text(2)),
                                  {name.front(), name[last == name.npos ? 0 : last + 1]}, row.number(3) != 0, 0, ""});
        });
        ask("rooms", {}, [&](const row_of& row) { day.rooms.emplace_back(row.text(0), row.text(1)); });
        ask("shifts", {std::to_string(bounds.weekday)},
            [&](const row_of& row) { add_shift(day, bounds, row.text(0), row.number(1), row.number(2), row.number(3) != 0); });
        ask("visits", {std::to_string(bounds.from), std::to_string(bounds.to)}, [&](const row_of& row) {
            add_visit(day, bounds,
                      {row.text(0), row.text(1), row.text(2), row.text(3), row.text(4), row.text(5), row.text(6), row.text(7), row.text(8),
                       row.text(9), row.text(10), row.text(11), row.text(12), row.text(13), row.number(14), row.number(15), row.number(16),
                       row.number(17), row.number(18)});
        });
        write_day(answer.body, date, day);
    }

    void search(std::string_view word, told& answer) override {
        const std::string start(word);
        answer.body = "[";
        std::string id, key;
        int count = 0;
        ask("search", {start, after_prefix(start), start}, [&](const row_of& row) {
            if (++count > page_size) {
                answer.link = next_link(word, id, key);
                return;
            }
            write_line(answer.body, row);
            id = row.text(0);
            key = row.text(9);
        });
        answer.body += ']';
    }

    void client(std::string_view id, told& answer) override {
        ask("client", {std::string(id)}, [&](const row_of& row) {
            write_client(answer.body, row);
            answer.version = row.number(15);
        });
    }

private:
    template <class F>
    void ask(const char* name, const std::vector<std::string>& values, F&& each) {
        const char* texts[4] = {};
        for (std::size_t i = 0; i < values.size(); ++i) texts[i] = values[i].c_str();
        PGresult* all = PQexecPrepared(on_, name, static_cast<int>(values.size()), texts, nullptr, nullptr, 0);
        if (PQresultStatus(all) != PGRES_TUPLES_OK) {
            PQclear(all);
            throw std::runtime_error(PQerrorMessage(on_));
        }
        for (int i = 0; i < PQntuples(all); ++i) each(row_of{all, i});
        PQclear(all);
    }

    PGconn* on_;
};

}

std::unique_ptr<reader> postgresql_reader(const std::string& url) { return std::make_unique<server_reader>(url); }

}
