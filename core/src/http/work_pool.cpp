#include "core/src/http/work_pool.hpp"

namespace lumbar::http {

work_pool::work_pool(int threads, std::size_t queue) : most_(queue) {
    for (int i = 0; i < threads; ++i) threads_.emplace_back([this] { run(); });
}

work_pool::~work_pool() {
    {
        std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    more_.notify_all();
    for (auto& thread : threads_) thread.join();
}

bool work_pool::post(std::function<void()> work) {
    {
        std::lock_guard lock(mutex_);
        if (queue_.size() >= most_) return false;
        queue_.push_back(std::move(work));
    }
    more_.notify_one();
    return true;
}

void work_pool::run() {
    for (;;) {
        std::function<void()> work;
        {
            std::unique_lock lock(mutex_);
            more_.wait(lock, [this] { return stopping_ || !queue_.empty(); });
            if (queue_.empty()) return;
            work = std::move(queue_.front());
            queue_.pop_front();
        }
        work();
    }
}

}
