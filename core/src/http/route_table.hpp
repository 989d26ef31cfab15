#pragma once

#include "core/src/http/route_counts.hpp"
#include "core/src/plugins/lease.hpp"

#include <lumbar/route.hpp>

#include <array>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace lumbar {
namespace [[gnu::visibility("default")]] http {

// One table of routes and where it stands.
struct mount {
    std::string prefix;                      // "/api/v1", "/api/v1/intake"; empty: the table's paths are whole
    const std::vector<route>* routes;        // lives as long as the snapshot
    std::string plugin;                      // empty: core
    std::shared_ptr<plugins::lease> gate;    // null for core
};

// A route where it stands.
struct mounted_route {
    const route* row;
    std::string path;                        // the whole template: "/api/v1/intake/forms/{form}"
    std::vector<std::pair<std::size_t, std::string>> parameters;  // which segment, what name
    std::string plugin;
    std::shared_ptr<plugins::lease> gate;
    route_counts* counts;                    // of the process
};

// All routes at one moment. Immutable.
class route_snapshot {
public:
    // `off`: ids of plugins that are installed and not switched on. Throws std::invalid_argument with a sentence when two
    // routes share method and path, or a path is not of the form "/a/{b}".
    route_snapshot(const std::vector<mount>& mounts, std::vector<std::string> off);
    ~route_snapshot();

    struct found {
        const mounted_route* route = nullptr;        // null: none
        std::string allow;                           // the path exists for these methods only: "GET, PUT"
        bool plugin_off = false;                     // the path belongs to a plugin that is switched off
    };
    // `segments` are decoded; a parameter never matches an empty one. A literal is preferred to a parameter. The route
    // lives as long as the snapshot.
    found match(std::string_view method, const std::vector<std::string>& segments) const;

    // In the order of their mounts and rows.
    const std::vector<std::unique_ptr<mounted_route>>& routes() const { return routes_; }

private:
    struct node;
    void add(const mount& where, const route& row);
    const node* walk(const node& from, const std::vector<std::string>& segments, std::size_t at, int verb) const;

    std::vector<std::unique_ptr<mounted_route>> routes_;
    std::unique_ptr<node> root_;
    std::vector<std::string> off_;
};

// The snapshot in force. Reading it costs a comparison: each thread keeps the last one it saw.
class route_table {
public:
    // Without any route until something is published.
    route_table();
    void publish(std::shared_ptr<const route_snapshot> next);
    std::shared_ptr<const route_snapshot> current() const;

private:
    mutable std::mutex mutex_;
    std::shared_ptr<const route_snapshot> snapshot_;
    std::atomic<std::uint64_t> generation_{0};   // unique among all tables of the process
};

std::string_view name_of(http_verb verb);

}
}
