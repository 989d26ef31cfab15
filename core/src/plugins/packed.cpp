#include "core/src/plugins/packed.hpp"

#include "core/src/plugins/manifest.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <cstring>
#include <filesystem>

namespace lumbar::plugins {

namespace files = std::filesystem;

namespace {

constexpr std::size_t block = 512, longest_path = 100, most_files = 10'000, most_bytes = 256u << 20;
constexpr std::string_view digest_name = "package.sha256";

// Where the parts of a header stand.
struct place {
    std::size_t at, size;
};
constexpr place name_at{0, 100}, mode_at{100, 8}, owner_at{108, 8}, group_at{116, 8}, size_at{124, 12}, time_at{136, 12},
    sum_at{148, 8}, kind_at{156, 1}, magic_at{257, 8};
constexpr std::string_view magic{"ustar\00000", 8};

bool is_name(std::string_view segment) {
    return !segment.empty() && segment.front() != '.' && std::all_of(segment.begin(), segment.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               (c != '\0' && std::strchr("._-+@", c));
    });
}

// A file that a package may have, below its folder.
bool is_of_a_package(std::string_view path) {
    if (path == "manifest.json" || path == "plugin.so" || path == digest_name) return true;
    const bool migration = path.starts_with("migrations/") && path.ends_with(".sql");
    if (!migration && !path.starts_with("web/")) return false;
    for (std::size_t from = 0; from <= path.size();) {
        const auto end = std::min(path.find('/', from), path.size());
        if (!is_name(path.substr(from, end - from))) return false;
        from = end + 1;
    }
    return !migration || std::count(path.begin(), path.end(), '/') == 1;
}

void put(std::string& head, place where, std::string_view text) { head.replace(where.at, text.size(), text); }

std::string octal(std::size_t number, std::size_t digits) {
    std::string text(digits, '0');
    for (std::size_t i = digits; number > 0; number >>= 3) text[--i] = static_cast<char>('0' + (number & 7));
    return text;
}

std::string header_of(const std::string& path, std::size_t size) {
    std::string head(block, '\0');
    put(head, name_at, path);
    put(head, mode_at, octal(0644, 7));
    put(head, owner_at, octal(0, 7));
    put(head, group_at, octal(0, 7));
    put(head, size_at, octal(size, 11));
    put(head, time_at, octal(0, 11));
    put(head, kind_at, "0");
    put(head, magic_at, magic);
    std::size_t sum = sum_at.size * ' ';
    for (unsigned char c : head) sum += c;
    put(head, sum_at, octal(sum, 6) + std::string("\0 ", 2));
    return head;
}

void append_file(std::string& archive, const std::string& path, std::string_view bytes) {
    archive += header_of(path, bytes.size());
    archive += bytes;
    archive.append((block - bytes.size() % block) % block, '\0');
}

[[noreturn]] void damaged() {
    throw refused(
        "This is no packed plugin, or a byte of it was changed: get the file anew from where `lumbar plugin pack` made it.");
}

// The next file of an archive; the rest of it is left in `archive`.
package_file take_file(std::string_view& archive) {
    const std::string_view head = archive.substr(0, block);
    const std::string_view name = head.substr(name_at.at, name_at.size), digits = head.substr(size_at.at, size_at.size - 1);
    std::size_t size = 0;
    const auto [end, wrong] = std::from_chars(digits.begin(), digits.end(), size, 8);
    if (wrong != std::errc() || end != digits.end() || size > archive.size() - block) damaged();
    package_file file{std::string(name.substr(0, name.find('\0'))), std::string(archive.substr(block, size))};
    const std::size_t whole = block + (size + block - 1) / block * block;
    if (whole > archive.size()) damaged();
    archive.remove_prefix(whole);
    return file;
}

void add(package& p, std::string& digest, package_file file) {
    if (file.path == "manifest.json")
        p.manifest = std::move(file.bytes);
    else if (file.path == "plugin.so")
        p.library = std::move(file.bytes);
    else if (file.path == digest_name)
        digest = std::move(file.bytes);
    else
        (file.path.starts_with("web/") ? p.web : p.migrations).push_back(std::move(file));
}

void write_file(const files::path& path, std::string_view bytes) {
    const int out = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0644);
    bool good = out >= 0 && ::fchmod(out, 0644) == 0;
    while (good && !bytes.empty()) {
        const ssize_t done = ::write(out, bytes.data(), bytes.size());
        good = done > 0;
        if (good) bytes.remove_prefix(static_cast<std::size_t>(done));
    }
    good = good && ::fsync(out) == 0;
    if (out >= 0) ::close(out);
    if (!good) throw refused(path.string() + " cannot be written.");
}

