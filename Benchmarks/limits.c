// One of the machine's limits, as one number: limits FIGURE FOLDER SECONDS
//
// A store that answers only after the disk has what it was given cannot do more of these a second than the machine does when
// nothing else is in the way: no sockets, no signatures, no parsing. FOLDER lies on the disk that the stores use.

#define _GNU_SOURCE
#include <fcntl.h>
#include <openssl/evp.h>
#include <sqlite3.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define KIB 1024
#define MIB (1024 * KIB)
#define OBJECT_BYTES (4 * KIB)

static const char *folder;
static double allowed_seconds;
static unsigned char noise[MIB];

static void fail(const char *format, ...) {
    va_list rest;
    va_start(rest, format);
    vfprintf(stderr, format, rest);
    va_end(rest);
    fputc('\n', stderr);
    exit(1);
}

static double now(void) {
    struct timespec moment;
    clock_gettime(CLOCK_MONOTONIC, &moment);
    return moment.tv_sec + moment.tv_nsec * 1e-9;
}

// Nothing that a disk or file system could store in less.
static void make_noise(void) {
    uint64_t state = 0x9E3779B97F4A7C15u;
    for (size_t at = 0; at < sizeof noise; at += sizeof state) {
        state ^= state >> 12;
        state ^= state << 25;
        state ^= state >> 27;
        memcpy(noise + at, &state, sizeof state);
    }
}

static void path_of(char *path, size_t size, const char *name) { snprintf(path, size, "%s/limits-%s", folder, name); }

// Files: what a log of small records and what large objects can be written with.

static int make_file(char *path, size_t size, const char *name) {
    path_of(path, size, name);
    int file = open(path, O_CREAT | O_TRUNC | O_WRONLY, 0600);
    if (file < 0) fail("%s cannot be made: %m", path);
    return file;
}

static void write_all(int file, size_t count) {
    for (size_t done = 0; done < count;) {
        size_t step = count - done < sizeof noise ? count - done : sizeof noise;
        ssize_t written = write(file, noise, step);
        if (written < 0) fail("write: %m");
        done += written;
    }
}

// Bytes a second, with a sync after every `between`. The file starts anew when it is large, not to fill the disk.
static double synced_bytes(size_t between) {
    char path[4096];
    int file = make_file(path, sizeof path, "file");
    const double start = now();
    double elapsed, total = 0;
    do {
        const int is_large = lseek(file, 0, SEEK_CUR) >= (off_t)1024 * MIB;
        if (is_large && (ftruncate(file, 0) != 0 || lseek(file, 0, SEEK_SET) != 0)) fail("truncate: %m");
        write_all(file, between);
        if (fdatasync(file) != 0) fail("fdatasync: %m");
        total += between;
        elapsed = now() - start;
    } while (elapsed < allowed_seconds);
    close(file);
    unlink(path);
    return total / elapsed;
}

static double append_rate(void) { return synced_bytes(OBJECT_BYTES) / OBJECT_BYTES; }
static double write_rate(void) { return synced_bytes((size_t)64 * MIB) / 1e6; }

// SQLite: an object's row with its bytes, and the event that it owes, in the settings that a durable store needs.

static const char schema[] =
    "CREATE TABLE versions (bucket INTEGER, key BLOB, sequence INTEGER, size INTEGER, etag BLOB, headers BLOB, content INTEGER,"
    " PRIMARY KEY (bucket, key, sequence)) WITHOUT ROWID;"
    "CREATE TABLE contents (id INTEGER PRIMARY KEY, bytes BLOB);"
    "CREATE TABLE events (id INTEGER PRIMARY KEY, type TEXT, bucket TEXT, key BLOB, sequence INTEGER, time INTEGER, source TEXT);";

struct store {
    sqlite3 *database;
    sqlite3_stmt *begin, *commit, *content, *version, *event;
    char path[4096];
};

static void execute(struct store *store, const char *text) {
    if (sqlite3_exec(store->database, text, NULL, NULL, NULL) != SQLITE_OK) fail("%s: %s", text, sqlite3_errmsg(store->database));
}

static sqlite3_stmt *prepare(struct store *store, const char *text) {
    sqlite3_stmt *statement;
    if (sqlite3_prepare_v2(store->database, text, -1, &statement, NULL) != SQLITE_OK) fail("%s: %s", text, sqlite3_errmsg(store->database));
    return statement;
}

static void run(struct store *store, sqlite3_stmt *statement) {
    if (sqlite3_step(statement) != SQLITE_DONE) fail("%s: %s", sqlite3_sql(statement), sqlite3_errmsg(store->database));
    sqlite3_reset(statement);
}

// SQLite takes a pragma that it cannot follow without a word; so it is read back.
static void expect(struct store *store, const char *pragma, const char *wanted) {
    sqlite3_stmt *statement = prepare(store, pragma);
    if (sqlite3_step(statement) != SQLITE_ROW || strcmp((const char *)sqlite3_column_text(statement, 0), wanted) != 0)
        fail("%s is not %s", pragma, wanted);
    sqlite3_finalize(statement);
}

