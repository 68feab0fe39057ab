/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/checkup.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "admin/channel_log.h"
#include "core/record/time.h"
#include "lib/steps/flaws.h"

#define PATH_LEN 4096
#define ROLL_DAYS 400       /* a year, and a month to make the next */
#define WITNESS_SECONDS 900 /* until what is missing is somebody's fault */

/* The calendar ------------------------------------------------------------ */

enum gs_checkup_state gs_checkup_calendar(struct gs_report *said,
    const struct gs_checkup *c)
{
	const struct gs_charter *charter =
	    gs_state_charter(gs_log_state(&c->log));

	if (gs_calendar_ends(said, charter, c->now))
		return strcmp(said->code, "calendar-ended") == 0 ?
		    GS_CHECKUP_NOW : GS_CHECKUP_SOON;
	gs_report_say(said, "calendar-goes-on", "the charter's calendar goes "
	    "on for more than a year");
	return GS_CHECKUP_WELL;
}

/* The roll ---------------------------------------------------------------- */

enum gs_checkup_state gs_checkup_roll(struct gs_report *said,
    const struct gs_checkup *c)
{
	const struct gs_roll_edition *roll =
	    gs_state_roll(gs_log_state(&c->log));

	if (roll == NULL) {
		gs_report_say(said, "roll-none", "there is no roll, so that no "
		    "member can act: 'gainsay roll prepare' makes the first");
		return GS_CHECKUP_SOON;
	}
	int64_t days = (c->now - roll->at) / GS_DAY;
	const struct gs_message_value values[] = {gs_say_number(roll->edition),
	    gs_say_number(days > 0 ? (uint64_t)days : 0)};
	if (days > ROLL_DAYS) {
		gs_report_values(said, "roll-old", "the roll, edition {0}, is "
		    "{1} days old: who joined since cannot act, and who left "
		    "can; 'gainsay roll prepare' makes the next", values, 2);
		return GS_CHECKUP_SOON;
	}
	gs_report_values(said, "roll-fresh", "the roll, edition {0}, is {1} "
	    "days old", values, 2);
	return GS_CHECKUP_WELL;
}

/* The witnesses ----------------------------------------------------------- */

int gs_checkup_note(struct gs_quorum_verdict *v, int64_t *at,
    struct gs_report *said, const struct gs_checkup *c, const char *name)
{
	uint8_t *note = malloc(GS_NOTE_MAX);
	struct gs_quorum quorum;
	char path[PATH_LEN];
	struct stat st;
	size_t len = 0;
	int n = snprintf(path, sizeof path, "%s/log/%s", c->dir, name);

	int err = note == NULL ? GS_ERR_MEMORY : n < 0 || n >= PATH_LEN ?
	    GS_ERR_RANGE : gs_tiles_fetch_dir((void *)(uintptr_t)c->dir, said,
	        note, &len, GS_NOTE_MAX, path + strlen(c->dir) + 1);
	if (err == GS_OK)
		err = gs_quorum_of(&quorum,
		    gs_state_charter(gs_log_state(&c->log)));
	if (err == GS_OK)
		err = gs_quorum_judge(v, &quorum, note, len);
	free(note);
	if (err != GS_OK && said->text[0] == '\0')
		gs_report_tell(said, "checkpoint-bad", "{0} is no checkpoint "
		    "of this log's key: {1}", gs_say_text(path),
		    gs_say_text(gs_strerror(err)));
	if (err == GS_OK)
		*at = stat(path, &st) == 0 ? (int64_t)st.st_mtime : c->now;
	return err;
}

/* Who cosigned later than it was published stands nowhere: who was not among
 * the first is no fault. */
enum gs_checkup_state gs_checkup_witnesses(struct gs_report *said,
    const struct gs_checkup *c)
{
	const struct gs_charter *charter =
	    gs_state_charter(gs_log_state(&c->log));
	struct gs_quorum_verdict newest, published;
	int64_t at = 0, since = 0;

	if (charter->witness_count == 0) {
		gs_report_say(said, "witnesses-none", "the charter names no "
		    "witness");
		return GS_CHECKUP_WELL;
	}
	if (gs_checkup_note(&newest, &since, said, c, "newest") != GS_OK ||
	    gs_checkup_note(&published, &at, said, c, "checkpoint") != GS_OK)
		return GS_CHECKUP_NOW;

	const struct gs_message_value values[] = {
	    gs_say_number(newest.checkpoint.size - published.checkpoint.size),
	    gs_say_number((uint64_t)(c->now > since ? c->now - since : 0) /
	        60), gs_say_number(charter->quorum),
	    gs_say_number(charter->witness_count),
	    gs_say_number(published.cosigned)};
	if (newest.checkpoint.size > published.checkpoint.size &&
	    c->now - since >= WITNESS_SECONDS) {
		gs_report_values(said, "witnesses-missing", "the newest {0} "
		    "entries have waited for {1} minutes for {2} of the {3} "
		    "witnesses, and nobody sees them: look whether 'gainsay "
		    "courier' runs and reaches them", values, 4);
		return GS_CHECKUP_NOW;
	}
	gs_report_values(said, "witnesses-reached", "{4} of the {3} witnesses "
	    "had cosigned the newest checkpoint when it was published; {2} are "
	    "needed", values, 5);
	return GS_CHECKUP_WELL;
}

/* The server -------------------------------------------------------------- */

static int ask_checkpoint(struct gs_checkpoint *out, struct gs_report *said,
    const struct gs_checkup *c)
{
	struct gs_attestation verified;
	struct gs_http *http = NULL;
	uint8_t *note = malloc(GS_NOTE_MAX);
	size_t len = 0;

	int err = note == NULL ? GS_ERR_MEMORY :
	    gs_http_open(&http, said, c->server, &c->log.way);
	if (err == GS_OK)
		err = gs_http_fetch(http, said, note, &len, GS_NOTE_MAX,
		    "log/checkpoint");
	if (err == GS_OK)
		err = gs_checkpoint_open(out, &verified, note, len, &c->log.key,
		    1);
	gs_http_free(&http);
	free(note);
	return err;
}

enum gs_checkup_state gs_checkup_server(struct gs_report *said,
    const struct gs_checkup *c)
{
	const struct gs_checkpoint here =
	    *gs_channel_checkpoint(c->log.channel);
	struct gs_checkpoint there;

	if (c->server == NULL) {
		gs_report_say(said, "server-unasked", "--server URL says where "
		    "people reach it");
		return GS_CHECKUP_UNKNOWN;
	}
	int err = ask_checkpoint(&there, said, c);
	if (err != GS_OK) {
		if (said->text[0] == '\0')
			gs_report_tell(said, "server-other", "{0} shows no "
			    "checkpoint of this channel's key: {1}",
			    gs_say_text(c->server),
			    gs_say_text(gs_strerror(err)));
		return GS_CHECKUP_NOW;
	}
	if (there.size < here.size || (there.size == here.size &&
	    memcmp(there.root, here.root, sizeof here.root) != 0)) {
		gs_report_tell(said, "server-behind", "{0} shows a log of {1} "
		    "entries, and the directory has {2}, or others: another "
		    "copy is served (docs/RECOVERY.md, \"Two servers\")",
		    gs_say_text(c->server), gs_say_number(there.size),
		    gs_say_number(here.size));
		return GS_CHECKUP_NOW;
	}
	gs_report_tell(said, "server-answers", "{0} answers, with {1} entries",
	    gs_say_text(c->server), gs_say_number(there.size));
	return GS_CHECKUP_WELL;
}
