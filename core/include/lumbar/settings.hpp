#pragma once

#include <lumbar/transaction.hpp>

namespace [[gnu::visibility("default")]] lumbar {

namespace detail {
void read_settings(read_tx& tx, const shape& type, void* value);
}

// The settings of the plugin that asks, as an admin has left them: T is a described struct with one member for each property
// of its manifest's `settings`, of the same names. Not yet set: the manifest's default. Read it where it is needed: a change
// counts from the next request on. Throws program_mistake when T and the manifest name different settings. Where no plugin
// host is (a test of a noun on a bare database), T as it is made.
template <class T>
T settings_of(read_tx& tx) {
    T value;
    detail::read_settings(tx, shape_of<T>(), &value);
    return value;
}

}
