#pragma once

#include <lumbar/problems.hpp>
#include <lumbar/transaction.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

// What an admin can set of a plugin. Its manifest's `settings` is a JSON Schema of this subset: an object whose `properties`
// each have a `title`, may have a `description`, and are one of
//   {"type": "boolean", "default": false}
//   {"type": "integer", "default": 45, "minimum": 20, "maximum": 80}
//   {"type": "string",  "default": "",  "maxLength": 200}          at most 4,000
//   {"type": "string",  "default": "a", "enum": ["a", "b"]}
//   {"type": "string",  "writeOnly": true}                         a secret: stored sealed, never shown again
namespace lumbar {
namespace [[gnu::visibility("default")]] plugins {

enum class setting_kind { boolean, integer, text, choice, secret };
BOOST_DESCRIBE_ENUM(setting_kind, boolean, integer, text, choice, secret)

struct setting {
    std::string name;
    std::string title;
    std::string description;
    setting_kind kind = setting_kind::text;
    json_document initial;
    std::optional<std::int64_t> minimum;   // of an integer
    std::optional<std::int64_t> maximum;   // of an integer, or a text's most code points
    std::vector<std::string> choices;
};
BOOST_DESCRIBE_STRUCT(setting, (), (name, title, description, kind, initial, minimum, maximum, choices))

// The settings as an admin sees them: `values` without secrets, those that are set in `secrets`.
struct settings_view {
    std::vector<setting> fields;
    json_document values;
    std::vector<std::string> secrets;
    std::int64_t version = 1;
};
BOOST_DESCRIBE_STRUCT(settings_view, (), (fields, values, secrets, version))

// Reads a manifest's schema. `faults` gets a sentence for each thing that is not of the subset above.
std::vector<setting> settings_in(std::string_view schema, std::vector<std::string>& faults);

settings_view view_settings(read_tx& tx, const std::string& plugin, const std::vector<setting>& fields);

// Changes those that `json`, an object, names; an empty secret takes it away. False, with each fault, when one does not fit.
bool store_settings(write_tx& tx, const std::string& plugin, const std::vector<setting>& fields, std::string_view json, problems& faults);

// All of them as one JSON object, secrets opened: what the plugin itself reads.
std::string settings_for_plugin(read_tx& tx, const std::string& plugin, const std::vector<setting>& fields);

}
}
