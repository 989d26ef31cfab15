#pragma once

#include <lumbar/row_id.hpp>
#include <lumbar/utc_ms.hpp>

#include <boost/describe/enum.hpp>
#include <boost/describe/enumerators.hpp>
#include <boost/describe/class.hpp>
#include <boost/describe/members.hpp>
#include <boost/mp11/algorithm.hpp>

#include <array>
#include <concepts>
#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

// One description of a C++ type at run time. A struct described once with BOOST_DESCRIBE_STRUCT gives row binding, JSON in,
// JSON out and its OpenAPI schema, without any of those being compiled into the file that uses it.
//
//   std::string, bool, any integer, double     as they are
//   row_id, utc_ms, calendar_date              their text forms in JSON; TEXT, BIGINT and TEXT in a row
//   json_document                              any JSON value, kept as its text; TEXT in a row
//   enum described with BOOST_DESCRIBE_ENUM     its enumerator's name
//   std::optional<T>                           may be missing or null
//   std::vector<T>                             a list; in a row, JSON in a TEXT column
//   described struct                           an object; as a row, one column per member in the order of the members;
//                                              inside a row, JSON in a TEXT column
//
// A described struct has no base classes and a default constructor.
namespace [[gnu::visibility("default")]] lumbar {

// A JSON text that has been parsed and found good, or is about to be written out as it is. Empty means null.
struct json_document {
    std::string text;
    friend bool operator==(const json_document&, const json_document&) = default;
};

// A day without a clock, "2026-02-28". Never a day that does not exist: parse() is the only way in from text.
struct calendar_date {
    std::string text;
    // False, and `day` untouched, for anything but an existing YYYY-MM-DD.
    static bool parse(std::string_view text, calendar_date& day);
    bool empty() const { return text.empty(); }
    friend auto operator<=>(const calendar_date&, const calendar_date&) = default;
};

enum class shape_kind { text, boolean, integer, real, id, time, date, document, choice, optional, list, object };

struct shape;

struct shape_member {
    std::string_view name;
    std::size_t offset;
    const shape* type;
};

struct shape {
    shape_kind kind;
    std::string_view name;  // of an object or a choice: its C++ name without namespaces; empty otherwise
    std::size_t size;

    // boolean, integer and choice. `minimum` and `maximum` are the ends of the C++ type; an integer out of it is refused.
    std::int64_t (*load)(const void*) = nullptr;
    void (*store)(void*, std::int64_t) = nullptr;
    std::int64_t minimum = 0;
    std::int64_t maximum = 0;

    // choice: names and values, in the order of the enum.
    std::span<const std::string_view> names = {};
    std::span<const std::int64_t> values = {};

    // optional and list.
    const shape* element = nullptr;
    std::size_t (*count)(const void*) = nullptr;             // 0 or 1 for an optional
    const void* (*at)(const void*, std::size_t) = nullptr;   // precondition: index < count
    void* (*append)(void*) = nullptr;                        // a fresh element; replaces an optional's value
    void (*clear)(void*) = nullptr;

