#include "db/src/sql_scan.hpp"

#include <algorithm>
#include <cctype>

namespace lumbar::data {

namespace {

enum class token { space, word, quoted, placeholder, semicolon, other };

bool is_word(char c) { return std::isalnum(static_cast<unsigned char>(c)) || c == '_' || (c & 0x80); }

// The end of 'text' or "name" that begins at `at`; a doubled quote is part of it, and with `escapes` so is what follows a
// backslash.
std::size_t after_quoted(std::string_view sql, std::size_t at, bool escapes) {
    char quote = sql[at];
    for (++at; at < sql.size(); ++at) {
        if (escapes && sql[at] == '\\')
            ++at;
        else if (sql[at] == quote) {
            if (at + 1 >= sql.size() || sql[at + 1] != quote) return at + 1;
            ++at;
        }
    }
    return sql.size();
}

std::size_t after_block_comment(std::string_view sql, std::size_t at) {
    auto end = sql.find("*/", at + 2);
    return end == sql.npos ? sql.size() : end + 2;
}

// The end of $tag$…$tag$, or `at` when no such quote begins there.
std::size_t after_dollar_quote(std::string_view sql, std::size_t at) {
    std::size_t end = at + 1;
    while (end < sql.size() && is_word(sql[end]) && !(end == at + 1 && std::isdigit(static_cast<unsigned char>(sql[end])))) ++end;
    if (end >= sql.size() || sql[end] != '$') return at;
    std::string_view tag = sql.substr(at, end + 1 - at);
    auto close = sql.find(tag, end + 1);
    return close == sql.npos ? sql.size() : close + tag.size();
}

struct scanner {
    explicit scanner(std::string_view text_of_it) : sql(text_of_it) {}

    std::string_view sql;
    std::size_t at = 0;
    token kind = token::other;
    std::string_view text;

    bool next() {
        if (at >= sql.size()) return false;
        std::size_t end = step();
        text = sql.substr(at, end - at);
        at = end;
        return true;
    }

private:
    char peek(std::size_t offset) const { return at + offset < sql.size() ? sql[at + offset] : '\0'; }

    std::size_t word_end(std::size_t from) const {
        while (from < sql.size() && is_word(sql[from])) ++from;
        return from;
    }

    std::size_t step() {
        char c = sql[at];
        if (std::isspace(static_cast<unsigned char>(c))) return kind = token::space, at + 1;
        if (c == '-' && peek(1) == '-') return kind = token::space, std::min(sql.find('\n', at), sql.size());
        if (c == '/' && peek(1) == '*') return kind = token::space, after_block_comment(sql, at);
        if (c == '\'' || c == '"' || c == '`') return kind = token::quoted, after_quoted(sql, at, false);
        if ((c == 'E' || c == 'e') && peek(1) == '\'') return kind = token::quoted, after_quoted(sql, at + 1, true);
        if (c == '$') {
            kind = token::quoted;
            if (auto end = after_dollar_quote(sql, at); end != at) return end;
        }
        if (c == ';') return kind = token::semicolon, at + 1;
        if (c == ':' && peek(1) == ':') return kind = token::other, at + 2;
        if (c == ':' && is_word(peek(1))) return kind = token::placeholder, word_end(at + 1);
        if (is_word(c)) return kind = token::word, word_end(at);
        return kind = token::other, at + 1;
    }
};

bool same_word(std::string_view a, std::string_view upper) {
    return std::equal(a.begin(), a.end(), upper.begin(), upper.end(),
                      [](char x, char y) { return std::toupper(static_cast<unsigned char>(x)) == y; });
}

}

sql_parts scan_statement(std::string_view sql) {
    sql_parts parts;
    bool ended = false;
    for (scanner s(sql); s.next();) {
        if (s.kind == token::placeholder) parts.placeholders.push_back(s.text.substr(1));
        if (s.kind != token::space && s.kind != token::semicolon && ended) parts.several = true;
        ended = ended || s.kind == token::semicolon;
    }
    return parts;
}

sql_deeds deeds_of(std::string_view sql) {
    sql_deeds deeds;
    std::string_view before;   // the word before this one
    bool names = false;        // a table's name comes next
    for (scanner s(sql); s.next();) {
        if (s.kind == token::space || (s.kind != token::word && s.kind != token::quoted)) continue;
        const auto is = [&](std::string_view word) { return s.kind == token::word && same_word(s.text, word); };
        const auto after = [&](std::string_view word) { return same_word(before, word); };
        if (deeds.first.empty()) deeds.first = s.text;
        if (names && !is("ONLY") && !is("OR") && !after("OR")) {
            deeds.written.push_back(s.kind == token::quoted ? s.text.substr(1, s.text.size() - 2) : s.text);
            names = false;
        }
        names = names || is("INTO") || (is("FROM") && after("DELETE")) ||
                (is("UPDATE") && !after("FOR") && !after("KEY") && !after("DO"));
        before = s.text;
    }
    return deeds;
}

std::vector<std::string_view> split_statements(std::string_view script) {
    std::vector<std::string_view> out;
    std::size_t begin = script.npos; // of the statement being read
    bool creates = false;
    int depth = 0; // of BEGIN … END and CASE … END
    auto finish = [&](std::size_t end) {
        if (begin != script.npos) out.push_back(script.substr(begin, end - begin));
        begin = script.npos;
        depth = 0;
    };
    for (scanner s(script); s.next();) {
        if (s.kind == token::space) continue;
        std::size_t start = s.at - s.text.size();
        if (s.kind == token::semicolon) {
            if (depth == 0) finish(start);
            continue;
        }
        if (begin == script.npos) {
            begin = start;
            creates = s.kind == token::word && same_word(s.text, "CREATE");
        }
        if (s.kind != token::word) continue;
        if ((creates && same_word(s.text, "BEGIN")) || same_word(s.text, "CASE"))
            ++depth;
        else if (same_word(s.text, "END") && depth > 0)
            --depth;
    }
    finish(script.size());
    return out;
}

}
