#include "plan.hpp"

#include <charconv>
#include <fstream>
#include <iterator>
#include <stdexcept>

namespace bench {

namespace {

std::string text_of(const std::string& file) {
    std::ifstream in(file);
    if (!in) throw std::runtime_error(file + " cannot be read");
    return {std::istreambuf_iterator<char>(in), {}};
}

void fill_in(std::string& out, std::string_view text, std::int64_t version, std::uint64_t number) {
    while (!text.empty()) {
        const auto at = text.find('{');
        if (at == text.npos || at + 3 > text.size()) break;
        out += text.substr(0, at);
        const auto mark = text.substr(at, 3);
        if (mark == "{n}") out += std::to_string(number);
        else if (mark == "{v}") out += std::to_string(version);
        else out += text[at];
        text.remove_prefix(mark == "{n}" || mark == "{v}" ? at + 3 : at + 1);
    }
    out += text;
}

std::string_view value_after(std::string_view head, std::string_view name) {
    const auto at = head.find(name);
    if (at == head.npos) return {};
    const auto from = at + name.size();
    return head.substr(from, head.find('\r', from) - from);
}

std::int64_t number_in(std::string_view text) {
    std::int64_t number = 0;
    std::from_chars(text.data(), text.data() + text.size(), number);
    return number;
}

}

plan read_plan(const std::string& lines_file, const std::string& headers_file) {
    plan all;
    std::string text = text_of(lines_file);
    for (std::string_view rest = text; !rest.empty();) {
        auto line = rest.substr(0, rest.find('\n'));
        rest.remove_prefix(std::min(line.size() + 1, rest.size()));
        if (line.empty()) continue;
        std::string_view part[4];
        for (auto& one : part) {
            one = line.substr(0, line.find('\t'));
            line.remove_prefix(std::min(one.size() + 1, line.size()));
        }
        all.lines.push_back({std::string(part[0]), std::string(part[1]), std::string(part[2]), part[3].empty() ? 1 : number_in(part[3])});
    }
    if (all.lines.empty()) throw std::runtime_error(lines_file + " holds nothing to ask");
    if (headers_file.empty()) return all;
    const std::string headers = text_of(headers_file);
    for (std::string_view rest = headers; !rest.empty();) {
        const auto line = rest.substr(0, rest.find('\n'));
        rest.remove_prefix(std::min(line.size() + 1, rest.size()));
        if (!line.empty()) all.headers.append(line).append("\r\n");
    }
    return all;
}

void write_request(std::string& out, const plan& all, const planned& line, std::int64_t version, std::uint64_t number) {
    std::string body;
    fill_in(body, line.body, version, number);
    out.assign(line.method).append(" ").append(line.target).append(" HTTP/1.1\r\n");
    fill_in(out, all.headers, version, number);
    if (line.method != "GET")
        out.append("Content-Type: application/json\r\nContent-Length: ").append(std::to_string(body.size())).append("\r\n");
    out.append("\r\n").append(body);
}

arrival read_head(std::string_view received) {
    arrival found;
    const auto end = received.find("\r\n\r\n");
    if (end == received.npos) return found;
    const auto head = received.substr(0, end + 2);
    found.status = static_cast<int>(number_in(head.substr(std::min<std::size_t>(9, head.size()))));
    found.size = end + 4 + static_cast<std::size_t>(number_in(value_after(head, "\r\nContent-Length: ")));
    if (const auto tag = value_after(head, "\r\nETag: \""); !tag.empty()) found.version = number_in(tag);
    found.closes = value_after(head, "\r\nConnection: ") == "close";
    return found;
}

}
