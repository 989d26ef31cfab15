#include "answers.hpp"

#include <boost/json.hpp>

#include <algorithm>

namespace intake {

namespace json = boost::json;

namespace {

constexpr std::int64_t usual_length = 4000;    // of a string or text without a maxLength
constexpr std::size_t most_answers = 200;      // of a question that repeats

std::size_t code_points(std::string_view text) {
    return std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; });
}

bool blank(std::string_view text) { return text.find_first_not_of(" \t\r\n") == text.npos; }

std::string plain(const value& limit) {
    if (const auto* whole = std::get_if<std::int64_t>(&limit)) return std::to_string(*whole);
    if (const auto* text = std::get_if<std::string>(&limit)) return *text;
    std::string out;
    append_json(out, std::get<double>(limit));
    return out;
}

class reader {
public:
    explicit reader(read_answers& result) : result_(result) {}
    void level(const std::vector<item>& known, const json::value& list);

private:
    void one(const item& it, const json::object& from);
    void given_answers(const item& it, const json::value& list);
    void add(const item& it, const json::object& answer);
    std::optional<value> value_in(const item& it, const json::object& answer, std::string& expected);
    void within(const item& it, const value& v);
    void fault(const item& it, std::string_view detail) {
        result_.faults.push_back({"/" + it.link_id, it.text + ": " + std::string(detail)});
    }
    void fault(std::string_view detail) { result_.faults.push_back({"", std::string(detail)}); }

    read_answers& result_;
};

void reader::level(const std::vector<item>& known, const json::value& list) {
    if (!list.is_array()) return fault("item must be a list.");
    for (const json::value& entry : list.as_array()) {
        const json::object* from = entry.if_object();
        const json::value* id = from ? from->if_contains("linkId") : nullptr;
        if (!id || !id->is_string()) return fault("Each item needs a linkId.");
        auto found = std::find_if(known.begin(), known.end(), [&](const item& it) { return id->as_string() == it.link_id; });
        if (found == known.end()) fault("The form has no question " + std::string(id->as_string()) + " here.");
        else one(*found, *from);
    }
}

void reader::one(const item& it, const json::object& from) {
    for (const auto& member : from) {
        std::string_view name = member.key();
        if (name == "linkId" || name == "text") continue;
        if (name == "answer" && it.asks()) given_answers(it, member.value());
        else if (name == "item" && it.type == item_type::group) level(it.items, member.value());
        else fault(it, "the member " + std::string(name) + " does not belong here.");
    }
}

void reader::given_answers(const item& it, const json::value& list) {
    if (!list.is_array()) return fault(it, "answer must be a list.");
    if (result_.given.contains(it.link_id)) return fault(it, "it is answered twice.");
    if (list.as_array().size() > (it.repeats ? most_answers : 1)) return fault(it, "there are too many answers.");
    for (const json::value& entry : list.as_array()) {
        if (entry.is_object()) add(it, entry.as_object());
        else fault(it, "an answer must be an object.");
    }
}

void reader::add(const item& it, const json::object& answer) {
    std::string expected;
    std::optional<value> v = value_in(it, answer, expected);
    for (const auto& member : answer) {
        if (member.key() == "item") level(it.items, member.value());
        else if (member.key() != expected) fault(it, std::string(member.key()) + " is not how this question is answered.");
    }
    if (!v) {
        if (answer.contains(expected)) fault(it, "this is not a possible answer.");
        return;
    }
    const auto* text = std::get_if<std::string>(&*v);
    if (text && blank(*text)) return;
    within(it, *v);
    auto& given = result_.given[it.link_id];
    if (it.type == item_type::choice && std::find(given.begin(), given.end(), *v) != given.end())
        fault(it, "an option is chosen twice.");
    given.push_back(std::move(*v));
}

// The answer's value; empty if it is missing or of another type. `expected` becomes the member that holds it.
std::optional<value> reader::value_in(const item& it, const json::object& answer, std::string& expected) {
    auto take = [&](std::string_view member) { return answer.if_contains(expected = member); };
    const json::value* v = nullptr;
    calendar_date day;
    switch (it.type) {
    case item_type::boolean:
        if ((v = take("valueBoolean")) && v->is_bool()) return v->as_bool();
        break;
    case item_type::integer:
        if ((v = take("valueInteger")) && v->is_int64()) return v->as_int64();
        break;
    case item_type::decimal:
        if ((v = take("valueDecimal")) && v->is_number()) return v->to_number<double>();
        break;
    case item_type::date:
        if ((v = take("valueDate")) && v->is_string() && calendar_date::parse(v->as_string(), day)) return day.text;
        break;
    case item_type::choice:
        if ((v = take("valueCoding")) && v->is_object()) {
            const json::value* code = v->as_object().if_contains("code");
            if (code && code->is_string() && it.option_of(code->as_string())) return std::string(code->as_string());
        }
        break;
    default:
        if ((v = take("valueString")) && v->is_string()) return std::string(v->as_string());
    }
    return {};
}

void reader::within(const item& it, const value& v) {
    if (it.type == item_type::string || it.type == item_type::text) {
        std::int64_t most = it.max_length.value_or(usual_length);
        if (static_cast<std::int64_t>(code_points(std::get<std::string>(v))) > most)
            fault(it, "please use at most " + std::to_string(most) + " characters.");
    }
    if (it.least && v < *it.least) fault(it, "the least is " + plain(*it.least) + ".");
    if (it.most && v > *it.most) fault(it, "the most is " + plain(*it.most) + ".");
}

}

read_answers read_response(const questionnaire& form, std::string_view text) {
    read_answers result;
    boost::system::error_code bad;
    json::value whole = json::parse(text, bad);
    const json::object* response = bad ? nullptr : whole.if_object();
    const json::value* kind = response ? response->if_contains("resourceType") : nullptr;
    if (!kind || !kind->is_string() || kind->as_string() != "QuestionnaireResponse") {
        result.faults.push_back({"", "The answers must be a QuestionnaireResponse."});
        return result;
    }
    for (const auto& member : *response) {
        std::string_view name = member.key();
        if (name == "item") reader(result).level(form.items, member.value());
        else if (name != "resourceType" && name != "status" && name != "questionnaire" && name != "authored")
            result.faults.push_back({"", "The member " + std::string(name) + " is not supported."});
    }
    return result;
}

}
