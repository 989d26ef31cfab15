#include <lumbar/app.hpp>
#include <lumbar/settings.hpp>

#include <chrono>
#include <thread>

using namespace lumbar;

// The same names in both versions, as a real plugin has: each must have its own.
namespace grows {

struct counted_words {
    std::int64_t version = 0;
    std::int64_t words = 0;
};
BOOST_DESCRIBE_STRUCT(counted_words, (), (version, words))

struct new_word {
    std::string word;
};
BOOST_DESCRIBE_STRUCT(new_word, (), (word))

struct settings {
    std::int64_t size = 0;
    bool loud = false;
};
BOOST_DESCRIBE_STRUCT(settings, (), (size, loud))

}

using namespace grows;

namespace {

void insert(write_tx& tx, std::string_view word) {
    tx.execute("INSERT INTO grows_words (id, word) VALUES (:id, :word)", tx.new_id(), word);
}

counted_words count(const request&, read_tx& tx) {
    return {1, tx.value<std::int64_t>("SELECT COUNT(*) FROM grows_words").value_or(0)};
}

counted_words add(const request&, const new_word& body, write_tx& tx) {
    insert(tx, body.word);
    return {1, 1};
}

settings show_settings(const request&, read_tx& tx) { return settings_of<settings>(tx); }

bool is_there(database& db, std::string_view word) {
    return db.read({}, [&](read_tx& tx) {
        return tx.value<std::int64_t>("SELECT COUNT(*) FROM grows_words WHERE word = :word", word).value_or(0) > 0;
    });
}

// Answers with its settings once somebody has written the word "go on"; not for ever.
response wait(const request&, database& db) {
    db.write({}, [](write_tx& tx) { insert(tx, "waiting"); });
    for (int i = 0; i < 900 && !is_there(db, "go on"); ++i) std::this_thread::sleep_for(std::chrono::milliseconds(10));
    return ok(db.read({}, [](read_tx& tx) { return settings_of<settings>(tx); }));
}

const std::vector<route> routes = {
    {verb::get, "/words", may("grows.read"), count},
    {verb::post, "/words", may("grows.edit"), add, audits("word.add")},
    {verb::get, "/settings", may("grows.edit"), show_settings},
    {verb::post, "/wait", may("grows.wait"), wait},
};

}

LUMBAR_PLUGIN(app) {
    app.routes(routes);
    app.on<client_created>([](const client_created&, write_tx& tx) { insert(tx, "heard by 1"); });
    app.on_enable([](write_tx& tx) { insert(tx, "started 1"); });
}
