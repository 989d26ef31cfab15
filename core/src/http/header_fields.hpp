#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace lumbar {
namespace [[gnu::visibility("default")]] http {

// The fields of a request's head, by lower-case name, each name once. All their text lies in one block.
class header_fields {
public:
    header_fields() = default;
    header_fields(std::initializer_list<std::pair<std::string_view, std::string_view>> fields);

    // A field as it came: its name in any case, its value after that of an earlier one of the same name (", "; "; " of cookies).
    void add(std::string_view name, std::string_view value);
    // In place of what was there under this lower-case name; empty: nothing is.
    void set(std::string_view name, std::string_view value);
    // Empty when there is none. Good until the next add or set.
    std::string_view operator[](std::string_view name) const;
    // All names and values, in no order to rely on.
    std::string_view text() const { return text_; }

private:
    struct field {
        std::uint32_t name, name_size, value, value_size;
    };
    field* find(std::string_view name);
    std::string_view name_of(const field& one) const { return std::string_view(text_).substr(one.name, one.name_size); }
    std::uint32_t append(std::string_view text);

    std::string text_;
    std::vector<field> fields_;
};

}
}
