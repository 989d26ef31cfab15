#include "answers.hpp"

#include <algorithm>

namespace intake {

namespace {

bool same(const value& a, const value& b) { return a == b; }

// Dates are text of one width, so their order is that of the text.
bool holds(const condition& c, const value& given) {
    switch (c.is) {
    case comparison::greater: return given > c.expected;
    case comparison::less: return given < c.expected;
    case comparison::at_least: return given >= c.expected;
    case comparison::at_most: return given <= c.expected;
    default: return same(given, c.expected);
    }
}

// `different` asks for an answer that is there and is not this one.
bool holds(const condition& c, const answers& open) {
    auto found = open.find(c.question);
    bool answered = found != open.end();
    if (c.is == comparison::exists) return answered == std::get<bool>(c.expected);
    if (!answered) return false;
    bool any = std::any_of(found->second.begin(), found->second.end(), [&](const value& v) { return holds(c, v); });
    return c.is == comparison::different ? !any : any;
}

bool is_asked(const item& it, const answers& open) {
    auto one = [&](const condition& c) { return holds(c, open); };
    if (it.conditions.empty()) return true;
    return it.any_condition ? std::any_of(it.conditions.begin(), it.conditions.end(), one)
                            : std::all_of(it.conditions.begin(), it.conditions.end(), one);
}

// Conditions only look back, so one walk in the order of the form settles them all. Follow-ups of a question without an
// answer are closed.
void walk(const std::vector<item>& items, const answers& given, answers& open, std::vector<const item*>& above,
          const std::function<void(const item&, const std::vector<const item*>&)>& visit) {
    for (const item& it : items) {
        if (!is_asked(it, open)) continue;
        bool answered = true;
        if (it.asks()) {
            auto found = given.find(it.link_id);
            answered = found != given.end() && !found->second.empty();
            if (answered) open.insert(*found);
            visit(it, above);
        }
        if (!answered || it.items.empty()) continue;
        if (it.asks()) above.push_back(&it);
        walk(it.items, given, open, above, visit);
        if (it.asks()) above.pop_back();
    }
}

answers walk(const questionnaire& form, const answers& given,
             const std::function<void(const item&, const std::vector<const item*>&)>& visit) {
    answers open;
    std::vector<const item*> above;
    walk(form.items, given, open, above, visit);
    return open;
}

}

void each_open(const questionnaire& form, const answers& given,
               const std::function<void(const item&, const std::vector<const item*>&)>& visit) {
    walk(form, given, visit);
}

answers open_answers(const questionnaire& form, const answers& given) {
    return walk(form, given, [](const item&, const std::vector<const item*>&) {});
}

std::vector<field_problem> missing_answers(const questionnaire& form, const answers& open) {
    std::vector<field_problem> missing;
    each_open(form, open, [&](const item& question, const std::vector<const item*>&) {
        auto found = open.find(question.link_id);
        if (!question.required) return;
        if (found == open.end())
            missing.push_back({"/" + question.link_id, question.text + ": please answer this question."});
        else if (question.is_consent() && found->second.front() != value(true))
            missing.push_back({"/" + question.link_id, question.text + ": please tick this if you agree."});
    });
    return missing;
}

}
