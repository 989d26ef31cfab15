#include "db/src/sqlite_log_file.hpp"

#include <soci/sqlite3/soci-sqlite3.h>

#include <cstddef>
#include <cstring>
#include <new>
#include <vector>

namespace lumbar::data {

using namespace sqlite_api;

namespace {

constexpr std::size_t most_gathered = 124 * 1024; // SQLite writes less than 128 KiB at once, and takes exactly 128 for a full disk

sqlite3_vfs* systems() {
    static sqlite3_vfs* own = sqlite3_vfs_find(nullptr);
    return own;
}

// What SQLite has for a file handle; the system's own handle lies behind it in the same memory.
struct log_file {
    sqlite3_file base;
    std::vector<char>* gathered;
    sqlite3_int64 at; // in the file, of what is gathered
};

log_file& log_of(sqlite3_file* file) { return *reinterpret_cast<log_file*>(file); }
sqlite3_file* inner(sqlite3_file* file) {
    return reinterpret_cast<sqlite3_file*>(reinterpret_cast<std::byte*>(file) + sizeof(log_file));
}

// What could not be written stays and is tried again: the transaction whose pages they are may go on after a statement has failed.
int flush(sqlite3_file* file) {
    log_file& log = log_of(file);
    if (log.gathered->empty()) return SQLITE_OK;
    const int code = inner(file)->pMethods->xWrite(inner(file), log.gathered->data(), static_cast<int>(log.gathered->size()), log.at);
    if (code == SQLITE_OK) log.gathered->clear();
    return code;
}

bool holds_some_of(const log_file& log, int size, sqlite3_int64 at) {
    const auto end = log.at + static_cast<sqlite3_int64>(log.gathered->size());
    return !log.gathered->empty() && at < end && at + size > log.at;
}

int close_log(sqlite3_file* file) {
    const int code = flush(file);
    const int closed = inner(file)->pMethods->xClose(inner(file));
    delete log_of(file).gathered;
    return code == SQLITE_OK ? closed : code;
}

int read_log(sqlite3_file* file, void* to, int size, sqlite3_int64 at) {
    if (holds_some_of(log_of(file), size, at))
        if (const int code = flush(file)) return code;
    return inner(file)->pMethods->xRead(inner(file), to, size, at);
}

int write_log(sqlite3_file* file, const void* from, int size, sqlite3_int64 at) {
    log_file& log = log_of(file);
    const auto more = static_cast<std::size_t>(size);
    const bool follows = at == log.at + static_cast<sqlite3_int64>(log.gathered->size());
    if (!follows || log.gathered->size() + more > most_gathered)
        if (const int code = flush(file)) return code;
    if (log.gathered->empty()) log.at = at;
    try {
        const auto* bytes = static_cast<const char*>(from);
        log.gathered->insert(log.gathered->end(), bytes, bytes + more);
        return SQLITE_OK;
    } catch (const std::bad_alloc&) {
        const int code = flush(file);
        return code ? code : inner(file)->pMethods->xWrite(inner(file), from, size, at);
    }
}

int truncate_log(sqlite3_file* file, sqlite3_int64 size) {
    if (const int code = flush(file)) return code;
    return inner(file)->pMethods->xTruncate(inner(file), size);
}

// A commit that could not be written is taken back, and must not come into the log after all with what follows.
int sync_log(sqlite3_file* file, int flags) {
    if (const int code = flush(file)) {
        log_of(file).gathered->clear();
        return code;
    }
    return inner(file)->pMethods->xSync(inner(file), flags);
}

int size_log(sqlite3_file* file, sqlite3_int64* size) {
    if (const int code = flush(file)) return code;
    return inner(file)->pMethods->xFileSize(inner(file), size);
}

int lock_log(sqlite3_file* file, int how) { return inner(file)->pMethods->xLock(inner(file), how); }
int unlock_log(sqlite3_file* file, int how) { return inner(file)->pMethods->xUnlock(inner(file), how); }
int look_at_lock(sqlite3_file* file, int* held) { return inner(file)->pMethods->xCheckReservedLock(inner(file), held); }
int control_log(sqlite3_file* file, int what, void* with) { return inner(file)->pMethods->xFileControl(inner(file), what, with); }
int sector_size(sqlite3_file* file) { return inner(file)->pMethods->xSectorSize(inner(file)); }
int traits_of_device(sqlite3_file* file) { return inner(file)->pMethods->xDeviceCharacteristics(inner(file)); }

const sqlite3_io_methods& log_methods() {
    static const sqlite3_io_methods all = [] {
        sqlite3_io_methods m{};
        m.iVersion = 1;
        m.xClose = close_log;
        m.xRead = read_log;
        m.xWrite = write_log;
        m.xTruncate = truncate_log;
        m.xSync = sync_log;
        m.xFileSize = size_log;
        m.xLock = lock_log;
        m.xUnlock = unlock_log;
        m.xCheckReservedLock = look_at_lock;
        m.xFileControl = control_log;
        m.xSectorSize = sector_size;
        m.xDeviceCharacteristics = traits_of_device;
        return m;
    }();
    return all;
}

// All but a log is opened as the system does it.
int open_file(sqlite3_vfs*, const char* name, sqlite3_file* file, int flags, int* opened_as) {
    if (!(flags & SQLITE_OPEN_WAL)) return systems()->xOpen(systems(), name, file, flags, opened_as);
    file->pMethods = nullptr;
    const int code = systems()->xOpen(systems(), name, inner(file), flags, opened_as);
    if (code) return code;
    auto* gathered = new (std::nothrow) std::vector<char>;
    if (!gathered) {
        inner(file)->pMethods->xClose(inner(file));
        return SQLITE_NOMEM;
    }
    log_file& log = log_of(file);
    log.gathered = gathered;
    log.at = 0;
    log.base.pMethods = &log_methods();
    return SQLITE_OK;
}

}

const char* gathering_log() {
    static sqlite3_vfs own = [] {
        sqlite3_vfs v = *systems();
        v.pNext = nullptr;
        v.zName = "lumbar";
        v.szOsFile += static_cast<int>(sizeof(log_file));
        v.xOpen = open_file;
        return v;
    }();
    static const int registered = sqlite3_vfs_register(&own, 0);
    return registered == SQLITE_OK ? own.zName : systems()->zName;
}

}
