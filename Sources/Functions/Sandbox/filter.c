// The system calls that functions may make: a list of what is allowed. A call that is not on it does not exist for the worker.
#define _GNU_SOURCE
#include "launcher.h"

#include <errno.h>
#include <linux/sched.h>
#include <netinet/in.h>
#include <seccomp.h>
#include <sys/mman.h>
#include <sys/personality.h>
#include <sys/socket.h>

// What interpreters, C libraries and the runtimes of Go, Java, Node, Rust and Swift use. A name that this machine does not have is passed
// over.
static const char *const allowed[] = {
    // Files
    "access", "chdir", "chmod", "chown", "close", "close_range", "copy_file_range", "creat", "dup", "dup2", "dup3", "faccessat",
    "faccessat2", "fadvise64", "fallocate", "fchdir", "fchmod", "fchmodat", "fchmodat2", "fchown", "fchownat", "fcntl", "fdatasync",
    "fgetxattr", "flistxattr", "flock", "fremovexattr", "fsetxattr", "fstat", "fstatfs", "fsync", "ftruncate", "futimesat", "getcwd",
    "getdents", "getdents64", "getxattr", "inotify_add_watch", "inotify_init", "inotify_init1", "inotify_rm_watch", "ioctl", "lchown",
    "lgetxattr", "link", "linkat", "listxattr", "llistxattr", "lremovexattr", "lseek", "lsetxattr", "lstat", "mkdir", "mkdirat", "mknod",
    "mknodat", "newfstatat", "open", "openat", "openat2", "pread64", "preadv", "preadv2", "pwrite64", "pwritev", "pwritev2", "read",
    "readahead", "readlink", "readlinkat", "readv", "removexattr", "rename", "renameat", "renameat2", "rmdir", "sendfile", "setxattr",
    "splice", "stat", "statfs", "statx", "symlink", "symlinkat", "sync", "sync_file_range", "syncfs", "tee", "truncate", "umask",
    "unlink", "unlinkat", "utime", "utimensat", "utimes", "write", "writev",
    // Memory
    "brk", "get_mempolicy", "madvise", "map_shadow_stack", "membarrier", "mincore", "mlock", "mlock2", "mlockall", "mprotect",
    "mremap", "mseal", "msync", "munlock", "munlockall", "munmap", "pkey_alloc", "pkey_free", "pkey_mprotect",
    // Processes and threads
    "arch_prctl", "capget", "capset", "execve", "execveat", "exit", "exit_group", "fork", "get_robust_list", "getcpu", "getegid",
    "geteuid", "getgid", "getgroups", "getpgid", "getpgrp", "getpid", "getppid", "getpriority", "getresgid", "getresuid", "getrlimit",
    "getrusage", "getsid", "gettid", "getuid", "ioprio_get", "ioprio_set", "pidfd_open", "pidfd_send_signal", "prctl", "prlimit64", "rseq",
    "sched_get_priority_max", "sched_get_priority_min", "sched_getaffinity", "sched_getattr", "sched_getparam", "sched_getscheduler",
    "sched_rr_get_interval", "sched_setaffinity", "sched_setattr", "sched_setparam", "sched_setscheduler", "sched_yield", "seccomp",
    "set_robust_list", "set_tid_address", "setfsgid", "setfsuid", "setgid", "setgroups", "setpgid", "setpriority", "setregid",
    "setresgid", "setresuid", "setreuid", "setrlimit", "setsid", "setuid", "sysinfo", "times", "uname", "vfork", "wait4", "waitid",
    // Signals
    "alarm", "kill", "pause", "restart_syscall", "rt_sigaction", "rt_sigpending", "rt_sigprocmask", "rt_sigqueueinfo", "rt_sigreturn",
    "rt_sigsuspend", "rt_sigtimedwait", "rt_tgsigqueueinfo", "sigaltstack", "signalfd", "signalfd4", "tgkill", "tkill",
    // Time
    "clock_getres", "clock_gettime", "clock_nanosleep", "getitimer", "gettimeofday", "nanosleep", "setitimer", "time", "timer_create",
    "timer_delete", "timer_getoverrun", "timer_gettime", "timer_settime", "timerfd_create", "timerfd_gettime", "timerfd_settime",
    // Waiting for one another
    "epoll_create", "epoll_create1", "epoll_ctl", "epoll_pwait", "epoll_pwait2", "epoll_wait", "eventfd", "eventfd2", "futex",
    "futex_requeue", "futex_wait", "futex_waitv", "futex_wake", "pipe", "pipe2", "poll", "ppoll", "pselect6", "select",
    // Sockets; `socket` and `socketpair` themselves are below.
    "accept", "accept4", "bind", "connect", "getpeername", "getsockname", "getsockopt", "listen", "recvfrom", "recvmmsg", "recvmsg",
    "sendmmsg", "sendmsg", "sendto", "setsockopt", "shutdown",
    // And
    "getrandom",
};

