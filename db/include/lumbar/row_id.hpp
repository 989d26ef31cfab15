#pragma once

#include <compare>
#include <functional>
#include <string>
#include <string_view>

namespace [[gnu::visibility("default")]] lumbar {

// The id of a record: a UUIDv7 in its 36-character lower-case text form, or empty for "none". Ids made by one process
// only ever grow, so sorting by id sorts by age. New ids come from write_tx::new_id(), never from here.
class row_id {
public:
    row_id() = default;
    // Keeps the text as it is; parse() is the way in for text from outside.
    explicit row_id(std::string text) : text_(std::move(text)) {}

    // Empty when the text is not a UUID in the 8-4-4-4-12 form. Upper case is folded to lower case.
    static row_id parse(std::string_view text);

    const std::string& str() const { return text_; }
    bool empty() const { return text_.empty(); }
    explicit operator bool() const { return !text_.empty(); }

    friend auto operator<=>(const row_id&, const row_id&) = default;

private:
    std::string text_;
};

}

template <>
struct std::hash<lumbar::row_id> {
    std::size_t operator()(const lumbar::row_id& id) const noexcept { return std::hash<std::string>{}(id.str()); }
};
