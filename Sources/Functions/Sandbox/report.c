// What the launcher tells the server besides its listeners.
#include "launcher.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

_Noreturn void fail(const char *what) {
    char text[512];
    int length = snprintf(text, sizeof text, "E%s: %s", what, strerror(errno));
    send(CONTROL, text, (size_t)length < sizeof text ? (size_t)length : sizeof text - 1, MSG_NOSIGNAL);
    exit(1);
}

void add_layer(struct options *options, const char *layer) {
    size_t used = strlen(options->layers);
    snprintf(options->layers + used, LAYERS - used, "%s%s", used ? ", " : "", layer);
}
