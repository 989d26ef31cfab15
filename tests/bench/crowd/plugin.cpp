// A plugin of ordinary size. Its id stands in its texts alone and has two digits: crowd.mjs makes fifty of it by writing others
// over them.
#include <lumbar/app.hpp>

using namespace lumbar;

namespace {

struct new_thing {
    std::string name;
};
BOOST_DESCRIBE_STRUCT(new_thing, (), (name))

struct thing {
    row_id id;
    std::string name;
};
BOOST_DESCRIBE_STRUCT(thing, (), (id, name))

std::vector<thing> list(const request&, read_tx& tx) {
    return tx.rows<thing>("SELECT id, name FROM crowd_00_things ORDER BY id LIMIT 20");
}

std::optional<thing> show(const request& req, read_tx& tx) {
    return tx.row<thing>("SELECT id, name FROM crowd_00_things WHERE id = :id", req.id("thing"));
}

response add(const request&, const new_thing& body, write_tx& tx) {
    thing made{tx.new_id(), body.name};
    tx.execute("INSERT INTO crowd_00_things (id, name) VALUES (:id, :name)", made.id, made.name);
    return created(made);
}

response rename(const request& req, const new_thing& body, write_tx& tx) {
    auto changed = tx.execute("UPDATE crowd_00_things SET name = :name WHERE id = :id", body.name, req.id("thing"));
    return changed ? no_content() : not_found("thing");
}

response remove(const request& req, write_tx& tx) {
    auto gone = tx.execute("DELETE FROM crowd_00_things WHERE id = :id", req.id("thing"));
    return gone ? no_content() : not_found("thing");
}

void hear(const client_created& made, write_tx& tx) {
    tx.execute("UPDATE crowd_00_things SET name = name WHERE id = :id", made.client);
}

constexpr auto reads = may("crowd_00.read"), edits = may("crowd_00.edit");

const std::vector<route> routes = {
    {verb::get, "/things", reads, list},
    {verb::post, "/things", edits, add, audits("thing.add")},
    {verb::get, "/things/{thing}", reads, show},
    {verb::put, "/things/{thing}", edits, rename, audits("thing.rename")},
    {verb::del, "/things/{thing}", edits, remove, audits("thing.remove")},
    {verb::get, "/lists", reads, list},
    {verb::post, "/lists", edits, add, audits("list.add")},
    {verb::get, "/lists/{thing}", reads, show},
    {verb::put, "/lists/{thing}", edits, rename, audits("list.rename")},
    {verb::del, "/lists/{thing}", edits, remove, audits("list.remove")},
    {verb::get, "/clients/{client}/things", reads, list},
    {verb::get, "/clients/{client}/lists", reads, list},
    {verb::get, "/clients/{client}/newest", reads, list},
    {verb::get, "/visits/{visit}/things", reads, list},
    {verb::get, "/visits/{visit}/lists", reads, list},
    {verb::get, "/visits/{visit}/newest", reads, list},
    {verb::post, "/things/{thing}/close", edits, remove, audits("thing.close")},
    {verb::post, "/lists/{thing}/close", edits, remove, audits("list.close")},
    {verb::get, "/newest", reads, list},
    {verb::get, "/summary", reads, list},
};

}

LUMBAR_PLUGIN(app) {
    app.routes(routes);
    app.on<client_created>(hear);
}
