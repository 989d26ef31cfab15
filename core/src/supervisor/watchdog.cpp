#include "core/src/supervisor/watchdog.hpp"

#include <unistd.h>

#include <fstream>
#include <sstream>
#include <string>

namespace lumbar::supervision {

namespace {

constexpr int looks_per_second = 2, patience_s = 5, waiting_s = 60, slower = 12;

// Processor time of a thread in clock ticks; 0 when it cannot be told.
long ticks_of(pid_t process, int thread) {
    std::ifstream file("/proc/" + std::to_string(process) + "/task/" + std::to_string(thread) + "/stat");
    std::string line;
    std::getline(file, line);
    std::istringstream rest(line.substr(std::min(line.size(), line.rfind(')') + 1)));
    std::string skipped;
    for (int i = 0; i < 11; ++i) rest >> skipped;
    long user = 0, system = 0;
    rest >> user >> system;
    return user + system;
}

}

std::optional<stuck> watchdog::look() {
    if (!signs_.serving) return {};
    for (std::size_t i = 0; i < loops_.size(); ++i) {
        const std::uint64_t beats = signs_.beats[i];
        if (beats != loops_[i].beats) loops_[i] = {beats, 0};
        else if (beats > 0 && ++loops_[i].looks > patience_s * looks_per_second) return stuck{at_work_on(signs_.loop_threads[i])};
    }
    for (std::size_t i = 0; i < threads_.size(); ++i)
        if (hangs(signs_.threads[i], threads_[i])) return stuck{&signs_.threads[i]};
    return {};
}

const thread_signs* watchdog::at_work_on(int thread) const {
    for (const thread_signs& one : signs_.threads)
        if (thread != 0 && one.thread == thread && one.depth > 0) return &one;
    return nullptr;
}

// Who waits for another (a database that has gone) is given more time than who computes. On the thread that writes, what a
// handler waits for is waited for by everybody; the writer's own waiting is the disk's.
bool watchdog::hangs(const thread_signs& one, thread_seen& before) {
    const std::uint64_t turn = one.turn;
    if (one.thread == 0 || one.depth == 0 || turn != before.turn) {
        before = {turn, 0, 0};
        return false;
    }
    if (one.writer) return ++before.looks > (one.depth > 1 ? patience_s : waiting_s) * looks_per_second;
    const long ticks = ticks_of(server_, one.thread);
    if (before.looks++ == 0) before.ticks = ticks;
    const int allowed = one.slow ? slower : 1;
    return ticks - before.ticks >= patience_s * allowed * sysconf(_SC_CLK_TCK) ||
           before.looks > waiting_s * allowed * looks_per_second;
}

}
