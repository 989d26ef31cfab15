#pragma once

#include <lumbar/health_facts.hpp>
#include <lumbar/problems.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

// A FHIR R4 Questionnaire, as far as README.md lists it.
namespace intake {
using namespace lumbar;

enum class item_type { group, display, choice, boolean, string, text, date, integer, decimal };
enum class comparison { exists, equal, different, greater, less, at_least, at_most };

// One answer. Which alternative it holds follows from the item's type; a choice's code and a date are text.
using value = std::variant<bool, std::int64_t, double, std::string>;

struct option {
    std::string code;
    std::string display;
};

// enableWhen: the item is asked if `question` was answered so. For `exists`, `expected` is a bool.
struct condition {
    std::string question;
    comparison is = comparison::exists;
    value expected;
};

struct fact_code {
    fact_kind kind = fact_kind::condition;
    std::string code;   // empty: the answer's own words are the fact
};

struct item {
    std::string link_id;
    std::string text;
    item_type type = item_type::group;
    bool required = false;
    bool repeats = false;
    std::optional<std::int64_t> max_length;   // in code points
    std::optional<value> least;
    std::optional<value> most;
    std::vector<option> options;
    std::vector<condition> conditions;
    bool any_condition = false;               // enableBehavior "any"
    std::vector<fact_code> facts;             // health facts that the answer gives
    std::string detail;                       // or the detail it adds to the nearest fact above
    std::vector<item> items;

    bool asks() const { return type != item_type::group && type != item_type::display; }
    // A tick box: to require it is to require "yes".
    bool is_consent() const { return type == item_type::boolean && facts.empty() && detail.empty(); }
    const option* option_of(std::string_view code) const;   // null for a code that is not offered
};

struct questionnaire {
    std::string name;                         // what its versions have in common
    std::string title;
    std::vector<item> items;
};

// Empty `refused` means that `form` is good. Otherwise each entry names an item by "/<linkId>" and says what about it is
// not supported or contradicts itself.
struct parsed_questionnaire {
    questionnaire form;
    std::vector<field_problem> refused;
};
parsed_questionnaire parse_questionnaire(std::string_view json);

}
