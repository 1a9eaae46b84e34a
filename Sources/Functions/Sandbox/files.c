// Small files in memory.
#define _GNU_SOURCE
#include "launcher.h"

#include <sys/mman.h>
#include <unistd.h>

int file_of(const void *bytes, size_t length) {
    int file = memfd_create("pelton", MFD_CLOEXEC);
    if (file < 0) return -1;
    for (size_t written = 0; written < length;) {
        ssize_t count = write(file, (const char *)bytes + written, length - written);
        if (count <= 0) {
            close(file);
            return -1;
        }
        written += (size_t)count;
    }
    return file;
}
