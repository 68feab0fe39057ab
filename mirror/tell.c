/* SPDX-License-Identifier: Apache-2.0 */
#include "mirror/tell.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/common/moved.h"
#include "cli/common/program.h"
#include "cli/common/verb.h"
#include "lib/file.h"
#include "lib/steps/duty_label.h"
#include "lib/steps/local_time.h"
#include "mirror/folder.h"

#define TOLD_MAX ((size_t)1 << 20)
#define NAME_MAX_BYTES 112
#define HOOK_SECONDS 120
#define ADDRESS_MAX 254

/* What was told ------------------------------------------------------------ */

static void name_told(char out[GS_MIRROR_PATH_MAX],
    const struct gs_mirror_teller *t)
{
	(void)snprintf(out, GS_MIRROR_PATH_MAX, "%s/told", t->dir);
}

/* A header's line takes nothing that would begin another. */
static bool is_address(const char *text)
{
	size_t len = strlen(text);

	if (len > ADDRESS_MAX || text[0] == '-' || strchr(text, '@') == NULL)
		return false;
	for (size_t i = 0; i < len; i++)
		if (text[i] <= ' ' || text[i] == 0x7f)
			return false;
	return true;
}

int gs_mirror_tell_open(struct gs_mirror_teller *t, struct gs_report *report)
{
	char path[GS_MIRROR_PATH_MAX];

	if (t->mail != NULL && !is_address(t->mail)) {
		gs_report_tell(report, "mirror-mail-address", "'{0}' is no "
		    "address to send mail to", gs_say_text(t->mail));
		return GS_ERR_FORMAT;
	}
	name_told(path, t);
	if (access(path, F_OK) != 0)
		return GS_OK;
	return gs_file_read((uint8_t **)&t->told, &t->told_len, TOLD_MAX, path,
	    report);
}

void gs_mirror_tell_close(struct gs_mirror_teller *t)
{
	free(t->told);
	t->told = NULL;
	t->told_len = 0;
}

static bool was_told(const struct gs_mirror_teller *t, const char *name)
{
	size_t len = strlen(name);
	if (t->told == NULL)
		return false;

	const char *at = t->told, *end = t->told + t->told_len;
	while (at < end) {
		const char *stop = memchr(at, '\n', (size_t)(end - at));

		if (stop == NULL)
			return false;
		if ((size_t)(stop - at) == len && memcmp(at, name, len) == 0)
			return true;
		at = stop + 1;
	}
	return false;
}

static int keep_told(struct gs_mirror_teller *t, struct gs_report *report,
    const char *name)
{
	char path[GS_MIRROR_PATH_MAX];
	size_t len = strlen(name), room = t->told_len + len + 1;

	if (len > NAME_MAX_BYTES || room > TOLD_MAX)
		return GS_ERR_SPACE;
	char *text = malloc(room);
	if (text == NULL)
		return GS_ERR_MEMORY;
	if (t->told_len > 0)
		memcpy(text, t->told, t->told_len);
	memcpy(text + t->told_len, name, len);
	text[room - 1] = '\n';

	name_told(path, t);
	int err = gs_file_write(path, text, room, 0600, report);
	if (err != GS_OK) {
		free(text);
		return err;
	}
	free(t->told);
	t->told = text;
	t->told_len = room;
	return GS_OK;
}

/* Tell -------------------------------------------------------------------- */

/* The words are in the environment, not in the command: a shell would take
 * what a server says for its own. */
static int run_command(const struct gs_mirror_teller *t,
    const struct gs_report *said)
{
	char shell[] = "/bin/sh", option[] = "-c";
	char *words[] = {shell, option, (char *)(uintptr_t)t->command, NULL};

	if (t->command == NULL)
		return GS_OK;
	if (setenv("GAINSAY_EVENT", said->code, 1) != 0 ||
	    setenv("GAINSAY_MESSAGE", said->text, 1) != 0)
		return GS_ERR_MEMORY;
	return gs_program_run(shell, words, (struct gs_span){
	    (const uint8_t *)said->text, strlen(said->text)}, HOOK_SECONDS);
}

static int send_mail(const struct gs_mirror_teller *t,
    const struct gs_report *said)
{
	char path[GS_MIRROR_PATH_MAX], option[] = "-t", text[4096];
	char *words[] = {path, option, NULL};

	if (t->mail == NULL)
		return GS_OK;
	(void)snprintf(path, sizeof path, "%s", t->sendmail);
	int n = snprintf(text, sizeof text, "To: %s\n"
	    "Subject: gainsay mirror: %s\nAuto-Submitted: auto-generated\n"
	    "MIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n"
	    "Content-Transfer-Encoding: 8bit\n\n%s\n\n%.1000s\n", t->mail,
	    said->code, said->text, t->place);
	if (n < 0 || (size_t)n >= sizeof text)
		return GS_ERR_SPACE;
	return gs_program_run(path, words, (struct gs_span){
	    (const uint8_t *)text, (size_t)n}, HOOK_SECONDS);
}

int gs_mirror_tell(struct gs_mirror_teller *t, const char *name,
    const struct gs_report *said)
{
	struct gs_report report = {.text = ""};

	if (was_told(t, name))
		return GS_OK;
	t->news = true;
	gs_verb_report_at(t->about, said);
	int err = run_command(t, said);
	int mailed = send_mail(t, said);
	if (err == GS_OK)
		err = mailed;
	if (err == GS_OK)
		err = keep_told(t, &report, name);
	gs_verb_report(&report);
	return err;
}

/* What there is to tell ---------------------------------------------------- */

