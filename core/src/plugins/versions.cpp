#include "core/src/plugins/versions.hpp"

#include <algorithm>
#include <charconv>

namespace lumbar::plugins {

namespace {

std::vector<std::uint64_t> numbers_in(std::string_view version) {
    std::vector<std::uint64_t> numbers;
    const char* const end = version.data() + version.size();
    for (const char* at = version.data(); at < end; ++at) {
        auto read = std::from_chars(at, end, numbers.emplace_back());
        if (read.ec != std::errc()) return {};
        at = read.ptr;
    }
    return numbers;
}

// Those of `all` that `others` has none like.
template <class T, class Key>
std::vector<T> without(const std::vector<T>& all, const std::vector<T>& others, Key key) {
    std::vector<T> rest;
    for (const T& one : all)
        if (std::none_of(others.begin(), others.end(), [&](const T& other) { return key(other) == key(one); }))
            rest.push_back(one);
    return rest;
}

std::string whole(const route_line& line) { return line.method + " " + line.path + " " + line.permission; }
std::string itself(const std::string& text) { return text; }

std::vector<std::string> titles(const std::vector<setting>& settings) {
    std::vector<std::string> all;
    for (const setting& one : settings) all.push_back(one.title);
    return all;
}

}

bool is_lower(std::string_view version, std::string_view than) {
    const auto one = numbers_in(version), other = numbers_in(than);
    return !one.empty() && !other.empty() && one < other;
}

waiting_view changes_of(const known_plugin& now, const known_plugin& next) {
    waiting_view v;
    v.version = next.agreed.version;
    v.ready = next.code.has_value();
    v.reason = next.reason;
    if (!v.ready) return v;
    const auto before = routes_of(now), after = routes_of(next);
    v.routes_added = without(after, before, whole);
    v.routes_gone = without(before, after, whole);
    const auto name = [](const auto& one) { return one.name; };
    const auto& had = listed(now.agreed.permissions);
    const auto& has = listed(next.agreed.permissions);
    v.permissions_added = without(has, had, name);
    v.permissions_gone = without(had, has, name);
    v.tables_added = without(listed(next.agreed.tables), listed(now.agreed.tables), itself);
    v.tables_gone = without(listed(now.agreed.tables), listed(next.agreed.tables), itself);
    v.settings_added = titles(without(next.settings, now.settings, name));
    v.settings_gone = titles(without(now.settings, next.settings, name));
    for (const auto& file : without(migrations_of(next).files, migrations_of(now).files, name)) v.migrations.push_back(file.name);
    return v;
}

}
