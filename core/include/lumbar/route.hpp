#pragma once

#include <lumbar/database.hpp>
#include <lumbar/problems.hpp>
#include <lumbar/request.hpp>
#include <lumbar/response.hpp>

#include <functional>
#include <string_view>
#include <type_traits>

namespace [[gnu::visibility("default")]] lumbar {

// Who may ask. There is no default: a route without one does not compile.
struct access {
    enum class rule { permission, signed_in, in_person, anyone, client_link } what;
    std::string_view name;  // of the permission, or of the link's purpose
};
constexpr access may(std::string_view permission) { return {access::rule::permission, permission}; }
// Any user; to read, also a program with an API token.
constexpr access signed_in() { return {access::rule::signed_in, {}}; }
// Any user at a browser, no program: what is about somebody's own account.
constexpr access in_person() { return {access::rule::in_person, {}}; }
// Nobody is asked to sign in. For the sign-in route itself and what comes before it.
constexpr access anyone() { return {access::rule::anyone, {}}; }
// Only somebody who came by a client's link made for this purpose; user().client and user().object are what it reaches.
constexpr access client_link(std::string_view purpose) { return {access::rule::client_link, purpose}; }

// The audit row's action: "note.read", "client.update". Writes without one are recorded under "<verb> <template>".
struct audits {
    constexpr explicit audits(std::string_view action = {}) : action(action) {}
    std::string_view action;
};

namespace detail {

enum class handler_kind { read, write, slow };

template <class F>
struct signature;
template <class R, class... A>
struct signature<R (*)(A...)> {
    using answer = R;
    using last = std::tuple_element_t<sizeof...(A) - 1, std::tuple<A...>>;
    static constexpr std::size_t count = sizeof...(A);
    static constexpr bool reads = std::is_same_v<last, read_tx&>;
    static constexpr bool writes = std::is_same_v<last, write_tx&>;
    static constexpr bool slow = std::is_same_v<last, database&>;
    static_assert(reads || writes || slow, "a handler ends in read_tx&, write_tx& or database&");
    static_assert(std::is_same_v<std::tuple_element_t<0, std::tuple<A...>>, const request&>, "a handler begins with const request&");
    using body = std::remove_cvref_t<std::tuple_element_t<(count == 3 ? 1 : 0), std::tuple<A...>>>;
};

template <class R>
response to_response(R&& result) {
    using T = std::remove_cvref_t<R>;
    if constexpr (std::is_same_v<T, response>) return std::forward<R>(result);
    else if constexpr (optional_of<T>::value) return result ? ok(*result) : not_found("record");
    else return ok(result);
}

template <class T>
concept has_check = requires(const T& body, problems& p) { check(body, p); };

}

enum class http_verb { get, post, put, patch, del };
namespace verb {
struct get { static constexpr auto value = http_verb::get; };
struct post { static constexpr auto value = http_verb::post; };
struct put { static constexpr auto value = http_verb::put; };
struct patch { static constexpr auto value = http_verb::patch; };
struct del { static constexpr auto value = http_verb::del; };
inline constexpr struct get get{};
inline constexpr struct post post{};
inline constexpr struct put put{};
inline constexpr struct patch patch{};
inline constexpr struct del del{};
}

namespace detail {
template <class F>
struct checked_verb {
    http_verb value;
    template <class V>
    consteval checked_verb(V) : value(V::value) {
        static_assert(V::value != http_verb::get || !signature<F>::writes, "a GET may not write");
        static_assert(V::value != http_verb::get || signature<F>::count != 3, "a GET has no body");
    }
};
}

// One row of a route table:  {verb::post, "/forms/{form}/signature", may("intake.sign"), sign, audits("form.sign")}
//
//   R handler(const request&, read_tx&)               a read-only snapshot
//   R handler(const request&, write_tx&)              a write; may run more than once
//   R handler(const request&, const body&, write_tx&) with a described body, or a json_document that the handler checks
//   R handler(const request&, …, database&)           slow work on a bounded pool; opens its own short transactions; no
//                                                     audit, idempotency or outbox rows but those it writes itself
//
// R is response, a described struct, a vector of it, or an optional of it (empty = 404).
struct route {
    template <class R, class... A>
    route(std::type_identity_t<detail::checked_verb<R (*)(A...)>> v, std::string_view path, access who, R (*handler)(A...),
          audits audit = audits{});

