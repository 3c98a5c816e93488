/* Faults in the calls that change files: preloaded into a program, armed by it.
 *
 * Every call that changes something below one folder is counted, those of SQLite, Chroma and other
 * native code too. At the call with a chosen number the process dies, or the call fails. Or all of
 * them are written down, so that it can be played what a power cut leaves (powercuts.py).
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

enum how { COUNT, DIE, TORN, FULL, BROKEN, ONCE };

static char under[PATH_MAX];
static size_t under_length;
static long at;
static long made;
static int how = COUNT;
static int record = -1;

/* Begin to count calls that change something below `folder`; the number `number` (from 1) fails. */
void fault_arm(const char *folder, long number, int kind) {
    strncpy(under, folder, sizeof under - 1);
    at = number;
    how = kind;
    __atomic_store_n(&made, 0, __ATOMIC_SEQ_CST);
    under_length = strlen(under);
}

/* End all faults; return how many calls were counted. */
long fault_disarm(void) {
    under_length = 0;
    record = -1;
    return __atomic_load_n(&made, __ATOMIC_SEQ_CST);
}

static void die(void) {
    kill(getpid(), SIGKILL);
    for (;;) pause();
}

/* Write down one call: a header, two paths, the data. */
static void note(char kind, uint64_t node, int64_t place, const char *one, const char *two,
                 const void *data, size_t size) {
    struct __attribute__((packed)) {
        char kind;
        uint64_t node;
        int64_t place;
        uint32_t one, two, size;
    } head = {kind, node, place, one ? strlen(one) : 0, two ? strlen(two) : 0, size};
    struct iovec parts[] = {{&head, sizeof head}, {(void *)one, head.one}, {(void *)two, head.two},
                            {(void *)data, size}};
    if (record >= 0) syscall(SYS_writev, record, parts, 4);
}

/* Write all calls from here on into an open file. */
void fault_record(int file) { record = file; }

/* Write down that the program has acknowledged so many things. */
void fault_mark(long number) { note('a', 0, number, NULL, NULL, NULL, 0); }

static int is_under(const char *path) {
    return under_length && strncmp(path, under, under_length) == 0;
}

/* Return the whole path of a file; `whole` has room for it. */
static const char *whole_path(int folder, const char *path, char *whole) {
    char link[64];
    ssize_t length;
    if (!under_length || path[0] == '/') return path;
    if (folder == AT_FDCWD) {
        if (getcwd(whole, PATH_MAX) == NULL) return "";
        length = strlen(whole);
    } else {
        snprintf(link, sizeof link, "/proc/self/fd/%d", folder);
        length = readlink(link, whole, PATH_MAX - 1);
        if (length < 0) return "";
    }
    snprintf(whole + length, PATH_MAX - length, "/%s", path);
    return whole;
}

static int file_counts(int file) {
    char link[64], whole[PATH_MAX];
    ssize_t length;
    if (!under_length) return 0;
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    length = readlink(link, whole, sizeof whole - 1);
    if (length < 0) return 0;
    whole[length] = 0;
    return is_under(whole);
}

/* What becomes of this call: 0 as usual, 1 it fails, 2 half of it happens and the process dies. */
static int fate(int counts, int writes) {
    long number;
    if (!counts) return 0;
    number = __atomic_add_fetch(&made, 1, __ATOMIC_SEQ_CST);
    if (!at || number < at) return 0;
    if (how == DIE) die();
    if (how == TORN) return 2;
    if (how == FULL && writes) { errno = ENOSPC; return 1; }
    if (how == BROKEN) { errno = EIO; return 1; }
    if (how == ONCE && number == at) { errno = EIO; return 1; }
    return 0;
}

static uint64_t node_of(int file) {
    struct stat found;
    return fstat(file, &found) == 0 ? found.st_ino : 0;
}

static void note_sync(int file) {
    struct stat found;
    char link[64], whole[PATH_MAX];
    ssize_t length;
    if (fstat(file, &found) != 0) return;
    if (!S_ISDIR(found.st_mode)) {
        note('s', found.st_ino, 0, NULL, NULL, NULL, 0);
        return;
    }
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    length = readlink(link, whole, sizeof whole - 1);
    if (length < 0) return;
    whole[length] = 0;
    note('d', 0, 0, whole, NULL, NULL, 0);
}

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

/* A call that cannot be done by half is done, and then the process dies. */
#define SIMPLE(type, name, parameters, arguments, prepared, counts, writes, noted)                \
    type name parameters {                                                                        \
        static __typeof__(&name) real;                                                            \
        type result;                                                                              \
        int end, counted;                                                                         \
        if (!real) real = REAL(name);                                                             \
        prepared;                                                                                 \
        counted = counts;                                                                         \
        end = fate(counted, writes);                                                              \
        if (end == 1) return (type)-1;                                                            \
        result = real arguments;                                                                  \
        if (counted && record >= 0 && result >= 0) noted;                                         \
        if (end == 2) die();                                                                      \
        return result;                                                                            \
    }

#define ONE(folder, path) char room[PATH_MAX]; const char *one = whole_path(folder, path, room)
#define TWO(a, first, b, second)                                                                  \
    char room[PATH_MAX], other[PATH_MAX];                                                         \
    const char *one = whole_path(a, first, room), *two = whole_path(b, second, other)
#define NAMED(kind, two) note(kind, 0, 0, one, two, NULL, 0)

SIMPLE(int, fsync, (int file), (file), , file_counts(file), 0, note_sync(file))
SIMPLE(int, fdatasync, (int file), (file), , file_counts(file), 0, note_sync(file))
SIMPLE(int, ftruncate, (int file, off_t size), (file, size), , file_counts(file), 1,
       note('t', node_of(file), size, NULL, NULL, NULL, 0))
