/* SPDX-License-Identifier: Apache-2.0 */
/* The lists.  What is on none ends the process.  Found by running every test
 * and the sanitizers' builds, and kept short: a call that only some library
 * version makes shows by SIGSYS and its number in the kernel's log. */
#include "server/process/sandbox_calls.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/seccomp.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sched.h>
#include <seccomp.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

/* libseccomp's numbers; it drops what the machine does not have. */
#define C(name) SCMP_SYS(name)

/* Memory, threads, time, signals, what is open already. */
static const int common[] = {
	C(brk), C(munmap), C(mremap), C(madvise), C(futex), C(rseq),
	C(set_robust_list), C(sched_yield), C(sched_getaffinity),
	C(rt_sigaction), C(rt_sigprocmask), C(rt_sigreturn),
	C(rt_sigtimedwait), C(sigaltstack), C(restart_syscall),
	C(clock_gettime), C(clock_nanosleep), C(nanosleep), C(gettimeofday),
	C(time), C(getrandom), C(getpid), C(gettid), C(exit), C(exit_group),
	C(read), C(write), C(readv), C(writev), C(pread64), C(lseek),
	C(close), C(fstat), C(poll), C(ppoll), C(recvfrom), C(recvmsg),
	C(shutdown)
};

static const int front_only[] = {
	C(accept), C(accept4), C(getsockname), C(getsockopt), C(sendfile),
	C(epoll_create1), C(epoll_ctl), C(epoll_wait), C(epoll_pwait),
	C(eventfd2)
};

/* A database and files, and the end of a child; sysinfo is glibc's qsort, which
 * asks how much memory there is before it takes some. */
static const int back_only[] = {
	C(open), C(openat), C(flock), C(pwrite64), C(fsync), C(fdatasync),
	C(ftruncate), C(fallocate), C(newfstatat), C(stat), C(statx),
	C(lstat), C(access), C(mlock), C(munlock),
	C(faccessat), C(faccessat2), C(readlink), C(readlinkat), C(getcwd),
	C(mkdir), C(mkdirat), C(unlink), C(unlinkat), C(rmdir), C(rename),
	C(renameat), C(renameat2), C(fchmod), C(fchown), C(getdents64),
	C(utimensat), C(statfs), C(fstatfs), C(getuid), C(geteuid),
	C(getegid), C(umask), C(wait4), C(sysinfo)
};

static int allow_all(scmp_filter_ctx filter, const int *calls, size_t count)
{
	int failed = 0;

	for (size_t i = 0; i < count && failed == 0; i++)
		failed = seccomp_rule_add(filter, SCMP_ACT_ALLOW, calls[i], 0);
	return failed;
}

/* The header's macros for these are a GNU extension. */
static struct scmp_arg_cmp has_value(unsigned arg, uint64_t value)
{
	return (struct scmp_arg_cmp){arg, SCMP_CMP_EQ, value, 0};
}

static struct scmp_arg_cmp has_bits(unsigned arg, uint64_t mask, uint64_t bits)
{
	return (struct scmp_arg_cmp){arg, SCMP_CMP_MASKED_EQ, mask, bits};
}

static int allow_if(scmp_filter_ctx filter, int call,
    struct scmp_arg_cmp condition)
{
	return seccomp_rule_add_array(filter, SCMP_ACT_ALLOW, call, 1,
	    &condition);
}

static int allow_if_both(scmp_filter_ctx filter, int call,
    struct scmp_arg_cmp a, struct scmp_arg_cmp b)
{
	const struct scmp_arg_cmp both[] = {a, b};

	return seccomp_rule_add_array(filter, SCMP_ACT_ALLOW, call, 2, both);
}

/* Over what is connected already: fast open and an address would connect. */
static int allow_sending(scmp_filter_ctx filter)
{
	int failed = allow_if_both(filter, C(sendto),
	    has_bits(3, MSG_FASTOPEN, 0), has_value(4, 0));
	if (failed == 0)
		failed = allow_if(filter, C(sendmsg),
		    has_bits(2, MSG_FASTOPEN, 0));
	return failed;
}

/* Flags, copies and locks of descriptors; not whom the kernel signals about
 * one, which could be any process of this user, with any signal. */
static int allow_descriptors(scmp_filter_ctx filter)
{
	static const int commands[] = {F_DUPFD_CLOEXEC, F_GETFD, F_SETFD,
	    F_GETFL, F_GETLK, F_SETLK};
	int failed = allow_if_both(filter, C(fcntl), has_value(1, F_SETFL),
	    has_bits(2, O_ASYNC, 0));

	for (size_t i = 0; failed == 0 &&
	    i < sizeof commands / sizeof *commands; i++)
		failed = allow_if(filter, C(fcntl),
		    has_value(1, (uint64_t)commands[i]));
	return failed;
}

/* When the front's answers go out.  Other options connect, repair connections
 * or filter what others read. */
static int allow_options(scmp_filter_ctx filter)
{
	int failed = allow_if_both(filter, C(setsockopt),
	    has_value(1, IPPROTO_TCP), has_value(2, TCP_NODELAY));

	if (failed == 0)
		failed = allow_if_both(filter, C(setsockopt),
		    has_value(1, IPPROTO_TCP), has_value(2, TCP_CORK));
	return failed;
}

