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
    start(options, filter, order, length);
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
    parse_options(argc, argv, &options);
    die_with_server(&options);
    enter_groups(&options);
    leave_root(&options);
    die_with_server(&options);
    enter_namespaces(&options);
    die_with_server(&options);
    int filter = make_filter(&options);
    add_layer(&options, "seccomp allow-list");
    send_listeners(&options);
    serve(&options, filter);
}
