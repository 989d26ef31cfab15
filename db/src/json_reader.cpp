#include "db/src/json_tree.hpp"

#include <lumbar/json.hpp>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>

namespace lumbar {
namespace {

// A person can mend so many at once; a hostile body must not make an answer larger than itself.
constexpr std::size_t most_problems = 100;

class reader {
public:
    explicit reader(const json_tree& tree) : tree_(tree) {}

    void read(std::size_t at, const shape& type, void* value) {
        switch (type.kind) {
        case shape_kind::text: return read_text(at, value);
        case shape_kind::boolean: return read_boolean(at, type, value);
        case shape_kind::integer: return read_integer(at, type, value);
        case shape_kind::real: return read_real(at, value);
        case shape_kind::id: return read_id(at, value);
        case shape_kind::time: return read_time(at, value);
        case shape_kind::date: return read_date(at, value);
        case shape_kind::document: return read_document(at, value);
        case shape_kind::choice: return read_choice(at, type, value);
        case shape_kind::optional: return read_optional(at, type, value);
        case shape_kind::list: return read_list(at, type, value);
        case shape_kind::object: return read_object(at, type, value);
        }
    }

    std::vector<field_problem> problems;

private:
    void refuse(std::string detail) {
        if (problems.size() < most_problems) problems.push_back({pointer_, std::move(detail)});
    }

    // Goes one step down for as long as it lives.
    class step {
    public:
        step(reader& r, std::string_view name) : reader_(r), before_(r.pointer_.size()) {
            r.pointer_ += '/';
            for (char c : name) {
                if (c == '~') r.pointer_ += "~0";
                else if (c == '/') r.pointer_ += "~1";
                else r.pointer_ += c;
            }
        }
        ~step() { reader_.pointer_.resize(before_); }

    private:
        reader& reader_;
        std::size_t before_;
    };

    bool text_of(std::size_t at, std::string_view& text) {
        if (tree_[at].kind != json_kind::text) return refuse("This must be text."), false;
        if (tree_[at].has_nul) return refuse("This contains a character that cannot be kept (NUL)."), false;
        text = tree_.text(at);
        return true;
    }

    void read_text(std::size_t at, void* value) {
        std::string_view text;
        if (text_of(at, text)) *static_cast<std::string*>(value) = text;
    }

    void read_boolean(std::size_t at, const shape& type, void* value) {
        auto kind = tree_[at].kind;
        if (kind != json_kind::yes && kind != json_kind::no) return refuse("This must be true or false.");
        type.store(value, kind == json_kind::yes);
    }

    void read_integer(std::size_t at, const shape& type, void* value) {
        if (tree_[at].kind != json_kind::number) return refuse("This must be a whole number.");
        auto digits = tree_.text(at);
        std::int64_t number = 0;
        auto [end, fault] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
        if (end != digits.data() + digits.size() && !whole(digits, number, fault)) return refuse("This must be a whole number.");
        if (fault != std::errc{} || number < type.minimum || number > type.maximum) return refuse(out_of_range(type));
        type.store(value, number);
    }

    static std::string out_of_range(const shape& type) {
        if (type.minimum == std::numeric_limits<std::int64_t>::min()) return "This number is too large or too small.";
        return "This must be between " + std::to_string(type.minimum) + " and " + std::to_string(type.maximum) + ".";
    }

    // 3.0 and 1e3 are whole numbers too.
    static bool whole(std::string_view digits, std::int64_t& number, std::errc& fault) {
        double real = 0;
        fault = std::from_chars(digits.data(), digits.data() + digits.size(), real).ec;
        if (fault != std::errc{}) return true;
        if (std::trunc(real) != real) return false;
        constexpr double most = 9007199254740992.0;  // beyond it a double no longer knows each whole number
        if (std::abs(real) > most) fault = std::errc::result_out_of_range;
        else number = static_cast<std::int64_t>(real);
        return true;
    }

    void read_real(std::size_t at, void* value) {
        if (tree_[at].kind != json_kind::number) return refuse("This must be a number.");
        auto digits = tree_.text(at);
        double number = 0;
        if (std::from_chars(digits.data(), digits.data() + digits.size(), number).ec != std::errc{})
            return refuse("This number is too large or too small.");
        *static_cast<double*>(value) = number;
    }

    void read_id(std::size_t at, void* value) {
        auto& id = *static_cast<row_id*>(value);
        if (tree_[at].kind == json_kind::null) return void(id = {});
        id = tree_[at].kind == json_kind::text ? row_id::parse(tree_.text(at)) : row_id{};
        if (id.empty()) refuse("This is not the id of a record.");
    }

