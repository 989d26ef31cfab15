#include "routes.hpp"

#include "entries.hpp"

using namespace lumbar;

namespace sample_plugin {

namespace {

struct new_entry {
    std::string text;
};
BOOST_DESCRIBE_STRUCT(new_entry, (), (text))

// The kernel calls it before the handler: each fault is a 422 that names the field.
[[maybe_unused]] void check(const new_entry& given, problems& faults) {
    if (faults.required("/text", given.text)) faults.at_most("/text", given.text, 500);
}

response list(const request& req, read_tx& tx) {
    const int limit = req.limit();
    const auto found = entries_before(tx, row_id::parse(req.cursor()), limit);
    return page(found, static_cast<int>(found.size()) == limit ? found.back().id.str() : "");
}

response add(const request&, const new_entry& given, write_tx& tx) { return created(add_entry(tx, given.text)); }

}

const std::vector<route> routes = {
    {verb::get,  "/entries", may("sample.use"), list},
    {verb::post, "/entries", may("sample.use"), add, audits("sample_entry.add")},
};

}
