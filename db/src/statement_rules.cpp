#include "db/src/statement_rules.hpp"

#include "db/src/sql_scan.hpp"

#include <lumbar/database_error.hpp>

#include <algorithm>
#include <cctype>
#include <set>
#include <string>

namespace lumbar::data {

namespace {

bool is_plugin(std::string_view owner) { return !owner.empty() && owner != "core"; }

}

void check_deeds(std::string_view owner, std::string_view sql) {
    if (!is_plugin(owner)) return;
    const sql_deeds deeds = deeds_of(sql);
    std::string first(deeds.first);
    std::transform(first.begin(), first.end(), first.begin(), [](unsigned char c) { return std::toupper(c); });
    static const std::set<std::string_view> allowed = {"SELECT", "INSERT", "UPDATE", "DELETE", "WITH", "VALUES", "REPLACE"};
    if (!allowed.contains(first))
        throw database_error(database_fault::refused, std::string(owner) + ": a plugin's statement may not begin with " + first);
    const std::string own = std::string(owner) + "_";
    for (std::string_view table : deeds.written)
        if (!table.starts_with(own))
            throw database_error(database_fault::refused, std::string(owner) + ": a plugin may not write the table " +
                                                              std::string(table) + ", only those named " + own + "...");
}

void check_bare(std::string_view owner, std::string_view sql) {
    if (!is_plugin(owner)) return;
    if (scan_statement(sql).several)
        throw database_error(database_fault::refused, std::string(owner) + ": one call runs one statement");
    check_deeds(owner, sql);
}

}
