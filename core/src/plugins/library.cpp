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

#include <csignal>
#include <mutex>

namespace lumbar::plugins {

namespace {

// The descriptor stays open as long as the process: the loader knows a library by the name it was loaded under, and a later
// file must not come to be "/proc/self/fd/9" too.
struct loaded_library {
    dev_t device;
    ino_t inode;
    std::string digest;
    std::shared_ptr<open_file> file;
    boost::dll::shared_library library;
};

std::string path_of(const open_file& file) { return "/proc/self/fd/" + std::to_string(file.descriptor()); }

bool ended_within(pid_t child, int milliseconds) {
    int handle = static_cast<int>(::syscall(SYS_pidfd_open, child, 0));
    if (handle < 0) return true;
    pollfd wait{handle, POLLIN, 0};
    bool ended = ::poll(&wait, 1, milliseconds) > 0;
    ::close(handle);
    return ended;
}

// In the child. What a constructor throws ends the process here: it must not come out of dlopen() and go on as a second server.
[[noreturn]] void open_and_exit(const std::string& path) noexcept {
    for (int s : {SIGABRT, SIGSEGV, SIGBUS, SIGILL, SIGFPE}) std::signal(s, SIG_DFL);
    ::close(STDERR_FILENO);
    ::_exit(::dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL) ? 0 : 1);
}

void try_in_a_child(const open_file& file) {
    std::string path = path_of(file);
    pid_t child = ::fork();
    if (child < 0) throw refused("No process could be started to try its library.");
    if (child == 0) open_and_exit(path);
    bool ended = ended_within(child, 10000);
    if (!ended) ::kill(child, SIGKILL);
    int status = 0;
    ::waitpid(child, &status, 0);
    if (!ended) throw refused("Loading its library did not end within 10 seconds.");
    if (WIFSIGNALED(status)) throw refused("Loading its library crashes: " + std::string(::strsignal(WTERMSIG(status))) + ".");
}

}

entry_point load_library(const std::shared_ptr<open_file>& file, const std::string& digest) {
    static std::mutex mutex;
    static auto& loaded = *new std::vector<loaded_library>;  // no destructor: that would unload them
    struct stat what {};
    ::fstat(file->descriptor(), &what);
    std::lock_guard lock(mutex);
    try {
        for (loaded_library& known : loaded)
            if (known.device == what.st_dev && known.inode == what.st_ino) {
                if (known.digest != digest)
                    throw refused("Its plugin.so was written over while this server has it loaded: put the package down with "
                                  "`lumbar plugin add`, then start the server anew.");
                return known.library.get<void(app&)>("lumbar_plugin_entry");
            }
        try_in_a_child(*file);
        boost::dll::shared_library library(path_of(*file), boost::dll::load_mode::rtld_now | boost::dll::load_mode::rtld_local);
        loaded.push_back({what.st_dev, what.st_ino, digest, file, std::move(library)});
        return loaded.back().library.get<void(app&)>("lumbar_plugin_entry");
    } catch (const std::system_error& error) {
        throw refused("Its library cannot be loaded: " + std::string(error.what()) + ".");
    }
}

}
