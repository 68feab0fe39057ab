/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/staff_list.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cli/common/verb.h"
#include "lib/file.h"

#define PATH_LEN 4096

/* The database keeps the system's reason to itself: the same call again tells
 * it.  The database's own words if the file can be opened after all. */
static const char *find_reason(const char *path, int err)
{
	int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);

	if (fd < 0)
		return strerror(errno);
	(void)close(fd);
	return err == GS_ERR_MISMATCH ? "another version of gainsay made it" :
	    gs_strerror(err);
}

int gs_staff_list_open(struct gs_database **out, const char *dir)
{
	struct gs_report report = {.text = ""};
	char path[PATH_LEN];
	int n = snprintf(path, sizeof path, "%s/staff.db", dir);

	if (n < 0 || n >= PATH_LEN) {
		gs_verb_errno("staff-list-path", dir, "cannot hold a staff "
		    "list", ENAMETOOLONG);
		return GS_ERR_IO;
	}
	int err = gs_file_private(path, &report);
	gs_verb_report(&report);
	if (err != GS_OK)
		return err;
	err = gs_staff_open(out, path);
	if (err != GS_OK)
		gs_verb_tell("staff-list-not-opened", "{0} cannot be opened: "
		    "{1}; give the channel's directory", gs_say_text(path),
		    gs_say_text(find_reason(path, err)));
	return err;
}
