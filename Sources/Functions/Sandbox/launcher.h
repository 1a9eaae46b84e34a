// The sandbox launcher: prepares namespaces, limits and listeners for one worker, then runs the worker's processes in bubblewrap,
// one after the other, as the server asks over a socket. Plain C because it must start in a millisecond.
//
// Everything it is told comes as pairs of a name and a value. bubblewrap's options are written here and nowhere else: no value becomes
// an option, and what a function's owner chose reaches bubblewrap only as the value of a variable.
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

enum { CONTROL = 3, MOST_TREES = 16, MOST_FILES = 16, MOST_GROUPS = 8, MOST_WORDS = 16, LAYERS = 256 };

// Where trees and the private /tmp are prepared, in a mount namespace of our own.
#define STAGE "/mnt"

// A folder that the worker sees, read-only.
struct tree {
    const char *source, *target;
    int descriptor;
    // Where it is mounted for bubblewrap to take it from.
    char staged[32];
};

// A small file that the worker gets a copy of.
struct copied_file {
    const char *target;
    int descriptor;
};

struct options {
    const char *bwrap;
    // The server: without it nothing here may live.
    pid_t parent;
    // Who the worker is on the host, if the server is root; else 0.
    uid_t uid;
    long tmp_megabytes, processes;
    // A control group counts the memory, whoever holds it.
    bool counts_all_memory;
    // A control group holds the CPU. Without one the worker's processes go behind the server's, besides what its watch does.
    bool holds_cpu;
    // `cgroup.procs` of the groups that hold the worker's processes, open. This process stays outside: what it has to do to end them must
    // not wait for their share, nor for a place among them.
    int groups[MOST_GROUPS];
    size_t group_count;
    // Pelton's endpoint as the worker sees it.
    const char *endpoint_host;
    int endpoint_port, runtime_port;
    struct tree trees[MOST_TREES];
    size_t tree_count;
    struct copied_file files[MOST_FILES];
    size_t file_count;
    // What the worker runs, ended by NULL.
    char *command[MOST_WORDS + 1];
    // What holds the worker, in words, for the log.
    char layers[LAYERS];
};

// options.c: reads the pairs of the command line.
void parse_options(int argc, char **argv, struct options *options);

// report.c: tells the server what failed, with errno, and ends; notes what holds the worker.
_Noreturn void fail(const char *what);
void add_layer(struct options *options, const char *layer);

// namespaces.c: as root makes what the worker may read reachable and stops being root; then makes the namespaces.
void leave_root(struct options *options);
void enter_namespaces(struct options *options);

// limits.c: what a process of the worker's enters before it becomes bubblewrap.
void enter_limits(const struct options *options);

// network.c: brings up loopback and gives the server its two listeners, and a descriptor that tells how full /tmp is.
void send_listeners(const struct options *options);

// filter.c: a file with the system calls' filter, to be read from its beginning.
int make_filter(const struct options *options);

// files.c: a file in memory with these bytes; -1 if that fails.
int file_of(const void *bytes, size_t length);

// bubblewrap.c: becomes bubblewrap, with the worker's command in it.
//   order, length: the names and values of its variables, each with its length in four bytes before it.
_Noreturn void start(const struct options *options, int filter, const char *order, size_t length);
