#pragma once

#include <lumbar/shape.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace [[gnu::visibility("default")]] lumbar {

// The 84 regions of clinical/outcomes.md 5: 12 midline, 36 paired ("-left", "-right": the client's own side).
struct body_region {
    std::string id;
    std::string label;   // "left calf"
    std::string view;    // where it is best seen: front, back, side
    std::string side;    // left, right, midline
};
BOOST_DESCRIBE_STRUCT(body_region, (), (id, label, view, side))

const std::vector<body_region>& body_regions();
bool is_body_region(std::string_view id);

// The regions of a group ("legs"), or the region itself; empty for anything else ("site" is no fixed region).
std::vector<std::string> regions_in(std::string_view region_or_group);

}
