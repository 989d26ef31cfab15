#include "core/src/log.hpp"

#include <lumbar/json.hpp>
#include <lumbar/utc_ms.hpp>

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <chrono>

namespace lumbar {

namespace {

bool is_word(std::string_view text) {
    constexpr std::string_view marks = "_./{}:-";
    return text.size() <= 120 && std::all_of(text.begin(), text.end(), [&](unsigned char c) {
        return (c < 128 && std::isalnum(c)) || marks.find(static_cast<char>(c)) != marks.npos;
    });
}

spdlog::logger& lines() {
    static spdlog::logger logger = [] {
        spdlog::logger made("lumbar", std::make_shared<spdlog::sinks::stderr_sink_mt>());
        made.set_pattern("%v");
        made.flush_on(spdlog::level::trace);
        return made;
    }();
    return logger;
}

spdlog::level::level_enum of(log_level level) {
    return level == log_level::info      ? spdlog::level::info
           : level == log_level::warning ? spdlog::level::warn
                                         : spdlog::level::err;
}

std::string_view name_of(log_level level) {
    return level == log_level::info ? "info" : level == log_level::warning ? "warning" : "error";
}

utc_ms clock() {
    using namespace std::chrono;
    return {duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count()};
}

}

log_value::log_value(log_word word) : text_(is_word(word.text) ? word.text : "?") {}

void log_value::append_to(std::string& json) const {
    if (number_) json += text_;
    else append_json_text(json, text_);
}

void log(log_level level, log_literal message, std::initializer_list<log_field> fields) {
    if (!lines().should_log(of(level))) return;
    std::string json = "{\"at\":\"" + to_text(clock()) + "\",\"level\":\"";
    json += name_of(level);
    json += "\",\"message\":";
    append_json_text(json, message.str());
    for (const log_field& field : fields) {
        json += ',';
        append_json_text(json, field.name.str());
        json += ':';
        field.value.append_to(json);
    }
    json += '}';
    lines().log(of(level), json);
}

void log_from(log_level least) { lines().set_level(of(least)); }

}
