// Loaded before the C library (LD_PRELOAD) it makes calls fail that a good machine never lets fail. What fails stands in the
// file that LUMBAR_SHIM_CONTROL names, and is looked at again whenever that file is rewritten in place:
//   write N ERROR     the N-th write or pwrite from now on, and all after it, to a regular file
//   sync N ERROR      the same for fsync and fdatasync
//   malloc N COUNT    COUNT allocations from the N-th on
//   full              the disk has no room while there is a lumbar.sqlite-reserve in the control file's folder
//   readonly          every change of a file, and of the control file's folder
//   clock SECONDS     nothing fails; the wall clock is that much later
//   nothing           all is well again
// ERROR is the number of the error, 5 for EIO, 28 for ENOSPC. LUMBAR_SHIM_COUNTS names a file of four 64-bit numbers that count
// writes, syncs, allocations and what has failed.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

enum { writes, syncs, allocations, failures, kinds };

static _Atomic long own_counts[kinds];
static _Atomic long *counts = own_counts;
static _Atomic long fails_from[3]; // 0: never
static _Atomic long fails_until[3];
static _Atomic int error_number;
static _Atomic int read_only;
static _Atomic int full_but_for_reserve;
static _Atomic long clock_offset;
static _Atomic int ready;
static const char *control;
static _Atomic long control_changed;
static _Atomic int looking;

// Allocations are counted before anything else may be called. A program with jemalloc must get its memory there, where it
// gives it back.
extern void *__libc_malloc(size_t);
extern void *__libc_calloc(size_t, size_t);
extern void *__libc_realloc(void *, size_t);
extern void *mallocx(size_t, int) __attribute__((weak));
extern void *rallocx(void *, size_t, int) __attribute__((weak));
enum { zeroed = 0x40 }; // MALLOCX_ZERO

static void look(void) {
    struct stat now;
    if (!control || stat(control, &now) != 0) return;
    long changed = (now.st_mtim.tv_sec * 1000000000L + now.st_mtim.tv_nsec) * 31 + now.st_size;
    if (changed == control_changed || atomic_exchange(&looking, 1)) return;
    char text[128] = "";
    int file = (int)syscall(SYS_openat, AT_FDCWD, control, O_RDONLY | O_CLOEXEC);
    ssize_t size = file < 0 ? 0 : read(file, text, sizeof text - 1);
    if (file >= 0) close(file);
    // Rewritten in place, it is empty for a moment; only a whole line counts.
    if (size > 0 && text[size - 1] == '\n') {
        char word[16];
        long n = 0, more = 0;
        int known = sscanf(text, "%15s %ld %ld", word, &n, &more);
        for (int kind = 0; kind < 3; ++kind) fails_from[kind] = 0;
        read_only = !strcmp(word, "readonly");
        full_but_for_reserve = !strcmp(word, "full");
        clock_offset = strcmp(word, "clock") ? 0 : n;
        int kind = !strcmp(word, "write") ? writes : !strcmp(word, "sync") ? syncs : !strcmp(word, "malloc") ? allocations : -1;
        if (known == 3 && kind >= 0) {
            error_number = kind == allocations ? ENOMEM : (int)more;
            fails_until[kind] = kind == allocations ? counts[kind] + n + more : LONG_MAX;
            fails_from[kind] = counts[kind] + n;
        }
        control_changed = changed;
    }
    looking = 0;
}

