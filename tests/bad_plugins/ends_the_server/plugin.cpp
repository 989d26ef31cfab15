#include <lumbar/app.hpp>

#include <atomic>
#include <chrono>
#include <cstdlib>
#include <thread>

using namespace lumbar;

namespace {

volatile bool forever = true;
std::atomic<bool> spins_in_screening{false};

response write_to_null(const request&, read_tx&) {
    *static_cast<volatile int*>(nullptr) = 1;
    return ok(std::vector<std::string>());
}

int deeper(volatile char* above) {
    volatile char here[4096];
    here[0] = above[0];
    return forever ? deeper(here) + here[0] : 0;
}

response overflow_the_stack(const request&, write_tx&) {
    volatile char here[1] = {};
    return ok(std::vector<std::string>(deeper(here) > 0 ? 1 : 0));
}

response spin(const request&, write_tx&) {
    while (forever) {}
    return ok(std::vector<std::string>());
}

response sleep_for_ever(const request&, write_tx&) {
    while (forever) std::this_thread::sleep_for(std::chrono::hours(1));
    return ok(std::vector<std::string>());
}

response spin_later(const request&, write_tx&) {
    spins_in_screening = true;
    return ok(std::vector<std::string>());
}

response end_the_process(const request&, read_tx&) { std::_Exit(3); }

// Everybody is fit: what must not be believed once the plugin is off.
std::vector<screening_state> states(read_tx&, std::span<const appointment> visits) {
    while (spins_in_screening) {}
    std::vector<screening_state> all;
    for (const appointment& visit : visits) {
        screening_state& one = all.emplace_back();
        one.appointment = visit.id;
        one.screened = one.clear = true;
        one.by = "Ends the server";
    }
    return all;
}

screening_state screen(write_tx& tx, const appointment& visit) { return states(tx, {&visit, 1}).front(); }

const std::vector<route> routes = {
    {verb::get, "/null", may("ends_the_server.use"), write_to_null},
    {verb::post, "/stack", may("ends_the_server.use"), overflow_the_stack},
    {verb::post, "/spin", may("ends_the_server.use"), spin},
    {verb::post, "/spin_later", may("ends_the_server.use"), spin_later},
    {verb::post, "/sleep", may("ends_the_server.use"), sleep_for_ever},
    {verb::get, "/exit", may("ends_the_server.use"), end_the_process},
};

}

LUMBAR_PLUGIN(app) {
    app.routes(routes);
    app.provide<screening>({states, screen});
}
