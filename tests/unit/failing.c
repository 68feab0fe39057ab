/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/failing.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>
#include <cmocka.h>

#include "core/arena.h"
#include "core/err.h"

#define BLOCKS_MAX 65536

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static struct {
	bool armed, hit, ends;
	enum fault_kind kind;
	unsigned long n, seen;
	const char *name;
	void *blocks[BLOCKS_MAX];
	size_t count;
} plan;

bool fault_due(enum fault_kind kind, const char *name)
{
	bool due = false;

	pthread_mutex_lock(&mutex);
	if (plan.armed && plan.kind == kind && ++plan.seen == plan.n) {
		due = plan.hit = true;
		plan.name = name;
		if (plan.ends)
			_exit(FAULT_ENDED);
	}
	pthread_mutex_unlock(&mutex);
	return due;
}

void fault_arm(enum fault_kind kind, unsigned long n)
{
	pthread_mutex_lock(&mutex);
	plan.armed = true;
	plan.hit = plan.ends = false;
	plan.kind = kind;
	plan.n = n;
	plan.seen = plan.count = 0;
	plan.name = "nothing";
	pthread_mutex_unlock(&mutex);
}

void fault_arm_end(enum fault_kind kind, unsigned long n)
{
	fault_arm(kind, n);
	plan.ends = true;
}

bool fault_disarm(void)
{
	plan.armed = false;
	return plan.hit;
}

const char *fault_name(void)
{
	return plan.name;
}

size_t fault_left(void)
{
	return plan.count;
}

static void *taken(void *ptr)
{
	pthread_mutex_lock(&mutex);
	if (plan.armed && ptr != NULL && plan.count < BLOCKS_MAX)
		plan.blocks[plan.count++] = ptr;
	pthread_mutex_unlock(&mutex);
	return ptr;
}

static void given_back(void *ptr)
{
	pthread_mutex_lock(&mutex);
	for (size_t i = plan.count; ptr != NULL && i > 0; i--)
		if (plan.blocks[i - 1] == ptr) {
			plan.blocks[i - 1] = plan.blocks[--plan.count];
			break;
		}
	pthread_mutex_unlock(&mutex);
}

/* As -Wl,--wrap names them. */
#define WRAP(type, name, ...) \
	type __real_##name(__VA_ARGS__); \
	type __wrap_##name(__VA_ARGS__); \
	type __wrap_##name(__VA_ARGS__)

WRAP(void *, malloc, size_t size)
{
	return fault_due(FAULT_MEMORY, "malloc") ? NULL :
	    taken(__real_malloc(size));
}

WRAP(void *, calloc, size_t n, size_t size)
{
	return fault_due(FAULT_MEMORY, "calloc") ? NULL :
	    taken(__real_calloc(n, size));
}

WRAP(void *, aligned_alloc, size_t to, size_t size)
{
	return fault_due(FAULT_MEMORY, "aligned_alloc") ? NULL :
	    taken(__real_aligned_alloc(to, size));
}

WRAP(void *, realloc, void *old, size_t size)
{
	if (fault_due(FAULT_MEMORY, "realloc"))
		return NULL;
	given_back(old);
	return taken(__real_realloc(old, size));
}

WRAP(void, free, void *ptr)
{
	given_back(ptr);
	__real_free(ptr);
}

/* An arena takes much at once: each taking from it counts as well. */
WRAP(void *, gs_arena_take, struct gs_arena *arena, size_t n, size_t size)
{
	return fault_due(FAULT_MEMORY, "gs_arena_take") ? NULL :
	    __real_gs_arena_take(arena, n, size);
}

WRAP(ssize_t, getrandom, void *out, size_t len, unsigned flags)
{
	if (!fault_due(FAULT_RANDOM, "getrandom"))
		return __real_getrandom(out, len, flags);
	errno = ENOSYS;
	return -1;
}

static bool io_due(const char *name)
{
	bool due = fault_due(FAULT_FILE, name);

	if (due)
		errno = EIO;
	return due;
}

/* 64: meson builds for large files. */
int __real_open64(const char *path, int flags, ...);
int __wrap_open64(const char *path, int flags, ...);
int __wrap_open64(const char *path, int flags, ...)
{
	va_list more;

	va_start(more, flags);
	unsigned mode = (flags & O_CREAT) != 0 ? va_arg(more, unsigned) : 0;
	va_end(more);
	return io_due("open") ? -1 : __real_open64(path, flags, mode);
}

