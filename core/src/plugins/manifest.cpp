#include "core/src/plugins/manifest.hpp"

#include "core/src/plugins/settings.hpp"

#include <lumbar/app.hpp>
#include <lumbar/json.hpp>

#include <algorithm>

namespace lumbar::plugins {

namespace {

// letter (letter | digit | mark)*, all lower case.
bool plain(std::string_view text, std::string_view marks, std::size_t longest) {
    auto letter = [](char c) { return c >= 'a' && c <= 'z'; };
    auto inner = [&](char c) { return letter(c) || (c >= '0' && c <= '9') || marks.find(c) != marks.npos; };
    return !text.empty() && text.size() <= longest && letter(text.front()) && std::all_of(text.begin(), text.end(), inner);
}

bool is_version(std::string_view text) {
    int dots = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        bool digit = text[i] >= '0' && text[i] <= '9';
        bool dot = text[i] == '.' && i > 0 && text[i - 1] != '.' && i + 1 < text.size();
        if (!digit && !dot) return false;
        dots += dot;
    }
    return dots == 2 && text.size() <= 20;
}

template <class List, class Value>
bool holds(const List& list, const Value& value) {
    return std::find(list.begin(), list.end(), value) != list.end();
}

// Collects what is wrong; the caller gets one sentence.
class findings {
public:
    void expect(bool holds, std::string fault) {
        if (!holds) faults_.push_back(std::move(fault));
    }
    void finish() const {
        if (faults_.empty()) return;
        std::string all = "Its manifest.json is refused: ";
        for (std::size_t i = 0; i < faults_.size(); ++i) all += (i ? "; " : "") + faults_[i];
        throw refused(all + ".");
    }

private:
    std::vector<std::string> faults_;
};

void check_id(const manifest& m, std::string_view folder, const reserved_words& reserved, findings& list) {
    list.expect(plain(m.id, "_", 32), "the id must be lower-case letters, digits and _");
    list.expect(m.id == folder, "the id is \"" + m.id + "\" and its folder \"" + std::string(folder) + "\"");
    list.expect(!holds(reserved.paths, m.id), "the id \"" + m.id + "\" is the name of a part of Lumbar itself");
    for (const std::string& table : reserved.tables)
        if (table.starts_with(m.id + "_")) return list.expect(false, "Lumbar's own table " + table + " begins with the id");
}

void check_names(const manifest& m, findings& list) {
    for (const declared_permission& p : listed(m.permissions)) {
        bool own = p.name.starts_with(m.id + ".") && plain(p.name.substr(m.id.size() + 1), "_.", 60);
        list.expect(own, "the permission \"" + p.name + "\" must begin with \"" + m.id + ".\"");
        for (const std::string& role : p.roles)
            list.expect(role == "front_desk" || role == "therapist" || role == "admin",
                        "there is no role \"" + role + "\": front_desk, therapist and admin are those that every clinic has");
    }
    for (const std::string& table : listed(m.tables))
        list.expect(table.starts_with(m.id + "_") && plain(table, "_", 60),
                    "the table \"" + table + "\" must begin with \"" + m.id + "_\"");
    for (const std::string& purpose : listed(m.client_links))
        list.expect(purpose.starts_with(m.id + ".") && plain(purpose, "_.", 60),
                    "the client link \"" + purpose + "\" must begin with \"" + m.id + ".\"");
    for (const std::string& point : listed(m.points))
        list.expect(holds(sdk_points(), point), "there is no extension point \"" + point + "\"");
    for (const std::string& event : listed(m.events))
        list.expect(holds(sdk_events(), event), "there is no event \"" + event + "\"");
    for (const std::string& other : listed(m.depends_on))
        list.expect(plain(other, "_", 32) && other != m.id, "it cannot depend on \"" + other + "\"");
}

bool is_below(std::string_view path, const std::string& id) { return path == "/" + id || path.starts_with("/" + id + "/"); }

// Of its own permissions: of those of core and other plugins it may ask for any.
void check_needs(const manifest& m, const std::optional<std::string>& needs, findings& list) {
    if (needs && needs->starts_with(m.id + "."))
        list.expect(names_permission(m, *needs), "ui asks for the permission " + *needs + ", which is not among its permissions");
}

// On a page of Lumbar's, of the plugin's own or of one that it needs.
bool has_a_place(const manifest& m, std::string_view slot) {
    const std::string_view first = slot.substr(0, slot.find('.'));
    return holds(sdk_slots(), slot) || (first != slot && (first == m.id || holds(listed(m.depends_on), first)));
}

void check_ui(const manifest& m, findings& list) {
    if (!m.ui) return;
    const ui_part& ui = *m.ui;
    list.expect(ui.api == 1, "its screens are made for shell API " + std::to_string(ui.api) + ", this server's is 1");
    list.expect(ui.module == "index.js", "ui.module must be \"index.js\"");
    list.expect(!ui.surfaces.empty(), "ui.surfaces must name staff, client or both");
    for (const menu_entry& entry : listed(ui.menu)) {
        check_needs(m, entry.needs, list);
        list.expect(is_below(entry.href, m.id), "the menu entry " + entry.href + " must lead to /" + m.id);
    }
    for (const page_entry& page : listed(ui.pages)) {
        check_needs(m, page.needs, list);
        bool client = page.surface.value_or(ui_surface::staff) == ui_surface::client;
        list.expect(client || is_below(page.path, m.id), "the page " + page.path + " must be at or below /" + m.id);
        list.expect(holds(ui.surfaces, page.surface.value_or(ui_surface::staff)),
                    "the page " + page.path + " is on a surface that ui.surfaces leaves out");
    }
    for (const slot_entry& slot : listed(ui.slots)) {
        check_needs(m, slot.needs, list);
        list.expect(plain(slot.slot, ".-_", 60) && plain(slot.element, "-", 60),
                    "the slot \"" + slot.slot + "\" or its element is no name");
        list.expect(has_a_place(m, slot.slot), "no page has the slot \"" + slot.slot + "\"");
    }
}

void check_settings(const manifest& m, findings& list) {
    std::vector<std::string> faults;
    if (m.settings) settings_in(m.settings->text, faults);
    for (std::string& fault : faults) list.expect(false, std::move(fault));
}

}

