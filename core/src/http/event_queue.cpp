#include "core/src/http/event_queue.hpp"

#include <boost/asio/post.hpp>

namespace lumbar::http {

void event_queue::send(std::string_view event, std::string_view data) {
    if (!open_) return;
    {
        std::lock_guard lock(mutex_);
        if (waiting_.size() > most_waiting) {
            open_ = false;
        } else {
            waiting_.append("event: ").append(event).append("\ndata: ").append(data).append("\n\n");
        }
    }
    auto wake = [self = shared_from_this()] { self->wake_.cancel(); };
    asio::post(wake_.get_executor(), wake);
}

void event_queue::close() {
    open_ = false;
    auto wake = [self = shared_from_this()] { self->wake_.cancel(); };
    asio::post(wake_.get_executor(), wake);
}

std::string event_queue::take() {
    std::lock_guard lock(mutex_);
    return std::exchange(waiting_, {});
}

}
