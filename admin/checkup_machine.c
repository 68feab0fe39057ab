/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/checkup.h"

#include <dirent.h>
#include <errno.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/timex.h>
#include <time.h>

#include "admin/channel_log.h"
#include "core/record/time.h"

#define PATH_LEN 4096
#define MIB ((uint64_t)1 << 20)
#define KEPT_FREE (16 * MIB) /* below it acts are refused (docs/SERVER.md) */
#define CERTIFICATE_DAYS 14

static bool entry_path(char out[PATH_LEN], const char *dir, const char *name)
{
	int n = snprintf(out, PATH_LEN, "%s/%s", dir, name);

	return n >= 0 && n < PATH_LEN;
}

static enum gs_checkup_state say_errno(struct gs_report *said,
    const char *path, const char *what)
{
	gs_report_errno(said, "checkup-unseen", path, what, errno);
	return GS_CHECKUP_NOW;
}

/* The clock --------------------------------------------------------------- */

enum gs_checkup_state gs_checkup_clock(struct gs_report *said,
    const struct gs_checkup *c)
{
	const struct gs_state *state = gs_log_state(&c->log);
	struct timex kept = {.modes = 0};
	char last[GS_LOCAL_TIME_MAX];

	if (gs_state_charter(state)->exercise) {
		gs_report_say(said, "clock-of-exercise", "an exercise may have "
		    "a clock of its own");
		return GS_CHECKUP_WELL;
	}
	if (c->now < gs_state_at(state)) {
		gs_local_time(last, gs_state_charter(state),
		    gs_state_at(state));
		gs_report_tell(said, "clock-behind", "this system's clock is "
		    "before the log's last entry, of {0}: set it right; until "
		    "then nothing is entered", gs_say_text(last));
		return GS_CHECKUP_NOW;
	}
	if (adjtimex(&kept) == TIME_ERROR) {
		gs_report_say(said, "clock-alone", "no time service keeps this "
		    "system's clock right: install one, as "
		    "systemd-timesyncd or chrony");
		return GS_CHECKUP_SOON;
	}
	gs_report_say(said, "clock-kept", "a time service keeps this system's "
	    "clock right");
	return GS_CHECKUP_WELL;
}

/* The disk ---------------------------------------------------------------- */

static uint64_t database_size(const char *dir, const char *name)
{
	char path[PATH_LEN];
	struct stat st;

	return entry_path(path, dir, name) && stat(path, &st) == 0 ?
	    (uint64_t)st.st_size : 0;
}

/* Copies of both databases are made at once (docs/SERVER.md). */
enum gs_checkup_state gs_checkup_disk(struct gs_report *said,
    const struct gs_checkup *c)
{
	uint64_t needed = KEPT_FREE + 2 * (database_size(c->dir, "inbox.db") +
	    database_size(c->dir, "boxes.db"));
	struct statvfs fs;

	if (statvfs(c->dir, &fs) != 0)
		return say_errno(said, c->dir, "has a file system that cannot "
		    "be asked");
	uint64_t free_bytes = (uint64_t)fs.f_bavail * fs.f_frsize;
	uint64_t all = (uint64_t)fs.f_blocks * fs.f_frsize;

	const struct gs_message_value values[] = {
	    gs_say_number(free_bytes / MIB), gs_say_number(needed / MIB)};
	if (free_bytes < needed) {
		gs_report_values(said, "disk-full", "the file system has {0} "
		    "MiB left, and acts of members need {1}: make room", values,
		    2);
		return GS_CHECKUP_NOW;
	}
	if (free_bytes < 8 * needed || free_bytes < all / 20) {
		gs_report_values(said, "disk-low", "the file system has {0} "
		    "MiB left; below {1} acts of members are refused: make "
		    "room", values, 2);
		return GS_CHECKUP_SOON;
	}
	gs_report_values(said, "disk-free", "the file system has {0} MiB left; "
	    "{1} are needed", values, 2);
	return GS_CHECKUP_WELL;
}

