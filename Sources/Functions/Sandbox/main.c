#define _GNU_SOURCE
#include "launcher.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

// Asked for again after each change of identity, which clears it.
static void die_with_server(const struct options *options) {
    if (prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) != 0) fail("prctl");
    if (getppid() != options->parent) exit(1);
}

static pid_t spawn(const struct options *options, int filter, const char *order, size_t length) {
    pid_t child = fork();
    if (child < 0) fail("fork");
    if (child > 0) return child;
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    if (prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) != 0) _exit(126);
    enter_limits(options);
    start(options, filter, order, length);
}

// Once all that it had started is gone, so that the next process finds the place that is its own.
static void report_exit(int status) {
    char text[32];
    int length = snprintf(text, sizeof text, "X%d", WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status));
    send(CONTROL, text, (size_t)length, MSG_NOSIGNAL);
}

struct worker {
    pid_t process;
    // Its status, while others of its namespace still end.
    int status;
    bool has_ended;
};

// Takes leave of children that ended, those that bubblewrap left behind among them: the first of a namespace ends when all in it have.
static void reap(struct worker *worker, int flags) {
    int status;
    pid_t ended;
    while ((ended = waitpid(-1, &status, flags)) > 0) {
        if (ended != worker->process) continue;
        worker->status = status;
        worker->has_ended = true;
    }
    if (ended == 0 || !worker->has_ended) return;
    int last = worker->status;
    *worker = (struct worker){0};
    report_exit(last);
}

// `S` starts a process, with the names and values of its variables behind it; `K` kills it; each one's end is told as `X` and its
// status. Without the server this ends too.
static _Noreturn void serve(const struct options *options, int filter) {
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGCHLD);
    sigprocmask(SIG_BLOCK, &set, NULL);
    int signals = signalfd(-1, &set, SFD_CLOEXEC);
    if (signals < 0) fail("signalfd");
    if (prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) != 0) fail("prctl");
    struct worker worker = {0};
    struct pollfd polls[] = {{.fd = CONTROL, .events = POLLIN}, {.fd = signals, .events = POLLIN}};
    for (;;) {
        if (poll(polls, 2, -1) < 0 && errno != EINTR) fail("poll");
        if (polls[1].revents) {
            struct signalfd_siginfo info;
            if (read(signals, &info, sizeof info) < 0) fail("read");
            reap(&worker, WNOHANG);
        }
        if (!polls[0].revents) continue;
        static char order[1 << 17];
        ssize_t length = recv(CONTROL, order, sizeof order, 0);
        if (length <= 0) {
            if (worker.process > 0 && !worker.has_ended) kill(worker.process, SIGKILL);
            reap(&worker, 0);
            exit(0);
        }
        if (*order == 'S' && worker.process == 0) worker.process = spawn(options, filter, order + 1, (size_t)length - 1);
        if (*order == 'K' && worker.process > 0 && !worker.has_ended) kill(worker.process, SIGKILL);
    }
}

int main(int argc, char **argv) {
    static struct options options;
    // Folders that are made here are for the worker's user too.
    umask(022);
    // Whatever else the server had open is none of the worker's business.
    if (close_range(CONTROL + 1, ~0U, 0) != 0) fail("close_range");
    parse_options(argc, argv, &options);
    die_with_server(&options);
    leave_root(&options);
    die_with_server(&options);
    enter_namespaces(&options);
    die_with_server(&options);
    int filter = make_filter(&options);
    add_layer(&options, "seccomp allow-list");
    send_listeners(&options);
    serve(&options, filter);
}
