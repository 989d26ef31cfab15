#include "core/src/supervisor/vital_signs.hpp"

#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <memory>
#include <new>
#include <system_error>

namespace lumbar::supervision {

namespace {

vital_signs* shared = nullptr;

constexpr int fatal_signals[] = {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT, SIGTRAP, SIGSYS};

int own_thread() { return static_cast<int>(syscall(SYS_gettid)); }

// This thread's place in the shared memory, and a second stack for the handler of a signal that a full stack causes.
struct place {
    static constexpr std::size_t stack_size = 32 * 1024;
    thread_signs* signs = nullptr;
    std::unique_ptr<char[]> stack;

    place() {
        if (!shared) return;
        for (thread_signs& one : shared->threads) {
            int free = 0;
            if (!one.thread.compare_exchange_strong(free, own_thread())) continue;
            signs = &one;
            break;
        }
        stack = std::make_unique_for_overwrite<char[]>(stack_size);
        stack_t other{};
        other.ss_sp = stack.get();
        other.ss_size = stack_size;
        sigaltstack(&other, nullptr);
    }

    ~place() {
        stack_t none{};
        none.ss_flags = SS_DISABLE;
        if (stack) sigaltstack(&none, nullptr);
        if (!signs) return;
        signs->writer = false;
        signs->depth = 0;
        signs->thread = 0;
    }
};

place& own_place() {
    thread_local place mine;
    return mine;
}

extern "C" void note_crash(int signal) {
    shared->crashed_thread = own_thread();
    syscall(SYS_tgkill, getpid(), own_thread(), signal);  // the handler is gone by now: this one ends the process
}

}

vital_signs& share_vital_signs() {
    void* memory = mmap(nullptr, sizeof(vital_signs), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED) throw std::system_error(errno, std::generic_category(), "memory for the supervisor");
    return *(shared = new (memory) vital_signs{});
}

vital_signs* shared_vital_signs() { return shared; }

void beat(std::size_t loop) {
    if (!shared || loop >= shared->beats.size()) return;
    shared->loop_threads[loop] = own_thread();
    ++shared->beats[loop];
}

void now_serving(bool serving) {
    if (!shared) return;
    shared->serving = serving;
    if (serving) shared->has_served = true;
}

void writer_at_work(bool yes) {
    if (!shared) return;
    if (!yes) return leave();
    enter("core", "the writer", false);
    if (thread_signs* signs = own_place().signs) signs->writer = true;
}

void leave_a_mark_when_crashing() {
    if (!shared) return;
    struct sigaction action{};
    action.sa_handler = note_crash;
    action.sa_flags = static_cast<int>(SA_ONSTACK | SA_RESETHAND);
    for (int signal : fatal_signals) sigaction(signal, &action, nullptr);
}

void enter(std::string_view plugin, std::string_view what, bool slow) {
    if (!shared) return;
    thread_signs* signs = own_place().signs;
    if (!signs) return;
    const int depth = signs->depth;
    if (depth < thread_signs::most) {
        put(signs->marks[static_cast<std::size_t>(depth)].plugin, plugin);
        put(signs->marks[static_cast<std::size_t>(depth)].what, what);
    }
    if (depth == 0) signs->slow = slow;
    ++signs->turn;
    signs->depth = depth + 1;
}

void leave() {
    if (!shared) return;
    thread_signs* signs = own_place().signs;
    if (!signs) return;
    --signs->depth;
    ++signs->turn;
}

running::running(std::string_view plugin, std::string_view what, bool slow) { enter(plugin, what, slow); }
running::~running() { leave(); }

std::vector<quarantined_plugin> quarantined_plugins() {
    std::vector<quarantined_plugin> all;
    for (std::size_t i = 0; shared && i < shared->quarantined; ++i)
        all.push_back({shared->quarantine[i].plugin, shared->quarantine[i].what});
    return all;
}

void quarantine_stored() {
    if (shared) shared->quarantined = 0;
}

}
