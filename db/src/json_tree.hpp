#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// A parsed JSON text as one flat list: every value is followed by what it contains. Numbers keep their digits as written,
// so a document that is only kept and sent on loses no decimal.
namespace lumbar {

enum class json_kind : std::uint8_t { null, yes, no, number, text, list, object };

struct json_node {
    json_kind kind = json_kind::null;
    bool has_nul = false;        // its name or its text contains the character NUL
    std::uint32_t name_at = 0;   // the member's name, if its parent is an object
    std::uint32_t name_size = 0;
    std::uint32_t text_at = 0;   // of a number or text
    std::uint32_t text_size = 0;
    std::uint32_t end = 0;       // index after everything it contains: its next sibling
};

class json_tree {
public:
    // The sentence that says what is wrong with `text`, or nothing when the tree is good. Refused: what is not one whole
    // JSON value in UTF-8, and more than 64 levels.
    std::optional<std::string> parse(std::string_view text);

    const json_node& operator[](std::size_t index) const { return nodes_[index]; }
    std::string_view name(std::size_t index) const { return {characters_.data() + nodes_[index].name_at, nodes_[index].name_size}; }
    std::string_view text(std::size_t index) const { return {characters_.data() + nodes_[index].text_at, nodes_[index].text_size}; }

    // Appends the value at `index` as JSON without white space.
    void append(std::string& out, std::size_t index) const;

private:
    friend class json_builder;
    std::vector<json_node> nodes_;
    std::string characters_;
};

}
