#include <lumbar/test/test_app.hpp>

#include "core/src/application/application.hpp"
#include "core/src/identity/accounts.hpp"
#include "core/src/identity/options.hpp"
#include "core/src/identity/passwords.hpp"
#include "core/src/identity/root_key.hpp"
#include <lumbar/test/backends.hpp>
#include <lumbar/test/clinic_rows.hpp>

#include <catch2/catch.hpp>

#include <atomic>
#include <iostream>

namespace lumbar::kit {

namespace {

constexpr utc_ms monday_morning{1795424400000};  // 2026-11-23T09:00:00Z
constexpr const char* everybodys_password = "river stone lavender";
// Sessions end on their own; an older one is begun anew.
constexpr std::chrono::minutes signed_in_for{4};

std::string role_id(std::string_view role) {
    std::string id(role);
    for (char& c : id)
        if (c == ' ') c = '_';
    return id;
}

// Once per process: a key of its own, and hashing that does not cost what it should.
const std::string& hash_of_everybodys_password() {
    static const std::string hash = [] {
        identity::use_passing_root_key();
        identity::options cheap;
        cheap.hash_memory = 8192;
        cheap.hash_passes = 1;
        identity::configure(cheap);
        return identity::hash_password(everybodys_password);
    }();
    return hash;
}

std::string in_quotes(std::string_view text) { return "\"" + std::string(text) + "\""; }

}

struct test_app::parts {
    struct person {
        std::unique_ptr<visitor> at_browser;
        std::string login;
        utc_ms since;
    };

    parts(std::initializer_list<std::string> ids, app_options o)
        : ids(ids), options(std::move(o)),
          where(options.on == back_end::sqlite ? place::kind::sqlite : place::kind::postgresql) {}

    std::vector<std::string> ids;
    app_options options;
    place where;
    std::atomic<std::int64_t> clock{monday_morning.count};
    std::unique_ptr<lumbar::application> app;
    std::unique_ptr<clinic_rows> rows;   // after a restart only its ids are good
    std::map<std::string, person, std::less<>> people;

