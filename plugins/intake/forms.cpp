#include "forms.hpp"

#include <intake_data_files.hpp>

#include <stdexcept>

namespace intake {

std::vector<form_line> forms_of(read_tx& tx) {
    return tx.rows<form_line>(R"(
        SELECT id, name, title, version, published_at
        FROM intake_forms
        ORDER BY published_at DESC, id DESC)");
}

std::optional<form> form_of(read_tx& tx, const row_id& id) {
    return tx.row<form>(R"(
        SELECT id, name, title, version, published_at, questionnaire
        FROM intake_forms
        WHERE id = :id)",
        id);
}

std::optional<form_line> current_form(read_tx& tx) {
    return tx.row<form_line>(R"(
        SELECT id, name, title, version, published_at
        FROM intake_forms
        ORDER BY published_at DESC, id DESC
        LIMIT 1)");
}

questionnaire questions_of(read_tx& tx, const row_id& id) {
    auto stored = tx.value<std::string>("SELECT questionnaire FROM intake_forms WHERE id = :id", id);
    if (!stored) throw std::logic_error("a response without its form");
    parsed_questionnaire parsed = parse_questionnaire(*stored);
    if (!parsed.refused.empty()) throw std::logic_error("a published form that is no longer supported");
    return std::move(parsed.form);
}

std::vector<field_problem> publish(write_tx& tx, std::string_view text) {
    parsed_questionnaire parsed = parse_questionnaire(text);
    if (!parsed.refused.empty()) return std::move(parsed.refused);
    auto last = tx.row<form>(R"(
        SELECT id, name, title, version, published_at, questionnaire
        FROM intake_forms
        WHERE name = :name
        ORDER BY version DESC
        LIMIT 1)",
        parsed.form.name);
    if (last && last->questionnaire.text == text) return {};
    tx.execute(R"(
        INSERT INTO intake_forms (id, name, title, version, questionnaire, published_at)
        VALUES (:id, :name, :title, :version, :questionnaire, :published_at))",
        tx.new_id(), parsed.form.name, parsed.form.title, last ? last->version + 1 : 1, text, tx.now());
    return {};
}

std::vector<std::string_view> own_forms() {
    std::vector<std::string_view> all;
    for (std::string_view file : intake_data::files()) all.push_back(intake_data::file(file));
    return all;
}

void publish_own_forms(write_tx& tx) {
    for (std::string_view text : own_forms()) {
        auto refused = publish(tx, text);
        if (!refused.empty()) throw std::runtime_error("a form of this plugin cannot be published: " + refused.front().detail);
    }
}

}
