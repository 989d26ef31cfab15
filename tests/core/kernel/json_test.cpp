#include <lumbar/json.hpp>

#include <catch2/catch.hpp>

#include <algorithm>

using namespace lumbar;

namespace {

enum class pressure { light, medium, deep };
BOOST_DESCRIBE_ENUM(pressure, light, medium, deep)

struct mark {
    std::string place;
    std::int32_t grade = 0;
};
BOOST_DESCRIBE_STRUCT(mark, (), (place, grade))

struct visit {
    std::string note;
    bool first = false;
    std::int64_t minutes = 0;
    double share = 0;
    pressure touch = pressure::light;
    row_id client;
    utc_ms starts_at;
    calendar_date born;
    json_document answers;
    std::optional<std::string> phone;
    std::vector<mark> marks;
};
BOOST_DESCRIBE_STRUCT(visit, (), (note, first, minutes, share, touch, client, starts_at, born, answers, phone, marks))

const std::string good = R"({"note":"Grüße \"an\" alle\n","first":true,"minutes":60,"share":0.1,"touch":"deep",)"
                         R"("client":"01890a5d-ac96-774b-bcce-b302099a8057","starts_at":"2026-11-23T10:30:00.000Z","born":"1980-02-29",)"
                         R"("answers":{"weight":70.10,"big":123456789012345678901234567890},"phone":"+43 1","marks":[{"place":"neck","grade":-3}]})";

bool has(const std::vector<field_problem>& list, std::string_view pointer, std::string_view detail) {
    return std::any_of(list.begin(), list.end(), [&](auto& p) { return p.pointer == pointer && p.detail.find(detail) != std::string::npos; });
}

std::string whole(std::string_view member, std::string_view value) {
    visit v;
    REQUIRE(read_json(good, v).empty());
    std::string text;
    append_json(text, v);
    auto at = text.find('"' + std::string(member) + "\":") + member.size() + 3;
    auto end = text.find_first_of(",}", at);
    return text.replace(at, end - at, value);
}

std::vector<field_problem> faults_of(std::string_view text) {
    visit v;
    return read_json(text, v);
}

}

TEST_CASE("a body is read and written without losing anything", "[json]") {
    visit v;
    CHECK(read_json(good, v).empty());
    CHECK(v.note == "Grüße \"an\" alle\n");
    CHECK(v.touch == pressure::deep);
    CHECK(v.marks.at(0).grade == -3);
    std::string text;
    append_json(text, v);
    CHECK(text == good);
}

TEST_CASE("a document keeps its numbers as they were written", "[json]") {
    visit v;
    REQUIRE(read_json(good, v).empty());
    CHECK(v.answers.text == R"({"weight":70.10,"big":123456789012345678901234567890})");
}

TEST_CASE("what is optional and empty is left out, and null reads as empty", "[json]") {
    visit v;
    REQUIRE(read_json(whole("phone", "null"), v).empty());
    CHECK_FALSE(v.phone);
    std::string text;
    append_json(text, v);
    CHECK(text.find("phone") == std::string::npos);
    REQUIRE(read_json(text, v).empty());
    REQUIRE(read_json(whole("client", "null"), v).empty());
    CHECK(v.client.empty());
}

TEST_CASE("all faults of a body come back at once, each with its place", "[json]") {
    auto list = faults_of(R"({"first":1,"minutes":1.5,"share":"x","touch":"soft","client":"42","starts_at":"2026-02-30T10:00:00Z",)"
                          R"("born":"2026-02-30","answers":{"a":1,"a":2},"a/b~c":1,"marks":[{"place":"neck","grade":1},{"place":5,"grade":2147483648}]})");
    CHECK(list.size() == 12);
    CHECK(has(list, "/note", "missing"));
    CHECK(has(list, "/first", "true or false"));
    CHECK(has(list, "/minutes", "whole number"));
    CHECK(has(list, "/share", "a number"));
    CHECK(has(list, "/touch", "light, medium, deep"));
    CHECK(has(list, "/client", "id"));
    CHECK(has(list, "/starts_at", "exist"));
    CHECK(has(list, "/born", "exist"));
    CHECK(has(list, "/answers/a", "twice"));
    CHECK(has(list, "/a~1b~0c", "no field"));
    CHECK(has(list, "/marks/1/place", "text"));
    CHECK(has(list, "/marks/1/grade", "between -2147483648 and 2147483647"));
}

TEST_CASE("a field that is given twice is refused", "[json]") {
    auto text = good;
    text.insert(1, R"("note":"other",)");
    auto list = faults_of(text);
    REQUIRE(list.size() == 1);
    CHECK(list[0].pointer == "/note");
    CHECK(has(faults_of(whole("answers", R"({"deep":[{"x":1,"y":2,"x":3}],"rest":0)")), "/answers/deep/0/x", "twice"));
}

TEST_CASE("numbers are whole and fit, up to the last one", "[json]") {
    visit v;
    REQUIRE(read_json(whole("minutes", "9223372036854775807"), v).empty());
    CHECK(v.minutes == std::numeric_limits<std::int64_t>::max());
    REQUIRE(read_json(whole("minutes", "-9223372036854775808"), v).empty());
    CHECK(v.minutes == std::numeric_limits<std::int64_t>::min());
    REQUIRE(read_json(whole("minutes", "1e3"), v).empty());
    CHECK(v.minutes == 1000);
    for (auto number : {"9223372036854775808", "-9223372036854775809", "18446744073709551616", "1e30", "1e999"})
        CHECK(has(faults_of(whole("minutes", number)), "/minutes", "too large"));
    CHECK(has(faults_of(whole("share", "1e999")), "/share", "too large"));
}

