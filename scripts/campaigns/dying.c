/* Faults in the calls that change files: preloaded into a program, armed by it.
 *
 * Every call that changes something below one folder is counted, those of SQLite, Chroma and other
 * native code too. At the call with a chosen number the process dies, or the call fails.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

enum how { COUNT, DIE, TORN, FULL, BROKEN, ONCE };

static char under[PATH_MAX];
static size_t under_length;
static long at;
static long made;
static int how = COUNT;

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
    return __atomic_load_n(&made, __ATOMIC_SEQ_CST);
}

static void die(void) {
    kill(getpid(), SIGKILL);
    for (;;) pause();
}

static int is_under(const char *path) {
    return under_length && strncmp(path, under, under_length) == 0;
}

static int path_counts(const char *path) {
    char whole[PATH_MAX];
    if (!under_length || path[0] == '/') return is_under(path);
    if (getcwd(whole, sizeof whole) == NULL) return 0;
    return is_under(whole);
}

static int at_counts(int folder, const char *path) {
    char link[64], whole[PATH_MAX];
    ssize_t length;
    if (!under_length || path[0] == '/' || folder == AT_FDCWD) return path_counts(path);
    snprintf(link, sizeof link, "/proc/self/fd/%d", folder);
    length = readlink(link, whole, sizeof whole - 1);
    if (length < 0) return 0;
    whole[length] = 0;
    return is_under(whole);
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

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

/* A call that cannot be done by half is done, and then the process dies. */
#define SIMPLE(type, name, parameters, arguments, counts, writes)                                 \
    type name parameters {                                                                        \
        static __typeof__(&name) real;                                                            \
        type result;                                                                              \
        int end;                                                                                  \
        if (!real) real = REAL(name);                                                             \
        end = fate(counts, writes);                                                               \
        if (end == 1) return (type)-1;                                                            \
        result = real arguments;                                                                  \
        if (end == 2) die();                                                                      \
        return result;                                                                            \
    }

SIMPLE(int, fsync, (int file), (file), file_counts(file), 0)
SIMPLE(int, fdatasync, (int file), (file), file_counts(file), 0)
SIMPLE(int, ftruncate, (int file, off_t size), (file, size), file_counts(file), 1)
SIMPLE(int, ftruncate64, (int file, off64_t size), (file, size), file_counts(file), 1)
SIMPLE(int, rename, (const char *one, const char *two), (one, two), path_counts(two), 0)
SIMPLE(int, renameat, (int a, const char *one, int b, const char *two), (a, one, b, two),
       at_counts(b, two), 0)
SIMPLE(int, link, (const char *one, const char *two), (one, two), path_counts(two), 1)
SIMPLE(int, linkat, (int a, const char *one, int b, const char *two, int flags),
       (a, one, b, two, flags), at_counts(b, two), 1)
SIMPLE(int, unlink, (const char *path), (path), path_counts(path), 0)
SIMPLE(int, unlinkat, (int folder, const char *path, int flags), (folder, path, flags),
       at_counts(folder, path), 0)
SIMPLE(int, rmdir, (const char *path), (path), path_counts(path), 0)
SIMPLE(int, mkdir, (const char *path, mode_t mode), (path, mode), path_counts(path), 1)
SIMPLE(ssize_t, writev, (int file, const struct iovec *parts, int count), (file, parts, count),
       file_counts(file), 1)
SIMPLE(ssize_t, copy_file_range,
       (int one, off64_t *a, int two, off64_t *b, size_t size, unsigned flags),
       (one, a, two, b, size, flags), file_counts(two), 1)
SIMPLE(ssize_t, sendfile, (int two, int one, off_t *a, size_t size), (two, one, a, size),
       file_counts(two), 1)
SIMPLE(ssize_t, sendfile64, (int two, int one, off64_t *a, size_t size), (two, one, a, size),
       file_counts(two), 1)

#define WRITING(name, parameters, whole, half)                                                    \
    ssize_t name parameters {                                                                     \
        static __typeof__(&name) real;                                                            \
        int end;                                                                                  \
        if (!real) real = REAL(name);                                                             \
        end = fate(file_counts(file), 1);                                                         \
        if (end == 1) return -1;                                                                  \
        if (end == 2) {                                                                           \
            real half;                                                                            \
            die();                                                                                \
        }                                                                                         \
        return real whole;                                                                        \
    }

WRITING(write, (int file, const void *data, size_t size), (file, data, size),
        (file, data, size / 2))
WRITING(pwrite, (int file, const void *data, size_t size, off_t place), (file, data, size, place),
        (file, data, size / 2, place))
WRITING(pwrite64, (int file, const void *data, size_t size, off64_t place),
        (file, data, size, place), (file, data, size / 2, place))
