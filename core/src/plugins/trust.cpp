#include "core/src/plugins/trust.hpp"

#include "core/src/plugins/manifest.hpp"
#include "core/src/plugins/package.hpp"

#include <toml++/toml.h>

#include <fcntl.h>
#include <unistd.h>

#include <cstdio>
#include <filesystem>

namespace lumbar::plugins {

namespace {

bool write_durably(const std::string& file, const std::string& text) {
    int out = ::open(file.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (out < 0) return false;
    bool whole = ::write(out, text.data(), text.size()) == static_cast<ssize_t>(text.size()) && ::fsync(out) == 0;
    return (::close(out) == 0) && whole;
}

}

trust_list read_trust(const std::string& file) {
    trust_list list;
    if (!std::filesystem::exists(file)) return list;
    toml::table root;
    try {
        root = toml::parse(open_file(file).read(), file);
    } catch (const toml::parse_error& error) {
        throw refused(file + ":" + std::to_string(error.source().begin.line) + ": " + std::string(error.description()) + ".");
    }
    const toml::table* rows = root["plugins"].as_table();
    if (!rows) throw refused(file + " has no table [plugins].");
    for (const auto& [id, digest] : *rows) {
        auto text = digest.value<std::string>();
        if (!text || text->size() != 64) throw refused(file + ": " + std::string(id.str()) + " must be a SHA-256 in hex.");
        list.emplace(id.str(), *text);
    }
    return list;
}

void write_trust(const std::string& file, std::string_view id, std::string_view digest) {
    trust_list list = read_trust(file);
    list.insert_or_assign(std::string(id), std::string(digest));
    std::string text =
        "# Plugins that may be loaded: the SHA-256 of each package. Written by `lumbar plugin trust`.\n[plugins]\n";
    for (const auto& [name, sum] : list) text += name + " = \"" + sum + "\"\n";
    std::string beside = file + ".new";
    if (!write_durably(beside, text) || std::rename(beside.c_str(), file.c_str()) != 0)
        throw refused(file + " cannot be written.");
}

}
