#include "db/src/sqlite_queue.hpp"

#include <algorithm>

namespace lumbar::data {

write_queue::lane* write_queue::find(const std::string& owner) {
    auto found = std::find_if(lanes_.begin(), lanes_.end(), [&](const lane& l) { return l.owner == owner; });
    return found == lanes_.end() ? nullptr : &*found;
}

bool write_queue::add(std::unique_ptr<write_job>& one) {
    const std::string& owner = one->who.owner;
    lane* own = find(owner);
    const std::size_t share = owner == "core" ? limit_ : std::max<std::size_t>(1, limit_ / 2);
    if (size_ >= limit_ || (own && own->jobs.size() >= share)) return false;
    if (!own) own = &lanes_.emplace_back(lane{owner, {}});
    own->jobs.push_back(std::move(one));
    ++size_;
    return true;
}

write_jobs write_queue::take(std::size_t most) {
    write_jobs taken;
    while (!lanes_.empty() && taken.size() < most) {
        const bool alone = static_cast<bool>(lanes_.front().jobs.front()->alone);
        if (alone && !taken.empty()) break;
        write_jobs& next = lanes_.front().jobs;
        taken.push_back(std::move(next.front()));
        next.pop_front();
        --size_;
        if (next.empty()) lanes_.pop_front();
        else lanes_.splice(lanes_.end(), lanes_, lanes_.begin());
        if (alone) break;
    }
    return taken;
}

void write_queue::put_back(write_jobs jobs) {
    size_ += jobs.size();
    for (; !jobs.empty(); jobs.pop_back()) {
        lane* own = find(jobs.back()->who.owner);
        if (!own) own = &lanes_.emplace_front(lane{jobs.back()->who.owner, {}});
        own->jobs.push_front(std::move(jobs.back()));
    }
}

}