    void start();
};

void test_app::parts::start() {
    hash_of_everybodys_password();
    application_options o;
    o.database = options_for(where);
    o.database.run_writes_twice = options.run_writes_twice;
    o.database.read_budget = options.read_budget;
    o.database.clock = [this] { return utc_ms{clock.load()}; };
    o.data_folder = where.folder();
    o.plugin_folder = options.plugin_folder;
    o.base_url = "http://127.0.0.1:8080";
    o.plugins = ids;
    if (ids.empty()) o.plugins = {"none"};
    if (options.trust) o.trusted = ids;
    o.background = options.background;
    o.heard = [](std::string_view route, std::string_view thrown) { std::cerr << route << " threw " << thrown << '\n'; };
    app = std::make_unique<lumbar::application>(std::move(o));
}

test_app::test_app(std::initializer_list<std::string> plugins, app_options options)
    : parts_(std::make_unique<parts>(plugins, std::move(options))) {
    parts_->start();
    parts_->rows = std::make_unique<clinic_rows>(database());
    if (!parts_->options.enable) return;
    for (const std::string& id : parts_->ids) {
        auto how = application().plugins().enable(id, core_caller().who);
        if (how.what == plugins::switching::result::no_such_plugin)
            FAIL("there is no plugin " << id << " in " << parts_->options.plugin_folder);
        if (how.what == plugins::switching::result::refused) FAIL("the plugin " << id << " does not start: " << how.reason);
    }
}

test_app::~test_app() = default;

void test_app::restart() {
    parts_->app.reset();
    parts_->start();
}

visitor& test_app::as(std::string_view role, std::string_view who) {
    auto& one = parts_->people[std::string(role) + "/" + std::string(who)];
    if (one.at_browser && now() - one.since < signed_in_for) return *one.at_browser;
    if (one.login.empty()) {
        one.login = role_id(role) + "-" + std::to_string(parts_->people.size());
        write([&](write_tx& tx) {
            bool treats = role == "therapist" && who == "Ana";
            row_id id = identity::create_user(tx, one.login, who, hash_of_everybodys_password(), {role_id(role)},
                                              treats ? practitioner() : row_id());
            one.at_browser.reset(new visitor(*this));
            one.at_browser->id = id;
        });
    }
    visitor& v = *one.at_browser;
    v.cookie_.clear();
    v.csrf_.clear();
    answer signed_in =
        v.post("/session", "{\"login\":" + in_quotes(one.login) + ",\"password\":" + in_quotes(everybodys_password) + "}");
    if (signed_in.status != 200)
        FAIL("the sign-in of " << one.login << " answered " << signed_in.status << ": " << signed_in.json);
    v.keep_cookies(signed_in);
    v.csrf_ = signed_in.at("/csrf");
    one.since = now();
    return v;
}

visitor test_app::stranger() { return visitor(*this); }

visitor test_app::by_link(std::string_view url) {
    visitor v(*this);
    answer opened = v.get(url.substr(url.find("/f/")));
    if (opened.status != 303) FAIL("the client's link answered " << opened.status << ": " << opened.json);
    v.keep_cookies(opened);
    v.csrf_ = v.get("/client-session").at("/csrf");
    return v;
}

row_id test_app::client(std::string_view given_name, std::string_view birth_date) {
    answer made = as("front desk")
                      .post("/clients", R"({"given_name":)" + in_quotes(given_name) +
                                            R"(,"family_name":"Lindqvist","preferred_name":"","pronouns":"","birth_date":)" +
                                            (birth_date.empty() ? std::string("null") : in_quotes(birth_date)) +
                                            R"(,"phone":"","email":"","address":"","emergency_contact":"","note":""})");
    if (made.status != 201) FAIL("a client could not be made: " << made.json);
    return row_id(made.at("/id"));
}

row_id test_app::appointment(const row_id& client, std::chrono::minutes after) {
    answer made = as("front desk")
                      .post("/appointments", R"({"client":)" + in_quotes(client.str()) + R"(,"service":)" +
                                                 in_quotes(service().str()) + R"(,"practitioner":)" +
                                                 in_quotes(practitioner().str()) + R"(,"room":)" + in_quotes(room().str()) +
                                                 R"(,"starts_at":)" + in_quotes(to_text(now() + after)) + R"(,"note":""})");
    if (made.status != 201) FAIL("a visit could not be booked: " << made.json);
    return row_id(made.at("/id"));
}

row_id test_app::practitioner() const { return parts_->rows->practitioner; }
row_id test_app::service() const { return parts_->rows->service; }
row_id test_app::room() const { return parts_->rows->room; }

utc_ms test_app::now() const { return {parts_->clock.load()}; }
void test_app::move_clock(std::chrono::milliseconds by) { parts_->clock += by.count(); }

std::size_t test_app::deliver_events() {
    std::size_t all = 0;
    if (parts_->options.on == back_end::postgresql) std::this_thread::sleep_for(std::chrono::milliseconds(300));
    for (std::size_t now = 1; now > 0; all += now) now = application().events().deliver_all();
    return all;
}

void test_app::read(const std::function<void(read_tx&)>& run) {
    database().read({core_caller().who, "core", application().plugins().points()}, run);
}

void test_app::write(const std::function<void(write_tx&)>& run) {
    database().write({core_caller().who, "core", application().plugins().points()}, run);
}

void test_app::write_as(std::string_view plugin, const std::function<void(write_tx&)>& run) {
    database().write({core_caller().who, std::string(plugin), application().plugins().points()}, run);
}

lumbar::application& test_app::application() { return *parts_->app; }
lumbar::database& test_app::database() { return parts_->app->database(); }

void on_both(std::initializer_list<std::string> plugins, const std::function<void(test_app&)>& test, app_options options) {
    for (back_end on : {back_end::sqlite, back_end::postgresql}) {
        INFO((on == back_end::sqlite ? "on SQLite" : "on PostgreSQL"));
        options.on = on;
        test_app app(plugins, options);
        test(app);
    }
}

}
