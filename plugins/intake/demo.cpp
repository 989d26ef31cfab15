#include "demo.hpp"

#include "forms.hpp"
#include "responses.hpp"

#include <lumbar/appointments.hpp>
#include <lumbar/calendar.hpp>
#include <lumbar/clinic.hpp>

#include <algorithm>
#include <charconv>
#include <set>

namespace intake {

namespace {

using namespace std::chrono_literals;

constexpr std::size_t most_clients = 90;
constexpr std::size_t a_few = 4;
constexpr std::string_view made_up_source = "user:demo";
constexpr const char* concerns[] = {"Tight shoulders after long days at the desk", "Stiff neck in the mornings",
                                    "Sore legs from running", "To relax and sleep better", "Lower back aches after driving"};
constexpr const char* areas[][2] = {{"shoulder-top-left", "shoulder-top-right"},
                                    {"neck-back", "upper-back-left"},
                                    {"calf-left", "calf-right"},
                                    {"shoulder-blade-right", "neck-side-right"},
                                    {"low-back-left", "low-back-right"}};

// What a made-up client answers: what is known about them, "no" to the rest, and as little else as the form lets them.
class made_up_client {
public:
    made_up_client(const client& who, std::size_t number, std::vector<health_fact> known, calendar_date today)
        : who_(who), number_(number), known_(std::move(known)), today_(std::move(today)) {}
    answers all(const questionnaire& form);
    // The facts that no question of the form asked for.
    std::vector<health_fact> untold() const;

private:
    void answer(const std::vector<item>& items, const health_fact* above);
    void fact(const item& it, const health_fact* known);
    void free_fact(const item& it);
    void detail(const item& it, const health_fact& of);
    void plain(const item& it);
    void no(const item& it);
    const health_fact* known_for(const item& it);

