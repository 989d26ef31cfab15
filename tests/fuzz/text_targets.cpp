#include "tests/fuzz/targets.hpp"

#include "core/src/clinic/typed_dates.hpp"
#include "core/src/plugins/manifest.hpp"
#include "core/src/plugins/packed.hpp"

#include "db/src/json_tree.hpp"
#include "db/src/sql_scan.hpp"

#include <lumbar/json.hpp>
#include <lumbar/row_id.hpp>
#include <lumbar/utc_ms.hpp>

#include <boost/describe.hpp>

#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

namespace lumbar::fuzz {

BOOST_DEFINE_ENUM_CLASS(side, left, right)

struct place {
    std::string name;
    side where = side::left;
    std::optional<bool> sore;
};
BOOST_DESCRIBE_STRUCT(place, (), (name, where, sore))

// One member of each kind.
struct session {
    row_id client;
    std::string note;
    std::int64_t minutes = 0;
    double share = 0;
    bool first = false;
    std::optional<utc_ms> starts_at;
    std::optional<calendar_date> born;
    std::vector<place> places;
    std::optional<json_document> answers;
};
BOOST_DESCRIBE_STRUCT(session, (), (client, note, minutes, share, first, starts_at, born, places, answers))

namespace {

void must(bool held, const char* promise) {
    if (!held) throw std::logic_error(promise);
}

}

void json(std::string_view text) {
    session read;
    if (!read_json(text, read).empty()) return;
    std::string once, twice;
    append_json(once, read);
    session again;
    must(read_json(once, again).empty(), "what was written can be read");
    append_json(twice, again);
    must(once == twice, "and is the same again");
}

void document(std::string_view text) {
    json_tree tree, again;
    if (tree.parse(text)) return;
    std::string once, twice;
    tree.append(once, 0);
    must(!again.parse(once), "what was written can be read");
    again.append(twice, 0);
    must(once == twice, "and is the same again");
}

void moment(std::string_view text) {
    utc_ms at, again;
    if (from_text(text, at)) must(from_text(to_text(at), again) && again == at, "a moment's text leads back to it");
    calendar_date day;
    if (calendar_date::parse(text, day)) must(calendar_date::parse(text, day), "a day is one");
    const auto id = row_id::parse(text);
    if (!id.empty()) must(row_id::parse(id.str()).str() == id.str(), "an id's text leads back to it");
}

void typed_day(std::string_view text) { practice::typed_dates(text); }

void script(std::string_view text) {
    for (auto statement : data::split_statements(text)) {
        must(statement.data() >= text.data() && statement.data() + statement.size() <= text.data() + text.size(), "a statement is part of its script");
        data::scan_statement(statement);
    }
    data::scan_statement(text);
}

void packed(std::string_view text) {
    try {
        must(plugins::pack(plugins::unpack(text)) == text, "what is taken is what packing makes");
    } catch (const plugins::refused&) {
        // As most are.
    }
}

}
