/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/charter/place.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "cli/common/files.h"
#include "cli/common/terminal.h"
#include "lib/file.h"
#include "lib/steps/explain.h"

int gs_charter_file(uint8_t **text, size_t *len, const char *path)
{
	return gs_cli_file_read(text, len, GS_RECORD_MAX, path);
}

static bool is_file(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISREG(st.st_mode);
}

/* DIR/NAME in `out`, if there is such a file. */
static bool find_channel_file(char out[GS_CHARTER_PATH], const char *dir,
    const char *name)
{
	int n = snprintf(out, GS_CHARTER_PATH, "%s/%s", dir, name);

	return n > 0 && n < GS_CHARTER_PATH && is_file(out);
}

/* Whether the channel of that directory was founded and no server ever ran:
 * then its charter is a file in `out`, and there is no log. */
static bool is_unopened(char out[GS_CHARTER_PATH], const char *dir)
{
	return !find_channel_file(out, dir, "log/checkpoint") &&
	    find_channel_file(out, dir, "charter.rec");
}

static int ask_system_clock(int64_t *now)
{
	struct timespec ts;

	if (clock_gettime(CLOCK_REALTIME, &ts) != 0) {
		gs_verb_errno("charter-clock", "the clock", "cannot be read",
		    errno);
		return GS_ERR_IO;
	}
	*now = ts.tv_sec;
	return GS_OK;
}

static int open_charter_file(struct gs_charter_place *p, const char *path)
{
	struct gs_report report = {.text = ""};
	struct gs_arena *arena = gs_pool_start(&p->pool);

	int err = gs_charter_file(&p->text, &p->len, path);
	if (err != GS_OK)
		return err;
	p->read = malloc(sizeof *p->read);
	if (p->read == NULL)
		return GS_ERR_MEMORY;

	err = gs_proposal_terms(p->read, &report, arena,
	    (struct gs_span){p->text, p->len});
	gs_verb_report_at(path, &report);
	if (err == GS_OK)
		err = ask_system_clock(&p->now);
	if (err == GS_OK)
		p->charter = p->read;
	return err;
}

static int open_charter_log(struct gs_charter_place *p, const char *path,
    const char *vkey)
{
	struct stat st;

	if (vkey == NULL && find_channel_file(p->own_key, path, "vkey"))
		vkey = p->own_key;
	if (vkey == NULL && !gs_file_is_url(path)) {
		gs_verb_errno("charter-not-read", path, "cannot be read as a "
		    "charter's file; a log needs --key VKEY",
		    stat(path, &st) == 0 ? EISDIR : errno);
		return GS_ERR_IO;
	}
	if (vkey == NULL) {
		gs_verb_tell("charter-key-needed", "{0} is a log: give its "
		    "verifier key, too: --key VKEY", gs_say_text(path));
		return GS_ERR_IO;
	}

	p->vkey = vkey;
	int err = gs_source_open(&p->source, path, vkey, true);
	if (err == GS_OK)
		err = gs_source_pass(&p->now, &p->source);
	if (err != GS_OK)
		return err;
	p->state = gs_channel_state(p->source.channel);
	p->charter = gs_state_charter(p->state);
	return GS_OK;
}

int gs_charter_place_open(struct gs_charter_place *p, const char *path,
    const char *vkey)
{
	char record[GS_CHARTER_PATH];
	bool unopened = is_unopened(record, path);

	int err = unopened ? open_charter_file(p, record) : is_file(path) ?
	    open_charter_file(p, path) : open_charter_log(p, path, vkey);

	if (err == GS_OK)
		gs_say_exercise(stdout, p->charter->exercise);
	if (err == GS_OK && unopened)
		printf("The channel is not open yet: this is %s.\n", record);
	return err;
}

int gs_charter_log_open(struct gs_charter_place *p, const char *path,
    const char *vkey)
{
	char record[GS_CHARTER_PATH];

	if (is_file(path) || is_unopened(record, path)) {
		gs_verb_tell("charter-needs-log", "{0} has no log: give its "
		    "directory or URL, of a channel that is open",
		    gs_say_text(path));
		return GS_ERR_IO;
	}

	int err = open_charter_log(p, path, vkey);
	if (err == GS_OK)
		gs_say_exercise(stdout, p->charter->exercise);
	return err;
}

void gs_charter_place_close(struct gs_charter_place *p)
{
	gs_source_close(&p->source);
	gs_pool_free(&p->pool);
	free(p->read);
	free(p->text);
}

int gs_charter_print(const struct gs_charter *charter, int64_t now)
{
	char *words = malloc(GS_EXPLAIN_MAX);
	struct gs_writer w = gs_writer_of(words, GS_EXPLAIN_MAX);

	int err = words == NULL ? GS_ERR_MEMORY :
	    gs_explain_charter(&w, charter, now, NULL);
	if (err == GS_OK)
		gs_say_calm(stdout, words, w.len, "\n");
	free(words);
	return err;
}

int gs_charter_print_change(bool *changed, const struct gs_charter *before,
    const struct gs_charter *after)
{
	char *words = malloc(GS_EXPLAIN_MAX);
	struct gs_writer w = gs_writer_of(words, GS_EXPLAIN_MAX);
	bool any = false;

	int err = words == NULL ? GS_ERR_MEMORY :
	    gs_explain_change(&w, &any, before, after, NULL);
	if (err == GS_OK && any)
		gs_say_calm(stdout, words, w.len, "\n");
	if (changed != NULL)
		*changed = any;
	free(words);
	return err;
}
