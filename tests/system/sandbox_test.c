/* SPDX-License-Identifier: Apache-2.0 */
/* test-sandbox front|back DIR CALL: enters that sandbox of the channel in DIR
 * and makes one call.  Exits with its errno, 0 if it was allowed; what ends the
 * process instead is for the caller (sandbox.py) to see.  `none` enters
 * nothing: each call must be able to succeed at all. */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
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
#include <sys/uio.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "server/process/sandbox.h"

static const char *dir;
static int unconnected = -1, listener = -1;
static struct sockaddr_in outside; /* where somebody listens */
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

static int read_page(void)
{
	return open_in("public/index.html", O_RDONLY);
}

static int list_public(void)
{
	return open_in("public", O_RDONLY | O_DIRECTORY);
}

static int write_page(void)
{
	return open_in("public/index.html", O_WRONLY);
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

static int ask_size(const char *name)
{
	struct stat st;
	char path[600];

	(void)snprintf(path, sizeof path, "%s/%s", dir, name);
	return stat(path, &st);
}

static int size_key(void)
{
	return ask_size("keys/log.key");
}

static int size_staff(void)
{
	return ask_size("staff.db");
}

static int size_passwd(void)
{
	struct stat st;
	return lstat("/etc/passwd", &st);
}

static int date_staff(void)
{
	struct statx st;
	char path[600];

	(void)snprintf(path, sizeof path, "%s/staff.db", dir);
	return statx(AT_FDCWD, path, 0, STATX_MTIME, &st);
}

/* Landlock lets a file be named so, and of what is named sizes are told. */
static int name_key(void)
{
	return open_in("keys/log.key", O_PATH);
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

/* What connects without connect(). */
static int open_fast(void)
{
	return sendto(unconnected, "x", 1, MSG_FASTOPEN | MSG_NOSIGNAL,
	    (const struct sockaddr *)&outside, sizeof outside) < 0 ? -1 : 0;
}

/* The front has no other socket than the one that it listens at: shut, it can
 * call out. */
static int turn_listener(void)
{
	if (shutdown(listener, SHUT_RD) != 0)
		return -1;
	return sendto(listener, "x", 1, MSG_FASTOPEN | MSG_NOSIGNAL,
	    (const struct sockaddr *)&outside, sizeof outside) < 0 ? -1 : 0;
}

static int open_fast_by_message(void)
{
	struct iovec data = {(char[]){"x"}, 1};
	const struct msghdr message = {.msg_name = &outside,
	    .msg_namelen = sizeof outside, .msg_iov = &data, .msg_iovlen = 1};

	return sendmsg(unconnected, &message, MSG_FASTOPEN | MSG_NOSIGNAL) < 0 ?
	    -1 : 0;
}

static int send_to_address(void)
{
	return sendto(unconnected, "x", 1, MSG_NOSIGNAL,
	    (const struct sockaddr *)&outside, sizeof outside) < 0 ? -1 : 0;
}

static int set_option(int level, int name)
{
	const int on = 1;
	return setsockopt(unconnected, level, name, &on, sizeof on);
}

static int delay_nothing(void)
{
	return set_option(IPPROTO_TCP, TCP_NODELAY);
}

static int connect_fast(void)
{
	return set_option(IPPROTO_TCP, TCP_FASTOPEN_CONNECT);
}

static int keep_alive(void)
{
	return set_option(SOL_SOCKET, SO_KEEPALIVE);
}

static int name_owner(void)
{
	return fcntl(unconnected, F_SETOWN, parent);
}

static int name_owner_by_type(void)
{
	struct f_owner_ex owner = {F_OWNER_PID, parent};
	return fcntl(unconnected, F_SETOWN_EX, &owner);
}

static int name_signal(void)
{
	return fcntl(unconnected, F_SETSIG, SIGKILL);
}

static int signal_io(void)
{
	return fcntl(unconnected, F_SETFL, O_ASYNC);
}

static int block_not(void)
{
	return fcntl(unconnected, F_SETFL, O_NONBLOCK);
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

/* Calls of another kind than this program's: numbers mean something else there.
 * In a thread, which alone would end if the process did not. */
static void *call_in_thread(void *ctx)
{
	long (*make)(void) = *(long (**)(void))ctx;
	return (void *)make();
}

static int make_in_thread(long (*make)(void))
{
	struct timespec end = {.tv_sec = time(NULL) + 3};
	pthread_t thread;
	void *made = NULL;

	errno = pthread_create(&thread, NULL, call_in_thread, &make);
	if (errno != 0)
		return -1;
	errno = pthread_timedjoin_np(thread, &made, &end);
	if (errno == 0 && (long)made < 0)
		errno = (int)-(long)made;
	return errno == 0 ? 0 : -1;
}

/* The 32-bit process's getpid; the kernel may have none of it. */
static long ask_pid_32(void)
{
#ifdef __x86_64__
	long got = 20;
	__asm__ volatile("int $0x80" : "+a"(got) : : "memory", "r8", "r9",
	    "r10", "r11");
	return got;
#else
	return -ENOSYS;
#endif
}

/* x32's: the bit stands before the usual number. */
static long ask_pid_x32(void)
{
	long got = syscall(0x40000000 | SYS_getpid);
	return got < 0 ? -errno : got;
}

static int call_32(void)
{
	return make_in_thread(ask_pid_32);
}

static int call_x32(void)
{
	return make_in_thread(ask_pid_x32);
}

static const struct {
	const char *name;
	int (*make)(void);
} calls[] = {
	{"read-checkpoint", read_checkpoint}, {"read-key", read_key},
	{"read-staff", read_staff}, {"read-passwd", read_passwd},
	{"read-page", read_page}, {"list-public", list_public},
	{"write-page", write_page},
	{"list-log", list_log}, {"read-environ", read_parents_environ},
	{"size-key", size_key}, {"size-staff", size_staff},
	{"size-passwd", size_passwd}, {"date-staff", date_staff},
	{"name-key", name_key},
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
	{"fast-open", open_fast}, {"fast-open-listener", turn_listener},
	{"fast-open-message", open_fast_by_message},
	{"send-to", send_to_address}, {"no-delay", delay_nothing},
	{"fast-open-connect", connect_fast}, {"keep-alive", keep_alive},
	{"owner", name_owner}, {"owner-type", name_owner_by_type},
	{"signal", name_signal}, {"signal-io", signal_io},
	{"no-block", block_not}, {"call-32", call_32}, {"call-x32", call_x32},
};

/* Somebody to call, and the socket that the front listens at. */
static int open_sockets(void)
{
	socklen_t len = sizeof outside;
	int other = socket(AF_INET, SOCK_STREAM, 0);

	outside.sin_family = AF_INET;
	outside.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	unconnected = socket(AF_INET, SOCK_STREAM, 0);
	listener = socket(AF_INET, SOCK_STREAM, 0);
	if (unconnected < 0 || listener < 0 || other < 0 ||
	    bind(other, (struct sockaddr *)&outside, len) != 0 ||
	    listen(other, 1) != 0 || listen(listener, 1) != 0)
		return -1;
	return getsockname(other, (struct sockaddr *)&outside, &len);
}

static int enter(const char *which)
{
	struct gs_report report = {.text = ""};
	int err = GS_OK;
	if (strcmp(which, "none") != 0)
		err = gs_sandbox_enter(strcmp(which, "front") == 0 ?
		    GS_SANDBOX_FRONT : GS_SANDBOX_BACK, dir, NULL,
		    &report);
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
	if (open_sockets() != 0 || enter(argv[1]) != GS_OK)
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
