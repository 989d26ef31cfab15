#include "answers.hpp"

namespace intake {

namespace {

void append_value(std::string& out, const item& it, const value& v) {
    switch (it.type) {
    case item_type::boolean:
        out += R"("valueBoolean":)";
        append_json(out, std::get<bool>(v));
        break;
    case item_type::integer:
        out += R"("valueInteger":)";
        append_json(out, std::get<std::int64_t>(v));
        break;
    case item_type::decimal:
        out += R"("valueDecimal":)";
        append_json(out, std::get<double>(v));
        break;
    case item_type::choice: {
        const option* chosen = it.option_of(std::get<std::string>(v));
        out += R"("valueCoding":{"code":)";
        append_json_text(out, std::get<std::string>(v));
        out += R"(,"display":)";
        append_json_text(out, chosen ? chosen->display : std::string());
        out += '}';
        break;
    }
    default:
        out += it.type == item_type::date ? R"("valueDate":)" : R"("valueString":)";
        append_json_text(out, std::get<std::string>(v));
    }
}

bool append_items(std::string& out, const std::vector<item>& items, const answers& given);

void append_answers(std::string& out, const item& it, const std::vector<value>& values, const answers& given) {
    out += R"(,"answer":[)";
    for (std::size_t i = 0; i < values.size(); ++i) {
        out += i ? ",{" : "{";
        append_value(out, it, values[i]);
        if (i == 0) append_items(out, it.items, given);  // follow-ups hang on the first answer
        out += '}';
    }
    out += ']';
}

// Appends `,"item":[…]` if anything below is answered.
bool append_items(std::string& out, const std::vector<item>& items, const answers& given) {
    std::string list;
    for (const item& it : items) {
        std::string inner;
        if (it.type == item_type::group) {
            if (!append_items(inner, it.items, given)) continue;
        } else {
            auto found = given.find(it.link_id);
            if (found == given.end() || found->second.empty()) continue;
            append_answers(inner, it, found->second, given);
        }
        list += list.empty() ? R"({"linkId":)" : R"(,{"linkId":)";
        append_json_text(list, it.link_id);
        list += inner + '}';
    }
    if (list.empty()) return false;
    out += R"(,"item":[)" + list + ']';
    return true;
}

}

std::string write_response(const questionnaire& form, const answers& given, std::string_view status) {
    std::string out = R"({"resourceType":"QuestionnaireResponse","status":)";
    append_json_text(out, status);
    append_items(out, form.items, given);
    out += '}';
    return out;
}

}
