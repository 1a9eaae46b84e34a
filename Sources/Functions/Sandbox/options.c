// The command line: pairs of a name and a value, and nothing else. A value is never looked at for what it might mean.
#include "launcher.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

static _Noreturn void refuse(const char *what) {
    errno = EINVAL;
    fail(what);
}

static long number(const char *text, long most) {
    char *end;
    errno = 0;
    long value = strtol(text, &end, 10);
    if (errno || *end || end == text || value < 0 || value > most) refuse(text);
    return value;
}

static const char *absolute(const char *path) {
    if (path[0] != '/') refuse(path);
    return path;
}

// A tree's source comes before its target, and likewise a file's.
struct parser {
    struct options *options;
    const char *source;
};

static void take_target(struct parser *parser, const char *name, const char *target) {
    struct options *options = parser->options;
    if (!parser->source) refuse(name);
    if (strcmp(name, "tree-at") == 0) {
        if (options->tree_count == MOST_TREES) refuse("too many trees");
        options->trees[options->tree_count++] = (struct tree){.source = parser->source, .target = absolute(target)};
    } else {
        if (options->file_count == MOST_FILES) refuse("too many files");
        // Opened while this is still whoever the server is.
        int file = open(parser->source, O_RDONLY | O_CLOEXEC);
        if (file < 0) fail(parser->source);
        options->files[options->file_count++] = (struct copied_file){.target = absolute(target), .descriptor = file};
    }
    parser->source = NULL;
}

static void take(struct parser *parser, const char *name, char *value) {
    struct options *options = parser->options;
    if (strcmp(name, "bwrap") == 0) options->bwrap = absolute(value);
    else if (strcmp(name, "parent") == 0) options->parent = (pid_t)number(value, 1L << 30);
    else if (strcmp(name, "uid") == 0) options->uid = (uid_t)number(value, 1L << 30);
    else if (strcmp(name, "tmp-megabytes") == 0) options->tmp_megabytes = number(value, 1L << 20);
    else if (strcmp(name, "processes") == 0) options->processes = number(value, 1L << 20);
    else if (strcmp(name, "counts-all-memory") == 0) options->counts_all_memory = number(value, 1) == 1;
    else if (strcmp(name, "holds-cpu") == 0) options->holds_cpu = number(value, 1) == 1;
    else if (strcmp(name, "endpoint-host") == 0) options->endpoint_host = value;
    else if (strcmp(name, "endpoint-port") == 0) options->endpoint_port = (int)number(value, 65535);
    else if (strcmp(name, "runtime-port") == 0) options->runtime_port = (int)number(value, 65535);
    else if (strcmp(name, "group") == 0) {
        if (options->group_count == MOST_GROUPS) refuse("too many groups");
        // Opened while this is still whoever the server is: the kernel asks who opened it, not who writes.
        int group = open(absolute(value), O_WRONLY | O_CLOEXEC);
        if (group < 0) fail(value);
        options->groups[options->group_count++] = group;
    } else if (strcmp(name, "tree") == 0 || strcmp(name, "file") == 0) parser->source = absolute(value);
    else if (strcmp(name, "tree-at") == 0 || strcmp(name, "file-at") == 0) take_target(parser, name, value);
    else if (strcmp(name, "word") == 0) {
        size_t count = 0;
        while (options->command[count]) count++;
        if (count == MOST_WORDS) refuse("too many words");
        options->command[count] = value;
    } else refuse(name);
}

void parse_options(int argc, char **argv, struct options *options) {
    if (argc % 2 != 1) refuse("pairs");
    struct parser parser = {.options = options};
    for (int at = 1; at + 1 < argc; at += 2) take(&parser, argv[at], argv[at + 1]);
    if (!options->bwrap || !options->endpoint_host || options->parent == 0 || !options->command[0]) refuse("a pair is missing");
}
