// The system calls that no function needs and that kernels have had holes in.
#define _GNU_SOURCE
#include "launcher.h"

#include <errno.h>
#include <linux/sched.h>
#include <seccomp.h>
#include <sys/mman.h>

static const char *const denied[] = {
    "acct", "add_key", "bpf", "clock_adjtime", "clock_settime", "delete_module", "fanotify_init", "finit_module", "fsconfig", "fsmount",
    "fsopen", "fspick", "init_module", "io_uring_enter", "io_uring_register", "io_uring_setup", "ioperm", "iopl", "kcmp", "kexec_file_load",
    "kexec_load", "keyctl", "lookup_dcookie", "mbind", "migrate_pages", "mount", "mount_setattr", "move_mount", "move_pages",
    "name_to_handle_at", "nfsservctl", "open_by_handle_at", "open_tree", "perf_event_open", "pidfd_getfd", "pivot_root",
    "process_vm_readv", "process_vm_writev", "ptrace", "quotactl", "quotactl_fd", "reboot", "request_key", "set_mempolicy", "setdomainname",
    "sethostname", "setns", "settimeofday", "swapoff", "swapon", "syslog", "umount", "umount2", "unshare", "userfaultfd", "vhangup",
    "vm86", "vm86old",
};

// Memory that belongs to no process. The server's watch sees none of it, so that without a control group nothing would bound it.
static const int uncounted[] = {SCMP_SYS(memfd_create), SCMP_SYS(memfd_secret), SCMP_SYS(shmget)};

static const unsigned namespaces[] = {
    CLONE_NEWNS, CLONE_NEWCGROUP, CLONE_NEWUTS, CLONE_NEWIPC, CLONE_NEWUSER, CLONE_NEWPID, CLONE_NEWNET,
};

int make_filter(const struct options *options) {
    scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ALLOW);
    if (!filter) fail("seccomp_init");
    for (size_t i = 0; i < sizeof denied / sizeof *denied; i++) {
        int call = seccomp_syscall_resolve_name(denied[i]);
        // Not every kernel has all of them.
        if (call == __NR_SCMP_ERROR || call < 0) continue;
        if (seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM), call, 0) < 0) fail(denied[i]);
    }
    for (size_t i = 0; i < sizeof namespaces / sizeof *namespaces; i++) {
        struct scmp_arg_cmp flag = SCMP_A0_64(SCMP_CMP_MASKED_EQ, namespaces[i], namespaces[i]);
        if (seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(clone), 1, flag) < 0) fail("clone");
    }
    for (size_t i = 0; i < sizeof uncounted / sizeof *uncounted && !options->counts_all_memory; i++) {
        if (seccomp_rule_add(filter, SCMP_ACT_ERRNO(ENOSYS), uncounted[i], 0) < 0) fail("memfd_create");
    }
    // Its flags lie in memory, where no filter can look; C libraries fall back to clone.
    if (seccomp_rule_add(filter, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(clone3), 0) < 0) fail("clone3");
    int file = memfd_create("filter", MFD_CLOEXEC);
    if (file < 0) fail("memfd_create");
    if (seccomp_export_bpf(filter, file) < 0) fail("seccomp_export_bpf");
    seccomp_release(filter);
    return file;
}
