#include "tests/core/clinic/small_clinic.hpp"

#include "core/src/clinic/search_keys.hpp"
#include "core/src/clinic/similar_names.hpp"
#include "db/src/counters.hpp"
#include "db/src/migrations.hpp"
#include <lumbar/test/backends.hpp>

#include <catch2/catch.hpp>
#include <soci/session.h>

using namespace lumbar;
using namespace lumbar::clinic_test;
using names = std::vector<std::string>;

namespace {

// Names in the order in which they came, the similar ones after a bar.
std::string found_in_order(small_clinic& clinic, std::string_view typed, int limit = 50) {
    return clinic.db.read(system_caller(), [&](read_tx& tx) {
        std::string text;
        bool similar = false;
        for (const auto& line : practice::find_clients(tx, typed, "", limit).lines) {
            if (line.similar && !similar) text += "| ";
            CHECK_FALSE((similar && !line.similar));
            similar = line.similar.has_value();
            text += line.name + "; ";
        }
        return text;
    });
}

names known_words(database& db) {
    return db.read(system_caller(), [](read_tx& tx) {
        auto rows = tx.rows<std::string>("SELECT deletion || '<' || word FROM client_words");
        std::ranges::sort(rows);
        return rows;
    });
}

names known_pairs(database& db) {
    return db.read(system_caller(), [](read_tx& tx) {
        return tx.rows<std::string>("SELECT word || '<' || other FROM client_pairs ORDER BY word, other, client");
    });
}

}

TEST_CASE("one letter left out, added, wrong or swapped with its neighbour is one letter apart", "[clinic]") {
    using practice::one_letter_apart;
    for (const auto* near : {"johnson", "jonsn", "jonsom", "ojnson", "jnoson", "jonsno", "xjonson", "jonsonx", "onson"}) {
        INFO(near);
        CHECK(one_letter_apart("jonson", near));
        CHECK(one_letter_apart(near, "jonson"));
    }
    for (const auto* far : {"jonson", "jonnosn", "johnsen", "njsono", "jons", "jonsonxy", "", "nosnoj"}) {
        INFO(far);
        CHECK_FALSE(one_letter_apart("jonson", far));
        CHECK_FALSE(one_letter_apart(far, "jonson"));
    }
    CHECK(one_letter_apart("كريم", "كرم"));
    CHECK(one_letter_apart("💐ab", "🌸ab"));
    CHECK_FALSE(one_letter_apart("王小明", "王大朋"));
}

TEST_CASE("a name that was typed with one mistake is found, after those that start as typed", "[clinic]") {
    kit::for_each_backend([](database& db) {
        small_clinic clinic(db);
        clinic.client("Hanna", "Johnson");
        clinic.client("Jürgen", "Müller");
        clinic.client("Jonsona", "Byrne");
        clinic.client("Mary Ann", "Byrne");
        clinic.client("Καλλιόπη", "Παππά");
        clinic.client("Bo", "Li");

        CHECK(found_in_order(clinic, "jonson") == "Jonsona Byrne; | Hanna Johnson; ");
        CHECK(found_in_order(clinic, "Müler") == "| Jürgen Müller; ");
        CHECK(found_in_order(clinic, "mulelr") == "| Jürgen Müller; ");
        CHECK(found_in_order(clinic, "καλιόπη") == "| Καλλιόπη Παππά; ");
        CHECK(found_in_order(clinic, "hana johnson") == "| Hanna Johnson; ");
        CHECK(found_in_order(clinic, "jonson hana") == "| Hanna Johnson; ");
        CHECK(found_in_order(clinic, "jonson ha") == "| Hanna Johnson; ");
        CHECK(found_in_order(clinic, "mry byrne") == "| Mary Ann Byrne; ");
        CHECK(found_in_order(clinic, "ann mary byrme") == "| Mary Ann Byrne; ");
        CHECK(found_in_order(clinic, "hanna jonsen").empty());
        CHECK(found_in_order(clinic, "johnson hanna") == "Hanna Johnson; ");
        CHECK(found_in_order(clinic, "lo").empty());
        CHECK(found_in_order(clinic, "jonson zoe").empty());
    });
}

