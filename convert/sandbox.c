/* SPDX-License-Identifier: Apache-2.0 */
/* Landlock for files, seccomp for everything else.  The server's sandbox
 * (server/process) keeps sockets and databases; this one keeps nothing, so its
 * lists are its own. */
#include "convert/sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <seccomp.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#define MEMORY_MAX ((rlim_t)1536 << 20)
#define SECONDS_MAX ((rlim_t)60)
#define ANSWER_MAX ((rlim_t)64 << 20) /* if a file takes it */

/* The kernel's header may be older than the kernel (see
 * server/process/sandbox_linux.c). */
struct ruleset {
	uint64_t files, network, scoped;
};
#define FILES_ABI_1 ((UINT64_C(1) << 13) - 1)
#define READ_ONLY (LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR)

/* Public data that a PDF may name instead of having it. */
static const char *const data[] = {
	"/usr/share/poppler", "/usr/share/fonts", "/usr/share/fontconfig",
	"/etc/fonts", "/var/cache/fontconfig"};

static const int calls[] = {
	SCMP_SYS(brk), SCMP_SYS(munmap), SCMP_SYS(mremap), SCMP_SYS(madvise),
	SCMP_SYS(futex), SCMP_SYS(rseq), SCMP_SYS(sched_yield),
	SCMP_SYS(rt_sigaction), SCMP_SYS(rt_sigprocmask),
	SCMP_SYS(rt_sigreturn), SCMP_SYS(sigaltstack),
	SCMP_SYS(clock_gettime), SCMP_SYS(clock_getres),
	SCMP_SYS(gettimeofday), SCMP_SYS(time), SCMP_SYS(getrandom),
	SCMP_SYS(getpid), SCMP_SYS(gettid), SCMP_SYS(exit),
	SCMP_SYS(exit_group), SCMP_SYS(read), SCMP_SYS(write),
	SCMP_SYS(writev), SCMP_SYS(pread64), SCMP_SYS(lseek),
	SCMP_SYS(close), SCMP_SYS(fstat), SCMP_SYS(fstatfs),
	SCMP_SYS(getdents64), SCMP_SYS(fadvise64), SCMP_SYS(getuid),
	SCMP_SYS(geteuid), SCMP_SYS(getgid), SCMP_SYS(getegid),
	SCMP_SYS(sched_getaffinity), SCMP_SYS(sysinfo), SCMP_SYS(uname),
	SCMP_SYS(getrusage), SCMP_SYS(times), SCMP_SYS(set_robust_list)};

/* What libraries ask for in passing: refused, not deadly. */
static const int asked[] = {
	SCMP_SYS(access), SCMP_SYS(faccessat), SCMP_SYS(faccessat2),
	SCMP_SYS(readlink), SCMP_SYS(readlinkat), SCMP_SYS(getcwd),
	SCMP_SYS(ioctl), SCMP_SYS(stat),
	SCMP_SYS(lstat), SCMP_SYS(statx), SCMP_SYS(statfs), SCMP_SYS(clone3),
	SCMP_SYS(clone), SCMP_SYS(unlink), SCMP_SYS(mkdir),
	SCMP_SYS(utimensat), SCMP_SYS(poll), SCMP_SYS(eventfd2)};

static long allow_convert_path(int ruleset, const char *path)
{
	int fd = open(path, O_PATH | O_CLOEXEC);
	if (fd < 0)
		return errno == ENOENT ? 0 : -1;

	struct landlock_path_beneath_attr rule = {.allowed_access = READ_ONLY,
	    .parent_fd = fd};
	long failed = syscall(SYS_landlock_add_rule, ruleset,
	    LANDLOCK_RULE_PATH_BENEATH, &rule, 0);
	(void)close(fd);
	return failed;
}

/* Whatever this kernel can deny: rights by the kernel's version. */
static long enter_convert_landlock(void)
{
	struct ruleset all = {.files = FILES_ABI_1};
	long abi = syscall(SYS_landlock_create_ruleset, NULL, 0,
	    LANDLOCK_CREATE_RULESET_VERSION);

	if (abi < 1)
		return -1;
	all.files |= abi >= 2 ? UINT64_C(1) << 13 : 0;
	all.files |= abi >= 3 ? UINT64_C(1) << 14 : 0;
	all.files |= abi >= 5 ? UINT64_C(1) << 15 : 0;
	all.network = abi >= 4 ? 3 : 0;
	all.scoped = abi >= 6 ? 3 : 0;
	size_t size = abi >= 6 ? 24 : abi >= 4 ? 16 : 8;

	int fd = (int)syscall(SYS_landlock_create_ruleset, &all, size, 0);
	long failed = fd < 0 ? -1 : 0;
	for (size_t i = 0; failed == 0 && i < sizeof data / sizeof *data; i++)
		failed = allow_convert_path(fd, data[i]);
	if (failed == 0)
		failed = syscall(SYS_landlock_restrict_self, fd, 0);
	if (fd >= 0)
		(void)close(fd);
	return failed;
}