    // object.
    std::span<const shape_member> members = {};
    void* (*create)() = nullptr;
    void (*destroy)(void*) = nullptr;
};

template <class T>
const shape& shape_of();

template <class T>
concept described = boost::describe::has_describe_members<T>::value && !std::is_union_v<T>;

namespace detail {

template <class T>
struct optional_of : std::false_type {};
template <class T>
struct optional_of<std::optional<T>> : std::true_type { using type = T; };
template <class T>
struct list_of : std::false_type {};
template <class T>
struct list_of<std::vector<T>> : std::true_type { using type = T; };

template <class T>
constexpr std::string_view short_name() {
    std::string_view text = __PRETTY_FUNCTION__;
    text.remove_prefix(text.find("T = ") + 4);
    text = text.substr(0, text.find_first_of(";]"));
    if (auto colon = text.rfind("::"); colon != text.npos) text.remove_prefix(colon + 2);
    return text;
}

template <class T>
shape integer_shape(shape_kind kind) {
    shape s{kind, {}, sizeof(T)};
    s.load = [](const void* p) { return static_cast<std::int64_t>(*static_cast<const T*>(p)); };
    s.store = [](void* p, std::int64_t v) { *static_cast<T*>(p) = static_cast<T>(v); };
    return s;
}

template <class T>
shape make_choice() {
    using list = boost::describe::describe_enumerators<T>;
    static const auto names = [] {
        std::array<std::string_view, boost::mp11::mp_size<list>::value> a{};
        std::size_t i = 0;
        boost::mp11::mp_for_each<list>([&](auto d) { a[i++] = d.name; });
        return a;
    }();
    static const auto values = [] {
        std::array<std::int64_t, boost::mp11::mp_size<list>::value> a{};
        std::size_t i = 0;
        boost::mp11::mp_for_each<list>([&](auto d) { a[i++] = static_cast<std::int64_t>(d.value); });
        return a;
    }();
    shape s = integer_shape<T>(shape_kind::choice);
    s.name = short_name<T>();
    s.names = names;
    s.values = values;
    return s;
}

template <class T>
shape make_object() {
    using list = boost::describe::describe_members<T, boost::describe::mod_public>;
    static const auto members = [] {
        std::array<shape_member, boost::mp11::mp_size<list>::value> a{};
        static const T sample{};
        std::size_t i = 0;
        boost::mp11::mp_for_each<list>([&](auto d) {
            using member = std::remove_cvref_t<decltype(sample.*d.pointer)>;
            auto* place = reinterpret_cast<const char*>(std::addressof(sample.*d.pointer));
            auto offset = place - reinterpret_cast<const char*>(&sample);
            a[i++] = {d.name, static_cast<std::size_t>(offset), &shape_of<member>()};
        });
        return a;
    }();
    shape s{shape_kind::object, short_name<T>(), sizeof(T)};
    s.members = members;
    s.create = []() -> void* { return new T{}; };
    s.destroy = [](void* p) { delete static_cast<T*>(p); };
    return s;
}

template <class T>
shape make_shape() {
    if constexpr (std::is_same_v<T, std::string>) return {shape_kind::text, {}, sizeof(T)};
    else if constexpr (std::is_same_v<T, bool>) return integer_shape<bool>(shape_kind::boolean);
    else if constexpr (std::is_same_v<T, row_id>) return {shape_kind::id, {}, sizeof(T)};
    else if constexpr (std::is_same_v<T, utc_ms>) return {shape_kind::time, {}, sizeof(T)};
    else if constexpr (std::is_same_v<T, calendar_date>) return {shape_kind::date, {}, sizeof(T)};
    else if constexpr (std::is_same_v<T, json_document>) return {shape_kind::document, {}, sizeof(T)};
    else if constexpr (std::is_same_v<T, double>) return {shape_kind::real, {}, sizeof(T)};
    else if constexpr (std::is_integral_v<T>) {
        static_assert(sizeof(T) < 8 || std::is_signed_v<T>, "an unsigned 64-bit number fits neither database");
        shape s = integer_shape<T>(shape_kind::integer);
        s.minimum = static_cast<std::int64_t>(std::numeric_limits<T>::min());
        s.maximum = static_cast<std::int64_t>(std::numeric_limits<T>::max());
        return s;
    } else if constexpr (std::is_enum_v<T>) {
        static_assert(boost::describe::has_describe_enumerators<T>::value, "describe the enum with BOOST_DESCRIBE_ENUM");
        return make_choice<T>();
    } else if constexpr (optional_of<T>::value) {
        using E = typename optional_of<T>::type;
        shape s{shape_kind::optional, {}, sizeof(T)};
        s.element = &shape_of<E>();
        s.count = [](const void* p) -> std::size_t { return static_cast<const T*>(p)->has_value(); };
        s.at = [](const void* p, std::size_t) -> const void* { return &**static_cast<const T*>(p); };
        s.append = [](void* p) -> void* { return &static_cast<T*>(p)->emplace(); };
        s.clear = [](void* p) { static_cast<T*>(p)->reset(); };
        return s;
    } else if constexpr (list_of<T>::value) {
        using E = typename list_of<T>::type;
        static_assert(!std::is_same_v<E, bool>, "std::vector<bool> holds no bools");
        shape s{shape_kind::list, {}, sizeof(T)};
        s.element = &shape_of<E>();
        s.count = [](const void* p) { return static_cast<const T*>(p)->size(); };
        s.at = [](const void* p, std::size_t i) -> const void* { return &(*static_cast<const T*>(p))[i]; };
        s.append = [](void* p) -> void* { return &static_cast<T*>(p)->emplace_back(); };
        s.clear = [](void* p) { static_cast<T*>(p)->clear(); };
        return s;
    } else {
        static_assert(described<T>, "describe the struct with BOOST_DESCRIBE_STRUCT");
        return make_object<T>();
    }
}

}

template <class T>
const shape& shape_of() {
    static const shape s = detail::make_shape<T>();
    return s;
}

}
