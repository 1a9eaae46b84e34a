// The sandbox launcher: prepares namespaces, limits and listeners for one worker, then runs the worker's processes in bubblewrap,
// one after the other, as the server asks over a socket. Plain C because it must start in a millisecond.
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

enum { CONTROL = 3, MOST_BINDS = 64, LAYERS = 256 };

// Where binds and the private /tmp are prepared, in a mount namespace of our own.
#define STAGE "/mnt"

struct bind {
    const char *source, *target;
    // The source as it is reached once this process is not root any more.
    char staged[64];
};

struct options {
    const char *bwrap;
    // The server: without it nothing here may live.
    pid_t parent;
    // Who the worker is on the host, if the server is root; else 0.
    uid_t uid;
    long tmp_megabytes, memory_bytes, processes;
    // A control group counts the memory, whoever holds it.
    bool counts_all_memory;
    // A name that no other worker of this host has.
    const char *name;
    // Pelton's endpoint as the worker sees it.
    const char *endpoint_host;
    int endpoint_port, runtime_port;
    struct bind binds[MOST_BINDS];
    size_t bind_count;
    char **command;
    // What holds the worker, in words, for the log.
    char layers[LAYERS];
};

// report.c: tells the server what failed, with errno, and ends; notes what holds the worker.
_Noreturn void fail(const char *what);
void add_layer(struct options *options, const char *layer);

// cgroups.c: puts this process and its children under limits of memory and processes, where the host has such.
void enter_cgroups(struct options *options);

// namespaces.c: as root makes what the worker may read reachable and stops being root; then makes the namespaces.
void leave_root(struct options *options);
void enter_namespaces(struct options *options);

// network.c: brings up loopback and gives the server its two listeners.
void send_listeners(const struct options *options);

// filter.c: a file with the system calls' filter, to be read from its beginning.
int make_filter(const struct options *options);
