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
#include <sys/stat.h>
#include <unistd.h>

static void mount_stage(void) {
    if (mount("pelton", STAGE, "tmpfs", MS_NOSUID | MS_NODEV, "size=1m,mode=0755") != 0) fail("mount " STAGE);
    if (mkdir(STAGE "/tmp", 0755) != 0 || mkdir(STAGE "/nothing", 0755) != 0) fail("make folders in " STAGE);
}

// Opened in the namespace of mounts that it is bound in, and before STAGE hides what may lie below it.
static void open_source(struct tree *tree) {
    tree->descriptor = open(tree->source, O_PATH | O_DIRECTORY | O_CLOEXEC);
    if (tree->descriptor < 0) fail(tree->source);
}

static void stage(struct tree *tree, size_t index) {
    char source[32];
    snprintf(source, sizeof source, "/proc/self/fd/%d", tree->descriptor);
    snprintf(tree->staged, sizeof tree->staged, STAGE "/%zu", index);
    if (mkdir(tree->staged, 0755) != 0) fail(tree->staged);
    if (mount(source, tree->staged, NULL, MS_BIND | MS_REC, NULL) != 0) fail(tree->source);
    close(tree->descriptor);
}

static void stage_all(struct options *options) {
    for (size_t i = 0; i < options->tree_count; i++) open_source(&options->trees[i]);
    mount_stage();
    for (size_t i = 0; i < options->tree_count; i++) stage(&options->trees[i], i);
}

// A bind's line in mountinfo names the folder that it shows, which is a path of the server; an overlay's names what it was made from, in
// the words that made it. So each tree is laid over an empty folder, by names that mean something only here. A kernel or a file system
// that does not do this leaves the bind as it is, which the server's log tells by the missing layer.
static bool hide_source(struct tree *tree, size_t index) {
    char view[sizeof tree->staged], layers[64];
    snprintf(view, sizeof view, STAGE "/v%zu", index);
    snprintf(layers, sizeof layers, "lowerdir=%zu:nothing", index);
    if (mkdir(view, 0755) != 0) return false;
    if (mount("pelton", view, "overlay", MS_RDONLY | MS_NOSUID | MS_NODEV, layers) != 0) return false;
    snprintf(tree->staged, sizeof tree->staged, "%s", view);
    return true;
}

static void hide_sources(struct options *options) {
    if (chdir(STAGE) != 0) fail(STAGE);
    bool are_hidden = true;
    for (size_t i = 0; i < options->tree_count; i++) are_hidden &= hide_source(&options->trees[i], i);
    if (chdir("/") != 0) fail("/");
    if (are_hidden) add_layer(options, "hidden paths");
}

// What only root can reach is bound to where anybody can; then there is no way back to root.
void leave_root(struct options *options) {
    if (geteuid() != 0) return;
    if (unshare(CLONE_NEWNS) != 0) fail("unshare a mount namespace");
    if (mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0) fail("make mounts private");
    stage_all(options);
    // The worker's own user makes the folders of its overlays.
    if (chown(STAGE, options->uid, options->uid) != 0) fail("chown " STAGE);
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
    if (options->uid == 0) stage_all(options);
    hide_sources(options);
    char size[64];
    // Files cost memory even when they are empty: one for each 16 KiB, as on a disk of that size.
    snprintf(size, sizeof size, "size=%ldm,nr_inodes=%ld,mode=1777", options->tmp_megabytes, options->tmp_megabytes * 64);
    if (mount("tmp", STAGE "/tmp", "tmpfs", MS_NOSUID | MS_NODEV, size) != 0) fail("mount /tmp");
    add_layer(options, "namespaces");
    add_layer(options, "rlimits");
}
