#pragma once

#include <lumbar/json.hpp>

#include <string_view>

namespace [[gnu::visibility("default")]] lumbar {

// What a body's own check has to say. A type with rules that its members' types cannot express declares, in its namespace,
//   void check(const new_form&, problems&);
// The kernel calls it after parsing and before the writer is entered. Any entry answers 422 naming each field.
class problems {
public:
    // `pointer` as in RFC 6901: "/phone", "/marks/1/grade".
    void add(std::string_view pointer, std::string_view detail) { list_.push_back({std::string(pointer), std::string(detail)}); }

    // The commonest rules. Lengths are in Unicode code points. Each says yes when the rule holds.
    bool required(std::string_view pointer, std::string_view text);                         // not only white space
    bool at_most(std::string_view pointer, std::string_view text, std::size_t code_points);
    bool between(std::string_view pointer, std::int64_t value, std::int64_t least, std::int64_t most);

    const std::vector<field_problem>& list() const { return list_; }

private:
    std::vector<field_problem> list_;
};

}
