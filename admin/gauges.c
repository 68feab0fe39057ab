/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/gauges.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/statvfs.h>
#include <time.h>

#include "admin/channel_log.h"
#include "cli/common/verb.h"
#include "core/record/time.h"

#define PATH_LEN 4096
/* Of the disk only so much is told: an act takes some KiB of it. */
#define DISK_STEP ((uint64_t)256 << 20)

/* A whole number: all that is told here is one. */
static void put_gauge(FILE *out, const char *name, const char *help,
    uint64_t value)
{
	(void)fprintf(out, "# HELP gainsay_%s %s\n# TYPE gainsay_%s gauge\n"
	    "gainsay_%s %" PRIu64 "\n", name, help, name, name, value);
}

static void gauge_time(FILE *out, const char *name, const char *help,
    int64_t at)
{
	put_gauge(out, name, help, (uint64_t)(at > 0 ? at : 0));
}

/* What is read ------------------------------------------------------------ */

/* Under a charter without witnesses nothing stands beside the checkpoint. */
static int read_newest(size_t *len, struct gs_report *said, struct gs_gauges *g)
{
	static const char *const names[] = {"log/newest", "log/checkpoint"};
	int err = GS_ERR_UNKNOWN;

	for (size_t i = 0; i < 2 && err != GS_OK; i++) {
		*said = (struct gs_report){.text = ""};
		err = gs_tiles_fetch_dir((void *)(uintptr_t)g->look.dir, said,
		    g->fresh, len, GS_NOTE_MAX, names[i]);
	}
	if (err != GS_OK && said->text[0] == '\0')
		gs_report_tell(said, "metrics-log-unread", "{0}/log has no "
		    "checkpoint that can be read: {1}",
		    gs_say_text(g->look.dir), gs_say_text(gs_strerror(err)));
	return err;
}

static void sample_disk(struct gs_gauges *g)
{
	char path[PATH_LEN];
	struct statvfs fs;
	int n = snprintf(path, sizeof path, "%s/log", g->look.dir);

	g->disk_free = g->disk_size = 0;
	if (n < 0 || n >= PATH_LEN || statvfs(path, &fs) != 0)
		return;
	g->disk_free = (uint64_t)fs.f_bavail * fs.f_frsize / DISK_STEP *
	    DISK_STEP;
	g->disk_size = (uint64_t)fs.f_blocks * fs.f_frsize;
}

/* The log is read again when it has grown, or when a charter's time may have
 * come; the machine is looked at when it has grown alone, since between two
 * releases it moves with acts. */
static void reread_log(struct gs_gauges *g)
{
	struct gs_report said = {.text = ""};
	size_t len = 0;

	int err = read_newest(&len, &said, g);
	if (err != GS_OK) {
		gs_verb_report(&said);
		g->readable = false;
		g->len = 0;
		return;
	}
	bool same = len == g->len && memcmp(g->fresh, g->note, len) == 0;
	if (g->readable && same && g->look.now / GS_DAY == g->day)
		return;
	gs_source_close(&g->look.log);
	g->look.log = (struct gs_source){.dir = NULL};
	g->readable = gs_log_open(&g->look.log, g->look.dir, g->key) == GS_OK;
	g->day = g->look.now / GS_DAY;
	if (same)
		return;
	memcpy(g->note, g->fresh, len);
	g->len = len;
	sample_disk(g);
}

/* What is told ------------------------------------------------------------ */