// Memory that belongs to no process. The server's watch sees none of it, so that without a control group nothing would bound it.
static const char *const uncounted[] = {
    "memfd_create", "mq_getsetattr", "mq_notify", "mq_open", "mq_timedreceive", "mq_timedsend", "mq_unlink", "msgctl", "msgget", "msgrcv",
    "msgsnd", "semctl", "semget", "semop", "semtimedop", "shmat", "shmctl", "shmdt", "shmget",
};

// What is refused as not permitted, as a process without rights would be told on any Linux; what is on no list does not exist.
static const char *const forbidden[] = {
    "acct", "add_key", "bpf", "chroot", "clock_adjtime", "clock_settime", "delete_module", "fanotify_init", "finit_module", "fsconfig",
    "fsmount", "fsopen", "fspick", "init_module", "ioperm", "iopl", "kcmp", "kexec_file_load", "kexec_load", "keyctl", "mbind",
    "migrate_pages", "mount", "mount_setattr", "move_mount", "move_pages", "name_to_handle_at", "open_by_handle_at", "open_tree",
    "perf_event_open", "pidfd_getfd", "pivot_root", "process_vm_readv", "process_vm_writev", "ptrace", "quotactl", "quotactl_fd",
    "reboot", "request_key", "set_mempolicy", "setdomainname", "sethostname", "setns", "settimeofday", "swapoff", "swapon", "syslog",
    "umount2", "unshare", "userfaultfd", "vhangup",
};

static const uint32_t namespaces =
    CLONE_NEWNS | CLONE_NEWCGROUP | CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWUSER | CLONE_NEWPID | CLONE_NEWNET;

// Arguments of type `int`: the kernel ignores their upper half, and so must a comparison.
#define LOWER 0xFFFFFFFFu
// Of a socket's type without SOCK_NONBLOCK and SOCK_CLOEXEC.
#define TYPE (LOWER & ~(uint32_t)(SOCK_NONBLOCK | SOCK_CLOEXEC))
#define COUNT(list) (sizeof(list) / sizeof *(list))

static void add_rule(scmp_filter_ctx filter, uint32_t action, const char *name, unsigned count, const struct scmp_arg_cmp *arguments) {
    int call = seccomp_syscall_resolve_name(name);
    // Not every machine has all of them.
    if (call == __NR_SCMP_ERROR || call < 0) return;
    if (seccomp_rule_add_array(filter, action, call, count, arguments) < 0) fail(name);
}

static void add_list(scmp_filter_ctx filter, uint32_t action, const char *const *names, size_t count) {
    for (size_t i = 0; i < count; i++) add_rule(filter, action, names[i], 0, NULL);
}

