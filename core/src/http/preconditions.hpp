#pragma once

#include "core/src/http/call.hpp"

namespace lumbar::http {

// Each looks at one side of a request before its handler is entered, fills what the handler will be given, and returns the
// answer that refuses it; empty means go on.

// Whether who asks may: the route's permission, sign-in or link. The call is theirs from then on: who.who is taken. 401 when nobody is signed in, 403 when they may not.
std::optional<response> refuse_who(call& c, const access& rule, identity::signed_in_as& who);

// Whether the route wants a password given lately, and this one's is older, or it is a program that asks. 403.
std::optional<response> refuse_stale(const call& c, const identity::signed_in_as& who, utc_ms now);

// Content type and coding, If-Match and Idempotency-Key.
std::optional<response> refuse_head(call& c);

// The body, by its type and its own check. What check() throws comes out of here.
std::optional<response> refuse_body(call& c);

}
