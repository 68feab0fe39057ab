/* SPDX-License-Identifier: Apache-2.0 */
#include "courier/remind.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "cli/common/files.h"
#include "cli/common/options.h"
#include "courier/mail.h"

#define EVERY 300 /* seconds between two looks */

static const char help[] =
"usage: gainsay remind --key VKEY --dir DIR [OPTION]... [URL|DIR]\n"
"Says by when something is due, to those who follow it: in a calendar and in a\n"
"feed, files that are renewed when the log has something new. They have numbers,\n"
"duties, roles and times, and no word of a memo. What was done is cancelled\n"
"there; what was moved is moved. Looks once, or goes on with --every.\n\n"
"  --key VKEY           the channel's verifier key, or a file that holds it\n"
GS_HELP_PLACE
"  --dir DIR            where what was said is kept; made if it is not there\n"
"  --ical FILE          the calendar (iCalendar), for programs that subscribe\n"
"  --atom FILE          the feed (Atom), for programs that read news\n"
"  --mail FILE          write to offices, and to members every week: whom, and by\n"
"                       which server, FILE says (gainsay(1), remind)\n"
"  --for ROLE           what that role of the charter owes, and nothing else\n"
"  --every SECONDS      between two looks, 10 to 86400: goes on until it is\n"
"                       interrupted (SIGINT, SIGTERM)\n"
GS_HELP_READER GS_HELP_CACHE GS_HELP_WAY "\n"
"Exit codes: 0 said; 1 something does not verify; 2 not said: what is\n"
"to be mailed waits.\n";

struct reminding {
	const char *key, *place, *dir, *ical, *atom, *role, *every;
	const char *mail_file;
	struct gs_mail mail;
	uint64_t seconds;
	bool looked; /* once before */
	struct gs_source options; /* as they were read, for each look */
};

static int write_feed(const struct gs_reminders *notices, const char *path,
    void (*write)(struct gs_writer *w, const struct gs_reminders *notices))
{
	size_t room = gs_feed_room(notices);
	char *text = path == NULL ? NULL : malloc(room);
	struct gs_writer w = gs_writer_of(text, room);

	if (path == NULL)
		return GS_OK;
	if (text == NULL)
		return GS_ERR_MEMORY;
	write(&w, notices);
	int err = gs_writer_end(&w);
	/* As open as the channel is. */
	if (err == GS_OK)
		err = gs_cli_file_write(path, text, w.len, notices->open ?
		    0644 : 0600);
	free(text);
	return err;
}

static void say_count(const struct gs_reminders *notices)
{
	size_t open = 0, overdue = 0;

	for (size_t i = 0; i < notices->count; i++) {
		open += !notices->list[i].closed;
		overdue += !notices->list[i].closed &&
		    notices->list[i].stage == GS_STAGE_OVERDUE;
	}
	printf("%zu duties: %zu wait, %zu of them overdue.\n", notices->count,
	    open, overdue);
}

static int say_notices(struct reminding *r, const struct gs_source *s)
{
	struct gs_reminders notices = {.count = 0};

	int err = gs_reminders_make(&notices, s, r->role, r->dir);
	if (err == GS_OK)
		err = write_feed(&notices, r->ical, gs_feed_ical);
	if (err == GS_OK)
		err = write_feed(&notices, r->atom, gs_feed_atom);
	if (err == GS_OK)
		err = gs_reminders_keep(&notices, r->dir);
	if (err == GS_OK && r->mail_file != NULL)
		err = gs_mail_plan(&r->mail, &notices);
	if (err == GS_OK && r->every == NULL)
		say_count(&notices);
	gs_pool_free(&notices.pool);
	return err;
}

/* One at a time: two would write to everybody twice. */
static int hold_dir(int *folder, const struct reminding *r)
{
	struct gs_report report = {.text = ""};
	char path[4096];
	int n = snprintf(path, sizeof path, "%s/mailed", r->dir);
	int err = n < 0 || (size_t)n >= sizeof path ? GS_ERR_RANGE :
	    gs_file_lock(folder, path, LOCK_EX, &report);

	gs_verb_report_at(r->dir, &report);
	return err;
}

static int look_alone(struct reminding *r)
{
	struct gs_source s = r->options;

	int err = gs_source_open(&s, r->place, r->key, true);
	if (err == GS_OK)
		err = say_notices(r, &s);
	gs_source_close(&s);
	/* What waits goes whether or not the channel answers. */
	int sent = r->mail_file == NULL ? GS_OK : gs_mail_send(&r->mail,
	    r->looked);
	r->looked = true;
	return err == GS_OK ? sent : err;
}

static int say_once(struct reminding *r)
{
	int folder = -1;
	int err = hold_dir(&folder, r);

	if (err == GS_OK)
		err = look_alone(r);
	if (folder >= 0)
		close(folder);
	return err;
}

/* A look that fails is said, and the next one is tried. */
static int look_again(struct reminding *r)
{
	const struct timespec pause = {.tv_sec = (time_t)r->seconds};
	sigset_t ends;
	int err = GS_OK;

	(void)sigemptyset(&ends);
	(void)sigaddset(&ends, SIGINT);
	(void)sigaddset(&ends, SIGTERM);
	(void)sigprocmask(SIG_BLOCK, &ends, NULL);
	do
		err = say_once(r);
	while (sigtimedwait(&ends, NULL, &pause) < 0);
	return err;
}

static int make_dir(const char *dir)
{
	if (mkdir(dir, 0700) == 0 || errno == EEXIST)
		return GS_OK;
	gs_verb_errno("remind-dir", dir, "cannot be made", errno);
	return GS_ERR_IO;
}

static bool parse_every(struct reminding *r)
{
	if (r->every == NULL || (gs_decimal_decode(&r->seconds, r->every,
	    strlen(r->every), 86400) == GS_OK && r->seconds >= 10))
		return true;
	gs_verb_tell("remind-every", "'{0}' is no number of seconds from 10 "
	    "to 86400: how long to wait between two looks",
	    gs_say_text(r->every));
	return false;
}

int gs_courier_remind(int argc, char **argv)
{
	static struct reminding r = {.seconds = EVERY,
	    .options = {.want = GS_WANT_NEWS}};
	int at = 0;
	const struct gs_option options[] = {
		GS_OPTION_KEY(r.key),
		{.name = "dir", .value = &r.dir, .required = true},
		{.name = "ical", .value = &r.ical},
		{.name = "atom", .value = &r.atom},
		{.name = "for", .value = &r.role},
		{.name = "mail", .value = &r.mail_file},
		{.name = "every", .value = &r.every},
		GS_OPTIONS_READER(r.options),
		GS_OPTION_CACHE(r.options),
		GS_OPTIONS_WAY(r.options.way)};
	const struct gs_usage usage = {.help = help, GS_OPTIONS(options),
	    .most = 1, .place = &r.place};

	int code = gs_options_read(&at, argc, argv, &usage);
	if (code >= 0)
		return code;
	if (!parse_every(&r))
		return gs_verb_misused();

	int err = make_dir(r.dir);
	if (err == GS_OK && r.mail_file != NULL)
		err = gs_mail_read(&r.mail, r.mail_file, r.dir);
	if (err == GS_OK)
		err = r.every == NULL ? say_once(&r) : look_again(&r);
	gs_mail_wipe(&r.mail);
	return gs_verb_end(err);
}
