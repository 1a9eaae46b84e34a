// bubblewrap's options. All of them are written here; they go by a file, so that no list of processes inside or outside shows them.
#define _GNU_SOURCE
#include "launcher.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

// Words, each with its NUL.
struct words {
    char bytes[1 << 18];
    size_t length;
};

static void add(struct words *words, const char *word) {
    size_t length = strlen(word) + 1;
    if (words->length + length > sizeof words->bytes) _exit(126);
    memcpy(words->bytes + words->length, word, length);
    words->length += length;
}

static void add_all(struct words *words, const char *const *list) {
    for (; *list; list++) add(words, *list);
}

static const char *const isolation[] = {
    "--unshare-user", "--uid", "993", "--gid", "990", "--disable-userns", "--unshare-pid", "--unshare-ipc", "--unshare-uts",
    "--unshare-cgroup-try", "--hostname", "pelton", "--die-with-parent", "--new-session", "--cap-drop", "ALL", "--clearenv", NULL,
};

// Nothing but /tmp can be written: what lies in a file system of memory belongs to no process, and would have no bound. AWS's functions
// have no /dev/shm either.
static const char *const system_files[] = {
    "--ro-bind", "/usr", "/usr", "--symlink", "usr/bin", "/bin", "--symlink", "usr/sbin", "/sbin", "--symlink", "usr/lib", "/lib",
    "--symlink", "usr/lib64", "/lib64", "--symlink", "usr/lib32", "/lib32", "--proc", "/proc", "--dir", "/var/tmp",
    "--ro-bind-try", "/etc/ld.so.cache", "/etc/ld.so.cache", "--ro-bind-try", "/etc/alternatives", "/etc/alternatives",
    "--ro-bind-try", "/etc/ssl/certs", "/etc/ssl/certs", "--ro-bind-try", "/etc/ca-certificates", "/etc/ca-certificates",
    "--ro-bind-try", "/etc/localtime", "/etc/localtime", "--ro-bind-try", "/etc/fonts", "/etc/fonts",
    "--dir", "/var/task", "--bind", STAGE "/tmp", "/tmp", NULL,
};

static const char *const devices[] = {"--dev", "/dev", NULL};
// What is mapped of /dev/zero belongs to no process.
static const char *const no_zero[] = {"--dev-bind", "/dev/null", "/dev/zero", NULL};
static const char *const devices_end[] = {"--remount-ro", "/dev", NULL};

// What a function sees in place of the host's own.
static const char *const made_up_files[][2] = {
    {"/etc/passwd", "root:x:0:0:root:/:/usr/sbin/nologin\nsandbox:x:993:990:sandbox:/tmp:/usr/sbin/nologin\n"},
    {"/etc/group", "root:x:0:\nsandbox:x:990:\n"},
    {"/etc/hosts", "127.0.0.1 localhost\n::1 localhost\n"},
    {"/etc/nsswitch.conf", "passwd: files\ngroup: files\nhosts: files\n"},
};

// A descriptor from its beginning, for bubblewrap to inherit, as text.
static const char *inherited(int descriptor, char text[16]) {
    int copy = descriptor < 0 ? -1 : dup(descriptor);
    if (copy < 0 || lseek(copy, 0, SEEK_SET) < 0) _exit(126);
    snprintf(text, 16, "%d", copy);
    return text;
}

static void add_file(struct words *words, const char *target, int descriptor) {
    char text[16];
    const char *const option[] = {"--perms", "0444", "--file", inherited(descriptor, text), target, NULL};
    add_all(words, option);
}

static bool is_letter(char c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_'; }

static bool is_name(const char *text) {
    if (!is_letter(*text)) return false;
    for (; *text; text++) {
        if (!is_letter(*text) && (*text < '0' || *text > '9')) return false;
    }
    return true;
}

// The next text of an order, copied with a NUL behind it; NULL at the end. Each text has its length before it, in four bytes, lowest first.
// An order that is not whole, or a text with a NUL in it, starts nothing.
static const char *next_text(const char **order, const char *end, struct words *texts) {
    if (*order == end) return NULL;
    const unsigned char *head = (const unsigned char *)*order;
    if (end - *order < 4) _exit(126);
    size_t length = head[0] | (size_t)head[1] << 8 | (size_t)head[2] << 16 | (size_t)head[3] << 24;
    const char *text = *order + 4;
    if (length > (size_t)(end - text) || memchr(text, 0, length)) _exit(126);
    if (texts->length + length + 1 > sizeof texts->bytes) _exit(126);
    char *copy = texts->bytes + texts->length;
    memcpy(copy, text, length);
    copy[length] = 0;
    texts->length += length + 1;
    *order = text + length;
    return copy;
}

static void add_variables(struct words *words, const char *order, size_t length) {
    static struct words texts;
    const char *end = order + length;
    for (const char *name; (name = next_text(&order, end, &texts));) {
        const char *value = next_text(&order, end, &texts);
        if (!value || !is_name(name)) _exit(126);
        const char *const option[] = {"--setenv", name, value, NULL};
        add_all(words, option);
    }
}

_Noreturn void start(const struct options *options, int filter, const char *order, size_t length) {
    static struct words words;
    char filter_text[16], words_text[16];
    add_all(&words, isolation);
    add_all(&words, devices);
    if (!options->counts_all_memory) add_all(&words, no_zero);
    add_all(&words, devices_end);
    add_all(&words, system_files);
    for (size_t i = 0; i < sizeof made_up_files / sizeof *made_up_files; i++) {
        add_file(&words, made_up_files[i][0], file_of(made_up_files[i][1], strlen(made_up_files[i][1])));
    }
    for (size_t i = 0; i < options->file_count; i++) add_file(&words, options->files[i].target, options->files[i].descriptor);
    for (size_t i = 0; i < options->tree_count; i++) {
        const char *const option[] = {"--ro-bind", options->trees[i].staged, options->trees[i].target, NULL};
        add_all(&words, option);
    }
    add_variables(&words, order, length);
    const char *const last[] = {"--remount-ro", "/", "--chdir", "/var/task", "--seccomp", inherited(filter, filter_text), NULL};
    add_all(&words, last);
    char *arguments[4 + MOST_WORDS + 1] = {
        "bwrap", "--args", (char *)inherited(file_of(words.bytes, words.length), words_text), "--",
    };
    for (size_t i = 0; options->command[i]; i++) arguments[4 + i] = options->command[i];
    close(CONTROL);
    char *const nothing[] = {NULL};
    execve(options->bwrap, arguments, nothing);
    perror(options->bwrap);
    _exit(126);
}
