#pragma once

#include <lumbar/database.hpp>

#include <functional>
#include <string>

namespace lumbar {
namespace [[gnu::visibility("default")]] kit {

// A place for one database: a temporary folder, or a PostgreSQL database made for it. Gone at the end of its scope.
class place {
public:
    enum class kind { sqlite, postgresql };
    explicit place(kind what);
    ~place();
    place(const place&) = delete;
    place& operator=(const place&) = delete;

    const std::string& url() const { return url_; }
    // A folder for files of the test's own.
    const std::string& folder() const { return folder_; }

private:
    std::string folder_;
    std::string url_;
    std::string name_;
};

// Options for tests: every write runs twice.
database_options options_for(const place& where);

// Runs `test` on a fresh database with core's schema, once on SQLite and once on PostgreSQL. Fails the test with a sentence
// when LUMBAR_TEST_POSTGRESQL (the URL of a server where databases may be made) is not set.
void for_each_backend(const std::function<void(database&)>& test);

// As above, but only a place: the test opens, migrates and closes itself.
void for_each_place(const std::function<void(const place&)>& test);

}
}
