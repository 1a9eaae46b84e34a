// What Swift cannot call on Linux: macros over control messages, and a spawn in one step.
#pragma once
#include <stddef.h>
#include <sys/types.h>

// A pair of sockets that keep messages apart, close-on-exec. Returns 0 or errno.
int clinux_message_pair(int sockets[2]);

// A pipe, close-on-exec: what is written to the second end is read from the first. Returns 0 or errno.
int clinux_pipe(int ends[2]);

// The next message, with up to three descriptors; those beyond are closed. `count` says how many there were in all. Returns its length, 0 at the end, -1 with errno.
ssize_t clinux_receive(int socket, void *bytes, size_t capacity, int descriptors[3], int *count);

// Starts a program in a session of its own, with no other descriptor than these. `control` becomes its descriptor 3 unless it is -1; `output` becomes 1 and 2; 0 reads
// nothing. `directory` may be NULL. Returns its process id, or -errno.
pid_t clinux_spawn(
    const char *path, char *const arguments[], char *const variables[], int control, int output, const char *directory);

// A descriptor that is readable once the process has ended, or -1 with errno.
int clinux_process_descriptor(pid_t process);

// Sends a signal to the process of a descriptor, and to no later one of its number. Returns 0 or errno.
int clinux_signal_process(int descriptor, int number);

// From now on SIGTERM and SIGINT are a byte to read from the descriptor that this returns, and SIGPIPE is nothing. -1 with errno.
int clinux_signals(void);

// Reads at a place without waiting for the disk. Returns how much of it was in memory, or -1 with errno (EAGAIN: none).
ssize_t clinux_read_cached(int file, void *bytes, size_t count, long long start);

// Whether a range of a file is in memory, so that sending it waits for no disk. Looks, and reads nothing. `is_thorough` also tells what is only
// on its way there, and takes longer. A system that does not tell counts as one where it is not.
int clinux_is_cached(int file, long long start, long long length, int is_thorough);

// Lets the disk begin to write a range, and does not wait for it: makes a later sync short, replaces none.
void clinux_begin_writing(int file, long long start, long long length);

// Gives a range of a file, whose length stays, back to the file system. Returns 0 or errno.
int clinux_punch(int file, long long start, long long length);

// Lets the allocator keep up to `kept` free bytes at the end of each of its heaps, and get what is larger than `largest` from the system
// each time.
void clinux_keep_memory(int kept, int largest);

// Lets standard output go on at the end of each line.
void clinux_buffer_lines(void);

// memmem, which the C library hides from Swift: where the needle first is, or NULL, in time that rises with the haystack alone.
const void *clinux_find(const void *haystack, size_t length, const void *needle, size_t count);

// Lets each look-up of a name by this thread ask a DNS server at most so often, and wait so many seconds for it each time.
void clinux_limit_lookups(int seconds, int attempts);
