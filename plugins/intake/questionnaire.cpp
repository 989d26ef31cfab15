#include "questionnaire.hpp"

#include "item_parser.hpp"

#include <boost/json.hpp>

#include <algorithm>

namespace intake {

namespace json = boost::json;

const option* item::option_of(std::string_view code) const {
    auto found = std::find_if(options.begin(), options.end(), [&](const option& o) { return o.code == code; });
    return found == options.end() ? nullptr : &*found;
}

namespace {

constexpr std::string_view form_members[] = {"resourceType", "id",        "url",      "name",        "title",
                                             "version",      "status",    "date",     "publisher",   "description",
                                             "purpose",      "copyright", "language", "subjectType", "item"};

std::string text_of(const json::object& object, std::string_view member) {
    const json::value* v = object.if_contains(member);
    return v && v->is_string() ? std::string(v->as_string()) : std::string();
}

}

parsed_questionnaire parse_questionnaire(std::string_view text) {
    parsed_questionnaire result;
    auto refuse = [&](std::string_view detail) { result.refused.push_back({"", std::string(detail)}); };
    boost::system::error_code fault;
    json::value whole = json::parse(text, fault);
    if (fault || !whole.is_object()) {
        refuse("This is not a JSON object.");
        return result;
    }
    const json::object& form = whole.as_object();
    if (text_of(form, "resourceType") != "Questionnaire") refuse("resourceType must be Questionnaire.");
    for (const auto& member : form)
        if (std::find(std::begin(form_members), std::end(form_members), member.key()) == std::end(form_members))
            refuse("The member " + std::string(member.key()) + " is not supported.");
    result.form.name = text_of(form, "name");
    result.form.title = text_of(form, "title");
    if (result.form.name.empty()) refuse("A form needs a name.");
    if (result.form.title.empty()) refuse("A form needs a title.");
    const json::value* items = form.if_contains("item");
    if (!items || !items->is_array() || items->as_array().empty()) {
        refuse("A form needs items.");
        return result;
    }
    item_parser parser(result.refused);
    result.form.items = parser.items(items->as_array());
    return result;
}

}