static int keep_if(scmp_filter_ctx filter, int call, unsigned arg,
    uint64_t mask, uint64_t bits)
{
	const struct scmp_arg_cmp condition = {arg, SCMP_CMP_MASKED_EQ, mask,
	    bits};

	return seccomp_rule_add_array(filter, SCMP_ACT_ALLOW, call, 1,
	    &condition);
}

/* Flags of what is open, and its size; of other files there is none. */
static int allow_about_open(scmp_filter_ctx filter)
{
	static const int commands[] = {F_GETFD, F_SETFD, F_GETFL,
	    F_DUPFD_CLOEXEC};
	const struct scmp_arg_cmp by_name = {3, SCMP_CMP_MASKED_EQ,
	    AT_EMPTY_PATH, 0};
	int failed = keep_if(filter, SCMP_SYS(newfstatat), 3, AT_EMPTY_PATH,
	    AT_EMPTY_PATH);

	if (failed == 0)
		failed = seccomp_rule_add_array(filter, SCMP_ACT_ERRNO(EACCES),
		    SCMP_SYS(newfstatat), 1, &by_name);
	for (size_t i = 0; failed == 0 &&
	    i < sizeof commands / sizeof *commands; i++)
		failed = keep_if(filter, SCMP_SYS(fcntl), 1, UINT64_MAX,
		    (uint64_t)commands[i]);
	return failed;
}

/* Data is never a program; files are opened to be read. */
static int allow_some(scmp_filter_ctx filter)
{
	const uint64_t others = O_ACCMODE | O_CREAT | O_TRUNC | O_APPEND |
	    O_PATH | (O_TMPFILE & ~O_DIRECTORY);

	int failed = allow_about_open(filter);
	if (failed == 0)
		failed = keep_if(filter, SCMP_SYS(mmap), 2, PROT_EXEC, 0);
	if (failed == 0)
		failed = keep_if(filter, SCMP_SYS(mprotect), 2, PROT_EXEC, 0);
	if (failed == 0)
		failed = keep_if(filter, SCMP_SYS(openat), 2, others,
		    O_RDONLY);
	if (failed == 0)
		failed = keep_if(filter, SCMP_SYS(open), 1, others, O_RDONLY);
	if (failed == 0)
		failed = keep_if(filter, SCMP_SYS(prlimit64), 2, UINT64_MAX,
		    0);
	if (failed == 0)
		failed = keep_if(filter, SCMP_SYS(tgkill), 0, UINT64_MAX,
		    (uint64_t)getpid());
	return failed;
}

static int enter_seccomp(void)
{
	scmp_filter_ctx filter = seccomp_init(SCMP_ACT_KILL_PROCESS);
	int failed = filter == NULL ? -1 : seccomp_attr_set(filter,
	    SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_KILL_PROCESS);

	for (size_t i = 0; failed == 0 &&
	    i < sizeof calls / sizeof *calls; i++)
		failed = seccomp_rule_add(filter, SCMP_ACT_ALLOW, calls[i], 0);
	for (size_t i = 0; failed == 0 &&
	    i < sizeof asked / sizeof *asked; i++)
		failed = seccomp_rule_add(filter, SCMP_ACT_ERRNO(EACCES),
		    asked[i], 0);
	if (failed == 0)
		failed = allow_some(filter);
	if (failed == 0)
		failed = seccomp_load(filter);
	if (filter != NULL)
		seccomp_release(filter);
	return failed;
}

static int set_limit(__rlimit_resource_t what, rlim_t most)
{
	const struct rlimit limit = {most, most};

	return setrlimit(what, &limit);
}

int gs_convert_confine(void)
{
	if (set_limit(RLIMIT_CPU, SECONDS_MAX) != 0 ||
	    set_limit(RLIMIT_FSIZE, ANSWER_MAX) != 0 ||
	    set_limit(RLIMIT_CORE, 0) != 0 ||
	    set_limit(RLIMIT_NPROC, 0) != 0 ||
	    prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0 ||
	    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
		return GS_ERR_UNKNOWN;
#ifndef GS_CONVERT_SANITIZED
	if (set_limit(RLIMIT_AS, MEMORY_MAX) != 0)
		return GS_ERR_UNKNOWN;
#endif
	return enter_convert_landlock() == 0 && enter_seccomp() == 0 ? GS_OK :
	    GS_ERR_UNKNOWN;
}
