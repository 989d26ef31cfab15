#include "core/src/http/large_answer.hpp"

#include <lumbar/database.hpp>

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <filesystem>

namespace lumbar::http {

namespace {

constexpr std::size_t at_once = 1 << 18;

[[noreturn]] void fail() {
    throw database_error(errno == ENOSPC || errno == EDQUOT ? database_fault::full : database_fault::failed,
                         "the file of a large answer could not be written");
}

int unnamed_file(const std::string& folder) {
    const std::filesystem::path in = folder.empty() ? std::filesystem::temp_directory_path() : std::filesystem::path(folder);
    std::string path = (in / ".answer-XXXXXX").string();
    const int made = ::mkostemp(path.data(), O_CLOEXEC);
    if (made < 0) fail();
    ::unlink(path.c_str());
    return made;
}

}

large_answer::large_answer(const std::string& folder) : descriptor_(unnamed_file(folder)) {}

large_answer::~large_answer() { ::close(descriptor_); }

void large_answer::add(std::string_view bytes) {
    waiting_ += bytes;
    if (waiting_.size() >= at_once) write_out();
}

void large_answer::write_out() {
    for (std::string_view rest = waiting_; !rest.empty();) {
        const ssize_t done = ::write(descriptor_, rest.data(), rest.size());
        if (done < 0 && errno == EINTR) continue;
        if (done <= 0) fail();
        rest.remove_prefix(static_cast<std::size_t>(done));
        written_ += static_cast<std::size_t>(done);
    }
    waiting_.clear();
}

held_bytes large_answer::bytes() {
    write_out();
    if (written_ == 0) return {};
    void* bytes = ::mmap(nullptr, written_, PROT_READ, MAP_PRIVATE, descriptor_, 0);
    if (bytes == MAP_FAILED) fail();
    return {{static_cast<const char*>(bytes), written_},
            {bytes, [size = written_](const void* at) { ::munmap(const_cast<void*>(at), size); }}};
}

}
