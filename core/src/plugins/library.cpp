#define BOOST_DLL_USE_STD_FS
#include "core/src/plugins/library.hpp"

#include "core/src/plugins/manifest.hpp"

#include <boost/dll/shared_library.hpp>

#include <dlfcn.h>
#include <poll.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <csignal>
#include <mutex>
#include <set>
#include <tuple>

namespace lumbar::plugins {

using namespace std::chrono_literals;

namespace {

std::string path_of(const open_file& file) { return "/proc/self/fd/" + std::to_string(file.descriptor()); }

// One file, whatever its name: device, inode, digest.
using identity = std::tuple<dev_t, ino_t, std::string>;

identity identity_of(const library_file& of) {
    struct stat what {};
    ::fstat(of.file->descriptor(), &what);
    return {what.st_dev, what.st_ino, of.digest};
}

// The descriptor stays open as long as the process: the loader knows a library by the name it was loaded under, and a later
// file must not come to be "/proc/self/fd/9" too.
struct loaded_library {
    identity what;
    std::shared_ptr<open_file> file;
    boost::dll::shared_library library;
};

struct of_this_process {
    std::mutex mutex;
    std::vector<loaded_library> loaded;
    std::set<identity> tried;  // a child could load them
};

of_this_process& known() {
    static auto& all = *new of_this_process;  // no destructor: that would unload them
    return all;
}

bool ended_within(pid_t child, int milliseconds) {
    int handle = static_cast<int>(::syscall(SYS_pidfd_open, child, 0));
    if (handle < 0) return true;
    pollfd wait{handle, POLLIN, 0};
    bool ended = ::poll(&wait, 1, milliseconds) > 0;
    ::close(handle);
    return ended;
}

// How the child ends when it got through; a constructor that ends the process by itself says something else.
constexpr int all_are_loaded = 77;

// In the child. What a constructor throws ends the process here: it must not come out of dlopen() and go on as a second server.
[[noreturn]] void open_and_exit(const std::vector<std::string>& paths) noexcept {
    for (int s : {SIGABRT, SIGSEGV, SIGBUS, SIGILL, SIGFPE}) std::signal(s, SIG_DFL);
    ::close(STDERR_FILENO);
    for (const std::string& path : paths)
        if (!::dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL)) ::_exit(1);
    ::_exit(all_are_loaded);
}

int waited_for(pid_t child) {
    int status = 0;
    while (::waitpid(child, &status, 0) < 0)
        if (errno != EINTR) return 0;
    return status;
}

enum class trial { passed, not_started, not_loaded, ended, crashed, too_slow };
struct outcome {
    trial how = trial::passed;
    int signal = 0;
};

outcome try_in_a_child(const std::vector<std::string>& paths, std::chrono::milliseconds patience) {
    pid_t child = ::fork();
    if (child < 0) return {trial::not_started};
    if (child == 0) open_and_exit(paths);
    bool ended = ended_within(child, static_cast<int>(patience.count()));
    if (!ended) ::kill(child, SIGKILL);
    const int status = waited_for(child);
    if (!ended) return {trial::too_slow};
    if (WIFSIGNALED(status)) return {trial::crashed, WTERMSIG(status)};
    if (WEXITSTATUS(status) == all_are_loaded) return {trial::passed};
    return {WEXITSTATUS(status) == 1 ? trial::not_loaded : trial::ended};
}

// One that only cannot be loaded is left to the loader's own words.
void try_alone(const open_file& file) {
    const auto [how, signal] = try_in_a_child({path_of(file)}, 10s);
    if (how == trial::not_started) throw refused("No process could be started to try its library.");
    if (how == trial::too_slow) throw refused("Loading its library did not end within 10 seconds.");
    if (how == trial::ended) throw refused("Loading its library ends the process.");
    if (how == trial::crashed) throw refused("Loading its library crashes: " + std::string(::strsignal(signal)) + ".");
}

}

void try_together(const std::vector<library_file>& libraries) {
    std::lock_guard lock(known().mutex);
    std::vector<std::string> paths;
    std::vector<identity> untried;
    for (const library_file& one : libraries) {
        identity what = identity_of(one);
        if (known().tried.contains(what)) continue;
        paths.push_back(path_of(*one.file));
        untried.push_back(std::move(what));
    }
    if (paths.size() < 2 || try_in_a_child(paths, 3s).how != trial::passed) return;
    known().tried.insert(untried.begin(), untried.end());
}

entry_point load_library(const library_file& from) {
    const identity what = identity_of(from);
    const auto& [device, inode, digest] = what;
    std::lock_guard lock(known().mutex);
    try {
        for (loaded_library& one : known().loaded)
            if (std::get<0>(one.what) == device && std::get<1>(one.what) == inode) {
                if (std::get<2>(one.what) != digest)
                    throw refused("Its plugin.so was written over while this server has it loaded: put the package down with "
                                  "`lumbar plugin add`, then start the server anew.");
                return one.library.get<void(app&)>("lumbar_plugin_entry");
            }
        if (!known().tried.contains(what)) try_alone(*from.file);
        boost::dll::shared_library library(path_of(*from.file), boost::dll::load_mode::rtld_now | boost::dll::load_mode::rtld_local);
        known().loaded.push_back({what, from.file, std::move(library)});
        return known().loaded.back().library.get<void(app&)>("lumbar_plugin_entry");
    } catch (const std::system_error& error) {
        throw refused("Its library cannot be loaded: " + std::string(error.what()) + ".");
    }
}

}