/* Threads of this process, in its namespaces.  clone3's flags lie in memory,
 * where no filter can read: glibc then falls back to clone. */
static int allow_threads(scmp_filter_ctx filter)
{
	const uint64_t spaces = CLONE_NEWNS | CLONE_NEWUTS | CLONE_NEWIPC |
	    CLONE_NEWUSER | CLONE_NEWPID | CLONE_NEWNET | CLONE_NEWCGROUP;

	int failed = allow_if(filter, C(clone),
	    has_bits(0, CLONE_THREAD | spaces, CLONE_THREAD));
	if (failed == 0)
		failed = seccomp_rule_add(filter, SCMP_ACT_ERRNO(ENOSYS),
		    C(clone3), 0);
	/* The library names its threads; abort() signals its own. */
	if (failed == 0)
		failed = allow_if(filter, C(prctl), has_value(0, PR_SET_NAME));
	if (failed == 0)
		failed = allow_if(filter, C(tgkill),
		    has_value(0, (uint64_t)getpid()));
	return failed;
}

/* Data is never a program.  Limits may be read.  Libraries ask whether a file
 * is a terminal, or of what kind it is: nothing here is anything special. */
static int allow_memory(scmp_filter_ctx filter)
{
	int failed = allow_if(filter, C(mmap), has_bits(2, PROT_EXEC, 0));
	if (failed == 0)
		failed = allow_if(filter, C(mprotect),
		    has_bits(2, PROT_EXEC, 0));
	if (failed == 0)
		failed = allow_if(filter, C(prlimit64), has_value(2, 0));
	if (failed == 0)
		failed = seccomp_rule_add(filter, SCMP_ACT_ERRNO(ENOTTY),
		    C(ioctl), 0);
	return failed;
}

/* Which file, Landlock says; that it is not written is said here too.  What
 * Landlock does not hold back, the size and the times of any file by its name,
 * or by a descriptor that only names it, is refused, not deadly: libraries ask
 * for them in passing. */
static int allow_reading(scmp_filter_ctx filter)
{
	static const int stats[] = {C(newfstatat), C(stat), C(lstat), C(statx)};
	const uint64_t others = O_ACCMODE | O_CREAT | O_TRUNC | O_APPEND |
	    O_PATH | (O_TMPFILE & ~O_DIRECTORY);

	int failed = allow_if(filter, C(openat), has_bits(2, others, O_RDONLY));
	if (failed == 0)
		failed = allow_if(filter, C(open),
		    has_bits(1, others, O_RDONLY));
	for (size_t i = 0; failed == 0 && i < sizeof stats / sizeof *stats; i++)
		failed = seccomp_rule_add(filter, SCMP_ACT_ERRNO(EACCES),
		    stats[i], 0);
	return failed;
}

static int fill_filter(scmp_filter_ctx filter, enum gs_sandbox which)
{
	bool front = which == GS_SANDBOX_FRONT;

	/* A call of another kind of process, 32-bit or x32, would end its
	 * thread alone. */
	int failed = seccomp_attr_set(filter, SCMP_FLTATR_ACT_BADARCH,
	    SCMP_ACT_KILL_PROCESS);

	if (failed == 0)
		failed = allow_all(filter, common,
		    sizeof common / sizeof *common);
	if (failed == 0)
		failed = allow_threads(filter);
	if (failed == 0)
		failed = allow_memory(filter);
	if (failed == 0)
		failed = allow_sending(filter);
	if (failed == 0)
		failed = allow_descriptors(filter);
	if (failed == 0 && front)
		failed = allow_reading(filter);
	if (failed == 0 && front)
		failed = allow_options(filter);
	/* At the socket that was made for other nodes. */
	if (failed == 0 && which == GS_SANDBOX_LEADER)
		failed = seccomp_rule_add(filter, SCMP_ACT_ALLOW, C(accept4),
		    0);
	if (failed == 0)
		failed = front ? allow_all(filter, front_only,
		    sizeof front_only / sizeof *front_only) :
		    allow_all(filter, back_only,
		    sizeof back_only / sizeof *back_only);
	return failed;
}

int gs_sandbox_calls_check(struct gs_report *report)
{
	uint32_t action = SECCOMP_RET_KILL_PROCESS;

	if (syscall(SYS_seccomp, SECCOMP_GET_ACTION_AVAIL, 0, &action) == 0)
		return GS_OK;
	gs_report_say(report, "seccomp-absent", "this kernel has no seccomp "
	    "filter that ends a process, which the sandbox needs: use Linux 4.14 or later with "
	    "CONFIG_SECCOMP_FILTER, or serve without a sandbox by --sandbox "
	    "none");
	return GS_ERR_UNKNOWN;
}

int gs_sandbox_calls_enter(enum gs_sandbox which, struct gs_report *report)
{
	scmp_filter_ctx filter = seccomp_init(SCMP_ACT_KILL_PROCESS);
	int failed = filter == NULL ? -ENOMEM : fill_filter(filter, which);
	if (failed == 0)
		failed = seccomp_load(filter);
	if (filter != NULL)
		seccomp_release(filter);
	if (failed != 0)
		gs_report_errno(report, "seccomp-refused", "seccomp",
		    "cannot restrict this process", -failed);
	return failed == 0 ? GS_OK : GS_ERR_IO;
}
