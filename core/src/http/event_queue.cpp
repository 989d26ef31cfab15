#include "core/src/http/event_queue.hpp"

#include <boost/asio/post.hpp>

namespace lumbar::http {

void event_queue::listen(timer_type* wake) {
    std::lock_guard lock(mutex_);
    wake_ = wake;
    if (!wake) open_ = false;
}

// Under the mutex: the timer's executor lives while wake_ is set.
void event_queue::wake_up() {
    if (!wake_) return;
    auto cancel = [self = shared_from_this()] {
        std::lock_guard lock(self->mutex_);
        if (self->wake_) self->wake_->cancel();
    };
    asio::post(wake_->get_executor(), cancel);
}

void event_queue::send(std::string_view event, std::string_view data) {
    std::lock_guard lock(mutex_);
    if (!open_) return;
    if (waiting_.size() > most_waiting) open_ = false;
    else waiting_.append("event: ").append(event).append("\ndata: ").append(data).append("\n\n");
    wake_up();
}

void event_queue::close() {
    std::lock_guard lock(mutex_);
    open_ = false;
    wake_up();
}

std::string event_queue::take() {
    std::lock_guard lock(mutex_);
    return std::exchange(waiting_, {});
}

}
