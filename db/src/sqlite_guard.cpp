#include "db/src/sqlite_guard.hpp"

namespace lumbar::data {

using namespace sqlite_api;

namespace {

// Steps of SQLite's virtual machine between two looks at the clock.
constexpr int steps_between_looks = 2000;

bool is_own(std::string_view owner, const char* table) {
    std::string_view name = table ? table : "";
    return name.size() > owner.size() + 1 && name.substr(0, owner.size()) == owner && name[owner.size()] == '_';
}

bool is_schema(const char* table) {
    std::string_view name = table ? table : "";
    return name == "sqlite_master" || name == "sqlite_temp_master" || name == "sqlite_sequence";
}

bool is_journal(const char* table) { return table && std::string_view(table) == "migrations"; }

// Core's statements and migrations: its own tables are everybody's but the plugins', so only the act counts.
bool core_may(int act, bool migrating) {
    switch (act) {
    case SQLITE_SELECT:
    case SQLITE_READ:
    case SQLITE_FUNCTION:
    case SQLITE_RECURSIVE:
    case SQLITE_INSERT:
    case SQLITE_UPDATE:
    case SQLITE_DELETE:
        return true;
    case SQLITE_TRANSACTION:
    case SQLITE_SAVEPOINT:
    case SQLITE_PRAGMA:
    case SQLITE_ATTACH:
    case SQLITE_DETACH:
        return false;
    default:
        return migrating;
    }
}

bool plugin_may(std::string_view owner, bool migrating, int act, const char* first, const char* second) {
    switch (act) {
    case SQLITE_INSERT:
    case SQLITE_UPDATE:
    case SQLITE_DELETE:
        return is_own(owner, first) || (migrating && is_schema(first));
    case SQLITE_CREATE_TABLE:
    case SQLITE_CREATE_VIEW:
    case SQLITE_DROP_TABLE:
    case SQLITE_DROP_VIEW:
        return migrating && is_own(owner, first);
    case SQLITE_CREATE_INDEX:
    case SQLITE_CREATE_TRIGGER:
    case SQLITE_DROP_INDEX:
    case SQLITE_DROP_TRIGGER:
    case SQLITE_ALTER_TABLE:
        return migrating && is_own(owner, second);
    case SQLITE_REINDEX:
        return migrating;
    default:
        return core_may(act, false);
    }
}

std::string words_for(int act, const char* first, const char* second) {
    switch (act) {
    case SQLITE_INSERT:
    case SQLITE_UPDATE:
    case SQLITE_DELETE:
        return std::string(is_schema(first) ? "make or take away what is in " : "change the table ") + first;
    case SQLITE_CREATE_INDEX:
    case SQLITE_CREATE_TRIGGER:
    case SQLITE_DROP_INDEX:
    case SQLITE_DROP_TRIGGER:
    case SQLITE_ALTER_TABLE:
        return std::string("alter the table ") + second;
    case SQLITE_CREATE_TABLE:
    case SQLITE_CREATE_VIEW:
    case SQLITE_DROP_TABLE:
    case SQLITE_DROP_VIEW:
        return std::string("make or take away ") + first;
    case SQLITE_TRANSACTION:
    case SQLITE_SAVEPOINT:
        return "begin or end a transaction";
    case SQLITE_PRAGMA:
        return std::string("use PRAGMA ") + first;
    case SQLITE_ATTACH:
    case SQLITE_DETACH:
        return "attach a database";
    default:
        return "do this";
    }
}

// What cannot be noted counts as everything.
void note(sqlite_rules& rules, int act, const char* table, bool by_trigger) noexcept try {
    const auto number = [&] { return rules.clock->number_of(table ? table : ""); };
    if (act == SQLITE_READ) rules.noted->reads.add(number());
    else if (act == SQLITE_INSERT && !rules.replaces && !by_trigger) rules.noted->adds_to.add(number());
    else if (act == SQLITE_INSERT || act == SQLITE_UPDATE || act == SQLITE_DELETE) rules.noted->changes.add(number());
    else if (act != SQLITE_SELECT && act != SQLITE_FUNCTION && act != SQLITE_RECURSIVE) rules.noted->everything = true;
} catch (...) {
    rules.noted->everything = true;
}

// `within`: the trigger or the view through which a statement does this, if it is one of theirs.
extern "C" int may_prepare(void* data, int act, const char* first, const char* second, const char*, const char* within) {
    auto& rules = *static_cast<sqlite_rules*>(data);
    if (rules.noted && rules.clock) note(rules, act, first, within != nullptr);
    if (rules.owner.empty()) return SQLITE_OK;
    bool writes = act == SQLITE_INSERT || act == SQLITE_UPDATE || act == SQLITE_DELETE;
    bool good =
        rules.owner == "core" ? core_may(act, rules.migrating) : plugin_may(rules.owner, rules.migrating, act, first, second);
    if (good && !(writes && is_journal(first))) return SQLITE_OK;
    try {
        rules.denied = words_for(act, first, second);
    } catch (...) {  // no exception passes through SQLite
        rules.denied.clear();
    }
    return SQLITE_DENY;
}

extern "C" int is_late(void* data) {
    auto& rules = *static_cast<sqlite_rules*>(data);
    constexpr std::chrono::nanoseconds none{0};
    if (rules.processor_budget > none && rules.processor_until == none) rules.processor_until = processor_time() + rules.processor_budget;
    const auto now = std::chrono::steady_clock::now();
    return now >= rules.stop_at && (now >= rules.latest || processor_time() >= rules.processor_until);
}

}

void guard(sqlite3* connection, sqlite_rules& rules) {
    sqlite3_set_authorizer(connection, may_prepare, &rules);
    sqlite3_progress_handler(connection, steps_between_looks, is_late, &rules);
}

}