int __real_openat64(int dir, const char *path, int flags, ...);
int __wrap_openat64(int dir, const char *path, int flags, ...);
int __wrap_openat64(int dir, const char *path, int flags, ...)
{
	va_list more;

	va_start(more, flags);
	unsigned mode = (flags & O_CREAT) != 0 ? va_arg(more, unsigned) : 0;
	va_end(more);
	return io_due("openat") ? -1 : __real_openat64(dir, path, flags, mode);
}

WRAP(ssize_t, read, int fd, void *out, size_t len)
{
	return io_due("read") ? -1 : __real_read(fd, out, len);
}

WRAP(ssize_t, write, int fd, const void *from, size_t len)
{
	return io_due("write") ? -1 : __real_write(fd, from, len);
}

WRAP(size_t, fwrite, const void *from, size_t size, size_t n, FILE *file)
{
	return io_due("fwrite") ? 0 : __real_fwrite(from, size, n, file);
}

WRAP(int, fflush, FILE *file)
{
	return io_due("fflush") ? EOF : __real_fflush(file);
}

/* It takes its time and changes nothing that a test could see. */
WRAP(int, fsync, int fd)
{
	(void)fd;

	return io_due("fsync") ? -1 : 0;
}

WRAP(FILE *, fdopen, int fd, const char *mode)
{
	return io_due("fdopen") ? NULL : __real_fdopen(fd, mode);
}

/* It ends what it was given all the same, as POSIX has it. */
WRAP(int, fclose, FILE *file)
{
	int result = __real_fclose(file);

	return io_due("fclose") ? EOF : result;
}

WRAP(int, rename, const char *from, const char *to)
{
	return io_due("rename") ? -1 : __real_rename(from, to);
}

WRAP(int, renameat, int d, const char *from, int e, const char *to)
{
	return io_due("renameat") ? -1 : __real_renameat(d, from, e, to);
}

WRAP(int, mkdir, const char *path, mode_t mode)
{
	return io_due("mkdir") ? -1 : __real_mkdir(path, mode);
}

WRAP(int, mkdirat, int dir, const char *path, mode_t mode)
{
	return io_due("mkdirat") ? -1 : __real_mkdirat(dir, path, mode);
}

static void judge(const char *name, enum fault_kind kind, unsigned long n,
    int err, bool may_succeed)
{
	static const int want[FAULT_KINDS] = {[FAULT_MEMORY] = GS_ERR_MEMORY,
	    [FAULT_RANDOM] = GS_ERR_RANDOM, [FAULT_FILE] = GS_ERR_IO,
	    [FAULT_DATABASE] = GS_ERR_IO};
	/* The database copies what is bound. */
	bool bind = strncmp(fault_name(), "sqlite3_bind", 12) == 0;

	if (err != (bind ? GS_ERR_MEMORY : want[kind]) &&
	    !(err == GS_OK && may_succeed))
		fail_msg("%s: %s (%lu) failed, and it said: %s", name,
		    fault_name(), n, err == GS_OK ? "fine" : gs_strerror(err));
}

void fault_share(unsigned long *first, unsigned long *step)
{
	const char *text = getenv("GAINSAY_FAILING");
	char *end = NULL;

	*first = *step = 1;
	if (text == NULL)
		return;
	*first = strtoul(text, &end, 10);
	assert_int_equal(*end, '/');
	*step = strtoul(end + 1, &end, 10);
	assert_true(*end == '\0' && *first >= 1 && *first <= *step);
}

unsigned long fault_each(const char *name, enum fault_kind kind,
    fault_scenario *scenario, void *ctx, bool may_succeed)
{
	unsigned long first, step;

	fault_share(&first, &step);
	for (unsigned long n = first;; n += step) {
		fault_arm(kind, n);
		int err = scenario(ctx);
		bool hit = fault_disarm();
		if (fault_left() != 0)
			fail_msg("%s: %s (%lu) failed, and %zu blocks are "
			    "left", name, fault_name(), n, fault_left());
		if (!hit) {
			assert_int_equal(err, GS_OK);
			return n - 1;
		}
		judge(name, kind, n, err, may_succeed);
	}
}
