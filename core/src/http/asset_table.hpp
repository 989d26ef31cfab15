#pragma once

#include "core/src/http/exchange.hpp"

#include <memory>
#include <optional>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <unordered_map>

namespace lumbar::http {

// A file to serve, from a table that is filled at start and when a plugin is switched on: no path of a request ever
// reaches the file system.
struct asset {
    std::string bytes;
    std::string gzipped;             // empty: not worth it
    std::string_view type;           // a literal: "text/javascript; charset=utf-8"
};

class asset_table {
public:
    // Files of the browser's first load are immutable: their path holds the hash of their content.
    void put(std::string path, std::string bytes, std::string gzipped, std::string_view type);
    void remove_below(std::string_view prefix);
    // Pages: every GET of another path gets `staff`; those at or below /f get `client`. The one inline script of each, its
    // import map, is hashed into the page's Content-Security-Policy.
    void put_pages(std::string staff, std::string client);

    // Empty: no such file.
    std::optional<outgoing> answer(const incoming& request) const;

private:
    struct page {
        std::string html;
        std::string policy;
    };
    static page with_policy(std::string html);

    mutable std::shared_mutex mutex_;
    std::unordered_map<std::string, std::shared_ptr<const asset>> files_;
    page staff_, client_;
};

// "text/javascript; charset=utf-8" for ".js"; "application/octet-stream" for what the product does not ship.
std::string_view media_type_of(std::string_view path);

}
