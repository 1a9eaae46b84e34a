#define _GNU_SOURCE
#include "launcher.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

static long number(const char *text) {
    char *end;
    errno = 0;
    long value = strtol(text, &end, 10);
    if (errno || *end || end == text || value < 0) {
        errno = EINVAL;
        fail(text);
    }
    return value;
}

// launcher BWRAP PARENT UID NAME MEMORY-BYTES TMP-MEGABYTES PROCESSES RUNTIME-PORT HOST PORT { SOURCE TARGET } -- COMMAND …
static void parse(int argc, char **argv, struct options *options) {
    errno = EINVAL;
    if (argc < 13) fail("arguments");
    options->bwrap = argv[1];
    options->parent = (pid_t)number(argv[2]);
    options->uid = (uid_t)number(argv[3]);
    options->name = argv[4];
    options->memory_bytes = number(argv[5]);
    options->tmp_megabytes = number(argv[6]);
    options->processes = number(argv[7]);
    options->runtime_port = (int)number(argv[8]);
    options->endpoint_host = argv[9];
    options->endpoint_port = (int)number(argv[10]);
    int at = 11;
    for (; at + 1 < argc && strcmp(argv[at], "--") != 0; at += 2) {
        if (options->bind_count == MOST_BINDS) fail("binds");
        options->binds[options->bind_count++] = (struct bind){.source = argv[at], .target = argv[at + 1]};
    }
    if (at + 1 >= argc || strcmp(argv[at], "--") != 0) fail("arguments");
    options->command = argv + at + 1;
}

// Asked for again after each change of identity, which clears it.
static void die_with_server(const struct options *options) {
    if (prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) != 0) fail("prctl");
    if (getppid() != options->parent) exit(1);
}

struct arguments {
    const char *list[512];
    size_t count;
};

static void add(struct arguments *arguments, const char *text) {
    if (arguments->count + 1 >= sizeof arguments->list / sizeof *arguments->list) {
        errno = E2BIG;
        fail("arguments");
    }
    arguments->list[arguments->count++] = text;
}

static void add_all(struct arguments *arguments, const char *const *texts) {
    for (; *texts; texts++) add(arguments, *texts);
}

static const char *const isolation[] = {
    "--unshare-user", "--uid", "993", "--gid", "990", "--disable-userns", "--unshare-pid", "--unshare-ipc", "--unshare-uts",
    "--unshare-cgroup-try", "--hostname", "pelton", "--die-with-parent", "--new-session", "--cap-drop", "ALL", "--clearenv", NULL,
};

// Nothing but /tmp can be written: what lies in a file system of memory belongs to no process, and would have no bound. AWS's functions
// have no /dev/shm either.
static const char *const system_files[] = {
    "--ro-bind", "/usr", "/usr", "--symlink", "usr/bin", "/bin", "--symlink", "usr/sbin", "/sbin", "--symlink", "usr/lib", "/lib",
    "--symlink", "usr/lib64", "/lib64", "--symlink", "usr/lib32", "/lib32", "--proc", "/proc", "--dev", "/dev", "--remount-ro", "/dev", "--dir", "/var/tmp",
    "--ro-bind-try", "/etc/ld.so.cache", "/etc/ld.so.cache", "--ro-bind-try", "/etc/alternatives", "/etc/alternatives",
    "--ro-bind-try", "/etc/ssl/certs", "/etc/ssl/certs", "--ro-bind-try", "/etc/ca-certificates", "/etc/ca-certificates",
    "--ro-bind-try", "/etc/localtime", "/etc/localtime", "--ro-bind-try", "/etc/fonts", "/etc/fonts",
    "--bind", STAGE "/tmp", "/tmp", NULL,
};

// A descriptor from its beginning, for bubblewrap to inherit, as text.
static const char *inherited(int fd, char text[16]) {
    int copy = dup(fd);
    if (copy < 0 || lseek(copy, 0, SEEK_SET) < 0) _exit(126);
    snprintf(text, 16, "%d", copy);
    return text;
}

