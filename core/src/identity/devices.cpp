#include "core/src/identity/devices.hpp"

#include <utility>

namespace lumbar::identity {
namespace {

using mark = std::pair<std::string_view, std::string_view>;

// The first that stands in the text counts: nearly all call themselves Chrome and Safari too.
constexpr mark browsers[] = {{"Edg", "Edge"},          {"OPR/", "Opera"},      {"SamsungBrowser/", "Samsung Internet"},
                             {"Firefox/", "Firefox"},  {"FxiOS/", "Firefox"},  {"CriOS/", "Chrome"},
                             {"Chrome/", "Chrome"},    {"Chromium/", "Chromium"}, {"Safari/", "Safari"}};
constexpr mark systems[] = {{"iPhone", "iPhone"},   {"iPad", "iPad"},  {"Android", "Android"}, {"CrOS", "ChromeOS"},
                            {"Windows", "Windows"}, {"Mac OS", "Mac"}, {"Linux", "Linux"}};

template <std::size_t N>
std::string_view first_of(const mark (&marks)[N], std::string_view text) {
    for (const auto& [sign, word] : marks)
        if (text.find(sign) != text.npos) return word;
    return {};
}

}

std::string device_words(std::string_view user_agent) {
    const auto browser = first_of(browsers, user_agent), system = first_of(systems, user_agent);
    if (browser.empty() || !user_agent.starts_with("Mozilla/")) return "A program";
    return std::string(browser) + (system.empty() ? "" : " on ") + std::string(system);
}

}
