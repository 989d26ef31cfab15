#include "rules.hpp"

#include "rules_json.hpp"

#include <lumbar/body_regions.hpp>

#include <algorithm>
#include <cstdint>

namespace contraindications {

namespace json = boost::json;

namespace {

template <class E>
E choice(members& m, std::string_view name) {
    const std::string word = m.text(name);
    const lumbar::shape& type = lumbar::shape_of<E>();
    for (std::size_t i = 0; i < type.names.size(); ++i)
        if (type.names[i] == word) return static_cast<E>(type.values[i]);
    m.refuse(name, "'" + word + "' is not known");
}

// Calls each(value, where) for every element of a list of objects.
template <class F>
void each_of(members& m, std::string_view name, F each) {
    const json::value& v = m.need(name);
    if (!v.is_array()) m.refuse(name, "a list is needed");
    std::size_t i = 0;
    for (const json::value& item : v.get_array()) each(item, m.at(name) + "/" + std::to_string(i++));
}

template <class F>
void each_member(members& m, std::string_view name, F each) {
    const json::value& v = m.need(name);
    if (!v.is_object()) m.refuse(name, "an object is needed");
    for (const auto& pair : v.get_object())
        each(std::string(pair.key()), pair.value(), m.at(name) + "/" + std::string(pair.key()));
}

void read_vocabulary(members& top, rule_book& book) {
    members m(top.need("vocabulary"), "vocabulary");
    each_member(m, "facts", [&](const std::string& code, const json::value& v, const std::string& at) {
        members w(v, at);
        book.facts[code] = {w.text("kind"), w.text("label"), w.texts("words")};
        w.nothing_else();
    });
    each_member(m, "details", [&](const std::string& name, const json::value& v, const std::string& at) {
        members w(v, at);
        book.details[name] = {w.text("type"), w.text("label")};
        w.nothing_else();
    });
    m.nothing_else();
    each_member(top, "medication_classes", [&](const std::string& name, const json::value& v, const std::string& at) {
        members w(v, at);
        auto& all = book.medicines[name];
        for (const char* list : {"generics", "brands", "plain"})
            for (std::string& word : w.texts(list)) all.push_back(std::move(word));
        w.nothing_else();
    });
}

void check_regions(const std::vector<std::string>& regions, const members& m, std::string_view name) {
    for (const std::string& r : regions)
        if (r != "site" && lumbar::regions_in(r).empty()) m.refuse(name, "no region or group is called '" + r + "'");
}

std::vector<limit> read_limits(members& m, std::string_view name) {
    std::vector<limit> list;
    each_of(m, name, [&](const json::value& v, const std::string& at) {
        members l(v, at);
        list.push_back({l.texts("modalities"), l.text("scope"), l.texts("regions")});
        check_regions(list.back().regions, l, "regions");
        l.nothing_else();
    });
    return list;
}

tier_rule read_tier(const json::value& v, const rule_book& book, const std::string& at) {
    members m(v, at);
    tier_rule row;
    row.tier = choice<lumbar::alert_tier>(m, "tier");
    row.urgency = choice<lumbar::alert_urgency>(m, "urgency");
    row.says = m.text("says");
    row.when = read_expression(m.need("when"), book, m.at("when"));
    row.or_missing = m.flag("or_missing");
    if (row.or_missing && row.tier == lumbar::alert_tier::refer)
        m.refuse("or_missing", "a missing answer alone never makes a refer");
    row.advice = m.text("advice");
    m.nothing_else();
    return row;
}

// An entry that says nothing about it applies when its own fact, or a medicine of one of its classes, is there.
expression usual_condition(const entry& e) {
    expression own{op::fact, {}, {e.id}, {}, {}, {}, {}, {}, {}};
    if (e.medication_classes.empty()) return own;
    expression taken{op::medication_class, {}, e.medication_classes, {}, {}, {}, {}, {}, {}};
    expression either;
    either.what = op::any;
    either.parts = {own, taken};
    return either;
}

bool asks_when(const expression& x, const std::string& code) {
    if (x.what == op::days && std::find(x.codes.begin(), x.codes.end(), code) != x.codes.end()) return true;
    return std::any_of(x.parts.begin(), x.parts.end(), [&](const expression& part) { return asks_when(part, code); });
}

void read_sources(members& m, entry& e, const json::object& names) {
    each_of(m, "sources", [&](const json::value& v, const std::string& at) {
        members s(v, at);
        source_line line{s.text("ref"), {}, s.text("says")};
        const json::value* known = names.if_contains(line.ref);
        if (!known) s.refuse("ref", "no source is called '" + line.ref + "'");
        line.name = members(*known, "sources/" + line.ref).text("name");
        e.sources.push_back(std::move(line));
        s.nothing_else();
    });
}

void read_entry(entry& e, const json::value& v, const rule_book& book, const json::object& sources) {
    members m(v, "entry " + e.id);
    m.text("id");
    e.kind = m.text("kind");
    m.text("category");
    e.label = m.text("label");
    e.questions = m.texts("questions");
    e.medication_classes = m.texts("medication_classes");
    for (const std::string& c : e.medication_classes)
        if (!book.medicines.contains(c)) m.refuse("medication_classes", "no medication class is called '" + c + "'");
    const json::value* applies = m.find("applies");
    e.applies = applies ? read_expression(*applies, book, m.at("applies")) : usual_condition(e);
    e.silent_when_unknown = m.flag("silent_when_unknown");
    e.past_as = m.text_or("past_as", "");
    if (!e.past_as.empty() && !book.by_id.contains(e.past_as)) m.refuse("past_as", "no entry is called '" + e.past_as + "'");
    each_of(m, "tiers", [&](const json::value& row, const std::string& at) { e.tiers.push_back(read_tier(row, book, at)); });
    if (e.tiers.empty()) m.refuse("tiers", "at least one row is needed");
    for (std::size_t i = 1; i < e.tiers.size(); ++i)
        if (e.tiers[i].tier < e.tiers[i - 1].tier) m.refuse("tiers", "the most serious row comes first");
    e.words = m.texts("words");
    e.allergy_words = m.texts("allergy_words");
    e.regions = m.texts("regions");
    check_regions(e.regions, m, "regions");
    e.avoid = read_limits(m, "avoid");
    e.caution = read_limits(m, "caution");
    m.find("coding");
    read_sources(m, e, sources);
    if (e.sources.empty()) m.refuse("sources", "every rule names its source");
    m.nothing_else();
}

void read_entries(members& top, rule_book& book) {
    const json::value& list = top.need("entries");
    if (!list.is_array() || list.get_array().empty()) top.refuse("entries", "a list of entries is needed");
    for (const json::value& v : list.get_array()) {
        entry e;
        e.id = members(v, "entries/" + std::to_string(book.entries.size())).text("id");
        if (!book.by_id.emplace(e.id, book.entries.size()).second) throw bad_rules("entry " + e.id + ": is there twice");
        book.entries.push_back(std::move(e));
    }
    const json::value& sources = top.need("sources");
    if (!sources.is_object()) top.refuse("sources", "an object is needed");
    for (std::size_t i = 0; i < book.entries.size(); ++i)
        read_entry(book.entries[i], list.get_array()[i], book, sources.get_object());
    for (entry& e : book.entries)
        for (const entry& other : book.entries) {
            e.dated = e.dated || asks_when(other.applies, e.id);
            for (const tier_rule& row : other.tiers) e.dated = e.dated || asks_when(row.when, e.id);
        }
}

std::string fingerprint(std::string_view text) {
    std::uint64_t hash = 14695981039346656037ull;
    for (unsigned char c : text) hash = (hash ^ c) * 1099511628211ull;
    char hex[17];
    std::snprintf(hex, sizeof hex, "%016llx", static_cast<unsigned long long>(hash));
    return hex;
}

}

const entry* rule_book::find(const std::string& id) const {
    auto found = by_id.find(id);
    return found == by_id.end() ? nullptr : &entries[found->second];
}

bool rule_book::knows(const std::string& code) const {
    return by_id.contains(code) || facts.contains(code) || medicines.contains(code);
}

std::string rule_book::label_of(const std::string& code) const {
    if (const entry* e = find(code)) return e->label;
    auto word = facts.find(code);
    return word == facts.end() ? code : word->second.label;
}

rule_book read_rules(std::string_view text) {
    boost::system::error_code ec;
    const json::value file = json::parse(text, ec);
    if (ec) throw bad_rules("the rules file is not JSON: " + ec.message());
    members top(file, "rules");
    rule_book book;
    book.fingerprint = fingerprint(text);
    book.version = top.text("version");
    book.status = top.text("status");
    top.text("date");
    top.text("from");
    read_vocabulary(top, book);
    read_entries(top, book);
    book.today = top.texts("today");
    for (const std::string& code : book.today)
        if (!book.knows(code)) top.refuse("today", "nothing is called '" + code + "'");
    const json::value& holds = top.need("today_holds_days");
    if (!holds.is_int64() || holds.get_int64() < 0 || holds.get_int64() > 365)
        top.refuse("today_holds_days", "0 to 365 is needed");
    book.today_holds_days = static_cast<int>(holds.get_int64());
    book.capitals_only = top.texts("capitals_only");
    top.nothing_else();
    return book;
}

}
