#pragma once

#include <lumbar/test/test_app.hpp>

// The plugins of tests/bad_plugins, found but not switched on.
inline lumbar::kit::app_options bad_plugins() {
    lumbar::kit::app_options options;
    options.plugin_folder = LUMBAR_BAD_PLUGINS;
    options.enable = false;
    return options;
}

inline lumbar::kit::answer switch_on(lumbar::test_app& app, std::string_view id) {
    return app.as("admin").post("/plugins/" + std::string(id) + "/enable");
}

inline lumbar::kit::answer switch_off(lumbar::test_app& app, std::string_view id) {
    return app.as("admin").post("/plugins/" + std::string(id) + "/disable");
}

// What GET /plugins says of one: its member.
inline std::string said_of(lumbar::test_app& app, std::string_view id, std::string_view member) {
    auto list = app.as("admin").get("/plugins");
    for (std::size_t i = 0; i < list.count(); ++i)
        if (list.at("/" + std::to_string(i) + "/id") == id) return list.at("/" + std::to_string(i) + "/" + std::string(member));
    return "not listed";
}
