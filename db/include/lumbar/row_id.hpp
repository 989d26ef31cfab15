#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace [[gnu::visibility("default")]] lumbar {

// The id of a record: a UUIDv7 in its 36-character lower-case text form, or empty for "none". Ids made by one process
// only ever grow, so sorting by id sorts by age. New ids come from write_tx::new_id(), never from here. A value without memory of
// its own: copying one costs what copying five numbers does.
class row_id {
public:
    static constexpr std::size_t longest = 36;

    row_id() = default;
    // Keeps the text as it is; parse() is the way in for text from outside. Throws std::length_error beyond `longest` characters.
    explicit row_id(std::string_view text);

    // Empty when the text is not a UUID in the 8-4-4-4-12 form. Upper case is folded to lower case.
    static row_id parse(std::string_view text);

    // As long as this id lives and is not assigned to; of an id that dies at once, a text of its own.
    std::string_view str() const& { return {text_.data(), size_}; }
    std::string str() && { return std::string(text_.data(), size_); }
    bool empty() const { return size_ == 0; }
    explicit operator bool() const { return size_ != 0; }

    friend bool operator==(const row_id& a, const row_id& b) { return a.str() == b.str(); }
    friend std::strong_ordering operator<=>(const row_id& a, const row_id& b) { return a.str() <=> b.str(); }
    friend std::string operator+(std::string_view before, const row_id& id) { return std::string(before).append(id.str()); }
    friend std::string operator+(const row_id& id, std::string_view after) { return std::string(id.str()).append(after); }

private:
    std::array<char, longest> text_{};
    std::uint8_t size_ = 0;
};

}

template <>
struct std::hash<lumbar::row_id> {
    std::size_t operator()(const lumbar::row_id& id) const noexcept { return std::hash<std::string_view>{}(id.str()); }
};
