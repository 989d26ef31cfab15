#pragma once

#include <lumbar/problems.hpp>

#include <optional>
#include <string>
#include <string_view>

// The rules that bodies of the clinic's nouns share. Each adds at most one entry per fault.
namespace lumbar::practice {

inline constexpr std::size_t name_length = 200;
inline constexpr std::size_t text_length = 4000;

// One line: at most 200 characters, no control characters, no overrides of the writing direction.
void one_line(problems& list, std::string_view pointer, std::string_view text);
void one_line(problems& list, std::string_view pointer, const std::optional<std::string>& text);
// The same, and not empty.
void filled_line(problems& list, std::string_view pointer, std::string_view text);

// Several lines: at most 4,000 characters, no control characters but line ends and tabs.
void some_lines(problems& list, std::string_view pointer, std::string_view text);
void some_lines(problems& list, std::string_view pointer, const std::optional<std::string>& text);

// Empty, or something@something without spaces.
void email_address(problems& list, std::string_view pointer, std::string_view text);

// As stored (NFC, trimmed); empty for a member that was left out.
std::string stored(const std::optional<std::string>& text);

}
