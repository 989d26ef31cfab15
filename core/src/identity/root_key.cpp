#include "core/src/identity/root_key.hpp"

#include <sodium.h>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <mutex>
#include <optional>
#include <stdexcept>

namespace lumbar::identity {
namespace {

std::mutex mutex;
std::optional<secret_key> root;

void keep(const secret_key& key) {
    std::lock_guard lock(mutex);
    root = key;
}

class open_file {
public:
    open_file(const std::string& path, int flags) : fd(::open(path.c_str(), flags | O_CLOEXEC | O_NOFOLLOW, 0600)) {}
    ~open_file() {
        if (fd >= 0) ::close(fd);
    }
    open_file(const open_file&) = delete;
    open_file& operator=(const open_file&) = delete;
    const int fd;
};

void make(const std::string& path) {
    secret_key key;
    randombytes_buf(key.data(), key.size());
    open_file file(path, O_WRONLY | O_CREAT | O_EXCL);
    if (file.fd < 0 || ::write(file.fd, key.data(), key.size()) != static_cast<ssize_t>(key.size()) || ::fsync(file.fd) != 0)
        throw std::runtime_error("The key file " + path +
                                 " cannot be written: give the data folder to the user who runs the server.");
    keep(key);
}

}

void open_root_key(const std::string& folder, bool may_create) {
    if (sodium_init() < 0) throw std::runtime_error("libsodium does not start on this machine.");
    const std::string path = folder + "/root.key";
    struct stat around {};
    if (::stat(folder.c_str(), &around) == 0 && (around.st_mode & S_IWOTH))
        throw std::runtime_error("Anybody on this machine can put files into " + folder + ": run chmod o-w on it.");
    if (::access(path.c_str(), F_OK) != 0) {
        if (!may_create)
            throw std::runtime_error("The key file " + path +
                                     " is missing although there is data already: put it back from where "
                                     "it is kept; without it links and the audit log cannot be checked.");
        return make(path);
    }
    open_file file(path, O_RDONLY);
    struct stat about {};
    if (file.fd < 0 || ::fstat(file.fd, &about) != 0)
        throw std::runtime_error("The key file " + path + " cannot be read by the user who runs the server.");
    if (!S_ISREG(about.st_mode) || (about.st_uid != ::geteuid() && about.st_uid != 0))
        throw std::runtime_error("The key file " + path + " must be a file of the user who runs the server.");
    if (about.st_mode & 077)
        throw std::runtime_error("The key file " + path + " can be read by others: run chmod 600 on it.");
    secret_key key;
    unsigned char more;
    if (::read(file.fd, key.data(), key.size()) != static_cast<ssize_t>(key.size()) || ::read(file.fd, &more, 1) != 0)
        throw std::runtime_error("The key file " + path + " is damaged: it must hold exactly 32 bytes.");
    keep(key);
}

void use_passing_root_key() {
    if (sodium_init() < 0) throw std::runtime_error("libsodium does not start on this machine.");
    secret_key key;
    randombytes_buf(key.data(), key.size());
    keep(key);
}

secret_key derived_key(std::string_view purpose) {
    std::lock_guard lock(mutex);
    if (!root || purpose.size() != crypto_kdf_CONTEXTBYTES)
        throw std::logic_error("a key was asked for before the root key is open");
    secret_key key;
    crypto_kdf_derive_from_key(key.data(), key.size(), 1, purpose.data(), root->data());
    return key;
}

}