// Variables go by a file: neither a list of processes nor a dynamic linker on the way may see them.
static int file_of(const char *bytes, size_t length) {
    int file = memfd_create("variables", MFD_CLOEXEC);
    if (file < 0 || write(file, bytes, length) != (ssize_t)length) _exit(126);
    return file;
}

static _Noreturn void start(const struct options *options, int filter, const char *variables, size_t length) {
    static struct arguments arguments;
    char filter_text[16], variables_text[16];
    add(&arguments, options->bwrap);
    add_all(&arguments, isolation);
    add_all(&arguments, system_files);
    for (size_t i = 0; i < options->bind_count; i++) {
        const struct bind *bind = &options->binds[i];
        add(&arguments, "--ro-bind");
        add(&arguments, bind->staged[0] ? bind->staged : bind->source);
        add(&arguments, bind->target);
    }
    const char *const last[] = {
        "--remount-ro", "/", "--chdir", "/var/task", "--args", inherited(file_of(variables, length), variables_text),
        "--seccomp", inherited(filter, filter_text), "--", NULL,
    };
    add_all(&arguments, last);
    for (char **word = options->command; *word; word++) add(&arguments, *word);
    arguments.list[arguments.count] = NULL;
    close(CONTROL);
    char *const nothing[] = {NULL};
    execve(options->bwrap, (char *const *)arguments.list, nothing);
    perror(options->bwrap);
    _exit(126);
}

static pid_t spawn(const struct options *options, int filter, const char *variables, size_t length) {
    pid_t child = fork();
    if (child < 0) fail("fork");
    if (child > 0) return child;
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    if (prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) != 0) _exit(126);
    start(options, filter, variables, length);
}

static void report_exit(int status) {
    char text[32];
    int length = snprintf(text, sizeof text, "X%d", WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status));
    send(CONTROL, text, (size_t)length, MSG_NOSIGNAL);
}

// Takes leave of children that ended, those that bubblewrap left behind among them.
static void reap(pid_t *child, int flags) {
    int status;
    for (pid_t ended; (ended = waitpid(-1, &status, flags)) > 0;) {
        if (ended != *child) continue;
        *child = 0;
        report_exit(status);
    }
}

// `S` starts a process, with the arguments for bubblewrap that set its variables behind it, each with its NUL; `K` kills it; each one's end is told as `X` and its status. Without the server this ends too.
static _Noreturn void serve(const struct options *options, int filter) {
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGCHLD);
    sigprocmask(SIG_BLOCK, &set, NULL);
    int signals = signalfd(-1, &set, SFD_CLOEXEC);
    if (signals < 0) fail("signalfd");
    if (prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) != 0) fail("prctl");
    pid_t child = 0;
    struct pollfd polls[] = {{.fd = CONTROL, .events = POLLIN}, {.fd = signals, .events = POLLIN}};
    for (;;) {
        if (poll(polls, 2, -1) < 0 && errno != EINTR) fail("poll");
        if (polls[1].revents) {
            struct signalfd_siginfo info;
            if (read(signals, &info, sizeof info) < 0) fail("read");
            reap(&child, WNOHANG);
        }
        if (!polls[0].revents) continue;
        static char order[1 << 17];
        ssize_t length = recv(CONTROL, order, sizeof order, 0);
        if (length <= 0) {
            if (child > 0) kill(child, SIGKILL);
            reap(&child, 0);
            exit(0);
        }
        if (*order == 'S' && child == 0) child = spawn(options, filter, order + 1, (size_t)length - 1);
        if (*order == 'K' && child > 0) kill(child, SIGKILL);
    }
}

int main(int argc, char **argv) {
    static struct options options;
    // Whatever else the server had open is none of the worker's business.
    if (close_range(CONTROL + 1, ~0U, 0) != 0) fail("close_range");
    parse(argc, argv, &options);
    die_with_server(&options);
    enter_cgroups(&options);
    leave_root(&options);
    die_with_server(&options);
    enter_namespaces(&options);
    die_with_server(&options);
    int filter = make_filter(&options);
    add_layer(&options, "seccomp");
    send_listeners(&options);
    serve(&options, filter);
}
