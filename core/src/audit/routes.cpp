#include "core/src/audit/routes.hpp"

#include "core/src/audit/log_view.hpp"

namespace lumbar::audit {
namespace {

// A moment, or a day (its first moment in UTC; the screens send moments). False for anything else.
bool read_time(const request& asked, std::string_view name, std::optional<utc_ms>& out, std::vector<field_problem>& faults) {
    auto text = asked.query(name);
    if (!text || text->empty()) return true;
    utc_ms at;
    if (!from_text(*text, at) && !from_text(std::string(*text) + "T00:00:00Z", at)) {
        faults.push_back({"/" + std::string(name), "Give a time such as 2026-11-23T00:00:00Z."});
        return false;
    }
    out = at;
    return true;
}

void read_id(const request& asked, std::string_view name, row_id& out, std::vector<field_problem>& faults) {
    const auto text = asked.query(name).value_or("");
    out = row_id::parse(text);
    if (!text.empty() && out.empty()) faults.push_back({"/" + std::string(name), "This is no id."});
}

response answer_page(const request& asked, read_tx& tx, log_filter filter) {
    const int limit = asked.limit();
    filter.before = asked.cursor();
    auto lines = log_lines(tx, filter, limit);
    return page(lines, static_cast<int>(lines.size()) == limit ? lines.back().id.str() : std::string());
}

response whole_log(const request& asked, read_tx& tx) {
    log_filter filter;
    std::vector<field_problem> faults;
    read_id(asked, "client", filter.client, faults);
    read_id(asked, "actor", filter.actor, faults);
    filter.action = asked.query("action").value_or("");
    read_time(asked, "from", filter.from, faults);
    read_time(asked, "to", filter.to, faults);
    if (!faults.empty()) return invalid(faults);
    return answer_page(asked, tx, filter);
}

response client_log(const request& asked, read_tx& tx) {
    log_filter filter;
    filter.client = asked.id("client");
    if (!filter.client) return not_found("client");
    return answer_page(asked, tx, filter);
}

}

const std::vector<route> routes = {
    {verb::get, "/audit", may("audit.read"), whole_log, audits("audit.read")},
    {verb::get, "/clients/{client}/access", may("audit.read"), client_log, audits("client.access")},
};

}
