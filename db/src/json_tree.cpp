#include "db/src/json_tree.hpp"

#include <lumbar/json.hpp>

#include <boost/json/basic_parser_impl.hpp>

namespace lumbar {

namespace json = boost::json;

// Hears what the parser finds and lays it into the tree.
class json_builder {
public:
    static constexpr std::size_t max_object_size = 1'000'000;
    static constexpr std::size_t max_array_size = 1'000'000;
    static constexpr std::size_t max_key_size = 4096;
    static constexpr std::size_t max_string_size = 64 * 1024 * 1024;
    using code = json::error_code;
    using piece = json::string_view;

    explicit json_builder(json_tree& tree) : tree_(tree) {}

    bool on_document_begin(code&) { return true; }
    bool on_document_end(code&) { return true; }
    bool on_object_begin(code&) { return open(json_kind::object); }
    bool on_object_end(std::size_t, code&) { return close(); }
    bool on_array_begin(code&) { return open(json_kind::list); }
    bool on_array_end(std::size_t, code&) { return close(); }
    bool on_key_part(piece s, std::size_t, code&) { return collect(s); }
    bool on_key(piece s, std::size_t, code&) {
        collect(s);
        key_ = take();
        return true;
    }
    bool on_string_part(piece s, std::size_t, code&) { return collect(s); }
    bool on_string(piece s, std::size_t, code&) { return text(json_kind::text, s); }
    bool on_number_part(piece s, code&) { return collect(s); }
    bool on_int64(std::int64_t, piece s, code&) { return text(json_kind::number, s); }
    bool on_uint64(std::uint64_t, piece s, code&) { return text(json_kind::number, s); }
    bool on_double(double, piece s, code&) { return text(json_kind::number, s); }
    bool on_bool(bool b, code&) { return plain(b ? json_kind::yes : json_kind::no); }
    bool on_null(code&) { return plain(json_kind::null); }
    bool on_comment_part(piece, code&) { return true; }
    bool on_comment(piece, code&) { return true; }

private:
    struct span {
        std::uint32_t at = 0, size = 0;
    };

    bool collect(piece s) {
        tree_.characters_.append(s.data(), s.size());
        return true;
    }
    span take() {
        auto whole = static_cast<std::uint32_t>(tree_.characters_.size());
        span taken{begun_, whole - begun_};
        begun_ = whole;
        return taken;
    }
    bool has_nul(span s) const { return std::string_view(tree_.characters_).substr(s.at, s.size).find('\0') != std::string_view::npos; }

    json_node& add(json_kind kind) {
        auto& node = tree_.nodes_.emplace_back();
        node.kind = kind;
        node.name_at = key_.at;
        node.name_size = key_.size;
        node.has_nul = has_nul(key_);
        node.end = static_cast<std::uint32_t>(tree_.nodes_.size());
        key_ = {};
        return node;
    }
    bool plain(json_kind kind) {
        add(kind);
        return true;
    }
    bool text(json_kind kind, piece last) {
        collect(last);
        auto s = take();
        auto& node = add(kind);
        node.text_at = s.at;
        node.text_size = s.size;
        node.has_nul |= has_nul(s);
        return true;
    }
    bool open(json_kind kind) {
        open_.push_back(static_cast<std::uint32_t>(tree_.nodes_.size()));
        return plain(kind);
    }
    bool close() {
        tree_.nodes_[open_.back()].end = static_cast<std::uint32_t>(tree_.nodes_.size());
        open_.pop_back();
        return true;
    }

    json_tree& tree_;
    std::vector<std::uint32_t> open_;
    std::uint32_t begun_ = 0;
    span key_;
};

namespace {

std::string sentence(const json::error_code& fault, std::size_t position) {
    if (fault == json::error::too_deep) return "The data is nested more than 64 levels deep.";
    if (fault == json::error::incomplete) return "The data ends too early.";
    if (fault == json::error::extra_data) return "There is something after the end of the data.";
    return "The data is not valid JSON in UTF-8; the fault is near byte " + std::to_string(position) + ".";
}

}

std::optional<std::string> json_tree::parse(std::string_view text) {
    if (text.find_first_not_of(" \t\r\n") == std::string_view::npos) return "The request brings no data.";
    json::parse_options options;
    options.max_depth = 64;
    json::basic_parser<json_builder> parser(options, *this);
    json::error_code fault;
    auto used = parser.write_some(false, text.data(), text.size(), fault);
    if (!fault && used < text.size()) fault = json::error::extra_data;
    if (fault) return sentence(fault, used);
    return {};
}

void json_tree::append(std::string& out, std::size_t index) const {
    const auto& node = nodes_[index];
    switch (node.kind) {
    case json_kind::null: out += "null"; return;
    case json_kind::yes: out += "true"; return;
    case json_kind::no: out += "false"; return;
    case json_kind::number: out += text(index); return;
    case json_kind::text: return append_json_text(out, text(index));
    case json_kind::list:
    case json_kind::object: break;
    }
    const bool object = node.kind == json_kind::object;
    out += object ? '{' : '[';
    for (std::size_t child = index + 1; child < node.end; child = nodes_[child].end) {
        if (child > index + 1) out += ',';
        if (object) {
            append_json_text(out, name(child));
            out += ':';
        }
        append(out, child);
    }
    out += object ? '}' : ']';
}

}
