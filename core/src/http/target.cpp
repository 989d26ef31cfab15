#include "core/src/http/target.hpp"

#include "core/src/http/eight_bytes.hpp"

namespace lumbar::http {
namespace {

int hex_value(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

bool decode(std::string_view text, bool plus_is_space, std::string& out) {
    out.clear();
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '%') {
            if (i + 2 >= text.size()) return false;
            int high = hex_value(text[i + 1]), low = hex_value(text[i + 2]);
            if (high < 0 || low < 0) return false;
            out += static_cast<char>(high * 16 + low);
            i += 2;
        } else {
            out += plus_is_space && text[i] == '+' ? ' ' : text[i];
        }
    }
    return out.find('\0') == out.npos && is_utf8(out);
}

bool read_segments(std::string_view path, target& out) {
    while (!path.empty()) {
        path.remove_prefix(1);
        auto slash = path.find('/');
        auto raw = path.substr(0, slash);
        path = slash == path.npos ? std::string_view{} : path.substr(slash);
        if (raw.empty() && path.empty()) break;  // a trailing slash
        std::string segment;
        if (!decode(raw, false, segment) || segment.find('/') != segment.npos) return false;
        if (segment == "." || segment == ".." || segment.empty()) return false;
        out.segments.push_back(std::move(segment));
    }
    return true;
}

bool read_queries(std::string_view query, target& out) {
    while (!query.empty()) {
        auto amp = query.find('&');
        auto pair = query.substr(0, amp);
        query = amp == query.npos ? std::string_view{} : query.substr(amp + 1);
        if (pair.empty()) continue;
        auto equals = pair.find('=');
        std::string name, value;
        if (!decode(pair.substr(0, equals), true, name)) return false;
        if (equals != pair.npos && !decode(pair.substr(equals + 1), true, value)) return false;
        out.queries.emplace_back(std::move(name), std::move(value));
    }
    return true;
}

}

bool is_utf8(std::string_view text) {
    for (std::size_t i = 0; i < text.size();) {
        if (i + 8 <= text.size() && eight_bytes::all_ascii(eight_bytes::load(text, i))) {
            i += 8;
            continue;
        }
        auto lead = static_cast<unsigned char>(text[i]);
        std::size_t more = lead < 0x80 ? 0 : lead >> 5 == 6 ? 1 : lead >> 4 == 14 ? 2 : lead >> 3 == 30 ? 3 : 4;
        if (more == 4 || i + more >= text.size() + (more == 0)) return false;
        char32_t code = more == 0 ? lead : lead & (0x3f >> more);
        for (std::size_t k = 1; k <= more; ++k) {
            auto next = static_cast<unsigned char>(text[i + k]);
            if (next >> 6 != 2) return false;
            code = code << 6 | (next & 0x3f);
        }
        static constexpr char32_t least[] = {0, 0x80, 0x800, 0x10000};
        if (code < least[more] || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) return false;
        i += more + 1;
    }
    return true;
}

bool read_target(std::string_view text, target& out) {
    out = {};
    for (std::string_view scheme : {"http://", "https://"})
        if (text.substr(0, scheme.size()) == scheme) {
            auto slash = text.find('/', scheme.size());
            text = slash == text.npos ? std::string_view("/") : text.substr(slash);
        }
    if (text.empty() || text.front() != '/') return false;
    auto question = text.find('?');
    return read_segments(text.substr(0, question), out) &&
           (question == text.npos || read_queries(text.substr(question + 1), out));
}

}