TEST_CASE("text that cannot be kept is refused", "[json]") {
    CHECK(has(faults_of(whole("note", R"("a\u0000b")")), "/note", "NUL"));
    CHECK(has(faults_of(whole("answers", R"({"deep":["\u0000"],"rest":0)")), "/answers/deep/0", "NUL"));
    for (auto bad : {"\"\xff\"", "\"\xc0\xaf\"", "\"\xed\xa0\x80\"", "\"\xf4\x90\x80\x80\"", "\"\\ud800\""}) {
        auto list = faults_of(whole("note", bad));
        REQUIRE(list.size() == 1);
        CHECK(list[0].pointer.empty());
    }
}

TEST_CASE("what is not one whole JSON value gives one problem for all of it", "[json]") {
    for (auto text : {"", "  ", "{", "{} {}", "{\"note\":}", "nul", "{'note':1}", "// x", "[1,]", "{\"a\":01}"}) {
        auto list = faults_of(text);
        REQUIRE(list.size() == 1);
        CHECK(list[0].pointer.empty());
        CHECK_FALSE(list[0].detail.empty());
    }
    CHECK(has(faults_of("[]"), "", "named fields"));
}

TEST_CASE("64 levels are read and 100 are refused", "[json]") {
    auto nested = [](int levels) { return std::string(static_cast<std::size_t>(levels), '[') + std::string(static_cast<std::size_t>(levels), ']'); };
    json_document d;
    CHECK(read_json(nested(64), d).empty());
    CHECK(d.text == nested(64));
    CHECK(has(read_json(nested(65), d), "", "64 levels"));
    CHECK(has(read_json(nested(100), d), "", "64 levels"));
    CHECK(has(read_json(std::string(1'000'000, '['), d), "", "64 levels"));
}

TEST_CASE("a large body is read whole", "[json]") {
    std::string text = "[";
    for (int i = 0; i < 20'000; ++i) text += (i ? ",{\"place\":\"neck and shoulders\",\"grade\":" : "{\"place\":\"neck and shoulders\",\"grade\":") + std::to_string(i) + '}';
    text += ']';
    std::vector<mark> marks;
    REQUIRE(read_json(text, marks).empty());
    CHECK(marks.size() == 20'000);
    CHECK(marks.back().grade == 19'999);
    std::string back;
    append_json(back, marks);
    CHECK(back == text);
}

TEST_CASE("a hostile body does not make an answer larger than itself", "[json]") {
    std::string text = "{";
    for (int i = 0; i < 10'000; ++i) text += "\"x" + std::to_string(i) + "\":1,";
    text.back() = '}';
    CHECK(faults_of(text).size() <= 100);
}

TEST_CASE("control characters leave escaped", "[json]") {
    std::string out;
    append_json_text(out, std::string_view("a\x01\x1f\t\"\\\n", 7));
    CHECK(out == R"("a\u0001\u001f\t\"\\\n")");
}

TEST_CASE("a character leaves escaped wherever it stands, and its neighbours as they are", "[json]") {
    for (const auto& [plain, written] : {std::pair<std::string, std::string>{"\"", "\\\""}, {"\\", "\\\\"}, {"\x1f", "\\u001f"}, {"\x01", "\\u0001"},
                                         {"\x7f", "\x7f"}, {" ", " "}, {"!", "!"}, {"#", "#"}, {"[", "["}, {"\u00e9", "\u00e9"}, {"\u2019", "\u2019"}})
        for (std::size_t before = 0; before < 18; ++before)
            for (std::size_t after = 0; after < 18; ++after) {
                const std::string left(before, 'a'), right(after, '~');
                std::string out;
                append_json_text(out, left + plain + right + plain);
                REQUIRE(out == '"' + left + written + right + written + '"');
            }
}

TEST_CASE("a type is described once and referred to by name", "[json]") {
    schema_components components;
    std::string out;
    append_schema(out, shape_of<std::vector<visit>>(), components);
    append_schema(out, shape_of<visit>(), components);
    CHECK(out == R"({"type":"array","items":{"$ref":"#/components/schemas/visit"}}{"$ref":"#/components/schemas/visit"})");
    REQUIRE(components.schemas.size() == 3);
    CHECK(components.schemas[0] == std::pair<std::string, std::string>("pressure", R"({"type":"string","enum":["light","medium","deep"]})"));
    CHECK(components.schemas[2].first == "visit");
    CHECK(components.schemas[2].second.find(R"("phone":{"type":"string"})") != std::string::npos);
    CHECK(components.schemas[2].second.find(R"("answers","marks"])") != std::string::npos);
}

namespace other {
struct mark {
    std::string colour;
};
BOOST_DESCRIBE_STRUCT(mark, (), (colour))
}

TEST_CASE("two types of one short name are told apart", "[json]") {
    schema_components components;
    std::string out;
    append_schema(out, shape_of<mark>(), components);
    append_schema(out, shape_of<other::mark>(), components);
    append_schema(out, shape_of<mark>(), components);
    append_schema(out, shape_of<other::mark>(), components);
    REQUIRE(components.schemas.size() == 2);
    CHECK(components.schemas[1].first == "mark_2");
    CHECK(components.schemas[1].second.find("colour") != std::string::npos);
}
