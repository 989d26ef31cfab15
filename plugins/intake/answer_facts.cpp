#include "answer_facts.hpp"

#include <algorithm>

namespace intake {

namespace {

// The choices that the form and the rules share; "prefer_not_to_say" counts as not answered.
constexpr std::pair<std::string_view, fact_status> shared_choices[] = {
    {"yes", fact_status::present}, {"no", fact_status::absent}, {"past", fact_status::past}, {"family", fact_status::family},
    {"not_sure", fact_status::unknown}, {"prefer_not_to_say", fact_status::unknown}};

// Words by which people say in a text field that there is nothing to tell.
constexpr std::string_view nothing_words[] = {"-", "no", "none", "nothing", "nil", "n/a", "na", "not any"};

std::string trimmed(std::string_view text) {
    auto from = text.find_first_not_of(" \t\r");
    return from == text.npos ? std::string() : std::string(text.substr(from, text.find_last_not_of(" \t\r") - from + 1));
}

bool says_nothing(std::string text) {
    while (!text.empty() && text.back() == '.') text.pop_back();
    std::transform(text.begin(), text.end(), text.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    return std::find(std::begin(nothing_words), std::end(nothing_words), text) != std::end(nothing_words);
}

std::string plain(const value& v) {
    if (const auto* yes = std::get_if<bool>(&v)) return *yes ? "yes" : "no";
    if (const auto* whole = std::get_if<std::int64_t>(&v)) return std::to_string(*whole);
    if (const auto* text = std::get_if<std::string>(&v)) return *text;
    std::string out;
    append_json(out, std::get<double>(v));
    return out;
}

class collector {
public:
    collector(const answers& open, std::string_view source) : open_(open), source_(source) {}
    void question(const item& it, const std::vector<const item*>& above);
    std::vector<health_fact> facts;

private:
    void coded(const item& it, const fact_code& code, const std::vector<value>* given);
    void free_text(const item& it, const fact_code& code, const std::vector<value>& given);
    void detail(const item& it, const std::vector<const item*>& above, const std::vector<value>& given);
    health_fact fact(const item& it, const fact_code& code);

    const answers& open_;
    std::string source_;
};

health_fact collector::fact(const item& it, const fact_code& code) {
    health_fact f;
    f.kind = code.kind;
    f.code = code.code;
    f.source = source_ + "#" + it.link_id;
    return f;
}

void collector::question(const item& it, const std::vector<const item*>& above) {
    auto found = open_.find(it.link_id);
    const std::vector<value>* given = found == open_.end() ? nullptr : &found->second;
    for (const fact_code& code : it.facts) {
        if (!code.code.empty()) coded(it, code, given);
        else if (given) free_text(it, code, *given);
    }
    if (!it.detail.empty() && given) detail(it, above, *given);
}

void collector::coded(const item& it, const fact_code& code, const std::vector<value>* given) {
    health_fact f = fact(it, code);
    f.status = fact_status::unknown;
    for (const value& v : given ? *given : std::vector<value>{}) {
        f.status = fact_status::present;
        if (const auto* yes = std::get_if<bool>(&v)) {
            f.status = *yes ? fact_status::present : fact_status::absent;
        } else if (it.type == item_type::choice) {
            const std::string& chosen = std::get<std::string>(v);
            auto shared = std::find_if(std::begin(shared_choices), std::end(shared_choices),
                                       [&](const auto& c) { return c.first == chosen; });
            if (shared != std::end(shared_choices)) f.status = shared->second;
            else f.text += (f.text.empty() ? "" : ", ") + (it.option_of(chosen) ? it.option_of(chosen)->display : chosen);
        } else {
            f.text += (f.text.empty() ? "" : ", ") + plain(v);
        }
    }
    facts.push_back(std::move(f));
}

// One fact per line: people write one medicine per line.
void collector::free_text(const item& it, const fact_code& code, const std::vector<value>& given) {
    for (const value& v : given) {
        std::string_view rest = std::get<std::string>(v);
        while (!rest.empty()) {
            auto end = rest.find('\n');
            health_fact f = fact(it, code);
            f.text = trimmed(rest.substr(0, end));
            if (!f.text.empty() && !says_nothing(f.text)) facts.push_back(std::move(f));
            rest = end == rest.npos ? std::string_view() : rest.substr(end + 1);
        }
    }
}

void collector::detail(const item& it, const std::vector<const item*>& above, const std::vector<value>& given) {
    auto nearest = std::find_if(above.rbegin(), above.rend(), [](const item* i) { return !i->facts.empty(); });
    if (nearest == above.rend()) return;
    std::string source = source_ + "#" + (*nearest)->link_id;
    for (health_fact& f : facts) {
        if (f.source != source) continue;
        for (const value& v : given) f.details.push_back({it.detail, plain(v)});
    }
}

}

std::vector<health_fact> facts_from(const questionnaire& form, const answers& open, std::string_view source) {
    collector all(open, source);
    each_open(form, open, [&](const item& it, const std::vector<const item*>& above) { all.question(it, above); });
    return std::move(all.facts);
}

}
