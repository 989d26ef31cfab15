#include "core/src/plugins/stamp.hpp"

#include <lumbar/stamp.hpp>

#include <elf.h>

#include <algorithm>
#include <cstring>
#include <map>
#include <vector>

namespace lumbar::plugins {

namespace {

template <class T>
bool read_at(std::string_view file, std::uint64_t offset, T& to) {
    if (offset > file.size() || file.size() - offset < sizeof(T)) return false;
    std::memcpy(&to, file.data() + offset, sizeof(T));
    return true;
}

std::optional<std::string_view> part(std::string_view file, std::uint64_t offset, std::uint64_t size) {
    if (offset > file.size() || file.size() - offset < size) return {};
    return file.substr(offset, size);
}

std::map<std::string, std::string, std::less<>> lines_of(std::string_view text) {
    std::map<std::string, std::string, std::less<>> lines;
    while (!text.empty()) {
        std::string_view line = text.substr(0, text.find('\n'));
        text.remove_prefix(std::min(text.size(), line.size() + 1));
        if (auto equals = line.find('='); equals != line.npos) lines.emplace(line.substr(0, equals), line.substr(equals + 1));
    }
    return lines;
}

}

std::optional<std::string> read_stamp(std::string_view file) {
    Elf64_Ehdr head;
    if (!read_at(file, 0, head) || std::memcmp(head.e_ident, ELFMAG, SELFMAG) != 0) return {};
    if (head.e_ident[EI_CLASS] != ELFCLASS64 || head.e_ident[EI_DATA] != ELFDATA2LSB || head.e_shentsize != sizeof(Elf64_Shdr))
        return {};
    const auto table = part(file, head.e_shoff, std::uint64_t{head.e_shnum} * sizeof(Elf64_Shdr));
    if (!table) return {};
    auto section = [&](std::uint64_t index, Elf64_Shdr& to) { return read_at(*table, index * sizeof(Elf64_Shdr), to); };
    Elf64_Shdr names;
    if (!section(head.e_shstrndx, names)) return {};
    auto texts = part(file, names.sh_offset, names.sh_size);
    if (!texts) return {};
    for (std::uint64_t i = 0; i < head.e_shnum; ++i) {
        Elf64_Shdr one;
        if (!section(i, one)) return {};
        if (one.sh_name >= texts->size()) continue;
        std::string_view name = texts->substr(one.sh_name);
        if (name.substr(0, name.find('\0')) != ".lumbar_stamp") continue;
        auto bytes = part(file, one.sh_offset, one.sh_size);
        if (!bytes) return {};
        return std::string(bytes->substr(0, bytes->find('\0')));
    }
    return {};
}

std::string own_stamp() {
    constexpr stamp_text mine = this_builds_stamp();
    return std::string(mine.text, mine.length);
}

std::string stamp_difference(std::string_view theirs) {
    auto given = lines_of(theirs);
    for (const auto& [name, mine] : lines_of(own_stamp())) {
        auto found = given.find(name);
        std::string other = found == given.end() ? "nothing" : found->second;
        if (other != mine)
            return "It was built with " + name + " " + other + ", this server with " + name + " " + mine + ": build it again.";
    }
    return {};
}

}