__attribute__((constructor)) static void begin(void) {
    const char *told = getenv("LUMBAR_SHIM_COUNTS");
    control = getenv("LUMBAR_SHIM_CONTROL");
    if (told) {
        int file = open(told, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
        if (file >= 0 && ftruncate(file, sizeof own_counts) == 0) {
            void *shared = mmap(NULL, sizeof own_counts, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
            if (shared != MAP_FAILED) counts = shared;
        }
        if (file >= 0) close(file);
    }
    look();
    ready = 1;
}

static int fails(int kind) {
    long number = ++counts[kind];
    if (!fails_from[kind] || number < fails_from[kind] || number >= fails_until[kind]) return 0;
    ++counts[failures];
    errno = error_number;
    return 1;
}

// Sockets and pipes are well.
static int is_ours(int file) {
    struct stat what;
    return fstat(file, &what) == 0 && S_ISREG(what.st_mode);
}

static int is_full(void) {
    if (!full_but_for_reserve) return 0;
    char reserve[PATH_MAX];
    snprintf(reserve, sizeof reserve, "%.*s/lumbar.sqlite-reserve", (int)(strrchr(control, '/') - control), control);
    if (syscall(SYS_faccessat, AT_FDCWD, reserve, F_OK) != 0) return 0;
    ++counts[failures];
    errno = ENOSPC;
    return 1;
}

static int may_not(int kind, int file) {
    if (!ready) return 0;
    int before = errno;
    int refused = is_ours(file) && (look(), fails(kind));
    if (!refused && kind == writes && full_but_for_reserve && is_ours(file) && is_full()) return 1;
    if (!refused && read_only && kind == writes && is_ours(file)) {
        ++counts[failures];
        errno = EROFS;
        return 1;
    }
    if (!refused) errno = before;
    return refused;
}

// A path in the folder of the control file, or that folder, which must not change now.
static int frozen(const char *path) {
    if (!ready || !control) return 0;
    int before = errno;
    look();
    errno = before;
    size_t folder = (size_t)(strrchr(control, '/') - control);
    if (!read_only || strncmp(path, control, folder) != 0 || (path[folder] != '/' && path[folder] != 0)) return 0;
    errno = EROFS;
    return 1;
}

static int opened(const char *path, int flags, mode_t mode) {
    if ((flags & (O_WRONLY | O_RDWR | O_CREAT | O_TRUNC)) && frozen(path)) return -1;
    return (int)syscall(SYS_openat, AT_FDCWD, path, flags, mode);
}

static mode_t mode_of(int flags, va_list more) { return flags & O_CREAT ? va_arg(more, mode_t) : 0; }

int open(const char *path, int flags, ...) {
    va_list more;
    va_start(more, flags);
    mode_t mode = mode_of(flags, more);
    va_end(more);
    return opened(path, flags, mode);
}

int open64(const char *path, int flags, ...) {
    va_list more;
    va_start(more, flags);
    mode_t mode = mode_of(flags, more);
    va_end(more);
    return opened(path, flags | O_LARGEFILE, mode);
}

int access(const char *path, int how) {
    return (how & W_OK) && frozen(path) ? -1 : (int)syscall(SYS_faccessat, AT_FDCWD, path, how);
}

int unlink(const char *path) { return frozen(path) ? -1 : (int)syscall(SYS_unlink, path); }
int rename(const char *from, const char *to) { return frozen(to) ? -1 : (int)syscall(SYS_rename, from, to); }
int mkdir(const char *path, mode_t mode) { return frozen(path) ? -1 : (int)syscall(SYS_mkdir, path, mode); }

int clock_gettime(clockid_t which, struct timespec *into) {
    int failed = (int)syscall(SYS_clock_gettime, which, into);
    if (failed || !ready || which != CLOCK_REALTIME) return failed;
    look();
    into->tv_sec += clock_offset;
    return 0;
}

time_t time(time_t *into) {
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    if (into) *into = now.tv_sec;
    return now.tv_sec;
}

int gettimeofday(struct timeval *restrict into, void *restrict zone) {
    (void)zone;
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    into->tv_sec = now.tv_sec;
    into->tv_usec = now.tv_nsec / 1000;
    return 0;
}

ssize_t write(int file, const void *data, size_t size) {
    return may_not(writes, file) ? -1 : syscall(SYS_write, file, data, size);
}

ssize_t pwrite(int file, const void *data, size_t size, off_t at) {
    return may_not(writes, file) ? -1 : syscall(SYS_pwrite64, file, data, size, at);
}

ssize_t pwrite64(int file, const void *data, size_t size, off64_t at) {
    return may_not(writes, file) ? -1 : syscall(SYS_pwrite64, file, data, size, at);
}

int fallocate(int file, int how, off_t from, off_t size) {
    look();
    if (full_but_for_reserve) {
        errno = ENOSPC;
        return -1;
    }
    return (int)syscall(SYS_fallocate, file, how, from, size);
}

int statvfs(const char *path, struct statvfs *into) {
    static int (*real)(const char *, struct statvfs *);
    if (!real) real = (int (*)(const char *, struct statvfs *))dlsym(RTLD_NEXT, "statvfs");
    look();
    int failed = real(path, into);
    if (!failed && full_but_for_reserve) into->f_bavail = 0;
    return failed;
}

int fsync(int file) { return may_not(syncs, file) ? -1 : (int)syscall(SYS_fsync, file); }
int fdatasync(int file) { return may_not(syncs, file) ? -1 : (int)syscall(SYS_fdatasync, file); }

static int no_memory(void) {
    if (!ready) return 0;
    if ((counts[allocations] & 1023) == 0) look();
    return fails(allocations);
}

static size_t at_least_one(size_t size) { return size ? size : 1; }

void *malloc(size_t size) {
    if (no_memory()) return NULL;
    return mallocx ? mallocx(at_least_one(size), 0) : __libc_malloc(size);
}

void *calloc(size_t number, size_t size) {
    size_t all = 0;
    if (__builtin_mul_overflow(number, size, &all) || no_memory()) return NULL;
    return mallocx ? mallocx(at_least_one(all), zeroed) : __libc_calloc(number, size);
}

void *realloc(void *old, size_t size) {
    if (no_memory()) return NULL;
    if (!mallocx) return __libc_realloc(old, size);
    return old ? rallocx(old, at_least_one(size), 0) : mallocx(at_least_one(size), 0);
}
