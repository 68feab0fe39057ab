/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/common/editor.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cli/common/verb.h"

#define NAME "/text"

static const char *name_of(const char *variable)
{
	const char *value = getenv(variable);

	return value == NULL || *value == '\0' ? NULL : value;
}

static int make_edit_folder(char path[GS_EDITED_PATH])
{
	const char *place = name_of("XDG_RUNTIME_DIR");
	if (place == NULL)
		place = name_of("TMPDIR");
	int n = snprintf(path, GS_EDITED_PATH - sizeof NAME,
	    "%s/gainsay-XXXXXX", place == NULL ? "/tmp" : place);

	if (n < 0 || (size_t)n >= GS_EDITED_PATH - sizeof NAME)
		errno = ENAMETOOLONG;
	else if (mkdtemp(path) != NULL)
		return GS_OK;
	gs_verb_errno("editor-folder", path, "no folder can be made for what "
	    "you write", errno);
	path[0] = '\0';
	return GS_ERR_IO;
}

/* An empty file, so that the editor makes none that others may read. */
static int make_file(char path[GS_EDITED_PATH])
{
	size_t len = strlen(path);

	(void)snprintf(path + len, GS_EDITED_PATH - len, NAME);
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

	if (fd >= 0 && close(fd) == 0)
		return GS_OK;
	gs_verb_errno("editor-file", path, "cannot be made", errno);
	return GS_ERR_IO;
}

/* The variable is a command, as shells read it.  What the system said; 0: it
 * ran, and *ended well or not. */
static int run_editor(bool *ended, const char *editor, const char *path)
{
	char command[] = "exec $GAINSAY_EDITOR \"$1\"";
	int status = 0;

	(void)fflush(NULL);
	if (setenv("GAINSAY_EDITOR", editor, 1) != 0)
		return errno;
	pid_t child = fork();
	if (child == 0) {
		(void)execl("/bin/sh", "sh", "-c", command, "sh", path,
		    (char *)NULL);
		_exit(GS_EXIT_CANNOT);
	}
	if (child < 0)
		return errno;
	while (waitpid(child, &status, 0) < 0)
		if (errno != EINTR)
			return errno;
	*ended = WIFEXITED(status) && WEXITSTATUS(status) == 0;
	return 0;
}

int gs_editor_open(char path[GS_EDITED_PATH])
{
	const char *editor = name_of("VISUAL");

	if (editor == NULL)
		editor = name_of("EDITOR");
	if (editor == NULL)
		editor = "vi";
	path[0] = '\0';
	int err = make_edit_folder(path);
	if (err == GS_OK)
		err = make_file(path);
	if (err != GS_OK)
		return err;

	bool ended = false;
	int failed = run_editor(&ended, editor, path);
	if (failed != 0)
		gs_verb_errno("editor-not-run", editor, "cannot be started",
		    failed);
	else if (!ended)
		gs_verb_tell("editor-failed", "the editor {0} did not end "
		    "well: nothing was done; $VISUAL or $EDITOR names "
		    "another", gs_say_text(editor));
	return failed == 0 && ended ? GS_OK : GS_ERR_IO;
}

static void erase_file(int folder, const char *name)
{
	static const char zeros[4096];
	struct stat st;
	int fd = openat(folder, name, O_WRONLY | O_NOFOLLOW | O_CLOEXEC);

	if (fd >= 0 && fstat(fd, &st) == 0 && S_ISREG(st.st_mode)) {
		while (st.st_size > 0 &&
		    write(fd, zeros, sizeof zeros) == sizeof zeros)
			st.st_size -= (off_t)sizeof zeros;
		(void)fsync(fd);
	}
	if (fd >= 0)
		(void)close(fd);
	(void)unlinkat(folder, name, 0);
}

/* Its copies too: an editor may keep what was there before. */
void gs_editor_close(char path[GS_EDITED_PATH])
{
	const struct dirent *entry = NULL;
	char *slash = strrchr(path, '/');

	if (slash == NULL)
		return;
	if (strcmp(slash, NAME) == 0)
		*slash = '\0';
	DIR *folder = opendir(path);
	while (folder != NULL && (entry = readdir(folder)) != NULL)
		if (strcmp(entry->d_name, ".") != 0 &&
		    strcmp(entry->d_name, "..") != 0)
			erase_file(dirfd(folder), entry->d_name);
	if (folder != NULL)
		(void)closedir(folder);

	if (rmdir(path) != 0) {
		struct gs_report left = {.text = ""};

		gs_report_errno(&left, "editor-left", path, "could not be "
		    "removed: what you wrote may still be in it", errno);
		gs_verb_note(&left);
	}
	path[0] = '\0';
}
