#include "core/src/clinic/kept_boards.hpp"

#include "core/src/plugins/points.hpp"
#include "db/src/context.hpp"

#include <map>
#include <memory>
#include <mutex>

namespace lumbar::practice {
namespace {

constexpr std::string_view now_member = "\"now\":\"";

struct kept_board {
    std::string made_from;
    std::string json;
    std::size_t now_at = 0; // where the moment stands in it
};

std::mutex keeping;
std::map<std::string, std::shared_ptr<const kept_board>> boards;   // by store and date

// What a board is made from besides the day: the data, who answers for it, and the minute. Visits start and end on whole minutes,
// so nothing passes within one. Empty when that cannot be told.
std::string grounds_of(read_tx& tx) {
    std::string text = data::data_seen(tx);
    if (text.empty()) return text;
    return text + ' ' + std::to_string(plugins::points_serial(tx)) + ' ' + std::to_string(tx.now().count / 60'000);
}

std::shared_ptr<const kept_board> find(const std::string& key, const std::string& grounds) {
    std::lock_guard lock(keeping);
    const auto found = boards.find(key);
    return found != boards.end() && found->second->made_from == grounds ? found->second : nullptr;
}

void keep(const std::string& key, std::shared_ptr<const kept_board> board) {
    constexpr std::size_t most = 64;
    std::lock_guard lock(keeping);
    if (boards.size() >= most) boards.clear();
    boards.insert_or_assign(key, std::move(board));
}

}

std::string board_json(read_tx& tx, const calendar_date& date) {
    const std::string grounds = grounds_of(tx);
    const std::string key = grounds.substr(0, grounds.find(' ')) + ' ' + date.text;
    auto made = grounds.empty() ? nullptr : find(key, grounds);
    if (!made) {
        auto fresh = std::make_shared<kept_board>();
        const board day = board_on(tx, date);
        fresh->made_from = grounds;
        append_json(fresh->json, day);
        // Only the day and the zone stand before it, and neither holds a quotation mark.
        fresh->now_at = fresh->json.find(now_member) + now_member.size();
        made = fresh;
        if (!grounds.empty() && day.failed.empty()) keep(key, made);
    }
    std::string json = made->json;
    const std::string now = to_text(tx.now());
    return json.replace(made->now_at, now.size(), now);
}

}
