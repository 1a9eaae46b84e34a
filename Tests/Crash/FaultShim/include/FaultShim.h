#ifndef PELTON_FAULT_SHIM_H
#define PELTON_FAULT_SHIM_H

#include <stdint.h>

// A library to be preloaded (LD_PRELOAD) into a process whose disk is to be watched or to fail. It stands before the write-side
// system calls of the C library and counts those on files below one folder, in one order for the whole process.
//
//   FAULTSHIM_WATCH    the folder; nothing else is counted, recorded or harmed. Files that end in -shm are left out: SQLite maps
//                      them into memory, and a crash loses them by design.
//   FAULTSHIM_TRACE    a file outside of it: what was done, as the records below.
//   FAULTSHIM_CONTROL  a file with one line, read again at each counted call, so that a test can arm a process that runs already:
//                          SERIAL AT FAULT TIMES CALLS PATH
//                      A new SERIAL starts the count anew. At the AT-th call (from 1) and TIMES - 1 more (0: for ever) that is one
//                      of CALLS (such as fsync,fdatasync; * for any but pread) on a path that contains PATH (* for any), FAULT happens:
//                      EIO, ENOSPC (the call fails), short (really writes less), kill, tear (writes half, then kill -9).
//                      Each time, a line goes to the file CONTROL.fired.
//   FAULTSHIM_LIE_SYNC a part of a path: syncs of such files and folders return at once, done and recorded by nobody.
//   FAULTSHIM_SYNC_MICROSECONDS  how long each sync takes longer, so that others get in between as on a real disk.

// A record of the trace: this head, then `path_length` bytes of path below the folder, then `data_length` bytes. Little-endian.
struct faultshim_record {
    uint8_t kind;
    uint8_t reserved[3];
    uint32_t path_length;
    uint64_t data_length;
    uint64_t inode;
    int64_t first;
    int64_t second;
};

enum {
    FAULTSHIM_OPEN = 1,         // inode, path; first: 1 if the call made the file; second: 1 for a folder
    FAULTSHIM_WRITE = 2,        // inode; first: offset; data: what was really written
    FAULTSHIM_TRUNCATE = 3,     // inode; first: length
    FAULTSHIM_ALLOCATE = 4,     // inode; first, second: offset and length; data: the mode, 4 bytes
    FAULTSHIM_UNLINK = 5,       // path
    FAULTSHIM_RENAME = 6,       // path; data: the new one
    FAULTSHIM_LINK = 7,         // path; data: the new one
    FAULTSHIM_MKDIR = 8,        // inode, path
    FAULTSHIM_SYNC_BEGIN = 9,   // inode; first: the sync's number
    FAULTSHIM_SYNC_END = 10,    // the same; what was written before its beginning is durable now
    FAULTSHIM_MARK = 11,        // data: a text of the program
};

// Puts a text between the records. A program finds it by dlsym; without the library it is not there.
void faultshim_mark(const char *text);

#endif