SIMPLE(int, ftruncate64, (int file, off64_t size), (file, size), , file_counts(file), 1,
       note('t', node_of(file), size, NULL, NULL, NULL, 0))
SIMPLE(int, rename, (const char *first, const char *second), (first, second),
       TWO(AT_FDCWD, first, AT_FDCWD, second), is_under(two), 0, NAMED('r', two))
SIMPLE(int, renameat, (int a, const char *first, int b, const char *second),
       (a, first, b, second), TWO(a, first, b, second), is_under(two), 0, NAMED('r', two))
SIMPLE(int, link, (const char *first, const char *second), (first, second),
       TWO(AT_FDCWD, first, AT_FDCWD, second), is_under(two), 1, NAMED('l', two))
SIMPLE(int, linkat, (int a, const char *first, int b, const char *second, int flags),
       (a, first, b, second, flags), TWO(a, first, b, second), is_under(two), 1, NAMED('l', two))
SIMPLE(int, unlink, (const char *path), (path), ONE(AT_FDCWD, path), is_under(one), 0,
       NAMED('u', NULL))
SIMPLE(int, unlinkat, (int folder, const char *path, int flags), (folder, path, flags),
       ONE(folder, path), is_under(one), 0, NAMED('u', NULL))
SIMPLE(int, rmdir, (const char *path), (path), ONE(AT_FDCWD, path), is_under(one), 0,
       NAMED('u', NULL))
SIMPLE(int, mkdir, (const char *path, mode_t mode), (path, mode), ONE(AT_FDCWD, path),
       is_under(one), 1, NAMED('m', NULL))
SIMPLE(ssize_t, writev, (int file, const struct iovec *parts, int count), (file, parts, count), ,
       file_counts(file), 1, note('?', 0, 0, "writev", NULL, NULL, 0))
SIMPLE(ssize_t, copy_file_range,
       (int first, off64_t *a, int second, off64_t *b, size_t size, unsigned flags),
       (first, a, second, b, size, flags), , file_counts(second), 1,
       note('?', 0, 0, "copy_file_range", NULL, NULL, 0))
SIMPLE(ssize_t, sendfile, (int second, int first, off_t *a, size_t size), (second, first, a, size), ,
       file_counts(second), 1, note('?', 0, 0, "sendfile", NULL, NULL, 0))
SIMPLE(ssize_t, sendfile64, (int second, int first, off64_t *a, size_t size),
       (second, first, a, size), , file_counts(second), 1,
       note('?', 0, 0, "sendfile", NULL, NULL, 0))

/* Where the next byte goes that is written without a place. */
static int64_t next_place(int file) {
    struct stat found;
    if (record < 0) return 0;
    if (fcntl(file, F_GETFL) & O_APPEND) return fstat(file, &found) == 0 ? found.st_size : 0;
    return lseek(file, 0, SEEK_CUR);
}

#define WRITING(name, parameters, whole, half, where)                                             \
    ssize_t name parameters {                                                                     \
        static __typeof__(&name) real;                                                            \
        ssize_t result;                                                                           \
        int64_t beginning = 0;                                                                    \
        int end, counted;                                                                         \
        if (!real) real = REAL(name);                                                             \
        counted = file_counts(file);                                                              \
        end = fate(counted, 1);                                                                   \
        if (end == 1) return -1;                                                                  \
        if (end == 2) {                                                                           \
            real half;                                                                            \
            die();                                                                                \
        }                                                                                         \
        if (counted) beginning = where;                                                           \
        result = real whole;                                                                      \
        if (counted && record >= 0 && result > 0)                                                 \
            note('w', node_of(file), beginning, NULL, NULL, data, result);                        \
        return result;                                                                            \
    }

WRITING(write, (int file, const void *data, size_t size), (file, data, size),
        (file, data, size / 2), next_place(file))
WRITING(pwrite, (int file, const void *data, size_t size, off_t place), (file, data, size, place),
        (file, data, size / 2, place), place)
WRITING(pwrite64, (int file, const void *data, size_t size, off64_t place),
        (file, data, size, place), (file, data, size / 2, place), place)

/* Files that are made are no faults of their own: the first byte is. They are only written down. */
#define OPENING(name, folder_parameter, folder_argument, folder)                                  \
    int name(folder_parameter const char *path, int flags, ...) {                                 \
        static int (*real)(folder_parameter const char *, int, ...);                              \
        mode_t mode = 0;                                                                          \
        va_list rest;                                                                             \
        int file;                                                                                 \
        if (!real) real = dlsym(RTLD_NEXT, #name);                                                \
        if (flags & (O_CREAT | O_TMPFILE)) {                                                      \
            va_start(rest, flags);                                                                \
            mode = va_arg(rest, mode_t);                                                          \
            va_end(rest);                                                                         \
        }                                                                                         \
        file = real(folder_argument path, flags, mode);                                           \
        if (file >= 0 && record >= 0 && flags & (O_CREAT | O_TRUNC)) {                            \
            ONE(folder, path);                                                                    \
            if (is_under(one))                                                                    \
                note(flags & O_TRUNC ? 'c' : 'n', node_of(file), 0, one, NULL, NULL, 0);          \
        }                                                                                         \
        return file;                                                                              \
    }
#define COMMA ,

OPENING(open, , , AT_FDCWD)
OPENING(open64, , , AT_FDCWD)
OPENING(openat, int place COMMA, place COMMA, place)
OPENING(openat64, int place COMMA, place COMMA, place)
