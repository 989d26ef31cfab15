#include "core/src/http/header_fields.hpp"

#include <algorithm>

namespace lumbar {
namespace http {

header_fields::header_fields(std::initializer_list<std::pair<std::string_view, std::string_view>> fields) {
    for (const auto& [name, value] : fields) set(name, value);
}

std::uint32_t header_fields::append(std::string_view text) {
    const auto at = static_cast<std::uint32_t>(text_.size());
    text_ += text;
    return at;
}

auto header_fields::find(std::string_view name) -> field* {
    const auto there = std::find_if(fields_.begin(), fields_.end(), [&](const field& one) { return name_of(one) == name; });
    return there == fields_.end() ? nullptr : &*there;
}

void header_fields::add(std::string_view name, std::string_view value) {
    if (fields_.empty()) {
        text_.reserve(1024);
        fields_.reserve(24);
    }
    const auto at = append(name);
    std::transform(text_.begin() + at, text_.end(), text_.begin() + at,
                   [](unsigned char c) { return static_cast<char>(c >= 'A' && c <= 'Z' ? c | 0x20 : c); });
    const auto lower = std::string_view(text_).substr(at);
    if (field* before = find(lower)) {
        const std::string_view between = lower == "cookie" ? "; " : ", ";
        std::string joined((*this)[lower]);
        if (!joined.empty()) joined += between;
        joined += value;
        before->value = append(joined);
        before->value_size = static_cast<std::uint32_t>(joined.size());
        return;
    }
    fields_.push_back({at, static_cast<std::uint32_t>(name.size()), append(value), static_cast<std::uint32_t>(value.size())});
}

void header_fields::set(std::string_view name, std::string_view value) {
    if (field* before = find(name)) {
        *before = {append(name), static_cast<std::uint32_t>(name.size()), append(value), static_cast<std::uint32_t>(value.size())};
        return;
    }
    add(name, value);
}

std::string_view header_fields::operator[](std::string_view name) const {
    for (const auto& one : fields_)
        if (name_of(one) == name) return std::string_view(text_).substr(one.value, one.value_size);
    return {};
}

}
}
