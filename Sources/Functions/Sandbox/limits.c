// What holds the worker's processes besides namespaces and the filter.
#define _GNU_SOURCE
#include "launcher.h"

#include <stdio.h>
#include <sys/resource.h>
#include <unistd.h>

static void give_up(const char *what) {
    perror(what);
    _exit(126);
}

// A limit that is lower already stays.
static void limit(int resource, rlim_t most) {
    struct rlimit limit;
    if (getrlimit(resource, &limit) != 0) give_up("getrlimit");
    if (limit.rlim_max > most) limit.rlim_max = most;
    limit.rlim_cur = limit.rlim_max;
    if (setrlimit(resource, &limit) != 0) give_up("setrlimit");
}

void enter_limits(const struct options *options) {
    for (size_t i = 0; i < options->group_count; i++) {
        if (write(options->groups[i], "0", 1) != 1) give_up("control group");
    }
    if (!options->holds_cpu && setpriority(PRIO_PROCESS, 0, 10) != 0) give_up("setpriority");
    limit(RLIMIT_CORE, 0);
    limit(RLIMIT_NOFILE, 1024);
    limit(RLIMIT_NPROC, (rlim_t)options->processes);
}