static void tell_notes(FILE *out, const struct gs_gauges *g)
{
	const struct gs_charter *charter =
	    gs_state_charter(gs_log_state(&g->look.log));
	struct gs_quorum_verdict newest, published;
	struct gs_report said = {.text = ""};
	int64_t signed_at = 0, published_at = 0;
	bool apart = charter->witness_count > 0;

	if (gs_checkup_note(&newest, &signed_at, &said, &g->look, apart ?
	        "newest" : "checkpoint") == GS_OK) {
		put_gauge(out, "log_entries", "Entries of the log, signed.",
		    newest.checkpoint.size);
		gauge_time(out, "checkpoint_timestamp_seconds", "When the "
		    "newest checkpoint was written.", signed_at);
	}
	put_gauge(out, "witnesses", "Witnesses that the charter names.",
	    charter->witness_count);
	put_gauge(out, "witnesses_needed", "Of them so many must cosign.",
	    charter->quorum);
	if (gs_checkup_note(&published, &published_at, &said, &g->look,
	        "checkpoint") == GS_OK) {
		put_gauge(out, "log_published_entries", "Entries that clients "
		    "believe.", published.checkpoint.size);
		put_gauge(out, "witnesses_reached", "Witnesses who had "
		    "cosigned the published checkpoint.", published.cosigned);
	}
}

static void tell_state(FILE *out, const struct gs_gauges *g)
{
	const struct gs_state *state = gs_log_state(&g->look.log);
	const struct gs_charter *charter = gs_state_charter(state);
	const struct gs_roll_edition *roll = gs_state_roll(state);
	const struct gs_value *calendar = gs_record_value(&charter->rec,
	    "calendar", 0);

	gauge_time(out, "log_last_entry_timestamp_seconds", "The time that the "
	    "last entry carries.", gs_state_at(state));
	gauge_time(out, "calendar_end_timestamp_seconds", "Midnight in UTC "
	    "after the last day of the charter's calendar.",
	    (calendar->parts[1].number + 1) * GS_DAY);
	put_gauge(out, "roll_edition", "Edition of the newest roll; 0 without "
	    "one.", roll == NULL ? 0 : roll->edition);
	if (roll != NULL)
		gauge_time(out, "roll_timestamp_seconds", "When that roll was "
		    "entered.", roll->at);
}

static void tell_machine(FILE *out, const struct gs_gauges *g)
{
	struct gs_report said = {.text = ""};
	uint64_t count = 0;
	int64_t at = 0;

	if (g->disk_size > 0) {
		put_gauge(out, "disk_free_bytes", "Left on the file system "
		    "when the log last grew, in whole steps of 256 MiB.",
		    g->disk_free);
		put_gauge(out, "disk_size_bytes", "The file system's size.",
		    g->disk_size);
	}
	if (g->look.certificate != NULL &&
	    gs_checkup_certificate_end(&at, g->look.certificate))
		gauge_time(out, "certificate_end_timestamp_seconds", "When the "
		    "web server's certificate ends.", at);
	if (g->look.notices != NULL && gs_checkup_queue(&count, &at, &said,
	        &g->look) == GS_OK) {
		put_gauge(out, "notices_waiting", "Messages of gainsay remind "
		    "that wait for the mail server.", count);
		if (count > 0)
			gauge_time(out, "notices_oldest_timestamp_seconds",
			    "When the oldest of them was put there.", at);
	}
}

int gs_gauges_open(struct gs_gauges *g)
{
	g->look.now = (int64_t)time(NULL);
	reread_log(g);
	return g->readable ? GS_OK : GS_ERR_IO;
}

char *gs_gauges_write(size_t *len, struct gs_gauges *g)
{
	char *text = NULL;
	FILE *out = open_memstream(&text, len);

	if (out == NULL)
		return NULL;
	g->look.now = (int64_t)time(NULL);
	reread_log(g);
	(void)fprintf(out, "# HELP gainsay_build_info The version.\n"
	    "# TYPE gainsay_build_info gauge\n"
	    "gainsay_build_info{version=\"%s\"} 1\n", GAINSAY_VERSION);
	put_gauge(out, "log_readable", "Whether the log can be read and holds.",
	    g->readable);

	if (g->readable) {
		tell_notes(out, g);
		tell_state(out, g);
	}
	tell_machine(out, g);
	bool good = ferror(out) == 0;
	good = fclose(out) == 0 && good;
	if (good)
		return text;
	free(text);
	return NULL;
}

void gs_gauges_close(struct gs_gauges *g)
{
	gs_source_close(&g->look.log);
}
