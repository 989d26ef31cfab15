#include "core/src/cli/check_config.hpp"
#include "core/src/cli/command_line.hpp"
#include "core/src/cli/daily_backup.hpp"
#include "core/src/cli/serving.hpp"
#include "core/src/http/server.hpp"
#include "core/src/identity/accounts.hpp"
#include "core/src/log.hpp"
#include "core/src/supervisor/supervisor.hpp"
#include "core/src/supervisor/vital_signs.hpp"

#include "db/src/counters.hpp"

#include <CLI/CLI.hpp>

#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <csignal>
#include <iostream>
#include <thread>

namespace lumbar::cli {

using namespace std::chrono_literals;

namespace {

struct how_to_serve {
    bool demo = false;
    bool safe_mode = false;
    bool supervised = true;
    bool writes_twice = false;
    bool only_check = false;
};

http::server_options server_options_of(const configuration::config& settings) {
    http::server_options options;
    options.address = settings.address;
    options.port = static_cast<unsigned short>(settings.port);
    options.threads = static_cast<int>(settings.threads);
    options.certificate = settings.certificate;
    options.key = settings.key;
    options.hosts = settings.hosts;
    options.trusted_proxies = settings.trusted_proxies;
    options.connections = static_cast<std::size_t>(settings.connections);
    options.connections_per_address = static_cast<std::size_t>(settings.connections_per_address);
    if (auto at = settings.base_url.find("://"); at != std::string::npos) {
        auto host = settings.base_url.substr(at + 3);
        options.hosts.push_back(host.substr(0, host.find(':')));
    }
    return options;
}

// Memory holds client data: no core dump, no debugger of another process of this user.
void keep_memory_private() {
    prctl(PR_SET_DUMPABLE, 0);
    rlimit none{0, 0};
    setrlimit(RLIMIT_CORE, &none);
    umask(077);
}

// Blocked in every thread from here on; wait_for_end() takes them.
sigset_t block_end_signals() {
    sigset_t ends;
    sigemptyset(&ends);
    sigaddset(&ends, SIGTERM);
    sigaddset(&ends, SIGINT);
    sigaddset(&ends, SIGHUP);
    pthread_sigmask(SIG_BLOCK, &ends, nullptr);
    std::signal(SIGPIPE, SIG_IGN);
    return ends;
}

// The signal that ends the server, or 0 when nothing can be stored any more: the next start looks at the whole file first.
int wait_for_end(const sigset_t& ends) {
    constexpr timespec moment{0, 250'000'000};
    while (data::counted().stopped == 0)
        if (const int signal = sigtimedwait(&ends, nullptr, &moment); signal > 0) return signal;
    return 0;
}

void tell_demo_sign_ins() {
    std::cout << "A made-up clinic. Sign in as\n"
              << "  desk   (front desk)\n  amara  (therapist)\n  owner  (admin)\n"
              << "with the password: " << demo_password << "\n";
}

// The server itself, from here to its orderly end.
int serve_here(const configuration::config& settings, http::server_options listening, const how_to_serve& how) {
    const auto ends = block_end_signals();
    // The port first: a second start must not touch the data of the first before it is told so.
    struct waiting_front : http::front {
        http::front* real = nullptr;
        std::size_t body_limit(std::string_view method, const std::vector<std::string>& segments) override { return real->body_limit(method, segments); }
        void handle(http::incoming request, std::function<void(http::outgoing)> answer) override { real->handle(std::move(request), std::move(answer)); }
    } front;
    http::server server(front, std::move(listening));
    daily_backup backups(settings);
    auto told = [&backups] {
        auto warning = backups.warning();
        return warning ? std::vector<std::string>{*std::move(warning)} : std::vector<std::string>();
    };
    auto app = make_application(settings, {how.safe_mode, how.writes_twice, told});
    struct end_backups {
        daily_backup& backups;
        ~end_backups() { backups.stop(); }
    } before_app_ends{backups};
    const bool filled = how.demo && fill_with_demo(*app);
    backups.start([&app] { app->live().publish("plugins", "{}"); });  // what windows ask for then holds the warnings
    app->events().start();  // not before: its subscribers would compete with the filling for the same clients
    front.real = &app->front();
    // Whatever goes wrong from here on, the connections end before what they ask.
    struct stop_first {
        http::server& server;
        ~stop_first() { server.drain_and_stop(0s); }
    } guard{server};
    for (std::int64_t loop = 0; loop < settings.threads; ++loop) supervision::beat(static_cast<std::size_t>(loop));
    supervision::now_serving(true);
    server.start();

    const auto url = configuration::base_url_of(settings, server.port());
    std::cout << "Lumbar serves " << url << std::endl;
    if (how.demo && (filled || identity::is_set_up(app->database()))) tell_demo_sign_ins();
    else if (!identity::is_set_up(app->database()))
        std::cout << "This clinic is not set up yet. Open this link within 60 minutes, on this machine or over https:\n  "
                  << identity::setup_link(app->database(), url) << "\nA new one is printed at each start.\n";
    if (how.safe_mode) std::cout << "Safe mode: no plugins are loaded.\n";
    std::cout << "Data are in " << settings.data_folder << ". Ctrl C stops the server." << std::endl;

    const int signal = wait_for_end(ends);
    supervision::now_serving(false);
    log(log_level::info, "stopping", {{"signal", signal}});
    app->announce_end();
    std::this_thread::sleep_for(std::chrono::seconds(signal == 0 ? 0 : settings.announce_seconds));
    app->close_windows();
    server.drain_and_stop(20s);
    backups.stop();
    app.reset();
    return signal == 0 ? 1 : 0;
}

int serve(const common_flags& flags, const how_to_serve& how) {
    const auto settings = flags.settings();
    if (how.only_check) {
        check_named_files(settings);
        std::cout << "The settings are in order." << std::endl;
        return 0;
    }
    keep_memory_private();
    auto options = server_options_of(settings);
    if (!how.supervised) return serve_here(settings, std::move(options), how);
    // The supervisor's sockets outlive a server: who connects while the next one starts waits, and is not refused.
    options.listening = http::listen_on(options);
    options.beat = supervision::beat;
    auto stop_listening = [&] { for (int socket : options.listening) close(socket); };
    if (auto ended = supervision::supervise(settings.data_folder + "/strikes", stop_listening)) return *ended;
    return serve_here(settings, std::move(options), how);
}

}

void add_serve(CLI::App& root, common_flags& flags, command& chosen) {
    auto* command = root.add_subcommand("serve", "Serve the clinic until told to stop");
    static how_to_serve how;
    add_common_flags(*command, flags);
    command->add_option("--address", flags.address, "The IP address to listen on (default: 127.0.0.1)");
    command->add_option("--port", flags.port, "The port to listen on (default: 8080)")->check(CLI::Range(0, 65535));
    command->add_flag("--demo", how.demo, "Fill an empty database with a made-up clinic");
    command->add_flag("--safe-mode", how.safe_mode, "Load no plugins: for when one of them keeps the server from working");
    command->add_flag("--run-writes-twice", how.writes_twice,
                      "For authors of plugins: each write runs twice, and one that does not do the same again fails");
    command->add_flag("!--no-supervisor", how.supervised, "Serve in this process alone: nothing starts the server again when it crashes");
    command->add_flag("--check-config", how.only_check, "Look at the settings and the files they name, say what is wrong, and end; no data are touched");
    command->callback([&] { chosen = [&] { return serve(flags, how); }; });
}

}
