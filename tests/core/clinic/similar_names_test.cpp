#include "tests/core/clinic/small_clinic.hpp"

#include "core/src/clinic/search_keys.hpp"
#include "core/src/clinic/similar_names.hpp"
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

TEST_CASE("an upgrade makes the same words known as registering does", "[clinic]") {
    kit::for_each_backend([](database& db) {
        small_clinic clinic(db);
        clinic.client("Jürgen", "O'Brien-Müller");
        clinic.client("Ὀδυσσεύς", "王小明");
        clinic.client("🌸🌸🌸a", "Li " + std::string(33, 'x') + " " + std::string(32, 'y'));
        const auto kept = known_words(db);
        CHECK(kept.size() > 40);
        std::string upgrade;
        for (const auto& file : data::core_migrations().files)
            if (file.name.starts_with("0005_")) upgrade = file.sql.substr(file.sql.find("INSERT INTO client_words"));
        db.write(system_caller(), [&](write_tx& tx) {
            tx.execute("DELETE FROM client_words");
            tx.sql() << upgrade.substr(0, upgrade.rfind(';'));
        });
        CHECK(known_words(db) == kept);
    });
}
