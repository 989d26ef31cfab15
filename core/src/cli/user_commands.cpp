#include "core/src/cli/command_line.hpp"
#include "core/src/cli/serving.hpp"
#include "core/src/identity/accounts.hpp"

#include <CLI/CLI.hpp>

#include <iostream>

namespace lumbar::cli {
namespace {

struct user_flags {
    std::string login, name;
    std::vector<std::string> roles;
};

std::string base_url(const configuration::config& settings) {
    return configuration::base_url_of(settings, static_cast<unsigned short>(settings.port));
}

int list_users(const common_flags& flags) {
    for (const auto& user : identity::accounts(*open_to_read(flags.settings())))
        std::cout << user.login << "\t" << user.name << "\t" << user.roles << "\t"
                  << (user.disabled ? "disabled" : user.has_password ? "active" : "invited") << "\n";
    return 0;
}

int new_setup_link(const common_flags& flags) {
    const auto settings = flags.settings();
    auto app = make_application(settings);
    std::cout << identity::setup_link(app->database(), base_url(settings)) << "\n";
    return 0;
}

int new_password_link(const common_flags& flags, const std::string& login) {
    const auto settings = flags.settings();
    auto app = make_application(settings);
    auto link = identity::password_link(app->database(), login, base_url(settings));
    if (!link) throw std::runtime_error("There is no user with the sign-in name " + login + ".");
    std::cout << *link << "\n";
    return 0;
}

int reset_second_step(const common_flags& flags, const std::string& login) {
    auto app = make_application(flags.settings());
    identity::reset_second_factor(app->database(), login);
    std::cout << login << " signs in with the password alone until a second step is set up anew.\n";
    return 0;
}

int add_user(const common_flags& flags, const user_flags& given) {
    const auto settings = flags.settings();
    auto app = make_application(settings);
    identity::add_user(app->database(), given.login, given.name, given.roles);
    std::cout << identity::password_link(app->database(), given.login, base_url(settings)).value_or("") << "\n";
    return 0;
}

}

void add_user_commands(CLI::App& root, common_flags& flags, command& chosen) {
    static user_flags given;
    auto* users = root.add_subcommand("user", "Add users, and let locked-out ones in again")->require_subcommand(1);

    auto* list = users->add_subcommand("list", "List the users");
    add_common_flags(*list, flags);
    list->callback([&] { chosen = [&] { return list_users(flags); }; });

    auto* add = users->add_subcommand("add", "Add a user; prints the one-time link on which they choose a password");
    add_common_flags(*add, flags);
    add->add_option("login", given.login, "The sign-in name")->required();
    add->add_option("--name", given.name, "The person's name")->required();
    add->add_option("--role", given.roles, "front_desk, therapist or admin; may be given again")->required();
    add->callback([&] { chosen = [&] { return add_user(flags, given); }; });

    auto* setup = users->add_subcommand("setup-link", "Print a new set-up link of a clinic that is not set up yet");
    add_common_flags(*setup, flags);
    setup->callback([&] { chosen = [&] { return new_setup_link(flags); }; });

    auto* reset = users->add_subcommand("reset-link", "Print a one-time link on which a user chooses a new password");
    add_common_flags(*reset, flags);
    reset->add_option("login", given.login, "The sign-in name")->required();
    reset->callback([&] { chosen = [&] { return new_password_link(flags, given.login); }; });

    auto* second = users->add_subcommand("reset-second-step", "Let somebody in whose phone and recovery codes are gone");
    add_common_flags(*second, flags);
    second->add_option("login", given.login, "The sign-in name")->required();
    second->callback([&] { chosen = [&] { return reset_second_step(flags, given.login); }; });
}

}
