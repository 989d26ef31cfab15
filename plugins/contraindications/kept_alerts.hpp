#pragma once

#include <lumbar/points.hpp>

#include <map>
#include <mutex>
#include <optional>
#include <unordered_map>

namespace contraindications {
using namespace lumbar;

// All that a client's alerts depend on, as text: facts, birth date, the clinic's day and rules for ages, coming visits and
// their services, stored checks, answers. Equal text, equal alerts. One query for all clients; a client who does not exist is
// not in it.
std::map<row_id, std::string> grounds_of_alerts(read_tx& tx, std::span<const row_id> clients);

// Alerts that were made before, each with the grounds they were made on. They are never wrong, as the grounds come from the
// asking transaction itself; only forgotten, when more than twice `room` clients are in use. For any thread.
class kept_alerts {
public:
    explicit kept_alerts(std::size_t room) : room_(room) {}

    // Empty unless they were made on exactly these grounds.
    std::optional<std::vector<client_alert>> find(const row_id& client, const std::string& grounds);
    void keep(const row_id& client, const std::string& grounds, const std::vector<client_alert>& alerts);

private:
    struct kept {
        std::string grounds;
        std::vector<client_alert> alerts;
    };

    std::mutex mutex_;
    std::size_t room_;
    std::unordered_map<row_id, kept> used_lately_, used_before_;
};

}
