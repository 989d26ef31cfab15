#include <lumbar/app.hpp>
#include <lumbar/settings.hpp>

#include <stdexcept>

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
    std::string colour;
};
BOOST_DESCRIBE_STRUCT(settings, (), (size, colour))

}

using namespace grows;

namespace {

void insert(write_tx& tx, std::string_view word) {
    tx.execute("INSERT INTO grows_words (id, word, mark) VALUES (:id, :word, 1)", tx.new_id(), word);
}

counted_words count(const request&, read_tx& tx) {
    return {2, tx.value<std::int64_t>("SELECT COUNT(*) FROM grows_words WHERE mark >= 0").value_or(0)};
}

counted_words add(const request&, const new_word& body, write_tx& tx) {
    insert(tx, body.word);
    return {2, 1};
}

settings show_settings(const request&, read_tx& tx) { return settings_of<settings>(tx); }

std::vector<std::string> marks(const request&, read_tx& tx) {
    return tx.rows<std::string>("SELECT name FROM grows_marks ORDER BY mark");
}

// Not while the word "not yet" is there.
void start(write_tx& tx) {
    insert(tx, "started 2, size " + std::to_string(settings_of<settings>(tx).size));
    if (tx.value<std::int64_t>("SELECT COUNT(*) FROM grows_words WHERE word = 'not yet'").value_or(0) > 0)
        throw std::runtime_error("it is not time yet");
}

const std::vector<route> routes = {
    {verb::get, "/words", may("grows.read"), count},
    {verb::post, "/words", may("grows.edit"), add, audits("word.add")},
    {verb::get, "/settings", may("grows.edit"), show_settings},
    {verb::get, "/marks", may("grows.mark"), marks},
};

}

LUMBAR_PLUGIN(app) {
    app.routes(routes);
    app.on<client_created>([](const client_created&, write_tx& tx) { insert(tx, "heard by 2"); });
    app.on_enable(start);
}