// Local ones, TCP, UDP and its errors, and what C libraries ask their addresses by. AF_VSOCK above all, which leads out of every network
// namespace, and all that makes the kernel load a module, are not there.
static void allow_sockets(scmp_filter_ctx filter) {
    static const uint32_t internet[] = {AF_INET, AF_INET6}, types[] = {SOCK_STREAM, SOCK_DGRAM};
    static const uint32_t protocols[] = {0, IPPROTO_TCP, IPPROTO_UDP, IPPROTO_ICMP, IPPROTO_ICMPV6};
    const struct scmp_arg_cmp local = SCMP_A0(SCMP_CMP_MASKED_EQ, LOWER, AF_UNIX);
    add_rule(filter, SCMP_ACT_ALLOW, "socketpair", 1, &local);
    add_rule(filter, SCMP_ACT_ALLOW, "socket", 1, &local);
    const struct scmp_arg_cmp route[] = {SCMP_A0(SCMP_CMP_MASKED_EQ, LOWER, AF_NETLINK), SCMP_A2(SCMP_CMP_MASKED_EQ, LOWER, 0)};
    add_rule(filter, SCMP_ACT_ALLOW, "socket", 2, route);
    for (size_t i = 0; i < COUNT(internet); i++) {
        for (size_t j = 0; j < COUNT(types); j++) {
            for (size_t k = 0; k < COUNT(protocols); k++) {
                const struct scmp_arg_cmp all[] = {
                    SCMP_A0(SCMP_CMP_MASKED_EQ, LOWER, internet[i]), SCMP_A1(SCMP_CMP_MASKED_EQ, TYPE, types[j]),
                    SCMP_A2(SCMP_CMP_MASKED_EQ, LOWER, protocols[k]),
                };
                add_rule(filter, SCMP_ACT_ALLOW, "socket", COUNT(all), all);
            }
        }
    }
    // As a kernel without that family answers.
    for (uint32_t family = 0; family < 64; family++) {
        if (family == AF_UNIX || family == AF_INET || family == AF_INET6 || family == AF_NETLINK) continue;
        const struct scmp_arg_cmp other = SCMP_A0(SCMP_CMP_MASKED_EQ, LOWER, family);
        add_rule(filter, SCMP_ACT_ERRNO(EAFNOSUPPORT), "socket", 1, &other);
    }
}

static void allow_processes(scmp_filter_ctx filter) {
    // clone3's flags lie in memory, where no filter can look: it is on no list, and C libraries fall back to clone.
    const struct scmp_arg_cmp plain = SCMP_A0(SCMP_CMP_MASKED_EQ, namespaces, 0);
    add_rule(filter, SCMP_ACT_ALLOW, "clone", 1, &plain);
    static const uint32_t personalities[] = {PER_LINUX, UNAME26, LOWER};
    for (size_t i = 0; i < sizeof personalities / sizeof *personalities; i++) {
        const struct scmp_arg_cmp one = SCMP_A0(SCMP_CMP_MASKED_EQ, LOWER, personalities[i]);
        add_rule(filter, SCMP_ACT_ALLOW, "personality", 1, &one);
    }
}

int make_filter(const struct options *options) {
    scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ERRNO(ENOSYS));
    if (!filter) fail("seccomp_init");
    // Calls by another architecture's numbers.
    if (seccomp_attr_set(filter, SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_KILL_PROCESS) < 0) fail("seccomp_attr_set");
    // A binary tree: a line of three hundred comparisons would be paid by each call where the kernel keeps no table of what is allowed.
    if (seccomp_attr_set(filter, SCMP_FLTATR_CTL_OPTIMIZE, 2) < 0) fail("seccomp_attr_set");
    add_list(filter, SCMP_ACT_ALLOW, allowed, COUNT(allowed));
    add_list(filter, SCMP_ACT_ERRNO(EPERM), forbidden, COUNT(forbidden));
    if (options->counts_all_memory) {
        add_list(filter, SCMP_ACT_ALLOW, uncounted, COUNT(uncounted));
        add_rule(filter, SCMP_ACT_ALLOW, "mmap", 0, NULL);
    } else {
        // Of a file or one's own: what is anonymous and shared stays as long as any page of it is mapped, and is nobody's.
        static const uint32_t flags[] = {MAP_ANONYMOUS, MAP_SHARED};
        for (size_t i = 0; i < COUNT(flags); i++) {
            const struct scmp_arg_cmp without = SCMP_A3(SCMP_CMP_MASKED_EQ, flags[i], 0);
            add_rule(filter, SCMP_ACT_ALLOW, "mmap", 1, &without);
        }
    }
    allow_sockets(filter);
    allow_processes(filter);
    int file = file_of("", 0);
    if (file < 0) fail("memfd_create");
    if (seccomp_export_bpf(filter, file) < 0) fail("seccomp_export_bpf");
    seccomp_release(filter);
    return file;
}
