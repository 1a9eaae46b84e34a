// Limits of memory and processes by control groups: version 2 where it has the controllers, else version 1. Needs to be root; an
// ordinary user's worker is held by rlimits and by the server's watch.
#include "launcher.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define ROOT "/sys/fs/cgroup"

static bool put(const char *folder, const char *file, const char *text) {
    char path[512];
    snprintf(path, sizeof path, "%s/%s", folder, file);
    int fd = open(path, O_WRONLY | O_CLOEXEC);
    if (fd < 0) return false;
    ssize_t length = (ssize_t)strlen(text);
    bool done = write(fd, text, (size_t)length) == length;
    close(fd);
    return done;
}

static bool make(const char *path) { return mkdir(path, 0755) == 0 || errno == EEXIST; }

static bool enter(const char *parent, const char *name, const char *limit_file, long limit) {
    char folder[400], number[32];
    if (!make(parent)) return false;
    snprintf(folder, sizeof folder, "%s/%s", parent, name);
    if (!make(folder)) return false;
    snprintf(number, sizeof number, "%ld", limit);
    return put(folder, limit_file, number) && put(folder, "cgroup.procs", "0");
}

static bool enter_version_2(const struct options *options) {
    const char *parent = ROOT "/pelton";
    char folder[400], number[32];
    if (access(ROOT "/cgroup.controllers", R_OK) != 0 || !make(parent)) return false;
    if (!put(parent, "cgroup.subtree_control", "+memory +pids")) return false;
    snprintf(folder, sizeof folder, "%s/%s", parent, options->name);
    snprintf(number, sizeof number, "%ld", options->processes);
    if (!make(folder) || !put(folder, "pids.max", number)) return false;
    return enter(parent, options->name, "memory.max", options->memory_bytes);
}

void enter_cgroups(struct options *options) {
    if (geteuid() != 0) return;
    if (enter_version_2(options)) {
        options->counts_all_memory = true;
        add_layer(options, "cgroup v2 (memory, pids)");
        return;
    }
    if (enter(ROOT "/memory/pelton", options->name, "memory.limit_in_bytes", options->memory_bytes)) {
        options->counts_all_memory = true;
        add_layer(options, "cgroup v1 (memory)");
    }
    if (enter(ROOT "/pids/pelton", options->name, "pids.max", options->processes)) add_layer(options, "cgroup v1 (pids)");
}
