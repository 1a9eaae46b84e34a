// See FaultShim.h. Every call goes to the kernel directly: the C library's own functions of the same names are never needed.
#define _GNU_SOURCE
#include "FaultShim.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

#define EXPORT __attribute__((visibility("default")))

// One lock around each call and its record: the order of the trace is an order in which the calls could have happened.
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static char watch[PATH_MAX];
static size_t watch_length;
static dev_t watch_device;
static char control[PATH_MAX];
static char lie[256];
static long sync_microseconds;
static int trace_file = -1;

// ---- which files are watched: by inode, so that duplicated descriptors and those passed around count too

struct watched {
    ino_t inode;
    char *path;
    struct watched *next;
};

static struct watched *files[4096];

static struct watched **slot(ino_t inode) {
    struct watched **at = &files[inode % 4096];
    while (*at && (*at)->inode != inode) at = &(*at)->next;
    return at;
}

static void remember(ino_t inode, const char *path) {
    struct watched **at = slot(inode);
    if (!*at) {
        *at = calloc(1, sizeof **at);
        if (!*at) abort();
        (*at)->inode = inode;
    }
    free((*at)->path);
    (*at)->path = strdup(path);
    if (!(*at)->path) abort();
}

static void forget(ino_t inode) {
    struct watched **at = slot(inode);
    if (!*at) return;
    struct watched *old = *at;
    *at = old->next;
    free(old->path);
    free(old);
}

// Under the lock.
static struct watched *find(int file) {
    struct stat status;
    if (!watch_length || fstat(file, &status) != 0 || status.st_dev != watch_device) return NULL;
    return *slot(status.st_ino);
}

static bool ends_with(const char *text, const char *end) {
    size_t length = strlen(text), tail = strlen(end);
    return length >= tail && strcmp(text + length - tail, end) == 0;
}

// The path below the watched folder ("" for itself), NULL if it is elsewhere.
static const char *below(const char *path) {
    if (!watch_length || strncmp(path, watch, watch_length) != 0) return NULL;
    if (path[watch_length] == '\0') return "";
    if (path[watch_length] != '/' || ends_with(path, "-shm")) return NULL;
    return path + watch_length + 1;
}

static const char *path_of(int file, char *buffer) {
    char link[64];
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    ssize_t length = readlink(link, buffer, PATH_MAX - 1);
    if (length < 0) return NULL;
    buffer[length] = '\0';
    return below(buffer);
}

// The same for a name that may not be there yet. Links on the way are not followed: the tests make none.
static const char *path_at(int folder, const char *name, char *buffer) {
    size_t length = 0;
    if (name[0] != '/') {
        char link[64];
        if (folder == AT_FDCWD) snprintf(link, sizeof link, "/proc/self/cwd");
        else snprintf(link, sizeof link, "/proc/self/fd/%d", folder);
        ssize_t found = readlink(link, buffer, PATH_MAX - 1);
        if (found < 0) return NULL;
        length = (size_t)found;
        buffer[length++] = '/';
    }
    if (length + strlen(name) >= PATH_MAX) return NULL;
    strcpy(buffer + length, name);
    return below(buffer);
}

// ---- the trace

static char *pending;
static size_t pending_length;
enum { PENDING_SIZE = 4 << 20 };

static void write_all(int file, const char *bytes, size_t count) {
    while (count > 0) {
        ssize_t done = syscall(SYS_write, file, bytes, count);
        if (done < 0 && errno == EINTR) continue;
        if (done <= 0) abort();
        bytes += done;
        count -= (size_t)done;
    }
}

static void flush_trace(void) {
    if (trace_file >= 0) write_all(trace_file, pending, pending_length);
    pending_length = 0;
}

static void put(const void *bytes, size_t count) {
    if (pending_length + count > PENDING_SIZE) flush_trace();
    if (count > PENDING_SIZE) {
        write_all(trace_file, bytes, count);
        return;
    }
    memcpy(pending + pending_length, bytes, count);
    pending_length += count;
}

static void record(uint8_t kind, ino_t inode, int64_t first, int64_t second, const char *path, const void *data, size_t count) {
    if (trace_file < 0) return;
    int saved = errno;
    struct faultshim_record head = {
        .kind = kind, .path_length = path ? (uint32_t)strlen(path) : 0, .data_length = count, .inode = inode, .first = first,
        .second = second};
    put(&head, sizeof head);
    if (path) put(path, head.path_length);
    if (count > 0) put(data, count);
    errno = saved;
}

EXPORT void faultshim_mark(const char *text) {
    pthread_mutex_lock(&lock);
    record(FAULTSHIM_MARK, 0, 0, 0, NULL, text, strlen(text));
    pthread_mutex_unlock(&lock);
}

