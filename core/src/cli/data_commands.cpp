#include "core/src/audit/head_file.hpp"
#include "core/src/audit/log_view.hpp"
#include "core/src/cli/check_command.hpp"
#include "core/src/cli/daily_backup.hpp"
#include "core/src/cli/serving.hpp"
#include "core/src/http/openapi.hpp"
#include "db/src/restore.hpp"
#include "db/src/sealed_backup.hpp"

#include <CLI/CLI.hpp>

#include <filesystem>
#include <fstream>
#include <iostream>

namespace lumbar::cli {
namespace {

int migrate(const common_flags& flags) {
    make_application(flags.settings());
    std::cout << "The schema is up to date.\n";
    return 0;
}

int fill(const common_flags& flags) {
    auto app = make_application(flags.settings());
    if (!fill_with_demo(*app)) throw std::runtime_error("There is a clinic in this database already: the made-up one needs an empty database.");
    app->events().deliver_all();
    std::cout << "Sign in as desk, amara or owner with the password: " << demo_password << "\n";
    return 0;
}

int back_up(const common_flags& flags, const std::string& file) {
    const auto settings = flags.settings();
    const auto made = back_up_now(settings, file);
    std::cout << "Backed up to " << made << (settings.backup_key_file.empty() ? "" : ", encrypted") << ". Keep " << settings.data_folder
              << "/root.key with it, in another place: it is not inside.\n";
    return 0;
}

data::backup_key key_for(const configuration::config& settings, const std::string& file) {
    if (settings.backup_key_file.empty())
        throw std::runtime_error("The backup " + file + " is encrypted: set backup.key_file in the settings, and name them with --config.");
    return data::read_backup_key(settings.backup_key_file);
}

// The head of another log would be missed in this one for ever.
void put_old_head_aside(const std::string& folder) {
    const auto head = audit::head_file_in(folder);
    std::error_code none;
    std::filesystem::rename(head, head + ".before-restore", none);
}

int look_at_backup(const common_flags& flags, const std::string& file) {
    const auto settings = flags.settings();
    if (!data::is_sealed_backup(file)) throw std::runtime_error("The file " + file + " is no encrypted backup: only those can be verified.");
    const auto key = key_for(settings, file);
    make_data_folder(settings);
    const auto found = data::verify_sealed(file, key, settings.data_folder);
    std::cout << "The backup of " << found.header.made_at << " is whole: " << found.header.store << ", " << found.header.schema.size()
              << " migrations, the audit log up to entry " << found.header.audit_entry;
    if (found.clients) std::cout << ", " << *found.clients << " clients, " << *found.visits << " visits";
    std::cout << ".\n";
    return 0;
}

int put_back(const common_flags& flags, const std::string& file) {
    const auto settings = flags.settings();
    // Who owns the schema makes it.
    const auto url = settings.migrate_url.empty() ? configuration::database_url_of(settings) : settings.migrate_url;
    const auto from = std::filesystem::absolute(file).string();
    const bool sealed = data::is_sealed_backup(from);
    const auto key = sealed ? key_for(settings, file) : data::backup_key{};
    make_data_folder(settings);
    if (sealed) data::restore_sealed(url, from, key, settings.data_folder);
    else data::restore(url, from);
    put_old_head_aside(settings.data_folder);
    std::cout << "Restored. Put root.key back into " << settings.data_folder << " before the server is started.\n";
    return 0;
}

// The chain's end, to be kept where nobody who can change the data reaches it.
int export_head(const common_flags& flags, const std::string& file) {
    const auto settings = flags.settings();
    open_key(settings);
    const auto head = audit::head_of(*open_to_read(settings));
    audit::write_head(file, head);
    std::cout << "The log ends at entry " << head.seq << ". Later: lumbar audit verify --head " << file << "\n";
    return 0;
}

int export_audit(const common_flags& flags, const std::string& file) {
    auto db = open_to_read(flags.settings());
    std::ofstream out(file);
    const auto entries = audit::export_csv(*db, out);
    out.flush();
    if (!out) throw std::runtime_error("The file " + file + " cannot be written.");
    std::cout << entries << " entries written to " << file << ".\n";
    return 0;
}

int describe(const common_flags& flags) {
    auto app = make_application(flags.settings());
    std::cout << http::describe_api(*app->routes().current(), "Lumbar", "0.1.0") << "\n";
    return 0;
}

CLI::App* add(CLI::App& where, const char* name, const char* help, common_flags& flags, command& chosen, command run) {
    auto* one = where.add_subcommand(name, help);
    add_common_flags(*one, flags);
    one->callback([&chosen, run] { chosen = run; });
    return one;
}

}

void add_data_commands(CLI::App& root, common_flags& flags, command& chosen) {
    static std::string file;
    add(root, "migrate", "Bring the database's schema up to date, after a backup", flags, chosen, [&] { return migrate(flags); });
    add(root, "demo", "Fill an empty database with a made-up clinic", flags, chosen, [&] { return fill(flags); });
    add(root, "openapi", "Print the API's description (OpenAPI 3.1)", flags, chosen, [&] { return describe(flags); });
    add(root, "backup", "Copy the database into a file, also while the server runs", flags, chosen, [&] { return back_up(flags, file); })
        ->add_option("file", file, "The file to make; it must not exist (default: a new one in backup.folder)");
    static bool verify = false;
    auto* restore = add(root, "restore", "Put a backup where there is no database yet", flags, chosen,
                        [&] { return verify ? look_at_backup(flags, file) : put_back(flags, file); });
    restore->add_option("file", file, "A file that lumbar backup made")->required();
    restore->add_flag("--verify", verify, "Only look whether an encrypted backup is whole and sound, and restore nothing");

    add(root, "check", "Look at all that must be true of the data, also while the server runs: storage, references, visits, log", flags,
        chosen, [&] { return check_data(flags); });

    auto* log = root.add_subcommand("audit", "Check and export the log of who saw and changed what")->require_subcommand(1);
    add(*log, "verify", "Recompute the chain; names the first entry that was edited, removed, put in, moved or cut off", flags, chosen,
        [&] { return verify_audit(flags, file); })
        ->add_option("--head", file, "A head file that was kept elsewhere (default: the one in the data folder)");
    add(*log, "head", "Write down where the log ends now, to be kept elsewhere", flags, chosen, [&] { return export_head(flags, file); })
        ->add_option("file", file, "The file to write")->required();
    add(*log, "export", "Write the whole log as CSV", flags, chosen, [&] { return export_audit(flags, file); })
        ->add_option("file", file, "The file to write")->required();
}

}
