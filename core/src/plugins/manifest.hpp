#pragma once

#include <lumbar/shape.hpp>

#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace lumbar {
namespace [[gnu::visibility("default")]] plugins {

// Why a plugin stays off: one sentence for the people who run the clinic.
class refused : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

// A permission that the plugin brings, and the roles that get it when the plugin is switched on for the first time.
struct declared_permission {
    std::string name;                                // "intake.read"
    std::string sentence;
    std::vector<std::string> roles;                  // "front_desk", "therapist", "admin"
};
BOOST_DESCRIBE_STRUCT(declared_permission, (), (name, sentence, roles))

enum class ui_surface { staff, client };
BOOST_DESCRIBE_ENUM(ui_surface, staff, client)

struct menu_entry {
    std::string label;
    std::string icon;
    std::string href;
    std::int64_t order = 0;
    std::optional<std::string> needs;                // a permission; none: whoever is signed in
};
BOOST_DESCRIBE_STRUCT(menu_entry, (), (label, icon, href, order, needs))

struct page_entry {
    std::string path;
    std::string element;
    std::optional<std::string> needs;
    std::optional<ui_surface> surface;               // none: staff
};
BOOST_DESCRIBE_STRUCT(page_entry, (), (path, element, needs, surface))

struct slot_entry {
    std::string slot;
    std::string element;
    std::int64_t order = 0;
    std::optional<std::string> needs;
    std::optional<ui_surface> surface;
};
BOOST_DESCRIBE_STRUCT(slot_entry, (), (slot, element, order, needs, surface))

struct ui_part {
    std::int64_t api = 0;
    std::string module;
    std::vector<ui_surface> surfaces;
    std::optional<std::vector<std::string>> locales;
    std::optional<std::vector<menu_entry>> menu;
    std::optional<std::vector<page_entry>> pages;
    std::optional<std::vector<slot_entry>> slots;
};
BOOST_DESCRIBE_STRUCT(ui_part, (), (api, module, surfaces, locales, menu, pages, slots))

// manifest.json: all that the server may know of a plugin before any of its code runs.
struct manifest {
    std::string id;
    std::string name;
    std::string version;
    std::int64_t sdk = 0;
    std::string sentence;
    std::string icon;
    std::optional<std::vector<std::string>> depends_on;     // ids of plugins that must be on
    std::optional<std::vector<declared_permission>> permissions;
    std::optional<std::vector<std::string>> tables;
    std::optional<std::vector<std::string>> points;         // that it answers
    std::optional<std::vector<std::string>> events;         // that it hears
    std::optional<std::vector<std::string>> client_links;   // purposes of its routes
    std::optional<json_document> settings;                  // a JSON Schema (settings.hpp)
    std::optional<ui_part> ui;
};
BOOST_DESCRIBE_STRUCT(manifest, (), (id, name, version, sdk, sentence, icon, depends_on, permissions, tables, points, events,
    client_links, settings, ui))

// What a plugin may be called: not a word that core uses, and no table of core begins with it.
struct reserved_words {
    std::vector<std::string> paths;                  // first segments of core's API and pages
    std::vector<std::string> tables;                 // core's
};

// Reads and checks it all. Throws refused with every fault that has a place, in one sentence. `folder` is the folder's name,
// which must be the id.
manifest read_manifest(std::string_view json, std::string_view folder, const reserved_words& reserved);

// The list, or an empty one.
template <class T>
const std::vector<T>& listed(const std::optional<std::vector<T>>& list) {
    static const std::vector<T> none;
    return list ? *list : none;
}

bool names_permission(const manifest& of, std::string_view permission);

// The names of the SDK's events and extension points, and of the places on pages that a plugin may stand in.
const std::vector<std::string_view>& sdk_events();
const std::vector<std::string_view>& sdk_points();
const std::vector<std::string_view>& sdk_slots();

}
}
