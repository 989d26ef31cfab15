#pragma once

#include <lumbar/actor.hpp>
#include <lumbar/utc_ms.hpp>

#include <chrono>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>

namespace lumbar::identity {

// A session as it was read a moment ago.
struct known_session {
    actor who;
    std::string csrf;
    utc_ms seen_at;                  // the idle clock as stored
    utc_ms idle_until;
    utc_ms proved_at;                // when the password was last given
    bool unchecked = false;          // a client's: the birth date has not been given yet
    std::chrono::steady_clock::time_point read_at;
};

// What this process has read of sessions in the last five seconds, by token hash. After clear() nothing is kept for a
// second: whoever clears it does so inside a write, and until that is stored others still read what was before.
class session_cache {
public:
    static session_cache& of_process();

    // Null when it is not known.
    std::shared_ptr<const known_session> find(const std::string& token_hash) const;
    void put(const std::string& token_hash, known_session session);
    void clear();

private:
    static constexpr std::chrono::seconds longest{5}, pause{1};
    static constexpr std::size_t most = 10'000;

    mutable std::mutex mutex_;
    std::unordered_map<std::string, std::shared_ptr<const known_session>> known_;
    std::chrono::steady_clock::time_point keeps_from_;
};

}