const std::vector<std::string_view>& sdk_events() {
    static const std::vector<std::string_view> names = {client_created::event, client_updated::event, appointment_booked::event,
        appointment_changed::event, client_arrived::event, health_facts_changed::event, measure_recorded::event};
    return names;
}

const std::vector<std::string_view>& sdk_points() {
    static const std::vector<std::string_view> names = {client_alerts::point, screening::point, visit_guard::point,
                                                        note_guard::point, board_badge::point, sealed_records::point};
    return names;
}

const std::vector<std::string_view>& sdk_slots() {
    static const std::vector<std::string_view> names = {"board.aside", "appointment.details", "appointment.actions",
        "client.main", "client.side", "client.tab", "admin.settings", "note.side", "form.after"};
    return names;
}

bool names_permission(const manifest& of, std::string_view permission) {
    const auto& list = listed(of.permissions);
    return std::any_of(list.begin(), list.end(), [&](const declared_permission& p) { return p.name == permission; });
}

manifest read_manifest(std::string_view json, std::string_view folder, const reserved_words& reserved) {
    manifest m;
    findings list;
    for (const field_problem& fault : read_json(json, m))
        list.expect(false, (fault.pointer.empty() ? "" : fault.pointer + ": ") + fault.detail);
    list.finish();
    list.expect(m.sdk == sdk_epoch,
                "it is written for SDK " + std::to_string(m.sdk) + ", this server's is " + std::to_string(sdk_epoch));
    list.finish();
    check_id(m, folder, reserved, list);
    list.expect(!m.name.empty() && !m.sentence.empty(), "name and sentence may not be empty");
    list.expect(is_version(m.version), "the version must look like 1.2.3");
    check_names(m, list);
    check_ui(m, list);
    check_settings(m, list);
    list.finish();
    return m;
}

}
