#include "core/src/plugins/registration.hpp"

#include <algorithm>

namespace lumbar::plugins {

namespace {

class registration : public app {
public:
    registered result;

    void routes(const std::vector<route>& table) override { result.tables.push_back(&table); }
    void on_enable(void (*start)(write_tx&)) override { result.start = start; }
    void on_demo(bool (*fill)(write_tx&)) override { result.demo = fill; }

protected:
    void subscribe(std::string_view event, const shape& type, std::function<void(const void*, write_tx&)> hear) override {
        for (const subscription& other : result.hears)
            if (other.event == event) throw refused("Its code hears the event " + std::string(event) + " twice.");
        result.hears.push_back({std::string(event), &type, std::move(hear)});
    }
    void answer(std::string_view point, std::shared_ptr<void> function) override {
        if (!result.answers.emplace(point, std::move(function)).second)
            throw refused("Its code answers the point " + std::string(point) + " twice.");
    }
};

void check_route(const route& row, const manifest& agreed) {
    std::string path(row.path), name(row.who.name);
    switch (row.who.what) {
    case access::rule::permission:
        if (!names_permission(agreed, name))
            throw refused("Its route " + path + " asks for the permission " + name + ", which its manifest does not name.");
        break;
    case access::rule::client_link: {
        const auto& purposes = listed(agreed.client_links);
        if (std::find(purposes.begin(), purposes.end(), name) == purposes.end())
            throw refused("Its route " + path + " is for the client link " + name + ", which its manifest does not name.");
        break;
    }
    case access::rule::anyone: throw refused("Its route " + path + " is open to anyone; a plugin's routes are not.");
    case access::rule::signed_in:
    case access::rule::in_person: break;
    }
}

void compare(std::vector<std::string> code, std::vector<std::string> agreed, const std::string& what) {
    std::sort(code.begin(), code.end());
    std::sort(agreed.begin(), agreed.end());
    for (const std::string& name : code)
        if (!std::binary_search(agreed.begin(), agreed.end(), name))
            throw refused("Its code uses the " + what + " " + name + ", which its manifest does not name.");
    for (const std::string& name : agreed)
        if (!std::binary_search(code.begin(), code.end(), name))
            throw refused("Its manifest names the " + what + " " + name + ", which its code does not use.");
}

}

registered run_registration(entry_point entry, const manifest& agreed) {
    registration app;
    try {
        entry(app);
    } catch (const refused&) {
        throw;
    } catch (const std::exception& error) {
        throw refused("Its registration failed: " + std::string(error.what()) + ".");
    } catch (...) {
        throw refused("Its registration failed with an exception of its own kind.");
    }
    for (const auto* table : app.result.tables)
        for (const route& row : *table) check_route(row, agreed);
    std::vector<std::string> events, points;
    for (const subscription& s : app.result.hears) events.push_back(s.event);
    for (const auto& [point, function] : app.result.answers) points.push_back(point);
    compare(events, listed(agreed.events), "event");
    compare(points, listed(agreed.points), "extension point");
    return std::move(app.result);
}

}
