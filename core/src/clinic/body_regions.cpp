#include <lumbar/body_regions.hpp>

#include <lumbar/json.hpp>

#include "clinic_data_files.hpp"

#include <algorithm>
#include <stdexcept>

namespace lumbar {
namespace practice {

struct region_group {
    std::string id;
    std::vector<std::string> regions;
};
BOOST_DESCRIBE_STRUCT(region_group, (), (id, regions))

struct region_map {
    std::vector<body_region> regions;
    std::vector<region_group> groups;
};
BOOST_DESCRIBE_STRUCT(region_map, (), (regions, groups))

namespace {

const region_map& the_body() {
    static const region_map body = [] {
        region_map read;
        if (!read_json(clinic_data::file("body_regions.json"), read).empty())
            throw std::logic_error("body_regions.json cannot be read");
        return read;
    }();
    return body;
}

}
}

const std::vector<body_region>& body_regions() { return practice::the_body().regions; }

bool is_body_region(std::string_view id) {
    return std::ranges::any_of(body_regions(), [&](const body_region& region) { return region.id == id; });
}

std::vector<std::string> regions_in(std::string_view region_or_group) {
    for (const auto& group : practice::the_body().groups)
        if (group.id == region_or_group) return group.regions;
    if (is_body_region(region_or_group)) return {std::string(region_or_group)};
    return {};
}

}
