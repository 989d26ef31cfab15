#include <lumbar/row_id.hpp>
#include <lumbar/shape.hpp>
#include <lumbar/utc_ms.hpp>

#include <chrono>
#include <stdexcept>

namespace lumbar {

namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// Reads exactly `digits` digits off the front of `text`.
bool take_number(std::string_view& text, std::size_t digits, int& number) {
    if (text.size() < digits) return false;
    int value = 0;
    for (std::size_t i = 0; i < digits; ++i) {
        if (!is_digit(text[i])) return false;
        value = value * 10 + (text[i] - '0');
    }
    text.remove_prefix(digits);
    number = value;
    return true;
}

bool take(std::string_view& text, char c) {
    if (text.empty() || text.front() != c) return false;
    text.remove_prefix(1);
    return true;
}

bool take_day(std::string_view& text, std::chrono::sys_days& day) {
    int y = 0, m = 0, d = 0;
    if (!take_number(text, 4, y) || !take(text, '-') || !take_number(text, 2, m) || !take(text, '-') || !take_number(text, 2, d))
        return false;
    std::chrono::year_month_day date{std::chrono::year(y), std::chrono::month(static_cast<unsigned>(m)),
                                     std::chrono::day(static_cast<unsigned>(d))};
    if (!date.ok()) return false;
    day = date;
    return true;
}

bool take_clock(std::string_view& text, std::chrono::milliseconds& clock) {
    int h = 0, m = 0, s = 0, ms = 0;
    if (!take_number(text, 2, h) || !take(text, ':') || !take_number(text, 2, m) || !take(text, ':') || !take_number(text, 2, s))
        return false;
    if (h > 23 || m > 59 || s > 59) return false;
    if (take(text, '.')) {
        if (text.empty() || !is_digit(text.front())) return false;
        for (int scale = 100; !text.empty() && is_digit(text.front()); text.remove_prefix(1), scale /= 10)
            ms += (text.front() - '0') * scale;
    }
    clock = std::chrono::hours(h) + std::chrono::minutes(m) + std::chrono::seconds(s) + std::chrono::milliseconds(ms);
    return true;
}

bool take_offset(std::string_view& text, std::chrono::minutes& offset) {
    if (take(text, 'Z') || take(text, 'z')) {
        offset = {};
        return true;
    }
    bool west = !text.empty() && text.front() == '-';
    int h = 0, m = 0;
    if (!take(text, '+') && !take(text, '-')) return false;
    if (!take_number(text, 2, h) || !take(text, ':') || !take_number(text, 2, m) || h > 23 || m > 59) return false;
    offset = std::chrono::hours(h) + std::chrono::minutes(m);
    if (west) offset = -offset;
    return true;
}

}

row_id::row_id(std::string_view text) {
    if (text.size() > longest) throw std::length_error("an id has at most 36 characters");
    text.copy(text_.data(), text.size());
    size_ = static_cast<std::uint8_t>(text.size());
}

row_id row_id::parse(std::string_view text) {
    if (text.size() != longest) return {};
    row_id folded(text);
    for (std::size_t i = 0; i < longest; ++i) {
        char& c = folded.text_[i];
        bool dash = i == 8 || i == 13 || i == 18 || i == 23;
        if (c >= 'A' && c <= 'F') c = static_cast<char>(c - 'A' + 'a');
        bool hex = is_digit(c) || (c >= 'a' && c <= 'f');
        if (dash ? c != '-' : !hex) return {};
    }
    return folded;
}

bool calendar_date::parse(std::string_view text, calendar_date& day) {
    std::string_view rest = text;
    std::chrono::sys_days unused;
    if (!take_day(rest, unused) || !rest.empty()) return false;
    day.text = text;
    return true;
}

std::string to_text(utc_ms at) {
    using namespace std::chrono;
    const sys_time<milliseconds> moment{milliseconds(at.count)};
    const auto day = floor<days>(moment);
    const year_month_day date{day};
    const hh_mm_ss clock{moment - day};
    std::string out = "0000-00-00T00:00:00.000Z";
    const auto put = [&](std::size_t at_digit, int digits, auto number) {
        for (auto rest = static_cast<unsigned>(number); digits > 0; rest /= 10)
            out[at_digit + static_cast<std::size_t>(--digits)] = static_cast<char>('0' + rest % 10);
    };
    put(0, 4, static_cast<int>(date.year()));
    put(5, 2, static_cast<unsigned>(date.month()));
    put(8, 2, static_cast<unsigned>(date.day()));
    put(11, 2, clock.hours().count());
    put(14, 2, clock.minutes().count());
    put(17, 2, clock.seconds().count());
    put(20, 3, clock.subseconds().count());
    return out;
}

bool from_text(std::string_view text, utc_ms& at) {
    std::chrono::sys_days day;
    std::chrono::milliseconds clock{};
    std::chrono::minutes offset{};
    if (!take_day(text, day)) return false;
    if (!take(text, 'T') && !take(text, 't')) return false;
    if (!take_clock(text, clock) || !take_offset(text, offset) || !text.empty()) return false;
    at.count = (std::chrono::milliseconds(day.time_since_epoch()) + clock - offset).count();
    return true;
}

}
