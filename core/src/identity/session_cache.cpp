#include "core/src/identity/session_cache.hpp"

namespace lumbar::identity {

session_cache& session_cache::of_process() {
    static session_cache cache;
    return cache;
}

std::shared_ptr<const known_session> session_cache::find(const std::string& token_hash) const {
    std::lock_guard lock(mutex_);
    auto found = known_.find(token_hash);
    if (found == known_.end() || std::chrono::steady_clock::now() - found->second->read_at > longest) return {};
    return found->second;
}

void session_cache::put(const std::string& token_hash, known_session session) {
    auto kept = std::make_shared<const known_session>(std::move(session));
    std::lock_guard lock(mutex_);
    if (std::chrono::steady_clock::now() < keeps_from_) return;
    if (known_.size() >= most) known_.clear();
    known_.insert_or_assign(token_hash, std::move(kept));
}

void session_cache::clear() {
    std::lock_guard lock(mutex_);
    known_.clear();
    keeps_from_ = std::chrono::steady_clock::now() + pause;
}

}
