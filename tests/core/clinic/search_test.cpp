#include "tests/core/clinic/small_clinic.hpp"

#include "core/src/clinic/search_keys.hpp"
#include <lumbar/test/backends.hpp>

#include <catch2/catch.hpp>

#include <set>

using namespace lumbar;
using namespace lumbar::clinic_test;
using names = std::vector<std::string>;

namespace {

practice::client_body with_phone(std::string phone) {
    practice::client_body body;
    body.phone = std::move(phone);
    return body;
}

practice::client_body born(std::string day) {
    practice::client_body body;
    body.birth_date = calendar_date{std::move(day)};
    return body;
}

}

TEST_CASE("names are folded as people type them", "[clinic]") {
    using namespace practice;
    CHECK(folded("MÜLLER") == "muller");
    CHECK(folded("Straße") == "strasse");
    CHECK(folded("Łukasz Øster Đặng Þór Æsa Œuvre Işık İnce") == "lukasz oster dang thor aesa oeuvre isik ince");
    CHECK(folded("ﬁne ＡＢＣ") == "fine abc");
    CHECK(name_keys("Anne-Marie O'Brien") == names{"anne", "annemarie", "brien", "marie", "o", "obrien"});
    CHECK(typed_words("O’B  mull") == names{"ob", "mull"});
    CHECK(whole_name_key("Mary Ann Byrne") == whole_name_key("byrne, MARY ANN"));
    CHECK(phone_digits("00353 (87) 123-4567") == "353871234567");
    CHECK(phone_digits("٠٨٧") == "087");
    CHECK(as_stored("  Zoe\xCC\x88 ") == "Zo\xC3\xAB");
    CHECK(nearly_equal("katherine", "catherina"));
    CHECK_FALSE(nearly_equal("mary", "john"));
}

TEST_CASE("clients are found by the start of any word of their name, in any order and without accents", "[clinic]") {
    kit::for_each_backend([](database& db) {
        small_clinic clinic(db);
        clinic.client("Jürgen", "Müller");
        clinic.client("Sinéad", "O'Brien");
        clinic.client("Anne-Marie", "Mullen");
        clinic.client("محمد", "الأحمد");
        clinic.client("שָׂרָה", "כהן");
        clinic.client("小明", "王");
        clinic.client("Đặng Thị", "Ánh");
        clinic.client("Björk");
        clinic.client("Zoë 🌸", "Hart");

        CHECK(clinic.found("mull") == names{"Anne-Marie Mullen", "Jürgen Müller"});
        CHECK(clinic.found("MÜLL jur") == names{"Jürgen Müller"});
        CHECK(clinic.found("jur mull") == names{"Jürgen Müller"});
        CHECK(clinic.found("o'b") == names{"Sinéad O'Brien"});
        CHECK(clinic.found("mull mullen an anne") == names{"Anne-Marie Mullen"});
        CHECK(clinic.found("bjork bjork") == names{"Björk"});
        CHECK(clinic.found("obri sine") == names{"Sinéad O'Brien"});
        CHECK(clinic.found("brien") == names{"Sinéad O'Brien"});
        CHECK(clinic.found("annem") == names{"Anne-Marie Mullen"});
        CHECK(clinic.found("محم") == names{"محمد الأحمد"});
        CHECK(clinic.found("الا") == names{"محمد الأحمد"});
        CHECK(clinic.found("שרה") == names{"שָׂרָה כהן"});
        CHECK(clinic.found("王") == names{"小明 王"});
        CHECK(clinic.found("dang anh") == names{"Đặng Thị Ánh"});
        CHECK(clinic.found("bjork") == names{"Björk"});
        CHECK(clinic.found("🌸") == names{"Zoë 🌸 Hart"});
        CHECK(clinic.found("mull zoe").empty());
        CHECK(clinic.found("%").empty());
        CHECK(clinic.found("' OR 1=1 --").empty());
        CHECK(clinic.found("").size() == 9);
    });
}

