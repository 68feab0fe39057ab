/* SPDX-License-Identifier: Apache-2.0 */
/* One thing that gainsay-convert may not do, done in its sandbox: the exit code
 * is the system's reason, 0 if there was none. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include "convert/sandbox.h"

static int run_program(void)
{
	char *const words[] = {(char[]){"true"}, NULL};

	return execve("/bin/true", words, NULL);
}

static int do_one(const char *what)
{
	/* Each is something that the process may do outside. */

	if (strcmp(what, "read") == 0)
		return open("/etc/passwd", O_RDONLY);
	if (strcmp(what, "list") == 0)
		return open("/", O_RDONLY | O_DIRECTORY);
	if (strcmp(what, "write") == 0)
		return open("made", O_WRONLY | O_CREAT, 0600);
	if (strcmp(what, "socket") == 0)
		return socket(AF_INET, SOCK_STREAM, 0);
	if (strcmp(what, "unix") == 0)
		return socket(AF_UNIX, SOCK_STREAM, 0);
	if (strcmp(what, "exec") == 0)
		return run_program();
	if (strcmp(what, "fork") == 0)
		return fork();
	if (strcmp(what, "kill") == 0)
		return kill(getppid(), 0);
	if (strcmp(what, "program") == 0)
		return mmap(NULL, 4096, PROT_READ | PROT_EXEC,
		    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) == MAP_FAILED ? -1 : 0;
	return strcmp(what, "nothing") == 0 ? 0 : -1;
}

int main(int argc, char **argv)
{
	if (argc != 3)
		return 100;
	if (strcmp(argv[2], "in") == 0 && gs_convert_confine() != GS_OK)
		return 101;
	errno = 99;
	/* What libraries do at an end is none of these things. */
	_exit(do_one(argv[1]) >= 0 ? 0 : errno);
}