/* The keys ---------------------------------------------------------------- */

static bool is_open(struct gs_report *said, const char *path)
{
	struct stat st;

	if (lstat(path, &st) != 0) {
		(void)say_errno(said, path, "cannot be looked at");
		return true;
	}
	if ((st.st_mode & 077) == 0)
		return false;
	char mode[8];
	(void)snprintf(mode, sizeof mode, "%03o",
	    (unsigned)(st.st_mode & 0777));
	gs_report_tell(said, "keys-open", "{0} has mode {1}, so that others "
	    "than its owner get at it: chmod go= on it, and think of its keys "
	    "as stolen if somebody may have (docs/RECOVERY.md)",
	    gs_say_text(path), gs_say_text(mode));
	return true;
}

static int is_key_file(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

enum gs_checkup_state gs_checkup_keys(struct gs_report *said,
    const struct gs_checkup *c)
{
	struct dirent **names = NULL;
	char folder[PATH_LEN], path[PATH_LEN];
	bool found = false;

	if (!entry_path(folder, c->dir, "keys"))
		return GS_CHECKUP_NOW;
	int count = scandir(folder, &names, is_key_file, alphasort);
	if (count < 0)
		return say_errno(said, folder, "cannot be read");
	found = is_open(said, c->dir) || is_open(said, folder);
	for (int i = 0; i < count; i++) {
		found = found || (entry_path(path, folder, names[i]->d_name) &&
		    is_open(said, path));
		free(names[i]);
	}
	free(names);
	if (found)
		return GS_CHECKUP_NOW;
	gs_report_tell(said, "keys-closed", "{0} key files, all their owner's "
	    "alone", gs_say_number((uint64_t)count));
	return GS_CHECKUP_WELL;
}

/* The certificate --------------------------------------------------------- */

bool gs_checkup_certificate_end(int64_t *end, const char *path)
{
	FILE *file = fopen(path, "re");
	X509 *x = file == NULL ? NULL : PEM_read_X509(file, NULL, NULL, NULL);
	struct tm tm;
	bool good = x != NULL &&
	    ASN1_TIME_to_tm(X509_get0_notAfter(x), &tm) == 1;

	if (good)
		*end = (int64_t)timegm(&tm);
	X509_free(x);
	if (file != NULL)
		(void)fclose(file);
	return good && *end >= 0 && *end <= GS_TIME_MAX;
}

enum gs_checkup_state gs_checkup_certificate(struct gs_report *said,
    const struct gs_checkup *c)
{
	char when[GS_LOCAL_TIME_MAX];
	int64_t end = 0;

	if (c->certificate == NULL) {
		gs_report_say(said, "certificate-unasked", "--certificate FILE "
		    "says which one the web server shows");
		return GS_CHECKUP_UNKNOWN;
	}
	if (!gs_checkup_certificate_end(&end, c->certificate)) {
		gs_report_tell(said, "certificate-unread", "{0} is no "
		    "certificate that can be read, in PEM",
		    gs_say_text(c->certificate));
		return GS_CHECKUP_NOW;
	}

	gs_local_time(when, gs_state_charter(gs_log_state(&c->log)), end);
	if (end <= c->now) {
		gs_report_tell(said, "certificate-ended", "the certificate "
		    "ended on {0}: nobody gets through; renew it",
		    gs_say_text(when));
		return GS_CHECKUP_NOW;
	}
	if (end - c->now < CERTIFICATE_DAYS * GS_DAY) {
		gs_report_tell(said, "certificate-ends", "the certificate "
		    "ends on {0}: renew it", gs_say_text(when));
		return GS_CHECKUP_SOON;
	}
	gs_report_tell(said, "certificate-good", "the certificate is good "
	    "until {0}", gs_say_text(when));
	return GS_CHECKUP_WELL;
}