    const client& who_;
    std::size_t number_;
    std::vector<health_fact> known_;
    calendar_date today_;
    std::set<const health_fact*> told_;
    answers given_;
};

answers made_up_client::all(const questionnaire& form) {
    answer(form.items, nullptr);
    return given_;
}

std::vector<health_fact> made_up_client::untold() const {
    std::vector<health_fact> rest;
    for (const health_fact& f : known_)
        if (f.source.starts_with(made_up_source) && !told_.contains(&f)) rest.push_back(f);
    return rest;
}

void made_up_client::answer(const std::vector<item>& items, const health_fact* above) {
    for (const item& it : items) {
        const health_fact* known = known_for(it);
        if (!it.detail.empty() && above) detail(it, *above);
        else if (!it.facts.empty() && it.facts.front().code.empty()) free_fact(it);
        else if (!it.facts.empty()) fact(it, known);
        else if (it.asks()) plain(it);
        answer(it.items, known ? known : above);
    }
}

const health_fact* made_up_client::known_for(const item& it) {
    for (const health_fact& f : known_)
        for (const fact_code& code : it.facts)
            if (!code.code.empty() && code.code == f.code && f.status == fact_status::present) return &f;
    return nullptr;
}

void made_up_client::fact(const item& it, const health_fact* known) {
    if (!known) return no(it);
    told_.insert(known);
    if (it.type == item_type::boolean) given_[it.link_id] = {value(true)};
    else given_[it.link_id] = {value(std::string(it.option_of("yes") ? "yes" : it.options.front().code))};
}

void made_up_client::no(const item& it) {
    if (it.type == item_type::boolean) given_[it.link_id] = {value(false)};
    else if (it.option_of("no")) given_[it.link_id] = {value(std::string("no"))};
    else if (it.required && it.type == item_type::choice) given_[it.link_id] = {value(it.options.front().code)};
}

void made_up_client::free_fact(const item& it) {
    std::string lines;
    for (const health_fact& f : known_) {
        if (f.kind != it.facts.front().kind || !f.code.empty() || told_.contains(&f)) continue;
        lines += (lines.empty() ? "" : "\n") + f.text;
        told_.insert(&f);
    }
    if (lines.empty() && it.required) lines = concerns[number_ % std::size(concerns)];
    if (!lines.empty()) given_[it.link_id] = {value(lines)};
}

void made_up_client::detail(const item& it, const health_fact& of) {
    std::vector<value> values;
    for (const fact_detail& d : of.details) {
        if (d.name != it.detail) continue;
        int number = 0;
        bool whole = std::from_chars(d.value.data(), d.value.data() + d.value.size(), number).ec == std::errc();
        if (it.type == item_type::choice && it.option_of(d.value)) values.push_back(d.value);
        if (it.type == item_type::boolean) values.push_back(d.value == "yes");
        if (it.type == item_type::integer && whole) values.push_back(std::int64_t{number});
        if (it.type == item_type::date && whole) values.push_back(plus_days(today_, -number).text);
        if (it.type == item_type::string) values.push_back(d.value);
    }
    if (!values.empty()) given_[it.link_id] = std::move(values);
    else if (it.required) it.type == item_type::integer ? void(given_[it.link_id] = {value(std::int64_t{3})}) : no(it);
}

void made_up_client::plain(const item& it) {
    auto say = [&](value v) { given_[it.link_id] = {std::move(v)}; };
    if (it.link_id == "birth-date" && who_.birth_date) say(who_.birth_date->text);
    else if (it.link_id == "phone") say(who_.phone.empty() ? std::string("none") : who_.phone);
    else if (it.link_id == "pain-now") say(static_cast<std::int64_t>(2 + number_ % 5));
    else if (it.link_id == "pain-areas")
        for (const char* area : areas[number_ % std::size(areas)]) given_[it.link_id].push_back(std::string(area));
    else if (!it.required) return;
    else if (it.type == item_type::boolean) say(true);
    else if (it.type == item_type::date) say(std::string("1985-05-05"));
    else if (it.type == item_type::integer) say(std::int64_t{3});
    else if (it.type == item_type::choice) no(it);
    else say(it.link_id == "name" ? display_name(who_) : std::string("As told to the desk"));
}

// Of seven clients without anything to heed one was not asked, one has not begun and one has not finished. False for the first.
bool add_response(write_tx& tx, const row_id& id, std::size_t number, const questionnaire& form, const calendar_date& today) {
    const client who = client_of(tx, id).value();
    auto known = facts_of(tx, id);
    const std::size_t turn = known.empty() ? number % 7 : 0;
    if (turn == 3) return false;
    const auto coming = coming_appointments(tx, id);
    const auto asked = ask_for_form(tx, id, coming.empty() ? row_id() : coming.front().id);
    const form_response response = response_of(tx, asked.value()).value();
    if (turn == 5) return true;
    made_up_client person(who, number, std::move(known), today);
    const answers given = open_answers(form, person.all(form));
    if (turn == 6) {
        save_answers(tx, response, form, given, response.version);
        return true;
    }
    submit(tx, response, form, given, {display_name(who), "", ""});
    replace_facts(tx, id, made_up_source, person.untold());
    return true;
}

std::vector<row_id> clients_of_the_weeks(read_tx& tx) {
    std::vector<row_id> clients;
    for (const appointment& visit : visits_between(tx, tx.now() - 24h * 8, tx.now() + 24h * 9))
        if (std::find(clients.begin(), clients.end(), visit.client) == clients.end()) clients.push_back(visit.client);
    return clients;
}

}

bool fill_demo(write_tx& tx) {
    const auto published = current_form(tx);
    if (!published) return false;
    const questionnaire form = questions_of(tx, published->id);
    const calendar_date today = day_of(tx.now(), clinic_of(tx).zone);
    std::size_t number = 0;
    std::size_t added = 0;
    for (const row_id& id : clients_of_the_weeks(tx)) {
        if (++number > most_clients) return false;
        if (added == a_few) return true;
        if (responses_of(tx, id).empty() && !is_minor(tx, id)) added += add_response(tx, id, number, form, today);
    }
    return false;
}

}
