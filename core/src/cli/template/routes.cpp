#include "routes.hpp"

#include "entries.hpp"

#include <lumbar/settings.hpp>

using namespace lumbar;

namespace sample_plugin {

namespace {

// As the manifest declares them; an admin changes them on the Plugins page.
struct settings {
    std::int64_t longest = 200;
};
BOOST_DESCRIBE_STRUCT(settings, (), (longest))

struct new_entry {
    std::string text;
};
BOOST_DESCRIBE_STRUCT(new_entry, (), (text))

// The kernel calls it before the handler: each fault is a 422 that names the field.
[[maybe_unused]] void check(const new_entry& given, problems& faults) {
    faults.required("/text", given.text);
}

response list(const request& req, read_tx& tx) {
    const int limit = req.limit();
    const auto found = entries_before(tx, row_id::parse(req.cursor()), limit);
    return page(found, static_cast<int>(found.size()) == limit ? found.back().id.str() : "");
}

response add(const request&, const new_entry& given, write_tx& tx) {
    problems faults;
    if (!faults.at_most("/text", given.text, static_cast<std::size_t>(settings_of<settings>(tx).longest))) return invalid(faults.list());
    return created(add_entry(tx, given.text));
}

}

const std::vector<route> routes = {
    {verb::get,  "/entries", may("sample.use"), list},
    {verb::post, "/entries", may("sample.use"), add, audits("sample_entry.add")},
};

}