TEST_CASE("similar names are shown only where few start as typed, and each similar word has its share", "[clinic]") {
    kit::for_each_backend([](database& db) {
        small_clinic clinic(db);
        for (int i = 0; i < 4; ++i) clinic.client("Carol", "Hart");
        clinic.client("Karol", "Hart");
        CHECK(found_in_order(clinic, "carol") == "Carol Hart; Carol Hart; Carol Hart; Carol Hart; | Karol Hart; ");
        CHECK(found_in_order(clinic, "carol", 4) == "Carol Hart; Carol Hart; Carol Hart; Carol Hart; ");
        clinic.client("Carol", "Hart");
        CHECK(found_in_order(clinic, "carol") == "Carol Hart; Carol Hart; Carol Hart; Carol Hart; Carol Hart; ");
        CHECK(found_in_order(clinic, "darol", 4) == "| Carol Hart; Carol Hart; Karol Hart; ");
    });
}

TEST_CASE("a client who was renamed or archived is not found as similar any more", "[clinic]") {
    kit::for_each_backend([](database& db) {
        small_clinic clinic(db);
        const auto id = clinic.client("Hanna", "Johnson");
        const auto rename = [&](std::string family, bool archived) {
            practice::client_body body;
            body.given_name = "Hanna";
            body.family_name = std::move(family);
            body.archived = archived;
            db.write(system_caller(), [&](write_tx& tx) {
                CHECK(practice::update_client(tx, id, client_of(tx, id)->version, body) == practice::saving::done);
            });
        };
        rename("Lindqvist", false);
        CHECK(found_in_order(clinic, "jonson").empty());
        CHECK(found_in_order(clinic, "lindqist") == "| Hanna Lindqvist; ");
        rename("Lindqvist", true);
        CHECK(found_in_order(clinic, "lindqist").empty());
    });
}

TEST_CASE("a search asks the database few questions, a mistyped name at most twenty", "[clinic]") {
    kit::for_each_backend([](database& db) {
        small_clinic clinic(db);
        for (const auto* given : {"Anna", "Hanna", "Hana", "Johanna"})
            for (const auto* family : {"Johnson", "Jonson", "Johnston", "Jonsson", "Janson", "Johansson"})
                clinic.client(given, family);
        const auto questions = [&](std::string_view typed) {
            const auto before = data::counted().queries.load();
            db.read(system_caller(), [&](read_tx& tx) { return practice::find_clients(tx, typed, "", 20); });
            return data::counted().queries.load() - before;
        };
        CHECK(questions("j") == 1);
        CHECK(questions("hanna jo") == 3);
        CHECK(questions("jonsan") <= 20);
        CHECK(questions("hana jonsan") <= 20);
        CHECK(questions("jonsan hanan") <= 20);
    });
}

TEST_CASE("an upgrade makes the same words and pairs known as registering does", "[clinic]") {
    kit::for_each_backend([](database& db) {
        small_clinic clinic(db);
        clinic.client("Jürgen", "O'Brien-Müller");
        clinic.client("Ὀδυσσεύς", "王小明");
        clinic.client("🌸🌸🌸a", "Li " + std::string(33, 'x') + " " + std::string(32, 'y'));
        const auto words = known_words(db), pairs = known_pairs(db);
        CHECK(words.size() > 40);
        CHECK(pairs.size() > 10);
        db.write(system_caller(), [&](write_tx& tx) {
            tx.execute("DELETE FROM client_words");
            tx.execute("DELETE FROM client_pairs");
            for (const auto& file : data::core_migrations().files) {
                if (file.name != "0005_similar_names.sql" && file.name != "0007_name_pairs.sql") continue;
                const auto from = file.sql.find("INSERT INTO");
                tx.sql() << file.sql.substr(from, file.sql.rfind(';') - from);
            }
        });
        CHECK(known_words(db) == words);
        CHECK(known_pairs(db) == pairs);
    });
}

TEST_CASE("a name of hundreds of words is kept, and forgotten when it is changed", "[clinic]") {
    kit::for_each_backend([](database& db) {
        small_clinic clinic(db);
        std::string many;
        for (char a = 'a'; a <= 'z'; ++a)
            for (char b = 'a'; b <= 'b'; ++b) many += std::string(1, a) + b + " ";
        const auto id = clinic.client("Zz " + many, "Ww");
        CHECK(found_in_order(clinic, "ww").starts_with("Zz "));
        CHECK(known_pairs(db).size() == 1600);
        practice::client_body body;
        body.given_name = "Hanna";
        db.write(system_caller(),
                 [&](write_tx& tx) { CHECK(practice::update_client(tx, id, 1, body) == practice::saving::done); });
        CHECK(known_pairs(db).empty());
    });
}
