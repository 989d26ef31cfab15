#include "core/src/clinic/kept_boards.hpp"

#include "core/src/plugins/points.hpp"
#include "db/src/context.hpp"

#include <iterator>
#include <list>
#include <memory>
#include <mutex>
#include <optional>
#include <unordered_map>
#include <utility>

namespace lumbar::practice {
namespace {

constexpr std::string_view now_member = "\"now\":\"";

// What a board is made from besides the data: the day, who answers for it, and the minute. Visits start and end on whole minutes,
// so nothing passes within one.
struct circumstances {
    std::uint64_t points = 0;
    std::int64_t minute = 0;
    friend bool operator==(const circumstances&, const circumstances&) = default;
};

struct kept_board {
    circumstances made_in;
    data::data_state made_from;
    data::table_use asked;
    std::string json;
    std::size_t now_at = 0; // where the moment stands in it
};
using board_ptr = std::shared_ptr<const kept_board>;

// A visit refers to a client who was there before: one who is added changes no board that is kept.
bool stands(const kept_board& board, const circumstances& now, const data::data_state& state) {
    return board.made_in == now && state.same_as(board.made_from, board.asked, {"clients"});
}

// The boards that were asked for last, by database and date: as many as fit, which is a quarter of a year of full days.
class kept_boards {
public:
    static kept_boards& of_process() {
        static kept_boards all;
        return all;
    }

    board_ptr find(const std::string& key) {
        std::lock_guard lock(mutex_);
        const auto found = places_.find(key);
        if (found == places_.end()) return nullptr;
        boards_.splice(boards_.begin(), boards_, found->second);
        return found->second->board;
    }

    void keep(const std::string& key, board_ptr board) {
        std::lock_guard lock(mutex_);
        if (const auto before = places_.find(key); before != places_.end()) drop(before->second);
        held_ += board->json.size();
        boards_.push_front({key, std::move(board)});
        places_.emplace(key, boards_.begin());
        while (held_ > room) drop(std::prev(boards_.end()));
    }

private:
    struct kept {
        std::string key;
        board_ptr board;
    };
    using place = std::list<kept>::iterator;
    static constexpr std::size_t room = 8 << 20;

    void drop(place one) {
        held_ -= one->board->json.size();
        places_.erase(one->key);
        boards_.erase(one);
    }

    std::mutex mutex_;
    std::list<kept> boards_; // the last asked for first
    std::unordered_map<std::string, place> places_;
    std::size_t held_ = 0; // bytes of JSON
};

board_ptr make(read_tx& tx, const calendar_date& date, const circumstances& now, const data::data_state& state, bool& whole) {
    std::optional<data::table_watch> watch;
    if (state.known()) watch.emplace(tx);
    const board day = board_on(tx, date);
    auto made = std::make_shared<kept_board>(kept_board{now, state, watch ? watch->seen() : data::table_use(), {}, 0});
    append_json(made->json, day);
    made->json.shrink_to_fit();
    // Only the day and the zone stand before it, and neither holds a quotation mark.
    made->now_at = made->json.find(now_member) + now_member.size();
    whole = day.failed.empty();
    return made;
}

board_ptr kept_or_made(read_tx& tx, const calendar_date& date) {
    const data::data_state state(tx);
    const circumstances now{plugins::points_serial(tx), tx.now().count / 60'000};
    const std::string key = std::to_string(state.store()) + ' ' + date.text;
    if (state.known())
        if (auto kept = kept_boards::of_process().find(key); kept && stands(*kept, now, state)) return kept;
    bool whole = false;
    auto made = make(tx, date, now, state, whole);
    if (state.known() && whole) kept_boards::of_process().keep(key, made);
    return made;
}

}

response board_answer(read_tx& tx, const calendar_date& date) {
    const auto board = kept_or_made(tx, date);
    const std::string_view json = board->json;
    const std::string now = to_text(tx.now());
    response answer;
    answer.body.append(json.substr(0, board->now_at)).append(now);
    answer.rest = {json.substr(board->now_at + now.size()), board};
    return answer;
}

}
