#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace lumbar {
namespace [[gnu::visibility("default")]] http {

// How often a route was asked since this process started, and how it answered. Counting is three atomic additions.
struct alignas(64) route_counts {
    using number = std::atomic<std::uint64_t>;
    // Upper ends of the classes of duration; whatever took longer is the class after the last.
    static constexpr std::array<double, 10> seconds{0.001, 0.0025, 0.005, 0.01, 0.025, 0.1, 0.25, 1, 2.5, 10};

    std::array<number, 5> answers{};               // 1xx to 5xx
    std::array<number, seconds.size() + 1> took{};
    number nanoseconds{0};
    number writing{0};                             // nanoseconds of its handler in write transactions, that wait for one another
    number faults{0};                              // handlers that threw what they should not, or were stopped
    std::atomic<bool> quick{false};                // its last read was so short that the next may run on a connection's thread

    void count(int status, std::chrono::nanoseconds duration);
};

// Its life is time that a handler of this route spends writing.
class time_writing {
public:
    explicit time_writing(route_counts& counts) : counts_(counts) {}
    ~time_writing();
    time_writing(const time_writing&) = delete;
    time_writing& operator=(const time_writing&) = delete;

private:
    route_counts& counts_;
    const std::chrono::steady_clock::time_point began_ = std::chrono::steady_clock::now();
};

struct counted_route {
    std::string method, path, plugin;              // the template; plugin is "core" for the kernel's own
    const route_counts* counts;
};

// The counts of a route, made when it is first named and there until the process ends. Not for the path of a request: only
// templates may become labels.
route_counts& counts_of(std::string_view method, std::string_view path, std::string_view plugin);
// Whatever no route answers.
route_counts& counts_of_no_route();
std::vector<counted_route> counted_routes();

// When the first route of this process was named: what is counted is counted from then on.
struct count_start {
    std::chrono::system_clock::time_point wall = std::chrono::system_clock::now();
    std::chrono::steady_clock::time_point steady = std::chrono::steady_clock::now();
};
const count_start& counted_since();

}
}
