// Who and where the worker is.
#define _GNU_SOURCE
#include "launcher.h"

#include <fcntl.h>
#include <grp.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

static void stage(struct bind *bind, size_t index) {
    struct stat status;
    if (stat(bind->source, &status) != 0) fail(bind->source);
    snprintf(bind->staged, sizeof bind->staged, STAGE "/%zu", index);
    if (S_ISDIR(status.st_mode)) {
        if (mkdir(bind->staged, 0755) != 0) fail(bind->staged);
    } else {
        int file = open(bind->staged, O_CREAT | O_WRONLY | O_CLOEXEC, 0644);
        if (file < 0) fail(bind->staged);
        close(file);
    }
    if (mount(bind->source, bind->staged, NULL, MS_BIND | MS_REC, NULL) != 0) fail(bind->source);
}

// What only root can reach is bound to where anybody can; then there is no way back to root.
void leave_root(struct options *options) {
    if (geteuid() != 0) return;
    if (unshare(CLONE_NEWNS) != 0) fail("unshare a mount namespace");
    if (mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0) fail("make mounts private");
    if (mount("pelton", STAGE, "tmpfs", MS_NOSUID | MS_NODEV, "size=1m,mode=0755") != 0) fail("mount " STAGE);
    for (size_t i = 0; i < options->bind_count; i++) stage(&options->binds[i], i);
    if (mkdir(STAGE "/tmp", 0755) != 0) fail(STAGE "/tmp");
    gid_t gid = options->uid;
    if (setgroups(0, NULL) != 0 || setresgid(gid, gid, gid) != 0 || setresuid(options->uid, options->uid, options->uid) != 0) {
        fail("stop being root");
    }
    // Or /proc/self would still be root's, and the maps below could not be written.
    if (prctl(PR_SET_DUMPABLE, 1, 0, 0, 0) != 0) fail("prctl");
    add_layer(options, "own uid");
}

static void write_file(const char *path, const char *text) {
    int file = open(path, O_WRONLY | O_CLOEXEC);
    if (file < 0 || write(file, text, strlen(text)) != (ssize_t)strlen(text)) fail(path);
    close(file);
}

static void limit(int resource, rlim_t most) {
    struct rlimit limit = {most, most};
    if (setrlimit(resource, &limit) != 0) fail("setrlimit");
}

void enter_namespaces(struct options *options) {
    uid_t uid = geteuid();
    gid_t gid = getegid();
    if (unshare(CLONE_NEWUSER | CLONE_NEWNS | CLONE_NEWNET) != 0) fail("make a user namespace (are they allowed for ordinary users here?)");
    char map[64];
    write_file("/proc/self/setgroups", "deny");
    snprintf(map, sizeof map, "0 %u 1", uid);
    write_file("/proc/self/uid_map", map);
    snprintf(map, sizeof map, "0 %u 1", gid);
    write_file("/proc/self/gid_map", map);
    if (options->uid == 0) {
        // An ordinary user's server: what it can read is read where it is.
        for (size_t i = 0; i < options->bind_count; i++) options->binds[i].staged[0] = 0;
        if (mount("pelton", STAGE, "tmpfs", MS_NOSUID | MS_NODEV, "size=1m,mode=0755") != 0) fail("mount " STAGE);
        if (mkdir(STAGE "/tmp", 0755) != 0) fail(STAGE "/tmp");
    }
    char size[64];
    // Files cost memory even when they are empty: one for each 16 KiB, as on a disk of that size.
    snprintf(size, sizeof size, "size=%ldm,nr_inodes=%ld,mode=1777", options->tmp_megabytes, options->tmp_megabytes * 64);
    if (mount("tmp", STAGE "/tmp", "tmpfs", MS_NOSUID | MS_NODEV, size) != 0) fail("mount /tmp");
    limit(RLIMIT_CORE, 0);
    limit(RLIMIT_NOFILE, 1024);
    limit(RLIMIT_NPROC, (rlim_t)options->processes);
    add_layer(options, "namespaces");
    add_layer(options, "rlimits");
}
