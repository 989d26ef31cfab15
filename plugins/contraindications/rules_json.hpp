#pragma once

#include "rules.hpp"

#include <boost/json.hpp>

namespace contraindications {

// Reads members of one JSON object and refuses what nobody has asked for. `at` is where it stands, for the refusal.
class members {
public:
    members(const boost::json::value& v, std::string at);

    const boost::json::value* find(std::string_view name);
    const boost::json::value& need(std::string_view name);
    std::string text(std::string_view name);
    std::string text_or(std::string_view name, std::string otherwise);
    bool flag(std::string_view name);
    std::vector<std::string> texts(std::string_view name); // a list of texts, or one text; empty when not there
    void nothing_else() const;

    std::string at(std::string_view name) const { return at_ + "/" + std::string(name); }
    [[noreturn]] void refuse(std::string_view name, const std::string& why) const;

private:
    const boost::json::object* object_;
    std::string at_;
    std::vector<std::string_view> read_;
};

// A condition. `book` has its vocabulary and the ids of its entries already.
expression read_expression(const boost::json::value& v, const rule_book& book, const std::string& at);

}