bool gs_mirror_say_moved(struct gs_report *said,
    const struct gs_mirror_teller *t, const struct gs_state *state)
{
	const struct gs_moved *moved = state == NULL || t->place == NULL ?
	    NULL : gs_moved_away(state, t->place);

	if (moved == NULL)
		return false;
	gs_report_tell(said, "mirror-server-moved", "the channel's server is "
	    "now {0}, its authority says in the log: start the mirror with "
	    "that as its URL, in the same --dir", gs_say_text(moved->url));
	return true;
}

static int tell_moved_away(struct gs_mirror_teller *t,
    const struct gs_state *state)
{
	const struct gs_moved *moved = gs_state_moved(state);
	struct gs_report said = {.text = ""};
	char name[NAME_MAX_BYTES];

	if (!gs_mirror_say_moved(&said, t, state))
		return GS_OK;
	(void)snprintf(name, sizeof name, "moved %lld", (long long)moved->at);
	return gs_mirror_tell(t, name, &said);
}

static int tell_duty(struct gs_mirror_teller *t, const struct gs_duty *d)
{
	struct gs_report said = {.text = ""};
	char name[NAME_MAX_BYTES], due[GS_LOCAL_TIME_MAX];
	char label[GS_DUTY_LABEL_MAX];

	if (!gs_duty_missed(d))
		return GS_OK;
	gs_local_time(due, d->memo->charter, d->due);
	gs_duty_label(label, d->name, d);
	(void)snprintf(name, sizeof name, "duty %llu %s",
	    (unsigned long long)d->memo->number, label);
	gs_report_tell(&said, "mirror-duty-missed", "memo {0}: the duty {1}, "
	    "due at {2}, was missed by who has the role {3}",
	    gs_say_number(d->memo->number), gs_say_text(label),
	    gs_say_text(due), gs_say_text(d->owner));
	return gs_mirror_tell(t, name, &said);
}

static int tell_duties(struct gs_mirror_teller *t,
    const struct gs_state *state, int64_t now)
{
	const struct gs_memo *memo = gs_state_memo(state);
	int err = GS_OK;

	for (; err == GS_OK && memo != NULL; memo = memo->before) {
		struct gs_duties all = gs_duties_of(memo, now);
		struct gs_duty duty;

		while (err == GS_OK && gs_duties_next(&duty, &all))
			err = tell_duty(t, &duty);
		if (err == GS_OK)
			err = all.err;
	}
	return err;
}

static int tell_charter(struct gs_mirror_teller *t,
    const struct gs_charter *c, bool waits)
{
	struct gs_report said = {.text = ""};
	char name[NAME_MAX_BYTES], when[GS_LOCAL_TIME_MAX];

	if (c == NULL || c->version == 1)
		return GS_OK;
	(void)snprintf(name, sizeof name, "charter %llu%s",
	    (unsigned long long)c->version, waits ? " waits" : "");
	gs_local_time(when, c, c->from);
	if (waits)
		gs_report_tell(&said, "mirror-charter-waits", "the channel has "
		    "a new charter, version {0}, that changes who signs "
		    "without the outgoing second: it waits to be seen until "
		    "{1}; 'gainsay charter' shows it",
		    gs_say_number(c->version), gs_say_text(when));
	else
		gs_report_tell(&said, "mirror-charter-changed", "the channel "
		    "has a new charter, version {0}: 'gainsay charter' shows "
		    "it", gs_say_number(c->version));
	return gs_mirror_tell(t, name, &said);
}

static int tell_charters(struct gs_mirror_teller *t,
    const struct gs_state *state)
{
	const struct gs_charter *c = gs_state_charter(state);
	int err = tell_charter(t, gs_state_charter_coming(state), true);

	for (; err == GS_OK && c != NULL; c = c->before)
		err = tell_charter(t, c, false);
	return err;
}

/* More keys, or more people, than a year brings: ghosts make n of N say what
 * it does not.  `percent` is at most 10,000.  A signer may write any number: of
 * one that large the last digits do not matter. */
static bool grew_oddly(uint64_t before, uint64_t now, uint64_t percent)
{
	if (now <= before)
		return false;
	while (now > UINT64_MAX / 10000) {
		now >>= 1;
		before >>= 1;
	}
	return (now - before) * 100 > before * percent;
}

static int tell_roll(struct gs_mirror_teller *t,
    const struct gs_roll_edition *e)
{
	const struct gs_roll_edition *old = e->before;
	struct gs_report said = {.text = ""};
	char name[NAME_MAX_BYTES];

	if (old == NULL || !(grew_oddly(old->size, e->size, t->growth) ||
	    grew_oddly(old->eligible, e->eligible, t->growth)))
		return GS_OK;
	(void)snprintf(name, sizeof name, "roll %llu",
	    (unsigned long long)e->edition);
	gs_report_tell(&said, "mirror-roll-grew", "roll edition {0} has {1} "
	    "keys of {2} eligible; the one before had {3} of {4}: ask who "
	    "signed it why", gs_say_number(e->edition), gs_say_number(e->size),
	    gs_say_number(e->eligible), gs_say_number(old->size),
	    gs_say_number(old->eligible));
	return gs_mirror_tell(t, name, &said);
}

int gs_mirror_tell_state(struct gs_mirror_teller *t,
    const struct gs_state *state, int64_t now)
{
	int err = tell_moved_away(t, state);

	if (err == GS_OK)
		err = tell_duties(t, state, now);
	if (err == GS_OK)
		err = tell_charters(t, state);
	for (const struct gs_roll_edition *e = gs_state_roll(state);
	    err == GS_OK && e != NULL; e = e->before)
		err = tell_roll(t, e);
	return err;
}
