#include <lumbar/app.hpp>
#include <lumbar/settings.hpp>

using namespace lumbar;

namespace {

struct word {
    row_id id;
    std::string word;
};
BOOST_DESCRIBE_STRUCT(word, (), (id, word))

struct new_word {
    std::string word;
};
BOOST_DESCRIBE_STRUCT(new_word, (), (word))

std::vector<word> list_words(const request&, read_tx& tx) {
    return tx.rows<word>("SELECT id, word FROM good_neighbour_words ORDER BY id");
}

void insert(write_tx& tx, std::string_view text) {
    tx.execute("INSERT INTO good_neighbour_words (id, word) VALUES (:id, :word)", tx.new_id(), text);
}

response add_word(const request&, const new_word& body, write_tx& tx) {
    insert(tx, body.word);
    return no_content();
}

struct settings {
    bool loud = true;
    std::int64_t times = 0;
    std::string greeting;
    std::string colour;
    std::string key;
};
BOOST_DESCRIBE_STRUCT(settings, (), (loud, times, greeting, colour, key))

settings show_settings(const request&, read_tx& tx) { return settings_of<settings>(tx); }

std::vector<client_alert> alerts(read_tx&, std::span<const row_id> clients) {
    std::vector<client_alert> all;
    for (const row_id& client : clients) {
        client_alert alert;
        alert.client = client;
        alert.code = "hello";
        alert.title = "Say hello";
        all.push_back(alert);
    }
    return all;
}

const std::vector<route> routes = {
    {verb::get, "/words", may("good_neighbour.read"), list_words},
    {verb::get, "/settings", may("good_neighbour.edit"), show_settings},
    {verb::post, "/words", may("good_neighbour.edit"), add_word, audits("word.add")},
};

}

LUMBAR_PLUGIN(app) {
    app.routes(routes);
    app.on<client_created>([](const client_created&, write_tx& tx) { insert(tx, "somebody came"); });
    app.provide<client_alerts>(alerts);
    app.on_enable([](write_tx& tx) { insert(tx, "switched on"); });
}
