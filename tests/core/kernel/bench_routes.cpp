#include "tests/core/kernel/bench_routes.hpp"

using namespace lumbar;

namespace bench {

struct new_thing {
    std::string name;
    std::int32_t grade = 0;
    std::optional<row_id> client;
};
BOOST_DESCRIBE_STRUCT(new_thing, (), (name, grade, client))

struct thing {
    row_id id;
    std::string name;
    std::string client;
    std::int64_t version = 0;
};
BOOST_DESCRIBE_STRUCT(thing, (), (id, name, client, version))

void check(const new_thing& body, problems& list) {
    list.required("/name", body.name);
    list.between("/grade", body.grade, 0, 5);
}

namespace {

std::optional<thing> find(read_tx& tx, const row_id& id) {
    return tx.row<thing>("SELECT id, name, client, version FROM bench_things WHERE id = :id", id);
}

void insert(write_tx& tx, const thing& t) {
    tx.execute("INSERT INTO bench_things (id, name, client, version) VALUES (:id, :name, :client, 1)", t.id, t.name, t.client);
}

response add(const request&, const new_thing& body, write_tx& tx) {
    thing made{tx.new_id(), body.name, std::string(body.client ? body.client->str() : ""), 1};
    insert(tx, made);
    tx.about(row_id(made.client), made.id);
    tx.changed("name");
    return created(made);
}

std::optional<thing> read(const request& req, read_tx& tx) {
    auto found = find(tx, req.id("thing"));
    if (found) tx.about(row_id(found->client));
    return found;
}

response list(const request& req, read_tx& tx) {
    auto things = tx.rows<thing>("SELECT id, name, client, version FROM bench_things WHERE name > :after ORDER BY name", req.cursor());
    const auto most = static_cast<std::size_t>(req.limit());
    if (things.size() <= most) return page(things, "");
    things.resize(most);
    return page(things, things.back().name);
}

response rename(const request& req, const new_thing& body, write_tx& tx) {
    auto id = req.id("thing");
    auto changed = tx.execute("UPDATE bench_things SET name = :name, version = version + 1 WHERE id = :id AND version = :version", body.name, id,
                              *req.if_match());
    auto now = find(tx, id);
    if (!now) return not_found("thing");
    if (changed == 0) return changed_meanwhile(*now);
    return ok(*now);
}

response write_and_refuse(const request&, write_tx& tx) {
    insert(tx, {tx.new_id(), "never", "", 1});
    return conflict("not_today", "Not today.");
}

response write_twice_the_same(const request&, write_tx& tx) {
    auto id = tx.new_id();
    insert(tx, {id, "one", "", 1});
    insert(tx, {id, "two", "", 1});
    return no_content();
}

struct private_fault {
    std::string text = "Jane Doe has sciatica";
};

void throw_as_asked(const request& req) {
    auto what = req.query("what").value_or("");
    if (what == "std") throw std::runtime_error("Jane Doe has sciatica");
    if (what == "int") throw 42;
    if (what == "private") throw private_fault{};
    for (auto [name, fault] : {std::pair<std::string_view, database_fault>{"full", database_fault::full}, {"busy", database_fault::busy},
             {"deadline", database_fault::deadline}, {"failed", database_fault::failed}, {"unreachable", database_fault::unreachable},
             {"unknown_outcome", database_fault::unknown_outcome}, {"constraint", database_fault::constraint}, {"refused", database_fault::refused}})
        if (what == name) throw database_error(fault, "bench: the fault that was asked for");
}

response throw_reading(const request& req, read_tx&) {
    throw_as_asked(req);
    return no_content();
}

response throw_writing(const request& req, write_tx& tx) {
    insert(tx, {tx.new_id(), "thrown", "", 1});
    throw_as_asked(req);
    return no_content();
}

response throw_slowly(const request& req, database&) {
    throw_as_asked(req);
    return no_content();
}

response write_while_reading(const request&, read_tx& tx) {
    tx.rows<std::string>("INSERT INTO bench_things (id, name, client, version) VALUES ('x', 'sneaked', '', 1) RETURNING id");
    return no_content();
}

response write_a_foreign_table(const request&, write_tx& tx) {
    tx.execute("INSERT INTO counters (name, value) VALUES ('bench', 1)");
    return no_content();
}

struct counted {
    std::int64_t things = 0;
    std::string as;
};
BOOST_DESCRIBE_STRUCT(counted, (), (things, as))

response count_slowly(const request& req, database& db) {
    return ok(db.read({req.user()}, [&](read_tx& tx) {
        return counted{tx.value<std::int64_t>("SELECT count(*) FROM bench_things").value_or(0), tx.actor().name};
    }));
}

response hello(const request& req, read_tx&) { return ok(counted{0, req.user().name}); }

response save_draft(const request& req, write_tx& tx) {
    tx.execute("UPDATE bench_things SET version = version + 1 WHERE id = :id", req.id("thing"));
    return no_content();
}

response held() {
    const auto owner = std::make_shared<const std::string>("and what is held]");
    response r;
    r.body = "[its own, ";
    r.rest = {*owner, owner};
    return r;
}

response read_held(const request&, read_tx&) { return held(); }

response write_held(const request& req, write_tx& tx) {
    insert(tx, {tx.new_id(), "held", "", 1});
    auto r = held();
    if (req.query("owned") == "no") r.rest = {"and what stands in the program]", nullptr};
    return r;
}

response keep_document(const request&, const json_document& body, write_tx&) { return ok(body); }

}

const std::vector<route> routes = {
    {verb::post, "/things", may("bench.edit"), add, audits("thing.add")},
    {verb::get, "/things", may("bench.read"), list},
    {verb::get, "/things/{thing}", may("bench.read"), read, audits("thing.read")},
    {verb::put, "/things/{thing}", may("bench.edit"), rename},
    {verb::post, "/things/{thing}/draft", may("bench.edit"), save_draft, audits("thing.autosave")},
    {verb::post, "/refusal", may("bench.edit"), write_and_refuse},
    {verb::post, "/twice", may("bench.edit"), write_twice_the_same},
    {verb::get, "/fault", may("bench.read"), throw_reading},
    {verb::post, "/fault", may("bench.edit"), throw_writing},
    {verb::post, "/slow-fault", may("bench.edit"), throw_slowly},
    {verb::get, "/sneak", may("bench.read"), write_while_reading},
    {verb::post, "/foreign", may("bench.edit"), write_a_foreign_table},
    {verb::get, "/count", may("bench.read"), count_slowly},
    {verb::get, "/held", may("bench.read"), read_held},
    {verb::post, "/held", may("bench.edit"), write_held},
    {verb::get, "/hello", anyone(), hello},
    {verb::get, "/signed-in", signed_in(), hello},
    {verb::get, "/mine", client_link("bench.fill"), hello},
    route{verb::post, "/document", may("bench.edit"), keep_document}.body_limit(1000),
};

}
