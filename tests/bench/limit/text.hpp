#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

// The bytes that Lumbar sends, made with as little as it takes.
namespace bench {

inline void add_json(std::string& out, std::string_view text) {
    out += '"';
    std::size_t from = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto c = static_cast<unsigned char>(text[i]);
        if (c >= 0x20 && c != '"' && c != '\\') continue;
        out.append(text, from, i - from);
        from = i + 1;
        if (c == '"' || c == '\\') out.append({'\\', static_cast<char>(c)});
        else if (c == '\n') out += "\\n";
        else if (c == '\t') out += "\\t";
        else out.append("\\u00").append(1, "0123456789abcdef"[c >> 4]).append(1, "0123456789abcdef"[c & 15]);
    }
    out.append(text, from, text.size() - from) += '"';
}

inline void add_digits(std::string& out, std::int64_t number, int width) {
    char digits[20];
    for (int i = width; i-- > 0; number /= 10) digits[i] = static_cast<char>('0' + number % 10);
    out.append(digits, static_cast<std::size_t>(width));
}

// "2026-11-23T08:30:00.000Z", in quotation marks.
inline void add_time(std::string& out, std::int64_t ms) {
    using namespace std::chrono;
    const sys_time<milliseconds> at{milliseconds(ms)};
    const auto day = floor<days>(at);
    const year_month_day date(day);
    const hh_mm_ss time(at - day);
    out += '"';
    add_digits(out, static_cast<int>(date.year()), 4);
    add_digits(out += '-', static_cast<unsigned>(date.month()), 2);
    add_digits(out += '-', static_cast<unsigned>(date.day()), 2);
    add_digits(out += 'T', time.hours().count(), 2);
    add_digits(out += ':', time.minutes().count(), 2);
    add_digits(out += ':', time.seconds().count(), 2);
    add_digits(out += '.', time.subseconds().count(), 3);
    out += "Z\"";
}

inline std::int64_t now_ms() {
    using namespace std::chrono;
    return duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count();
}

// The first key after all that begin so.
inline std::string after_prefix(std::string prefix) {
    ++prefix.back();
    return prefix;
}

}