    // Bytes of a request's body; more is 413.
    route&& body_limit(std::size_t bytes) && { max_body = bytes; return std::move(*this); }

    // For a write whose rules are kept by constraints and by the rows that it changes itself, not by what it merely reads: on
    // PostgreSQL it runs on a snapshot (REPEATABLE READ) instead of serializable, so that writers of neighbouring rows do not
    // have to run again. On SQLite every write is alone anyway.
    route&& kept_by_constraints() && { snapshot = true; return std::move(*this); }

    // For what a stolen session or a browser left open must not reach: exports, users, roles, security settings, purging. Only
    // somebody who has given their password in the last 15 minutes; others get 403 "recent_sign_in_needed", on which the shell
    // asks for the password and sends the same again. Never a program with an API token.
    route&& recent() && { needs_recent = true; return std::move(*this); }

    // For a slow handler that hashes a password: it waits among its like and not before other slow work.
    route&& hashes() && { hashes_password = true; return std::move(*this); }

    // For a small write that matters also when SQLite's disk is full (signing in, signing out): it is taken then in space that
    // was set aside for such.
    route&& when_full() && { when_disk_is_full = true; return std::move(*this); }

    http_verb method;
    std::string_view path;             // below /api/v1 for core, below /api/v1/<id> for a plugin
    access who;
    std::string_view audit_action;
    std::size_t max_body = 1024 * 1024;
    detail::handler_kind kind;
    const shape* body = nullptr;       // null: no body is read, one that comes is refused
    const shape* answer = nullptr;     // null: `response`, not described
    bool answer_optional = false;
    bool snapshot = false;
    bool needs_recent = false;
    bool hashes_password = false;
    bool when_disk_is_full = false;

    // The kernel's way in. `value` is a parsed body or null; `tx` is what `kind` says.
    std::function<response(const request&, const void* value, void* tx)> run;
    std::function<void(const void* value, problems&)> check_body;  // empty: no rules of its own
    void* (*create_body)() = nullptr;
    void (*destroy_body)(void*) = nullptr;
};

template <class R, class... A>
route::route(std::type_identity_t<detail::checked_verb<R (*)(A...)>> v, std::string_view p, access a, R (*handler)(A...), audits audit)
    : method(v.value), path(p), who(a), audit_action(audit.action) {
    using sig = detail::signature<R (*)(A...)>;
    using last = std::remove_reference_t<typename sig::last>;
    kind = sig::reads ? detail::handler_kind::read : sig::writes ? detail::handler_kind::write : detail::handler_kind::slow;
    if constexpr (sig::count == 3) {
        using B = typename sig::body;
        body = &shape_of<B>();
        create_body = []() -> void* { return new B{}; };
        destroy_body = [](void* b) { delete static_cast<B*>(b); };
        if constexpr (detail::has_check<B>) check_body = [](const void* b, problems& list) { check(*static_cast<const B*>(b), list); };
        run = [handler](const request& r, const void* b, void* tx) {
            return detail::to_response(handler(r, *static_cast<const B*>(b), *static_cast<last*>(tx)));
        };
    } else {
        run = [handler](const request& r, const void*, void* tx) { return detail::to_response(handler(r, *static_cast<last*>(tx))); };
    }
    using T = std::remove_cvref_t<R>;
    if constexpr (detail::optional_of<T>::value) {
        answer = &shape_of<typename detail::optional_of<T>::type>();
        answer_optional = true;
    } else if constexpr (!std::is_same_v<T, response>) {
        answer = &shape_of<T>();
    }
}

}
