#define _GNU_SOURCE
#include "CLinux.h"

#include <errno.h>
#include <fcntl.h>
#include <malloc.h>
#include <resolv.h>
#include <signal.h>
#include <spawn.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

int clinux_message_pair(int sockets[2]) { return socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, sockets) == 0 ? 0 : errno; }

int clinux_pipe(int ends[2]) { return pipe2(ends, O_CLOEXEC) == 0 ? 0 : errno; }

ssize_t clinux_receive(int socket, void *bytes, size_t capacity, int descriptors[3], int *count) {
    enum { wanted = 3, most = 16 };
    // Room for more than are wanted: what the kernel has installed must be seen to be closed, and it pads the room that it is given.
    _Alignas(struct cmsghdr) char control[CMSG_SPACE(most * sizeof(int))];
    struct iovec data = {bytes, capacity};
    struct msghdr message = {.msg_iov = &data, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof control};
    ssize_t length;
    do length = recvmsg(socket, &message, MSG_CMSG_CLOEXEC);
    while (length < 0 && errno == EINTR);
    *count = 0;
    if (length < 0) return length;
    for (struct cmsghdr *header = CMSG_FIRSTHDR(&message); header; header = CMSG_NXTHDR(&message, header)) {
        if (header->cmsg_level != SOL_SOCKET || header->cmsg_type != SCM_RIGHTS) continue;
        size_t received = (header->cmsg_len - CMSG_LEN(0)) / sizeof(int);
        for (size_t i = 0; i < received; i++) {
            int descriptor;
            memcpy(&descriptor, CMSG_DATA(header) + i * sizeof(int), sizeof(int));
            if (*count < wanted) descriptors[*count] = descriptor;
            else close(descriptor);
            (*count)++;
        }
    }
    return length;
}

pid_t clinux_spawn(
    const char *path, char *const arguments[], char *const variables[], int control, int output, const char *directory) {
    posix_spawn_file_actions_t files;
    posix_spawnattr_t attributes;
    sigset_t none, all;
    pid_t process;
    sigemptyset(&none);
    sigfillset(&all);
    posix_spawn_file_actions_init(&files);
    posix_spawnattr_init(&attributes);
    posix_spawn_file_actions_addopen(&files, 0, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_adddup2(&files, output, 1);
    posix_spawn_file_actions_adddup2(&files, output, 2);
    if (control >= 0) posix_spawn_file_actions_adddup2(&files, control, 3);
    // Not all that the server has open is close-on-exec: connections that it accepted are not.
    posix_spawn_file_actions_addclosefrom_np(&files, control >= 0 ? 4 : 3);
    if (directory) posix_spawn_file_actions_addchdir_np(&files, directory);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSID | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setsigdefault(&attributes, &all);
    int error = posix_spawn(&process, path, &files, &attributes, arguments, variables);
    posix_spawn_file_actions_destroy(&files);
    posix_spawnattr_destroy(&attributes);
    return error ? -error : process;
}

int clinux_process_descriptor(pid_t process) { return (int)syscall(SYS_pidfd_open, process, 0); }

int clinux_signal_process(int descriptor, int number) {
    return syscall(SYS_pidfd_send_signal, descriptor, number, NULL, 0) == 0 ? 0 : errno;
}

static int signal_pipe[2] = {-1, -1};

static void note_signal(int number) {
    int kept = errno;
    char byte = (char)number;
    ssize_t written = write(signal_pipe[1], &byte, 1);
    (void)written;
    errno = kept;
}

int clinux_signals(void) {
    struct sigaction noting = {.sa_handler = note_signal, .sa_flags = SA_RESTART};
    struct sigaction ignoring = {.sa_handler = SIG_IGN};
    if (signal_pipe[0] < 0 && pipe2(signal_pipe, O_CLOEXEC) != 0) return -1;
    // The handler must never wait.
    if (fcntl(signal_pipe[1], F_SETFL, O_NONBLOCK) != 0) return -1;
    if (sigaction(SIGPIPE, &ignoring, NULL) != 0) return -1;
    // Whoever started this may have had them blocked.
    sigset_t both;
    sigemptyset(&both);
    sigaddset(&both, SIGTERM);
    sigaddset(&both, SIGINT);
    if (pthread_sigmask(SIG_UNBLOCK, &both, NULL) != 0) return -1;
    if (sigaction(SIGTERM, &noting, NULL) != 0 || sigaction(SIGINT, &noting, NULL) != 0) return -1;
    return signal_pipe[0];
}

void clinux_buffer_lines(void) { setvbuf(stdout, NULL, _IOLBF, 0); }

ssize_t clinux_read_cached(int file, void *bytes, size_t count, long long start) {
    struct iovec data = {bytes, count};
    return preadv2(file, &data, 1, (off_t)start, RWF_NOWAIT);
}

static int is_mapped_in(int file, long long start, long long length) {
    long long page = sysconf(_SC_PAGESIZE), first = start / page * page;
    size_t bytes = (size_t)(start + length - first), pages = (bytes + (size_t)page - 1) / (size_t)page;
    unsigned char small[1024], *states = pages <= sizeof small ? small : malloc(pages);
    if (!states) return 0;
    int is_in = 0;
    void *map = mmap(NULL, bytes, PROT_READ, MAP_SHARED, file, (off_t)first);
    if (map != MAP_FAILED) {
        is_in = mincore(map, bytes, states) == 0;
        for (size_t i = 0; is_in && i < pages; i++) is_in = states[i] & 1;
        munmap(map, bytes);
    }
    if (states != small) free(states);
    return is_in;
}

int clinux_is_cached(int file, long long start, long long length, int is_thorough) {
    // cachestat, which is younger than the C library may be.
    enum { cachestat_number = 451 };
    long long page = sysconf(_SC_PAGESIZE);
    struct { uint64_t start, length; } range = {(uint64_t)start, (uint64_t)length};
    struct { uint64_t cached, dirty, writeback, evicted, recently_evicted; } found;
    if (length <= 0) return 1;
    if (is_thorough || syscall(cachestat_number, file, &range, &found, 0) != 0) return is_mapped_in(file, start, length);
    return found.cached >= (uint64_t)((start + length - 1) / page - start / page + 1);
}

void clinux_begin_writing(int file, long long start, long long length) {
    sync_file_range(file, (off_t)start, (off_t)length, SYNC_FILE_RANGE_WRITE);
}

int clinux_punch(int file, long long start, long long length) {
    int result;
    do result = fallocate(file, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, (off_t)start, (off_t)length);
    while (result != 0 && errno == EINTR);
    return result == 0 ? 0 : errno;
}

void clinux_keep_memory(int kept, int largest) {
    mallopt(M_TRIM_THRESHOLD, kept);
    mallopt(M_MMAP_THRESHOLD, largest);
}

const void *clinux_find(const void *haystack, size_t length, const void *needle, size_t count) {
    return memmem(haystack, length, needle, count);
}

void clinux_limit_lookups(int seconds, int attempts) {
    if (res_init() != 0) return;
    _res.retrans = seconds;
    _res.retry = attempts;
}