static void remove_store(struct store *store) {
    const char *endings[] = {"", "-wal", "-shm"};
    for (int i = 0; i < 3; i++) {
        char path[4200];
        snprintf(path, sizeof path, "%s%s", store->path, endings[i]);
        unlink(path);
    }
}

static void open_store(struct store *store) {
    path_of(store->path, sizeof store->path, "database");
    remove_store(store);
    if (sqlite3_open(store->path, &store->database) != SQLITE_OK) fail("%s cannot be opened", store->path);
    execute(store, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL");
    expect(store, "PRAGMA journal_mode", "wal");
    expect(store, "PRAGMA synchronous", "2");
    execute(store, schema);
    store->begin = prepare(store, "BEGIN IMMEDIATE");
    store->commit = prepare(store, "COMMIT");
    store->content = prepare(store, "INSERT INTO contents VALUES (?1, ?2)");
    store->version = prepare(store, "INSERT INTO versions VALUES (1, ?1, ?2, ?3, ?4, ?5, ?2)");
    store->event = prepare(store, "INSERT INTO events VALUES (?1, 'ObjectCreated:Put', 'bench', ?2, ?1, ?3, '127.0.0.1')");
}

static void close_store(struct store *store) {
    sqlite3_stmt *all[] = {store->begin, store->commit, store->content, store->version, store->event};
    for (int i = 0; i < 5; i++) sqlite3_finalize(all[i]);
    sqlite3_close(store->database);
    remove_store(store);
}

static void add_object(struct store *store, int64_t number) {
    char key[32];
    // Scattered, as the keys of many clients are: neighbours in time are none in the index.
    int length = snprintf(key, sizeof key, "put/%016llx", (unsigned long long)number * 0x9E3779B97F4A7C15u);
    sqlite3_bind_int64(store->content, 1, number);
    sqlite3_bind_blob(store->content, 2, noise + number % 1000 * 512, OBJECT_BYTES, SQLITE_STATIC);
    run(store, store->content);
    sqlite3_bind_blob(store->version, 1, key, length, SQLITE_STATIC);
    sqlite3_bind_int64(store->version, 2, number);
    sqlite3_bind_int(store->version, 3, OBJECT_BYTES);
    sqlite3_bind_blob(store->version, 4, noise, 16, SQLITE_STATIC);
    sqlite3_bind_blob(store->version, 5, noise, 64, SQLITE_STATIC);
    run(store, store->version);
    sqlite3_bind_int64(store->event, 1, number);
    sqlite3_bind_blob(store->event, 2, key, length, SQLITE_STATIC);
    sqlite3_bind_int64(store->event, 3, time(NULL));
    run(store, store->event);
}

static double commit_rate(int group) {
    struct store store;
    open_store(&store);
    const double start = now();
    double elapsed;
    int64_t objects = 0;
    do {
        run(&store, store.begin);
        for (int i = 0; i < group; i++) add_object(&store, ++objects);
        run(&store, store.commit);
        elapsed = now() - start;
    } while (elapsed < allowed_seconds);
    close_store(&store);
    return objects / elapsed;
}

static double commit1_rate(void) { return commit_rate(1); }
static double commit16_rate(void) { return commit_rate(16); }

// Every ETag of an object that came in one piece is its MD5.
static double md5_rate(void) {
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    unsigned char digest[EVP_MAX_MD_SIZE];
    if (EVP_DigestInit_ex(context, EVP_md5(), NULL) != 1) fail("OpenSSL has no MD5");
    const double start = now();
    double elapsed, total = 0;
    do {
        if (EVP_DigestUpdate(context, noise, sizeof noise) != 1) fail("MD5 failed");
        total += sizeof noise;
        elapsed = now() - start;
    } while (elapsed < allowed_seconds);
    EVP_DigestFinal_ex(context, digest, NULL);
    EVP_MD_CTX_free(context);
    return total / elapsed / 1e6;
}

static const struct {
    const char *name;
    double (*measure)(void);
} figures[] = {
    {"commit1", commit1_rate}, {"commit16", commit16_rate}, {"append", append_rate}, {"write", write_rate}, {"md5", md5_rate},
};

int main(int count, char **arguments) {
    if (count != 4) fail("usage: limits FIGURE FOLDER SECONDS");
    folder = arguments[2];
    allowed_seconds = atof(arguments[3]);
    make_noise();
    for (size_t i = 0; i < sizeof figures / sizeof *figures; i++) {
        if (strcmp(figures[i].name, arguments[1]) == 0) {
            printf("%f\n", figures[i].measure());
            return 0;
        }
    }
    fail("there is no figure %s", arguments[1]);
}
