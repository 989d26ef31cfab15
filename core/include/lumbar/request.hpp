#pragma once

#include <lumbar/actor.hpp>
#include <lumbar/utc_ms.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace [[gnu::visibility("default")]] lumbar {

// What was asked, after sign-in, permission and body have been checked. Path and query values are percent-decoded UTF-8.
class request {
public:
    // A path parameter that is a record's id: {form} of "/forms/{form}". Empty when it is no UUID: the query then finds
    // nothing and the answer is the same 404 as for a record that is not there.
    row_id id(std::string_view parameter) const;
    // A path parameter as text; empty when the route has none of that name.
    std::string_view path(std::string_view parameter) const;
    // A query parameter. Empty optional: not given. Given twice: the last one.
    std::optional<std::string_view> query(std::string_view parameter) const;
    // Between 1 and `most`; `usual` when not given or not a number.
    int limit(int usual = 50, int most = 200) const;
    // The opaque place to go on from, as text that next_page() was given; empty = the start or an unreadable cursor.
    std::string cursor() const;

    // Who asks. Signed in, unless the route is open to anyone.
    const actor& user() const { return who; }

    // The version of If-Match. PUT, PATCH and DELETE always have one (the kernel answers 428 before the handler);
    // a POST may.
    std::optional<std::int64_t> if_match() const { return expected_version; }

    // The kernel fills these.
    actor who;
    std::string request_id;
    std::string route;                                           // the template, "/api/v1/intake/forms/{form}"
    std::vector<std::pair<std::string, std::string>> parameters; // of the path
    std::vector<std::pair<std::string, std::string>> queries;
    std::optional<std::int64_t> expected_version;
    std::string agent;                                           // of a POST: what the browser calls itself
    std::string base_url;                                        // of this clinic's links: "https://desk.example", no "/" at the end
};

}