void write_below(const files::path& folder, const package_file& file) {
    files::path there = folder;
    const files::path parts = files::path(file.path).parent_path();
    for (const auto& part : parts) {
        there /= part;
        if (::mkdir(there.c_str(), 0755) == 0) files::permissions(there, files::perms(0755));
    }
    write_file(folder / file.path, file.bytes);
}

}

std::string pack(const package& p) {
    std::vector<std::pair<std::string, std::string_view>> all = {{"manifest.json", p.manifest}, {"plugin.so", p.library}};
    const std::string digest = p.digest + "\n";
    all.emplace_back(digest_name, digest);
    for (const auto* list : {&p.migrations, &p.web})
        for (const package_file& file : *list) all.emplace_back(file.path, file.bytes);
    std::sort(all.begin(), all.end());
    if (all.size() > most_files) throw refused(p.name + ": it has more than " + std::to_string(most_files) + " files.");
    std::string archive;
    for (const auto& [path, bytes] : all) {
        if (!is_of_a_package(path) || p.name.size() + 1 + path.size() > longest_path)
            throw refused(p.name + ": the file " + path + " cannot be packed: use letters, digits and . _ - + @, at most " +
                          std::to_string(longest_path) + " with the plugin's id and folders.");
        append_file(archive, p.name + "/" + path, bytes);
    }
    archive.append(2 * block, '\0');
    if (archive.size() > most_bytes) throw refused(p.name + ": it is larger than 256 MiB.");
    return archive;
}

package unpack(std::string_view archive) {
    if (archive.size() > most_bytes) throw refused("This is larger than a packed plugin may be, which is 256 MiB.");
    if (archive.size() % block != 0 || archive.size() < 3 * block) damaged();
    package p;
    std::string digest;
    std::string_view rest = archive.substr(0, archive.size() - 2 * block);
    for (std::size_t taken = 0; !rest.empty(); ++taken) {
        if (taken == most_files) damaged();
        package_file file = take_file(rest);
        const auto slash = file.path.find('/');
        if (slash == file.path.npos) damaged();
        const std::string name = file.path.substr(0, slash);
        if (taken == 0) p.name = name;
        file.path.erase(0, slash + 1);
        if (name != p.name || !is_name(name) || !is_of_a_package(file.path)) damaged();
        add(p, digest, std::move(file));
    }
    p.digest = digest_of(p);
    // Whatever is not looked at above, and each file twice or in another place, is another byte than here.
    if (digest != p.digest + "\n" || pack(p) != archive) damaged();
    return p;
}

std::string write_package(const package& p, const std::string& parent) {
    const files::path there = files::path(parent) / p.name, half = files::path(parent) / ("." + p.name + ".half");
    if (files::exists(there)) throw refused(there.string() + " is there already.");
    try {
        files::remove_all(half);
        if (::mkdir(half.c_str(), 0755) != 0) throw refused(half.string() + " cannot be made.");
        files::permissions(half, files::perms(0755));
        write_file(half / "manifest.json", p.manifest);
        write_file(half / "plugin.so", p.library);
        for (const auto* list : {&p.migrations, &p.web})
            for (const package_file& file : *list) write_below(half, file);
        files::rename(half, there);
    } catch (const files::filesystem_error& error) {
        throw refused(error.path1().string() + " cannot be written: " + error.code().message() + ".");
    }
    return there.string();
}

}
