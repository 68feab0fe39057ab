/* SPDX-License-Identifier: Apache-2.0 */
/* test-sandbox front|back DIR CALL: enters that sandbox of the channel in DIR
 * and makes one call.  Exits with its errno, 0 if it was allowed; what ends the
 * process instead is for the caller (sandbox.py) to see.  `none` enters
 * nothing: each call must be able to succeed at all. */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "server/process/sandbox.h"

static const char *dir;
static int unconnected = -1;
static pid_t parent;

static int open_in(const char *name, int flags)
{
	char path[600];
	(void)snprintf(path, sizeof path, "%s%s%s", name[0] == '/' ? "" : dir,
	    name[0] == '/' ? "" : "/", name);
	return open(path, flags, 0600);
}

static int read_checkpoint(void)
{
	return open_in("log/checkpoint", O_RDONLY);
}

static int read_key(void)
{
	return open_in("keys/log.key", O_RDONLY);
}

static int read_staff(void)
{
	return open_in("staff.db", O_RDONLY);
}

static int read_passwd(void)
{
	return open("/etc/passwd", O_RDONLY);
}

static int list_log(void)
{
	return open_in("log", O_RDONLY | O_DIRECTORY);
}

static int read_parents_environ(void)
{
	char path[64];
	(void)snprintf(path, sizeof path, "/proc/%d/environ", (int)parent);
	return open(path, O_RDONLY);
}

static int write_checkpoint(void)
{
	return open_in("log/checkpoint", O_WRONLY);
}

static int append_checkpoint(void)
{
	return open_in("log/checkpoint", O_RDWR | O_APPEND);
}

static int create(void)
{
	return open_in("log/new", O_WRONLY | O_CREAT);
}

static int create_outside(void)
{
	return open("outside", O_WRONLY | O_CREAT, 0600);
}

static int remove_outside(void)
{
	return unlink("victim");
}

static int make_socket(void)
{
	return socket(AF_INET, SOCK_STREAM, 0);
}

static int make_sockets(void)
{
	int two[2];
	return socketpair(AF_UNIX, SOCK_STREAM, 0, two);
}

static int call_out(void)
{
	const struct sockaddr none = {.sa_family = AF_UNSPEC};
	return connect(unconnected, &none, sizeof none);
}

static int listen_in(void)
{
	return listen(unconnected, 1);
}

static int take_in(void)
{
	return accept(unconnected, NULL, NULL);
}

static int run_program(void)
{
	char *const argv[] = {(char[]){"true"}, NULL};
	return execve("/bin/true", argv, NULL);
}

static int make_process(void)
{
	pid_t pid = fork();
	if (pid == 0)
		_exit(0);
	return pid < 0 || waitpid(pid, NULL, 0) != pid ? -1 : 0;
}

static int trace(void)
{
	return (int)ptrace(PTRACE_TRACEME, 0, NULL, NULL);
}

static int signal_parent(void)
{
	return kill(parent, 0);
}

static int outlive_parent(void)
{
	return prctl(PR_SET_PDEATHSIG, 0, 0, 0, 0);
}

static int map_program(void)
{
	return mmap(NULL, 4096, PROT_READ | PROT_EXEC,
	    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) == MAP_FAILED ? -1 : 0;
}

static int make_program(void)
{
	void *page = mmap(NULL, 4096, PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	return mprotect(page, 4096, PROT_READ | PROT_EXEC);
}

static int make_memory_file(void)
{
	return memfd_create("x", 0);
}

static int leave_namespace(void)
{
	return (int)syscall(SYS_unshare, 0);
}

static void *nothing(void *ctx)
{
	return ctx;
}

static int make_thread(void)
{
	pthread_t thread;
	errno = pthread_create(&thread, NULL, nothing, NULL);
	return errno != 0 || pthread_join(thread, NULL) != 0 ? -1 : 0;
}

static const struct {
	const char *name;
	int (*make)(void);
} calls[] = {
	{"read-checkpoint", read_checkpoint}, {"read-key", read_key},
	{"read-staff", read_staff}, {"read-passwd", read_passwd},
	{"list-log", list_log}, {"read-environ", read_parents_environ},
	{"write-checkpoint", write_checkpoint},
	{"append-checkpoint", append_checkpoint}, {"create", create},
	{"create-outside", create_outside},
	{"remove-outside", remove_outside}, {"socket", make_socket},
	{"socketpair", make_sockets}, {"connect", call_out},
	{"listen", listen_in}, {"accept", take_in}, {"execve", run_program},
	{"fork", make_process}, {"ptrace", trace}, {"kill", signal_parent},
	{"outlive", outlive_parent}, {"map-program", map_program},
	{"make-program", make_program}, {"memory-file", make_memory_file},
	{"unshare", leave_namespace}, {"thread", make_thread},
};

static int enter(const char *which)
{
	struct gs_report report = {.text = ""};
	int err = GS_OK;
	if (strcmp(which, "none") != 0)
		err = gs_sandbox_enter(strcmp(which, "front") == 0 ?
		    GS_SANDBOX_FRONT : GS_SANDBOX_BACK, dir, &report);
	if (err != GS_OK)
		(void)fprintf(stderr, "%s\n", report.text);
	return err;
}

int main(int argc, char **argv)
{
	if (argc != 4)
		return 200;
	dir = argv[2];
	parent = getppid();
	unconnected = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
	if (unconnected < 0 || enter(argv[1]) != GS_OK)
		return 201;
	for (size_t i = 0; i < sizeof calls / sizeof *calls; i++) {
		if (strcmp(calls[i].name, argv[3]) != 0)
			continue;
		errno = 0;
		/* _exit: a leak checker's hooks are for another program. */
		_exit(calls[i].make() < 0 ? errno : 0);
	}
	return 202;
}
