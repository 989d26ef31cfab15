#pragma once

#include "core/src/demo/demo.hpp"

// The steps of fill_demo(), each in transactions of its own that are short enough for the writer's budget.
namespace lumbar::demo {

caller made_up();

// Numbers that look picked by chance and are the same each time.
class dice {
public:
    explicit dice(std::uint64_t seed) : state_(seed) {}
    // 0 to sides - 1.
    int roll(int sides);

private:
    std::uint64_t state_;
};

struct staff {
    std::vector<row_id> practitioners;
    std::vector<row_id> services;
};
staff add_staff(database& db);

// In the order of the list of names.
std::vector<row_id> add_clients(database& db);

void add_facts(database& db, const std::vector<row_id>& clients);
void add_visits(database& db, const staff& team, const std::vector<row_id>& clients);

}