TEST_CASE("clients are found by phone, number, e-mail and birth date", "[clinic]") {
    kit::for_each_backend([](database& db) {
        small_clinic clinic(db);
        auto hanna = with_phone("+353 87 123 4567");
        hanna.email = "Hanna.L@Example.com";
        hanna.birth_date = calendar_date{"1979-03-12"};
        const auto id = clinic.client("Hanna", "Lindqvist", hanna);
        const auto number = db.read(system_caller(), [&](read_tx& tx) { return client_of(tx, id)->number; });
        clinic.client("Tom", "Walsh", with_phone("087 999 0123"));

        CHECK(clinic.found("4567") == names{"Hanna Lindqvist"});
        CHECK(clinic.found("087 123 4567") == names{"Hanna Lindqvist"});
        CHECK(clinic.found("+353 87 123") == names{"Hanna Lindqvist"});
        CHECK(clinic.found("087999") == names{"Tom Walsh"});
        CHECK(clinic.found("123") == names{"Tom Walsh"});
        CHECK(clinic.found(std::to_string(number)) == names{"Hanna Lindqvist"});
        CHECK(clinic.found("hanna.l@ex") == names{"Hanna Lindqvist"});
        CHECK(clinic.found("12/3/1979") == names{"Hanna Lindqvist"});
        CHECK(clinic.found("3/12/1979") == names{"Hanna Lindqvist"});
        CHECK(clinic.found("1979-03-12") == names{"Hanna Lindqvist"});
        CHECK(clinic.found("30/2/1979").empty());
    });
}

TEST_CASE("pages of a search follow each other without gaps or repeats", "[clinic]") {
    kit::for_each_backend([](database& db) {
        small_clinic clinic(db);
        for (int i = 0; i < 23; ++i)
            clinic.client("Mary Maeve", "Mullen " + std::to_string(i), with_phone("0871" + std::to_string(100000 + i)));
        for (const std::string typed : {"", "m", "mul ma", "ma mul", "mae mul mar", "0871"}) {
            INFO(typed);
            std::set<std::string> seen;
            std::string after;
            int pages = 0, lines = 0;
            do {
                const auto found =
                    db.read(system_caller(), [&](read_tx& tx) { return practice::find_clients(tx, typed, after, 5); });
                for (const auto& line : found.lines) seen.emplace(line.id.str());
                lines += static_cast<int>(found.lines.size());
                after = found.next;
                ++pages;
            } while (!after.empty() && pages < 20);
            CHECK(seen.size() == 23);
            CHECK(lines == 23);
            CHECK(pages == 5);
        }
    });
}

TEST_CASE("somebody who seems to be there already is named with the reasons", "[clinic]") {
    kit::for_each_backend([](database& db) {
        small_clinic clinic(db);
        auto first = with_phone("+353 87 123 4567");
        first.email = "hanna@example.com";
        first.birth_date = calendar_date{"1979-03-12"};
        const auto hanna = clinic.client("Hanna", "Lindqvist", first);
        clinic.client("Peter", "Smith", born("1979-03-12"));

        const auto reasons = [&](practice::client_body body) {
            return db.read(system_caller(), [&](read_tx& tx) {
                const auto matches = practice::likely_duplicates(tx, body);
                REQUIRE(matches.size() <= 1);
                if (matches.empty()) return names{};
                CHECK(matches.front().client.id == hanna);
                return matches.front().because;
            });
        };
        practice::client_body typed = with_phone("087 1234567");
        typed.given_name = "Lindqvist";
        typed.family_name = "HANNA";
        typed.email = "Hanna@Example.com";
        typed.birth_date = calendar_date{"1979-03-12"};
        CHECK(reasons(typed) == names{"same name", "same e-mail", "same phone", "same birth date and a similar name"});
        auto similar = born("1979-03-12");
        similar.given_name = "Hana";
        CHECK(reasons(similar) == names{"same birth date and a similar name"});
        practice::client_body stranger;
        stranger.given_name = "Zoe";
        CHECK(reasons(stranger).empty());
    });
}