// ---- faults

enum fault { NONE, FAIL, SHORT, KILL, TEAR };

static struct {
    long serial, at, times, seen;
    char fault[16], calls[128], path[128];
} plan;

static void read_plan(void) {
    char line[512];
    int file = (int)syscall(SYS_openat, AT_FDCWD, control, O_RDONLY | O_CLOEXEC, 0);
    if (file < 0) {
        plan.serial = 0;
        return;
    }
    ssize_t length = read(file, line, sizeof line - 1);
    syscall(SYS_close, file);
    if (length <= 0) return;
    line[length] = '\0';
    long serial = strtol(line, NULL, 10);
    if (serial == plan.serial) return;
    memset(&plan, 0, sizeof plan);
    if (sscanf(line, "%ld %ld %15s %ld %127s %127s", &plan.serial, &plan.at, plan.fault, &plan.times, plan.calls, plan.path) != 6) {
        plan.serial = 0;
    }
}

static bool lists(const char *list, const char *name) {
    size_t length = strlen(name);
    for (const char *at = list; (at = strstr(at, name)); at += length) {
        bool begins = at == list || at[-1] == ',', ends = at[length] == '\0' || at[length] == ',';
        if (begins && ends) return true;
    }
    return false;
}

static void report(const char *call, const char *path) {
    char name[PATH_MAX + 8], line[PATH_MAX + 128];
    snprintf(name, sizeof name, "%s.fired", control);
    int file = (int)syscall(SYS_openat, AT_FDCWD, name, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    if (file < 0) abort();
    int length = snprintf(line, sizeof line, "%ld %ld %s %s\n", plan.serial, plan.seen, call, path);
    write_all(file, line, (size_t)length);
    syscall(SYS_close, file);
}

static void end_process(void) {
    syscall(SYS_kill, syscall(SYS_getpid), SIGKILL);
    for (;;) pause();
}

// Counts a call, under the lock, and says what is to happen to it. With FAIL, errno is set.
static enum fault count(const char *call, const char *path, size_t bytes) {
    if (!control[0]) return NONE;
    read_plan();
    if (plan.serial == 0) return NONE;
    if (plan.path[0] != '*' && !strstr(path, plan.path)) return NONE;
    if (plan.calls[0] != '*' && !lists(plan.calls, call)) return NONE;
    bool needs_bytes = strcmp(plan.fault, "short") == 0 || strcmp(plan.fault, "tear") == 0;
    if (needs_bytes && bytes < 2) return NONE;
    plan.seen++;
    if (plan.seen < plan.at || (plan.times > 0 && plan.seen >= plan.at + plan.times)) return NONE;
    report(call, path);
    if (strcmp(plan.fault, "kill") == 0) end_process();
    if (strcmp(plan.fault, "short") == 0) return SHORT;
    if (strcmp(plan.fault, "tear") == 0) return TEAR;
    errno = strcmp(plan.fault, "ENOSPC") == 0 ? ENOSPC : EIO;
    return FAIL;
}

// ---- opening and making

__attribute__((constructor)) static void begin(void) {
    const char *folder = getenv("FAULTSHIM_WATCH"), *text;
    struct stat status;
    if (!folder) return;
    if (!realpath(folder, watch) || stat(watch, &status) != 0) abort();
    watch_device = status.st_dev;
    if ((text = getenv("FAULTSHIM_CONTROL"))) snprintf(control, sizeof control, "%s", text);
    if ((text = getenv("FAULTSHIM_LIE_SYNC"))) snprintf(lie, sizeof lie, "%s", text);
    if ((text = getenv("FAULTSHIM_SYNC_MICROSECONDS"))) sync_microseconds = atol(text);
    if ((text = getenv("FAULTSHIM_TRACE"))) {
        trace_file = (int)syscall(SYS_openat, AT_FDCWD, text, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
        pending = malloc(PENDING_SIZE);
        if (trace_file < 0 || !pending) abort();
    }
    watch_length = strlen(watch);
    // Workers and tools that this process starts are not what is tested.
    unsetenv("LD_PRELOAD");
}

__attribute__((destructor)) static void end(void) {
    pthread_mutex_lock(&lock);
    flush_trace();
    pthread_mutex_unlock(&lock);
}

static int open_watched(int folder, const char *name, int flags, mode_t mode) {
    char buffer[PATH_MAX];
    struct stat status;
    if (!watch_length) return (int)syscall(SYS_openat, folder, name, flags, mode);
    pthread_mutex_lock(&lock);
    bool existed = !(flags & O_CREAT) || syscall(SYS_newfstatat, folder, name, &status, 0) == 0;
    int file = (int)syscall(SYS_openat, folder, name, flags, mode);
    int saved = errno;
    if (file >= 0 && fstat(file, &status) == 0 && status.st_dev == watch_device) {
        const char *path = path_of(file, buffer);
        if (!path) {
            forget(status.st_ino);
        } else {
            if ((flags & O_TMPFILE) == O_TMPFILE) abort();
            remember(status.st_ino, path);
            record(FAULTSHIM_OPEN, status.st_ino, !existed, S_ISDIR(status.st_mode), path, NULL, 0);
            if (existed && (flags & O_TRUNC)) record(FAULTSHIM_TRUNCATE, status.st_ino, 0, 0, NULL, NULL, 0);
        }
    }
    errno = saved;
    pthread_mutex_unlock(&lock);
    return file;
}

static mode_t mode_of(int flags, va_list arguments) {
    return (flags & O_CREAT) || (flags & O_TMPFILE) == O_TMPFILE ? (mode_t)va_arg(arguments, int) : 0;
}

#define OPEN(name)                                        \
    EXPORT int name(const char *path, int flags, ...) {   \
        va_list arguments;                                \
        va_start(arguments, flags);                       \
        mode_t mode = mode_of(flags, arguments);          \
        va_end(arguments);                                \
        return open_watched(AT_FDCWD, path, flags, mode); \
    }
#define OPENAT(name)                                                \
    EXPORT int name(int folder, const char *path, int flags, ...) { \
        va_list arguments;                                          \
        va_start(arguments, flags);                                 \
        mode_t mode = mode_of(flags, arguments);                    \
        va_end(arguments);                                          \
        return open_watched(folder, path, flags, mode);             \
    }
OPEN(open)
OPEN(open64)
OPENAT(openat)
OPENAT(openat64)

EXPORT int creat(const char *path, mode_t mode) { return open_watched(AT_FDCWD, path, O_CREAT | O_WRONLY | O_TRUNC, mode); }
EXPORT int creat64(const char *path, mode_t mode) { return creat(path, mode); }
// What a compiler makes of open with constant arguments when it fortifies.
EXPORT int __open_2(const char *path, int flags) { return open_watched(AT_FDCWD, path, flags, 0); }
EXPORT int __open64_2(const char *path, int flags) { return open_watched(AT_FDCWD, path, flags, 0); }
EXPORT int __openat_2(int folder, const char *path, int flags) { return open_watched(folder, path, flags, 0); }
EXPORT int __openat64_2(int folder, const char *path, int flags) { return open_watched(folder, path, flags, 0); }

EXPORT int mkdirat(int folder, const char *name, mode_t mode) {
    char buffer[PATH_MAX];
    struct stat status;
    if (!watch_length) return (int)syscall(SYS_mkdirat, folder, name, mode);
    pthread_mutex_lock(&lock);
    int result = (int)syscall(SYS_mkdirat, folder, name, mode);
    int saved = errno;
    const char *path = result == 0 ? path_at(folder, name, buffer) : NULL;
    if (path && stat(buffer, &status) == 0) {
        remember(status.st_ino, path);
        record(FAULTSHIM_MKDIR, status.st_ino, 0, 0, path, NULL, 0);
    }
    errno = saved;
    pthread_mutex_unlock(&lock);
    return result;
}

EXPORT int mkdir(const char *path, mode_t mode) { return mkdirat(AT_FDCWD, path, mode); }

// ---- writing

// Writes at `offset`, or with -1 where the descriptor stands.
static ssize_t write_watched(const char *call, int file, const struct iovec *pieces, int number, off_t offset) {
    struct iovec halved[IOV_MAX];
    size_t bytes = 0;
    if (number < 0 || number > IOV_MAX) {
        errno = EINVAL;
        return -1;
    }
    pthread_mutex_lock(&lock);
    struct watched *found = find(file);
    enum fault fault = NONE;
    if (found) {
        for (int i = 0; i < number; i++) bytes += pieces[i].iov_len;
        fault = count(call, found->path, bytes);
    }
    if (fault == FAIL) {
        pthread_mutex_unlock(&lock);
        return -1;
    }
    if (fault != NONE) {
        // The first piece that is not whole any more is the last.
        size_t left = bytes / 2;
        int kept = 0;
        while (kept < number && left > 0) {
            halved[kept] = pieces[kept];
            if (halved[kept].iov_len > left) halved[kept].iov_len = left;
            left -= halved[kept].iov_len;
            kept++;
        }
        pieces = halved;
        number = kept;
    }
    ssize_t done = offset < 0 ? syscall(SYS_writev, file, pieces, number) : syscall(SYS_pwritev, file, pieces, number, offset, 0);
    int saved = errno;
    if (fault == TEAR) end_process();
    if (found && done > 0 && trace_file >= 0) {
        off_t at = offset < 0 ? (off_t)syscall(SYS_lseek, file, 0, SEEK_CUR) - done : offset;
        size_t left = (size_t)done;
        for (int i = 0; i < number && left > 0; i++) {
            size_t some = pieces[i].iov_len < left ? pieces[i].iov_len : left;
            record(FAULTSHIM_WRITE, found->inode, at, 0, NULL, pieces[i].iov_base, some);
            at += (off_t)some;
            left -= some;
        }
    }
    errno = saved;
    pthread_mutex_unlock(&lock);
    return done;
}

static ssize_t write_bytes(const char *call, int file, const void *bytes, size_t count, off_t offset) {
    struct iovec piece = {.iov_base = (void *)bytes, .iov_len = count};
    return write_watched(call, file, &piece, 1, offset);
}

EXPORT ssize_t write(int file, const void *bytes, size_t count) {
    if (!watch_length) return syscall(SYS_write, file, bytes, count);
    return write_bytes("write", file, bytes, count, -1);
}

EXPORT ssize_t pwrite(int file, const void *bytes, size_t count, off_t offset) {
    if (!watch_length || offset < 0) return syscall(SYS_pwrite64, file, bytes, count, offset);
    return write_bytes("pwrite", file, bytes, count, offset);
}

EXPORT ssize_t pwrite64(int file, const void *bytes, size_t count, off64_t offset) { return pwrite(file, bytes, count, offset); }

EXPORT ssize_t writev(int file, const struct iovec *pieces, int number) {
    if (!watch_length) return syscall(SYS_writev, file, pieces, number);
    return write_watched("writev", file, pieces, number, -1);
}

EXPORT ssize_t pwritev(int file, const struct iovec *pieces, int number, off_t offset) {
    if (!watch_length || offset < 0) return syscall(SYS_pwritev, file, pieces, number, offset, 0);
    return write_watched("pwritev", file, pieces, number, offset);
}

EXPORT ssize_t pwritev64(int file, const struct iovec *pieces, int number, off64_t offset) {
    return pwritev(file, pieces, number, offset);
}

// Reads are counted only where they are asked for by name: the trace knows nothing of them.
EXPORT ssize_t pread(int file, void *bytes, size_t size, off_t offset) {
    if (watch_length && control[0]) {
        pthread_mutex_lock(&lock);
        struct watched *found = find(file);
        read_plan();
        enum fault fault = found && plan.serial != 0 && plan.calls[0] != '*' ? count("pread", found->path, 0) : NONE;
        pthread_mutex_unlock(&lock);
        if (fault == FAIL) return -1;
    }
    return syscall(SYS_pread64, file, bytes, size, offset);
}

EXPORT ssize_t pread64(int file, void *bytes, size_t size, off64_t offset) { return pread(file, bytes, size, offset); }

EXPORT int ftruncate(int file, off_t length) {
    if (!watch_length) return (int)syscall(SYS_ftruncate, file, length);
    pthread_mutex_lock(&lock);
    struct watched *found = find(file);
    int result = -1;
    if (!found || count("ftruncate", found->path, 0) == NONE) {
        result = (int)syscall(SYS_ftruncate, file, length);
        if (found && result == 0) record(FAULTSHIM_TRUNCATE, found->inode, length, 0, NULL, NULL, 0);
    }
    pthread_mutex_unlock(&lock);
    return result;
}

EXPORT int ftruncate64(int file, off64_t length) { return ftruncate(file, length); }

EXPORT int fallocate(int file, int mode, off_t offset, off_t length) {
    if (!watch_length) return (int)syscall(SYS_fallocate, file, mode, offset, length);
    pthread_mutex_lock(&lock);
    struct watched *found = find(file);
    int result = -1;
    if (!found || count("fallocate", found->path, 0) == NONE) {
        result = (int)syscall(SYS_fallocate, file, mode, offset, length);
        int32_t stored = mode;
        if (found && result == 0) record(FAULTSHIM_ALLOCATE, found->inode, offset, length, NULL, &stored, sizeof stored);
    }
    pthread_mutex_unlock(&lock);
    return result;
}

EXPORT int fallocate64(int file, int mode, off64_t offset, off64_t length) { return fallocate(file, mode, offset, length); }
EXPORT int posix_fallocate(int file, off_t offset, off_t length) { return fallocate(file, 0, offset, length) == 0 ? 0 : errno; }
EXPORT int posix_fallocate64(int file, off64_t offset, off64_t length) { return posix_fallocate(file, offset, length); }

// ---- syncing

// Not under the lock: others go on while a disk syncs, and what they write meanwhile is not covered.
static int sync_watched(const char *call, long number, int file) {
    static int64_t last_sync;
    if (!watch_length) return (int)syscall(number, file);
    pthread_mutex_lock(&lock);
    struct watched *found = find(file);
    if (!found) {
        pthread_mutex_unlock(&lock);
        return (int)syscall(number, file);
    }
    ino_t inode = found->inode;
    bool lies = lie[0] && (strcmp(lie, "*") == 0 || strstr(found->path, lie));
    if (lies || count(call, found->path, 0) != NONE) {
        pthread_mutex_unlock(&lock);
        return lies ? 0 : -1;
    }
    int64_t sync = ++last_sync;
    record(FAULTSHIM_SYNC_BEGIN, inode, sync, 0, NULL, NULL, 0);
    pthread_mutex_unlock(&lock);
    int result = (int)syscall(number, file);
    if (result != 0) return result;
    if (sync_microseconds > 0) {
        struct timespec time = {.tv_sec = 0, .tv_nsec = sync_microseconds * 1000};
        nanosleep(&time, NULL);
    }
    pthread_mutex_lock(&lock);
    record(FAULTSHIM_SYNC_END, inode, sync, 0, NULL, NULL, 0);
    pthread_mutex_unlock(&lock);
    return 0;
}

EXPORT int fsync(int file) { return sync_watched("fsync", SYS_fsync, file); }
EXPORT int fdatasync(int file) { return sync_watched("fdatasync", SYS_fdatasync, file); }

// ---- names

EXPORT int unlinkat(int folder, const char *name, int flags) {
    char buffer[PATH_MAX];
    if (!watch_length) return (int)syscall(SYS_unlinkat, folder, name, flags);
    pthread_mutex_lock(&lock);
    const char *path = path_at(folder, name, buffer);
    int result = -1;
    if (!path || count("unlink", path, 0) == NONE) {
        result = (int)syscall(SYS_unlinkat, folder, name, flags);
        if (path && result == 0) record(FAULTSHIM_UNLINK, 0, 0, 0, path, NULL, 0);
    }
    pthread_mutex_unlock(&lock);
    return result;
}

EXPORT int unlink(const char *path) { return unlinkat(AT_FDCWD, path, 0); }
EXPORT int rmdir(const char *path) { return unlinkat(AT_FDCWD, path, AT_REMOVEDIR); }

static int name_watched(
    const char *call, uint8_t kind, int old_folder, const char *old_name, int new_folder, const char *new_name, unsigned flags) {
    char old_buffer[PATH_MAX], new_buffer[PATH_MAX];
    long number = kind == FAULTSHIM_RENAME ? SYS_renameat2 : SYS_linkat;
    if (!watch_length) return (int)syscall(number, old_folder, old_name, new_folder, new_name, flags);
    pthread_mutex_lock(&lock);
    const char *from = path_at(old_folder, old_name, old_buffer), *to = path_at(new_folder, new_name, new_buffer);
    // A file that comes in from elsewhere, or goes there, has a past that nobody recorded.
    if (trace_file >= 0 && !from != !to) abort();
    int result = -1;
    if (!to || count(call, to, 0) == NONE) {
        result = (int)syscall(number, old_folder, old_name, new_folder, new_name, flags);
        if (from && to && result == 0) record(kind, 0, 0, 0, from, to, strlen(to));
    }
    pthread_mutex_unlock(&lock);
    return result;
}

EXPORT int renameat2(int old_folder, const char *old_name, int new_folder, const char *new_name, unsigned flags) {
    return name_watched("rename", FAULTSHIM_RENAME, old_folder, old_name, new_folder, new_name, flags);
}

EXPORT int renameat(int old_folder, const char *old_name, int new_folder, const char *new_name) {
    return renameat2(old_folder, old_name, new_folder, new_name, 0);
}

EXPORT int rename(const char *old_path, const char *new_path) { return renameat2(AT_FDCWD, old_path, AT_FDCWD, new_path, 0); }

EXPORT int linkat(int old_folder, const char *old_name, int new_folder, const char *new_name, int flags) {
    return name_watched("link", FAULTSHIM_LINK, old_folder, old_name, new_folder, new_name, (unsigned)flags);
}

EXPORT int link(const char *old_path, const char *new_path) { return linkat(AT_FDCWD, old_path, AT_FDCWD, new_path, 0); }