    void read_time(std::size_t at, void* value) {
        if (tree_[at].kind != json_kind::text || !from_text(tree_.text(at), *static_cast<utc_ms*>(value)))
            refuse("This is not a day and time that exist. Write it like 2026-11-23T10:30:00Z.");
    }

    void read_date(std::size_t at, void* value) {
        auto& day = *static_cast<calendar_date*>(value);
        if (tree_[at].kind == json_kind::null) return void(day = {});
        if (tree_[at].kind != json_kind::text || !calendar_date::parse(tree_.text(at), day))
            refuse("This is not a day that exists. Write it like 2026-02-28.");
    }

    void read_document(std::size_t at, void* value) {
        auto& text = static_cast<json_document*>(value)->text;
        text.clear();
        check_document(at);
        if (tree_[at].kind != json_kind::null) tree_.append(text, at);
    }

    void check_document(std::size_t at) {
        const auto& node = tree_[at];
        if (node.has_nul) refuse("This contains a character that cannot be kept (NUL).");
        if (node.kind == json_kind::object) check_names(at);
        std::size_t index = 0;
        for (std::size_t child = at + 1; child < node.end; child = tree_[child].end) {
            step down(*this, node.kind == json_kind::object ? tree_.name(child) : std::string_view(std::to_string(index++)));
            check_document(child);
        }
    }

    void check_names(std::size_t at) {
        std::vector<std::string_view> names;
        for (std::size_t child = at + 1; child < tree_[at].end; child = tree_[child].end) names.push_back(tree_.name(child));
        std::sort(names.begin(), names.end());
        for (auto twice = names.begin(); (twice = std::adjacent_find(twice, names.end())) != names.end(); ++twice) {
            step down(*this, *twice);
            refuse("This field is given twice.");
        }
    }

    void read_choice(std::size_t at, const shape& type, void* value) {
        if (tree_[at].kind == json_kind::text)
            for (std::size_t i = 0; i < type.names.size(); ++i)
                if (type.names[i] == tree_.text(at)) return type.store(value, type.values[i]);
        std::string names;
        for (auto name : type.names) names.append(names.empty() ? "" : ", ").append(name);
        refuse("This must be one of: " + names + ".");
    }

    void read_optional(std::size_t at, const shape& type, void* value) {
        type.clear(value);
        if (tree_[at].kind != json_kind::null) read(at, *type.element, type.append(value));
    }

    void read_list(std::size_t at, const shape& type, void* value) {
        type.clear(value);
        if (tree_[at].kind != json_kind::list) return refuse("This must be a list.");
        std::size_t index = 0;
        for (std::size_t child = at + 1; child < tree_[at].end; child = tree_[child].end) {
            step down(*this, std::to_string(index++));
            read(child, *type.element, type.append(value));
        }
    }

    void read_object(std::size_t at, const shape& type, void* value) {
        if (tree_[at].kind != json_kind::object) return refuse("This must be a group of named fields (a JSON object).");
        std::vector<bool> given(type.members.size());
        for (std::size_t child = at + 1; child < tree_[at].end; child = tree_[child].end) {
            step down(*this, tree_.name(child));
            auto member = std::find_if(type.members.begin(), type.members.end(), [&](auto& m) { return m.name == tree_.name(child); });
            if (member == type.members.end()) {
                refuse("There is no field of this name here.");
                continue;
            }
            std::size_t index = static_cast<std::size_t>(member - type.members.begin());
            if (given[index]) {
                refuse("This field is given twice.");
                continue;
            }
            given[index] = true;
            read(child, *member->type, static_cast<char*>(value) + member->offset);
        }
        for (std::size_t i = 0; i < given.size(); ++i) refuse_missing(type.members[i], given[i], value);
    }

    void refuse_missing(const shape_member& member, bool given, void* value) {
        if (given) return;
        if (member.type->kind == shape_kind::optional) return member.type->clear(static_cast<char*>(value) + member.offset);
        step down(*this, member.name);
        refuse("This field is missing.");
    }

    const json_tree& tree_;
    std::string pointer_;
};

}

std::vector<field_problem> read_json(std::string_view text, const shape& type, void* value) {
    json_tree tree;
    if (auto fault = tree.parse(text)) return {{"", std::move(*fault)}};
    reader r(tree);
    r.read(0, type, value);
    return std::move(r.problems);
}

}
