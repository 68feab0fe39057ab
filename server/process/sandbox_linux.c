/* SPDX-License-Identifier: Apache-2.0 */
/* Landlock, no_new_privs, and the order of it all. */
#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "server/process/sandbox_calls.h"

/* The kernel's header may be older than the kernel.  Numbers and sizes are
 * those of include/uapi/linux/landlock.h, Linux 6.12. */
struct ruleset {
	uint64_t files, network, scoped;
};
#define RULESET_ABI_1 8
#define RULESET_ABI_4 16
#define RULESET_ABI_6 24
#define FILES_ABI_1 ((UINT64_C(1) << 13) - 1)
#define REFER (UINT64_C(1) << 13)     /* 2 */
#define TRUNCATE (UINT64_C(1) << 14)  /* 3 */
#define IOCTL_DEV (UINT64_C(1) << 15) /* 5 */
#define NETWORK_ALL UINT64_C(3)       /* 4: bind and connect TCP */
#define SCOPED_SOCKETS UINT64_C(1)    /* 6: abstract sockets */
#define SCOPED_SIGNALS UINT64_C(2)    /* 6 */

#define READ LANDLOCK_ACCESS_FS_READ_FILE
#define CHANGE (READ | LANDLOCK_ACCESS_FS_READ_DIR | \
    LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_REMOVE_DIR | \
    LANDLOCK_ACCESS_FS_REMOVE_FILE | LANDLOCK_ACCESS_FS_MAKE_DIR | \
    LANDLOCK_ACCESS_FS_MAKE_REG | TRUNCATE)

/* The newest version that the kernel speaks; less than 1: none. */
static long landlock_abi(void)
{
	return syscall(SYS_landlock_create_ruleset, NULL, 0,
	    LANDLOCK_CREATE_RULESET_VERSION);
}

/* Everything that this kernel can deny is denied, unless a rule allows it.  But
 * the back keeps its signals: the one that ends the front when the back has
 * died is sent in the back's name, and a scope would hold it up.  To send any
 * itself it has no call. */
static size_t all_of(struct ruleset *out, enum gs_sandbox which, long abi)
{
	*out = (struct ruleset){.files = FILES_ABI_1};

	if (abi >= 2)
		out->files |= REFER;
	if (abi >= 3)
		out->files |= TRUNCATE;
	if (abi >= 4)
		out->network = NETWORK_ALL;
	if (abi >= 5)
		out->files |= IOCTL_DEV;
	if (abi >= 6)
		out->scoped = which != GS_SANDBOX_FRONT ? SCOPED_SOCKETS :
		    SCOPED_SOCKETS | SCOPED_SIGNALS;

	return abi >= 6 ? RULESET_ABI_6 : abi >= 4 ? RULESET_ABI_4 :
	    RULESET_ABI_1;
}

static int allow_path(int ruleset, const char *path, int how, uint64_t what,
    struct gs_report *report)
{
	int fd = open(path, O_PATH | O_CLOEXEC | how);
	if (fd < 0) {
		gs_report_errno(report, "sandbox-path-unopened", path,
		    "cannot be opened for the sandbox", errno);
		return GS_ERR_IO;
	}

	struct landlock_path_beneath_attr rule = {.allowed_access = what,
	    .parent_fd = fd};
	long failed = syscall(SYS_landlock_add_rule, ruleset,
	    LANDLOCK_RULE_PATH_BENEATH, &rule, 0);
	if (failed != 0)
		gs_report_errno(report, "sandbox-path-refused", path,
		    "cannot be allowed by Landlock", errno);
	close(fd);
	return failed == 0 ? GS_OK : GS_ERR_IO;
}

static int allow_back(int ruleset, const char *dir, const char *keys,
    uint64_t known, struct gs_report *report)
{
	int err = allow_path(ruleset, dir, 0, CHANGE & known, report);

	/* The database draws its random numbers from there. */
	if (err == GS_OK)
		err = allow_path(ruleset, "/dev/urandom", 0, READ, report);
	return err == GS_OK && keys != NULL ? allow_path(ruleset, keys,
	    O_DIRECTORY, READ, report) : err;
}

/* What stands there itself, nothing that it points at. */
static int allow_front(int ruleset, const char *dir, struct gs_report *report)
{
	char path[600];

	static const char *const folders[] = {"log", "roll", "public"};
	int err = GS_OK;
	for (size_t i = 0; err == GS_OK &&
	    i < sizeof folders / sizeof *folders; i++) {
		int n = snprintf(path, sizeof path, "%s/%s", dir, folders[i]);

		err = n < 0 || (size_t)n >= sizeof path ? GS_ERR_RANGE :
		    allow_path(ruleset, path, O_DIRECTORY | O_NOFOLLOW,
		        READ, report);
	}
	return err;
}

static int enter_landlock(enum gs_sandbox which, const char *dir,
    const char *keys, struct gs_report *report)
{
	struct ruleset all;
	size_t size = all_of(&all, which, landlock_abi());
	int fd = (int)syscall(SYS_landlock_create_ruleset, &all, size, 0);
	if (fd < 0) {
		gs_report_errno(report, "landlock-unmade", "Landlock",
		    "cannot make a set of rules", errno);
		return GS_ERR_IO;
	}

	int err = which != GS_SANDBOX_FRONT ?
	    allow_back(fd, dir, keys, all.files, report) :
	    allow_front(fd, dir, report);
	if (err == GS_OK && syscall(SYS_landlock_restrict_self, fd, 0) != 0) {
		gs_report_errno(report, "landlock-refused", "Landlock",
		    "cannot restrict this process", errno);
		err = GS_ERR_IO;
	}
	close(fd);
	return err;
}

int gs_sandbox_check(struct gs_report *report)
{
	if (landlock_abi() < 1) {
		gs_report_say(report, "landlock-absent", "this kernel has no "
		    "Landlock, which the sandbox needs: use Linux 5.13 or later with "
		    "CONFIG_SECURITY_LANDLOCK and `landlock` in its lsm= "
		    "list, or serve without a sandbox by --sandbox none");
		return GS_ERR_UNKNOWN;
	}
	return gs_sandbox_calls_check(report);
}

int gs_sandbox_enter(enum gs_sandbox which, const char *dir,
    const char *keys, struct gs_report *report)
{
	int err = gs_sandbox_check(report);
	if (err != GS_OK)
		return err;

	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) {
		gs_report_errno(report, "privileges-kept", "no_new_privs",
		    "cannot be set", errno);
		return GS_ERR_IO;
	}

	err = enter_landlock(which, dir, keys, report);
	return err == GS_OK ? gs_sandbox_calls_enter(which, report) : err;
}

int gs_sandbox_close(const int *keep, size_t count)
{
	unsigned first = 3;

	for (size_t i = 0; i < count; i++) {
		unsigned fd = (unsigned)keep[i];
		if (fd > first && close_range(first, fd - 1, 0) != 0)
			return GS_ERR_IO;
		first = fd + 1;
	}
	return close_range(first, ~0U, 0) == 0 ? GS_OK : GS_ERR_IO;
}

int gs_sandbox_tie(long parent)
{
	if (prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) != 0 ||
	    getppid() != parent)
		return GS_ERR_IO;
	return GS_OK;
}
