#include "tests/core/kernel/kernel_under_test.hpp"
#include <lumbar/test/backends.hpp>

#include <catch2/catch.hpp>

using namespace lumbar;

namespace {

class window : public http::event_sink {
public:
    void send(std::string_view event, std::string_view data) override {
        std::lock_guard lock(mutex);
        heard.append(event).append(" ").append(data).append("\n");
    }
    void close() override { closed = true; }
    bool open() const override { return !closed; }
    std::string all() {
        std::lock_guard lock(mutex);
        return heard;
    }

    std::atomic<bool> closed{false};

private:
    std::mutex mutex;
    std::string heard;
};

}

TEST_CASE("windows hear what happens until their session ends", "[live]") {
    http::live_events live;
    auto ana = std::make_shared<window>(), ben = std::make_shared<window>();
    live.add(ana, row_id("a"), [] { return true; });
    live.add(ben, row_id("b"), [] { return true; });
    live.publish("plugins", R"({"generation":2})");
    live.close_session(row_id("a"));
    live.publish("plugins", R"({"generation":3})");
    CHECK(ana->all() == "plugins {\"generation\":2}\nsigned_out {}\n");
    CHECK(ana->closed);
    CHECK(ben->all() == "plugins {\"generation\":2}\nplugins {\"generation\":3}\n");
    CHECK(live.open_windows() == 1);
    live.close_all();
    CHECK(ben->closed);
    CHECK(live.open_windows() == 0);
}

TEST_CASE("windows that have gone or are no longer welcome are dropped, others stay when the database cannot say", "[live]") {
    http::live_events live;
    auto gone = std::make_shared<window>(), unwelcome = std::make_shared<window>(), unsure = std::make_shared<window>();
    live.add(gone, row_id("a"), [] { return true; });
    live.add(unwelcome, row_id("b"), [] { return false; });
    live.add(unsure, row_id("c"), []() -> bool { throw database_error(database_fault::unreachable, "core: no server"); });
    gone->close();
    live.check();
    CHECK(live.open_windows() == 1);
    CHECK(unwelcome->all() == "signed_out {}\n");
    CHECK_FALSE(unsure->closed);
}

TEST_CASE("the stream of events is for the signed in, and not for other sites", "[live]") {
    kit::for_each_backend([](database& db) {
        bench::kernel_under_test kernel(db);
        auto who = kernel.therapist();
        CHECK(kernel.get({}, "//api/v1/events").status == 401);
        CHECK(kernel.ask(who, "GET", "//api/v1/events", {"", {{"sec-fetch-site", "cross-site"}}}).status == 403);
        CHECK(kernel.ask(who, "GET", "//api/v1/events", {"", {{"origin", "https://evil.example"}}}).status == 403);
        auto stream = kernel.get(who, "//api/v1/events");
        REQUIRE(stream.stream);
        CHECK(stream.type == "text/event-stream");
        auto mine = std::make_shared<window>();
        stream.listen(mine);
        kernel.live.publish("appointment_changed", R"({"appointment":"x"})");
        CHECK(mine->all() == "appointment_changed {\"appointment\":\"x\"}\n");
        kernel.live.close_session(who.session);
        CHECK(mine->closed);
    });
}
