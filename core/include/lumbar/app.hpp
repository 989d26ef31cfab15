#pragma once

#include <lumbar/events.hpp>
#include <lumbar/points.hpp>
#include <lumbar/route.hpp>

#include <functional>

namespace [[gnu::visibility("default")]] lumbar {

inline constexpr int sdk_epoch = 1;

// What a plugin's LUMBAR_PLUGIN(app) body registers with. It only registers: no I/O, no thread, no query. Whatever the
// plugin's manifest does not name is refused when the body returns, and the plugin stays off with one sentence why.
class app {
public:
    virtual ~app() = default;

    // Mounted under /api/v1/<plugin id>. The vector is referred to and must live as long as the plugin's library.
    virtual void routes(const std::vector<route>& table) = 0;

    // Calls `hear` after each E, in a write transaction of its own, in order, at least once. What it throws is retried with
    // back-off, and after ten tries parked where an admin sees it.
    template <class E>
    void on(void (*hear)(const E&, write_tx&)) {
        subscribe(E::event, shape_of<E>(), [hear](const void* happened, write_tx& tx) { hear(*static_cast<const E*>(happened), tx); });
    }

    // Answers an extension point (points.hpp).
    template <class P>
    void provide(typename P::function f) {
        static_assert(std::is_trivially_copyable_v<typename P::function>);
        answer(P::point, std::make_shared<typename P::function>(f));
    }

    // Called once each time the plugin is switched on, in a write transaction, after its migrations: to put in what it
    // cannot work without (a first form). What it throws keeps the plugin off.
    virtual void on_enable(void (*start)(write_tx&)) = 0;

    // Called when a made-up clinic is filled, after core's own made-up records: adds some of this plugin's. Called again, each
    // time in a short write transaction of its own, until it returns false: add a handful of records a time.
    virtual void on_demo(bool (*fill)(write_tx&)) = 0;

protected:
    virtual void subscribe(std::string_view event, const shape& type, std::function<void(const void*, write_tx&)> hear) = 0;
    virtual void answer(std::string_view point, std::shared_ptr<void> function) = 0;
};

}

// The one function a plugin exports. The server calls it once, after its manifest and stamp have been checked.
#define LUMBAR_PLUGIN(app)                                                                             \
    extern "C" __attribute__((visibility("default"))) void lumbar_plugin_entry(lumbar::app& app);     \
    extern "C" __attribute__((visibility("default"))) void lumbar_plugin_entry(lumbar::app& app)
