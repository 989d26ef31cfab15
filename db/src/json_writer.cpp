#include <lumbar/json.hpp>

#include <charconv>
#include <cmath>
#include <cstdint>
#include <cstring>

namespace lumbar {
namespace {

template <class T>
void append_number(std::string& out, T value) {
    char digits[32];
    auto end = std::to_chars(digits, digits + sizeof digits, value).ptr;
    out.append(digits, end);
}

bool to_escape(unsigned char c) { return c < 0x20 || c == '"' || c == '\\'; }

// Where the first character from `at` on stands that JSON writes otherwise; the size when there is none. Eight at a time: in a byte
// below its bound the subtraction borrows the high bit, which the bytes above 0x7f already have and lose to the mask.
std::size_t first_to_escape(std::string_view text, std::size_t at) {
    constexpr std::uint64_t ones = 0x0101010101010101u, high = 0x8080808080808080u;
    for (; at + 8 <= text.size(); at += 8) {
        std::uint64_t eight;
        std::memcpy(&eight, text.data() + at, 8);
        const std::uint64_t control = eight - ones * 0x20, quote = (eight ^ ones * '"') - ones, slash = (eight ^ ones * '\\') - ones;
        if ((control | quote | slash) & ~eight & high) break;
    }
    while (at < text.size() && !to_escape(static_cast<unsigned char>(text[at]))) ++at;
    return at;
}

// Text that holds nothing to be escaped: a name in our code, a date.
void append_quoted(std::string& out, std::string_view text) {
    const auto before = out.size();
    out.resize(before + text.size() + 2);
    char* to = out.data() + before;
    *to = '"';
    text.copy(to + 1, text.size());
    to[text.size() + 1] = '"';
}

void append_optional_text(std::string& out, std::string_view text) {
    if (text.empty()) out += "null";
    else append_json_text(out, text);
}

void append_choice(std::string& out, const shape& type, const void* value) {
    auto number = type.load(value);
    for (std::size_t i = 0; i < type.values.size(); ++i)
        if (type.values[i] == number) return append_quoted(out, type.names[i]);
    out += "null";
}

void append_object(std::string& out, const shape& type, const void* value) {
    char separator = '{';
    for (const auto& member : type.members) {
        const void* at = static_cast<const char*>(value) + member.offset;
        if (member.type->kind == shape_kind::optional && member.type->count(at) == 0) continue;
        out += separator;
        separator = ',';
        append_quoted(out, member.name);
        out += ':';
        append_json(out, *member.type, at);
    }
    out += separator == '{' ? "{}" : "}";
}

void append_list(std::string& out, const shape& type, const void* value) {
    out += '[';
    for (std::size_t i = 0, n = type.count(value); i < n; ++i) {
        if (i) out += ',';
        append_json(out, *type.element, type.at(value, i));
    }
    out += ']';
}

}

void append_json_text(std::string& out, std::string_view text) {
    static constexpr char hex[] = "0123456789abcdef";
    std::size_t i = first_to_escape(text, 0);
    if (i == text.size()) return append_quoted(out, text);
    out += '"';
    std::size_t plain = 0;
    for (; i < text.size(); i = first_to_escape(text, i + 1)) {
        auto c = static_cast<unsigned char>(text[i]);
        out.append(text, plain, i - plain);
        plain = i + 1;
        switch (c) {
        case '"': out += "\\\""; break;
        case '\\': out += "\\\\"; break;
        case '\n': out += "\\n"; break;
        case '\r': out += "\\r"; break;
        case '\t': out += "\\t"; break;
        default: out.append("\\u00").append(1, hex[c >> 4]).append(1, hex[c & 15]);
        }
    }
    out.append(text, plain);
    out += '"';
}

void append_json(std::string& out, const shape& type, const void* value) {
    switch (type.kind) {
    case shape_kind::text: return append_json_text(out, *static_cast<const std::string*>(value));
    case shape_kind::boolean: out += type.load(value) ? "true" : "false"; return;
    case shape_kind::integer: return append_number(out, type.load(value));
    case shape_kind::real: {
        double number = *static_cast<const double*>(value);
        if (std::isfinite(number)) append_number(out, number);
        else out += "null";
        return;
    }
    case shape_kind::id: return append_optional_text(out, static_cast<const row_id*>(value)->str());
    case shape_kind::time: return append_quoted(out, to_text(*static_cast<const utc_ms*>(value)));
    case shape_kind::date: return append_optional_text(out, static_cast<const calendar_date*>(value)->text);
    case shape_kind::document: {
        const auto& text = static_cast<const json_document*>(value)->text;
        out += text.empty() ? std::string_view("null") : std::string_view(text);
        return;
    }
    case shape_kind::choice: return append_choice(out, type, value);
    case shape_kind::optional:
        if (type.count(value)) append_json(out, *type.element, type.at(value, 0));
        else out += "null";
        return;
    case shape_kind::list: return append_list(out, type, value);
    case shape_kind::object: return append_object(out, type, value);
    }
}

}
