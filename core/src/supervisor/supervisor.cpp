#include "core/src/supervisor/supervisor.hpp"

#include "core/src/log.hpp"
#include "core/src/supervisor/strikes.hpp"
#include "core/src/supervisor/watchdog.hpp"

#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstring>
#include <exception>
#include <system_error>
#include <utility>

namespace lumbar::supervision {

using namespace std::chrono_literals;
using clock = std::chrono::steady_clock;

namespace {

// How one server ended.
struct death {
    int status = 0;
    std::optional<stuck> hung;

    bool crashed() const { return hung || WIFSIGNALED(status) || WEXITSTATUS(status) != 0; }
};

int exit_code_of(int status) { return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status); }

std::chrono::milliseconds left_until(clock::time_point moment) {
    return std::chrono::ceil<std::chrono::milliseconds>(std::max(clock::duration(), moment - clock::now()));
}

// What the parent counts and tells may fail when the machine is short of memory: it goes on watching.
template <class Work>
void try_to(Work work) noexcept {
    try {
        work();
    } catch (const std::exception&) {
    }
}

class parent {
public:
    parent(vital_signs& signs, const std::string& strike_file, const std::function<void()>& end)
        : signs_(signs), end_(end), strikes_(strike_file, clock::now()) {
        for (const auto& one : strikes_.held()) quarantine(one);
        sigemptyset(&heard_);
        for (int signal : {SIGTERM, SIGINT, SIGHUP, SIGCHLD}) sigaddset(&heard_, signal);
        sigprocmask(SIG_BLOCK, &heard_, nullptr);
    }

    std::optional<int> run();

private:
    void become_server(pid_t supervisor);
    death watch(pid_t server);
    int next_signal(std::chrono::milliseconds patience);
    bool told_to_end_within(std::chrono::milliseconds pause);
    void tell(const death& how);
    void blame(const thread_signs& thread);
    void quarantine(const quarantined_plugin& one);
    void forget_stored();
    const thread_signs* culprit(const death& how) const;

    vital_signs& signs_;
    const std::function<void()>& end_;
    sigset_t heard_;
    strikes strikes_;
    back_off pause_;
    bool ending_ = false;
};

void parent::become_server(pid_t supervisor) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != supervisor) _exit(1);  // it died before this could be asked for
    sigset_t children;
    sigemptyset(&children);
    sigaddset(&children, SIGCHLD);
    sigprocmask(SIG_UNBLOCK, &children, nullptr);
    leave_a_mark_when_crashing();
}

// 0 when nothing came.
int parent::next_signal(std::chrono::milliseconds patience) {
    const timespec wait{patience.count() / 1000, patience.count() % 1000 * 1'000'000};
    return std::max(0, sigtimedwait(&heard_, nullptr, &wait));
}

bool parent::told_to_end_within(std::chrono::milliseconds pause) {
    const auto until = clock::now() + pause;
    do {
        const int signal = next_signal(left_until(until));
        if (signal != 0 && signal != SIGCHLD) return true;
    } while (clock::now() < until);
    return false;
}

death parent::watch(pid_t server) {
    death how;
    watchdog dog(signs_, server);
    auto next_look = clock::now() + 500ms, give_up = clock::time_point::max();
    for (;;) {
        const int signal = next_signal(left_until(next_look));
        if (signal != 0 && signal != SIGCHLD) {
            if (!std::exchange(ending_, true)) {
                end_();
                give_up = clock::now() + 60s;
            }
            kill(server, signal);
        }
        if (waitpid(server, &how.status, WNOHANG) == server) return how;
        if (clock::now() < next_look) continue;
        next_look = clock::now() + 500ms;
        try_to([&] { forget_stored(); });
        if (!ending_ && !how.hung) try_to([&] { how.hung = dog.look(); });
        if (how.hung || clock::now() > give_up) kill(server, SIGKILL);
    }
}

// The thread whose work ended the server. A kill from outside was nobody's fault; an exit is only when one alone was at work.
const thread_signs* parent::culprit(const death& how) const {
    if (how.hung) return how.hung->thread;
    const thread_signs* found = nullptr;
    for (const thread_signs& one : signs_.threads) {
        if (one.thread == 0 || one.depth == 0 || (one.writer && one.depth == 1 && one.thread != signs_.crashed_thread)) continue;
        if (one.thread == signs_.crashed_thread) return &one;
        if (!WIFEXITED(how.status)) continue;
        if (found) return nullptr;
        found = &one;
    }
    return found;
}

void parent::blame(const thread_signs& thread) {
    const int depth = std::min<int>(thread.depth, thread_signs::most);
    const mark& ran = thread.marks[static_cast<std::size_t>(depth - 1)];
    if (std::string_view(ran.plugin) == "core")
        return log(log_level::error, "the server's own code was at work when it went down", {{"route", log_word{ran.what}}});
    const int count = strikes_.add(ran.plugin, clock::now());
    log(log_level::error, "a plugin was at work when the server went down",
        {{"plugin", log_word{ran.plugin}}, {"route", log_word{ran.what}}, {"strike", count}});
    if (count < strikes::most) return;
    strikes_.hold({ran.plugin, ran.what});
    quarantine({ran.plugin, ran.what});
    log(log_level::error, "a plugin is quarantined", {{"plugin", log_word{ran.plugin}}});
}

// The next server's to store.
void parent::quarantine(const quarantined_plugin& one) {
    if (signs_.quarantined >= signs_.quarantine.size()) return;
    mark& next = signs_.quarantine[signs_.quarantined];
    put(next.plugin, one.id);
    put(next.what, one.what);
    ++signs_.quarantined;
}

void parent::forget_stored() {
    if (signs_.quarantined == 0 && !strikes_.held().empty()) strikes_.let_go();
}

void parent::tell(const death& how) {
    if (how.hung) log(log_level::error, "the server hung and was ended");
    else if (WIFSIGNALED(how.status)) log(log_level::error, "the server crashed", {{"signal", WTERMSIG(how.status)}});
    else log(log_level::error, "the server ended without being told to", {{"exit_code", WEXITSTATUS(how.status)}});
    if (const thread_signs* thread = culprit(how)) blame(*thread);
}

std::optional<int> parent::run() {
    const pid_t self = getpid();
    for (bool first = true;; first = false) {
        signs_.serving = signs_.has_served = false;
        signs_.crashed_thread = 0;
        for (auto& beats : signs_.beats) beats = 0;
        for (thread_signs& one : signs_.threads) {
            one.thread = one.depth = 0;
            one.writer = false;
        }
        const auto born = clock::now();
        const pid_t server = fork();
        if (server < 0 && first) throw std::system_error(errno, std::generic_category(), "the server's process cannot be started");
        if (server == 0) {
            become_server(self);
            return {};
        }
        if (server > 0) {
            const death how = watch(server);
            try_to([&] { forget_stored(); });
            if (ending_ || !how.crashed() || (first && !signs_.has_served && WIFEXITED(how.status))) return exit_code_of(how.status);
            try_to([&] { tell(how); });
        }
        if (told_to_end_within(pause_.after(clock::now() - born))) return 0;
        try_to([] { log(log_level::info, "the server is started again"); });
    }
}

}

std::optional<int> supervise(const std::string& strike_file, const std::function<void()>& end) {
    return parent(share_vital_signs(), strike_file, end).run();
}

}
