#pragma once

#include <lumbar/database_error.hpp>
#include <lumbar/program_mistake.hpp>
#include <lumbar/row_id.hpp>

#include <concepts>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>

// One line of JSON per event on standard error. What a person typed cannot get in: a std::string does not compile.
namespace [[gnu::visibility("default")]] lumbar {

enum class log_level { info, warning, error };

// Text that stands in the source.
class log_literal {
public:
    template <std::size_t N>
    consteval log_literal(const char (&text)[N]) : text_(text, N - 1) {}
    constexpr std::string_view str() const { return text_; }

private:
    std::string_view text_;
};

// A word of the program's own that is known only at run time: a plugin's id, a route's template, a request's number. What
// has other characters than letters, digits and _ . / { } : - or more than 120 of them is logged as "?".
struct log_word {
    std::string_view text;
};

class log_value {
public:
    log_value(log_literal text) : text_(text.str()) {}
    log_value(const row_id& id) : text_(id.str()) {}
    log_value(log_word word);
    log_value(const database_error& error) : text_(error.what()) {}
    log_value(const program_mistake& mistake) : text_(mistake.what()) {}
    template <std::integral I>
    log_value(I number) : text_(std::to_string(number)), number_(true) {}

    void append_to(std::string& json) const;

private:
    std::string text_;
    bool number_ = false;
};

struct log_field {
    log_literal name;
    log_value value;
};

void log(log_level level, log_literal message, std::initializer_list<log_field> fields = {});

// Nothing below `least` is written from now on.
void log_from(log_level least);

}
