#pragma once

#include "core/src/metrics/metrics.hpp"
#include "core/src/plugins/lease.hpp"

#include <lumbar/database.hpp>

#include <condition_variable>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <vector>

namespace lumbar {
namespace [[gnu::visibility("default")]] events {

struct outbox_row;

// Who hears what. `plugin` and `event` together name its cursor: it goes on where it stopped, also after having been off.
struct subscriber {
    std::string plugin;
    std::string event;
    const shape* type = nullptr;                              // of the event's struct
    std::function<void(const void* happened, write_tx&)> hear;
    std::shared_ptr<plugins::lease> gate;                     // of the plugin; null for core
};

// What the rest of the server adds. Called on the dispatcher's thread.
struct surroundings {
    std::function<std::shared_ptr<const void>()> points;      // caller::host of each delivery
    std::function<void(std::string_view event, std::string_view payload)> tell_windows;
};

// Delivers what transactions have emitted, after their commit, in the order of their sealing: each event to each of its
// subscribers in a write transaction that also moves the subscriber's cursor, so at least once, and once unless the
// process dies between the two. What throws is tried again, later and later; after ten tries the event is parked in
// parked_events and the subscriber goes on.
class event_dispatcher {
public:
    event_dispatcher(database& db, surroundings around);
    ~event_dispatcher();  // stops; what is not delivered yet waits for the next start

    void start();
    // Replaces all. One that was never here before hears what happens from now on, not the past.
    void set_subscribers(std::vector<subscriber> all);
    // Something may have been emitted. Cheap; from any thread.
    void wake();

    // What each subscriber has not heard yet. Asks the database.
    std::vector<metrics::unheard> lag();
    // Delivers all there is on this thread, for tests. Returns the number of deliveries. Retries wait for their time.
    std::size_t deliver_all();
    // Deletes what is older than an hour and has been heard by all who hear it, at most 20,000 events. Done each minute.
    void prune();

private:
    struct waiting {
        int tries = 0;
        utc_ms next;
    };
    // What has happened since the last round that went through.
    struct news {
        std::int64_t since = -1;
        std::int64_t newest = 0;
        std::set<std::string> events;
    };
    void run();
    news look() const;
    std::size_t deliver_to(const subscriber& one, const std::string& name, std::int64_t newest);
    bool deliver(const subscriber& one, const std::string& name, std::int64_t before, std::int64_t seq, const std::string& payload);
    void postpone(const subscriber& one, const std::string& name, std::int64_t before, const outbox_row& event, const std::string& kind);
    bool tell_windows();

    database& db_;
    surroundings around_;
    std::mutex delivering_;                    // one round at a time, which alone touches the next two
    std::int64_t looked_ = -1;                 // the newest event of the last round that went through; -1: none did
    std::map<std::string, std::int64_t> heard_through_;  // by subscriber: up to there nothing is left for it; absent: not known
    std::mutex mutex_;
    std::condition_variable woken_;
    bool awake_ = false, stopping_ = false;
    std::vector<subscriber> subscribers_;
    std::map<std::string, waiting> waiting_;   // by subscriber; of its next event
    std::int64_t told_ = -1;                   // the last event that windows were told of; -1: not looked yet
    std::thread thread_;
};

}
}
