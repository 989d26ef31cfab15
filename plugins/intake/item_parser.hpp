#pragma once

#include "questionnaire.hpp"

#include <boost/json.hpp>

#include <map>

namespace intake {

// Reads the items of a Questionnaire and collects what is not supported. One parser per form: it knows the items it has
// read, because a condition may only look back.
class item_parser {
public:
    explicit item_parser(std::vector<field_problem>& refused) : refused_(refused) {}
    std::vector<item> items(const boost::json::array& list);

private:
    struct seen {
        item_type type;
        std::vector<std::string> codes;
    };

    item one(const boost::json::object& from);
    void type(item& it, const boost::json::object& from);
    void flags(item& it, const boost::json::object& from);
    void limits(item& it, const boost::json::object& from);
    void options(item& it, const boost::json::object& from);
    void codes(item& it, const boost::json::object& from);
    void conditions(item& it, const boost::json::object& from);
    condition one_condition(const item& it, const boost::json::object& from);
    std::optional<value> value_of(const item& it, const boost::json::object& from, std::string_view prefix, item_type type);
    void members(const std::string& link_id, const boost::json::object& from, std::initializer_list<std::string_view> known);
    std::string text(const std::string& link_id, const boost::json::object& from, std::string_view member);
    const boost::json::array* list(const std::string& link_id, const boost::json::object& from, std::string_view member);
    void refuse(const std::string& link_id, std::string_view detail);

    std::vector<field_problem>& refused_;
    std::map<std::string, seen, std::less<>> read_;
    int facts_above_ = 0;
};

}
