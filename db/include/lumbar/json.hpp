#pragma once

#include <lumbar/shape.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace [[gnu::visibility("default")]] lumbar {

// Appends the JSON of a value: members in order, an empty optional left out, an empty row_id or calendar_date as null.
void append_json(std::string& out, const shape& type, const void* value);

template <class T>
void append_json(std::string& out, const T& value) { append_json(out, shape_of<T>(), &value); }

// Appends text as a JSON string, quotes included.
void append_json_text(std::string& out, std::string_view text);

// A fault of a body: `pointer` is the RFC 6901 pointer of the member ("/marks/1/grade"), `detail` a sentence for a person.
struct field_problem {
    std::string pointer;
    std::string detail;
};

// Fills `value` from JSON text, which must be one whole value: valid UTF-8 without NUL, at most 64 deep, no duplicate keys,
// no member that the type does not name, none missing but optionals, integers whole and in range, dates that exist.
// Returns every fault found (a text that is not JSON at all gives one, with an empty pointer); empty means `value` is good.
std::vector<field_problem> read_json(std::string_view text, const shape& type, void* value);

template <class T>
std::vector<field_problem> read_json(std::string_view text, T& value) { return read_json(text, shape_of<T>(), &value); }

// The OpenAPI 3.1 schema of a type. Objects and choices are put into `components` once, by name, and referred to.
struct schema_components {
    std::vector<std::pair<std::string, std::string>> schemas;  // name, JSON text
};
void append_schema(std::string& out, const shape& type, schema_components& components);

}
