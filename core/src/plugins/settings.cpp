#include "core/src/plugins/settings.hpp"

#include "core/src/identity/sealed_text.hpp"
#include "core/src/plugins/host.hpp"
#include "core/src/plugins/points.hpp"
#include "db/src/context.hpp"

#include <lumbar/program_mistake.hpp>
#include <lumbar/settings.hpp>

#include <boost/json.hpp>

#include <algorithm>

namespace lumbar::plugins {

namespace json = boost::json;

namespace {

// A row of plugin_settings; `value` is one JSON object of those that have been set, secrets sealed.
struct stored_settings {
    std::string value = "{}";
    std::int64_t version = 0;
};
BOOST_DESCRIBE_STRUCT(stored_settings, (), (value, version))

stored_settings stored(read_tx& tx, const std::string& plugin) {
    owner_scope mine(tx, "core");
    return tx.row<stored_settings>("SELECT value, version FROM plugin_settings WHERE plugin = :plugin AND name = 'settings'", plugin)
        .value_or(stored_settings());
}

std::string place_of(const std::string& plugin, const std::string& name) { return "plugin_settings|" + plugin + "|" + name; }

json::object object_of(std::string_view text) {
    boost::system::error_code fault;
    json::value v = json::parse(text, fault);
    return !fault && v.is_object() ? std::move(v.as_object()) : json::object();
}

std::size_t code_points(std::string_view text) {
    return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; }));
}

// Empty when `value` fits; else the sentence for the admin.
std::string fault_of(const setting& field, const json::value& value) {
    switch (field.kind) {
    case setting_kind::boolean: return value.is_bool() ? "" : "Must be on or off.";
    case setting_kind::integer:
        if (!value.is_int64()) return "Must be a whole number.";
        if (value.as_int64() < field.minimum.value_or(value.as_int64())) return "Must be at least " + std::to_string(*field.minimum) + ".";
        if (value.as_int64() > field.maximum.value_or(value.as_int64())) return "Must be at most " + std::to_string(*field.maximum) + ".";
        return "";
    case setting_kind::choice:
        if (!value.is_string()) return "Must be one of the choices.";
        return std::find(field.choices.begin(), field.choices.end(), std::string(value.as_string())) == field.choices.end()
                   ? "Must be one of the choices." : "";
    case setting_kind::text:
    case setting_kind::secret: break;
    }
    if (!value.is_string()) return "Must be a text.";
    return code_points(value.as_string()) > static_cast<std::size_t>(*field.maximum)
               ? "May have at most " + std::to_string(*field.maximum) + " characters." : "";
}

const setting* find(const std::vector<setting>& fields, std::string_view name) {
    auto found = std::find_if(fields.begin(), fields.end(), [&](const setting& one) { return one.name == name; });
    return found == fields.end() ? nullptr : &*found;
}

// What was set, where it still fits the manifest of today; else the default.
json::value value_of(const setting& field, const json::object& set) {
    const json::value* found = set.if_contains(field.name);
    return found && fault_of(field, *found).empty() ? *found : json::parse(field.initial.text);
}

void put(write_tx& tx, const std::string& plugin, const setting& field, const json::value& value, json::object& set) {
    json::value kept = value;
    if (field.kind == setting_kind::secret && !value.as_string().empty())
        kept = identity::seal(std::string(value.as_string()), place_of(plugin, field.name), tx.new_secret(24));
    if (const json::value* before = set.if_contains(field.name); before && *before == kept) return;
    set[field.name] = std::move(kept);
    tx.changed(field.name);
}

}

settings_view view_settings(read_tx& tx, const std::string& plugin, const std::vector<setting>& fields) {
    const stored_settings now = stored(tx, plugin);
    const json::object set = object_of(now.value);
    settings_view view{fields, {}, {}, now.version + 1};
    json::object values;
    for (const setting& field : fields) {
        if (field.kind != setting_kind::secret) values[field.name] = value_of(field, set);
        else if (const json::value* sealed = set.if_contains(field.name); sealed && sealed->is_string() && !sealed->as_string().empty())
            view.secrets.push_back(field.name);
    }
    view.values.text = json::serialize(values);
    return view;
}

bool store_settings(write_tx& tx, const std::string& plugin, const std::vector<setting>& fields, std::string_view given, problems& faults) {
    boost::system::error_code fault;
    const json::value wanted = json::parse(given, fault);
    if (fault || !wanted.is_object()) {
        faults.add("", "Must be an object of settings.");
        return false;
    }
    for (const auto& [name, value] : wanted.as_object()) {
        const setting* field = find(fields, name);
        const std::string wrong = field ? fault_of(*field, value) : "The plugin has no such setting.";
        if (!wrong.empty()) faults.add("/" + std::string(name), (field ? field->title + ": " : "") + wrong);
    }
    if (!faults.list().empty()) return false;
    const stored_settings now = stored(tx, plugin);
    json::object set = object_of(now.value);
    for (const auto& [name, value] : wanted.as_object()) put(tx, plugin, *find(fields, name), value, set);
    const std::string text = json::serialize(set);
    if (now.version > 0)
        tx.execute("UPDATE plugin_settings SET value = :value, version = version + 1 WHERE plugin = :plugin AND name = 'settings'", text, plugin);
    else
        tx.execute("INSERT INTO plugin_settings (plugin, name, value, version) VALUES (:plugin, 'settings', :value, 1)", plugin, text);
    return true;
}

std::string settings_for_plugin(read_tx& tx, const std::string& plugin, const std::vector<setting>& fields) {
    const json::object set = object_of(stored(tx, plugin).value);
    json::object values;
    for (const setting& field : fields) {
        const json::value* sealed = field.kind == setting_kind::secret ? set.if_contains(field.name) : nullptr;
        if (sealed && sealed->is_string() && !sealed->as_string().empty())
            values[field.name] = identity::unseal(std::string(sealed->as_string()), place_of(plugin, field.name));
        else values[field.name] = value_of(field, set);
    }
    return json::serialize(values);
}

}

namespace lumbar::detail {

void read_settings(read_tx& tx, const shape& type, void* value) {
    plugins::host* host = plugins::host_of(tx);
    if (!host) return;
    const std::string plugin(tx.kernel().owner);
    const plugins::points_snapshot& seen = *plugins::points_of(tx);
    const auto fields = seen.starting == plugin ? seen.starting_settings : host->settings_of(plugin);
    if (!fields) throw program_mistake(plugin + " asks for settings and is no plugin");
    const auto faults = read_json(plugins::settings_for_plugin(tx, plugin, *fields), type, value);
    if (faults.empty()) return;
    // A request that is still inside the version before has the settings of that one.
    for (const auto& before : host->former_settings_of(plugin))
        if (read_json(plugins::settings_for_plugin(tx, plugin, *before), type, value).empty()) return;
    throw program_mistake(plugin + ": its settings are not those of its manifest: " + faults.front().pointer + " " + faults.front().detail);
}

}
