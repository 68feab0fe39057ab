/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/audit/evidence.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/common/files.h"
#include "cli/common/terminal.h"
#include "cli/common/verb.h"
#include "lib/client/other_copy.h"
#include "lib/file.h"

/* A contradiction --------------------------------------------------------- */

static void print_bold(enum gs_terminal_style style, const char *answer)
{
	printf("%s%s%s: ", gs_terminal_escape(style), answer,
	    gs_terminal_escape(GS_STYLE_PLAIN));
}

static int print_contradiction(const struct gs_contradiction_verdict *v)
{
	unsigned long long first = v->first.size, second = v->second.size;

	if (v->what == GS_NOTES_AGREE) {
		print_bold(GS_STYLE_GOOD, "No contradiction");
		printf("the checkpoint of %llu entries of %s continues that "
		    "of %llu.\n", second, v->first.origin, first);
		return GS_OK;
	}
	if (v->what == GS_NOTES_UNDECIDED) {
		gs_verb_tell("contradiction-undecided", "both checkpoints are "
		    "of {0}, of {1} and of {2} entries, and nothing here "
		    "tells whether one continues the other: 'gainsay audit "
		    "--since NOTE' holds one of them against the log",
		    gs_say_text(v->first.origin), gs_say_number(first),
		    gs_say_number(second));
		return GS_ERR_IO;
	}

	print_bold(GS_STYLE_BAD, "THE LOG'S KEY SIGNED TWO LOGS");
	printf("the checkpoints of %llu and of %llu entries of %s cannot both "
	    "be of one history.\n", first, second, v->first.origin);
	gs_verb_answered();
	return GS_ERR_RULE;
}

int gs_audit_evidence(const char *path, const char *vkey)
{
	struct gs_contradiction_verdict v;
	struct gs_report report = {.text = ""};
	struct gs_verifier log;
	uint8_t *text = NULL;
	size_t len = 0;

	int err = gs_source_key(&log, vkey);
	if (err == GS_OK)
		err = gs_cli_file_read(&text, &len, GS_CONTRADICTION_MAX,
		    path);
	if (err != GS_OK)
		return GS_ERR_IO;

	err = gs_contradiction_judge(&v, &report,
	    (struct gs_span){text, len}, &log);
	free(text);
	gs_verb_report_at(path, &report);
	return err != GS_OK ? GS_ERR_IO : print_contradiction(&v);
}

/* Other copies ------------------------------------------------------------ */

static int write_found(const struct gs_writer *w,
    const struct gs_audit_wish *wish)
{
	struct gs_report report = {.text = ""};

	if (wish->out == NULL) {
		gs_report_say(&report, "contradiction-not-written", "-o FILE "
		    "writes both signed checkpoints, for 'gainsay audit "
		    "--evidence FILE'");
		gs_verb_note(&report);
		return GS_OK;
	}
	int err = gs_file_create(wish->out, w->ptr, w->len, 0644, &report);
	if (err == GS_OK && !wish->quiet)
		printf("Both signed checkpoints are in %s.\n", wish->out);
	gs_verb_report(&report);
	return err;
}

struct held_log {
	const char *place; /* as people call it */
	struct gs_copy_side side;
};

static int end_comparison(const struct gs_source *s,
    const struct held_log *other, enum gs_contradiction what,
    const struct gs_writer *w,
    const struct gs_audit_wish *wish)
{
	uint64_t here = gs_channel_checkpoint(s->channel)->size;
	uint64_t there = other->side.checkpoint->size;

	if (what == GS_NOTES_AGREE) {
		if (!wish->quiet)
			printf("%s, of %llu entries, is of the same log.\n",
			    other->place, (unsigned long long)there);
		return GS_OK;
	}
	if (what == GS_NOTES_UNDECIDED) {
		gs_verb_tell("note-beyond-log", "{0} is of {1} entries, and "
		    "{2} has {3} of them: it is older, or hides what came "
		    "since", gs_say_text(other->place), gs_say_number(there),
		    gs_say_text(s->dir), gs_say_number(here));
		return s->http != NULL ? GS_ERR_MISMATCH : GS_ERR_IO;
	}

	gs_verb_tell("copies-contradict", "THE LOG'S KEY SIGNED TWO LOGS: {0}, "
	    "of {1} entries, contradicts {2}, of {3} entries",
	    gs_say_text(other->place), gs_say_number(there),
	    gs_say_text(s->dir), gs_say_number(here));
	int err = write_found(w, wish);
	return err != GS_OK ? err : GS_ERR_MISMATCH;
}

static int compare_held(struct gs_source *s, const struct held_log *other,
    const struct gs_audit_wish *wish)
{
	const struct gs_copy_side mine = {gs_channel_note(s->channel),
	    gs_channel_checkpoint(s->channel),
	    gs_channel_tiles(s->channel), s->passed, s->passed_count};
	uint8_t text[GS_CONTRADICTION_MAX];
	struct gs_writer w = gs_writer_of(text, sizeof text);
	enum gs_contradiction what = GS_NOTES_UNDECIDED;

	int err = gs_copy_compare(&what, &w, &mine, &other->side, &s->key);
	return err != GS_OK ? err : end_comparison(s, other, what, &w, wish);
}

void gs_audit_expect(struct gs_passed *out, const char *path,
    const struct gs_verifier *log)
{
	struct gs_checkpoint checkpoint = {.size = 0};
	struct gs_attestation verified;
	uint8_t *note = NULL;
	size_t len = 0;

	*out = (struct gs_passed){.size = 0};
	if (strcmp(path, "-") == 0 ||
	    gs_file_read(&note, &len, GS_NOTE_MAX, path, NULL) != GS_OK)
		return;
	if (gs_checkpoint_open(&checkpoint, &verified, note, len, log, 1) ==
	    GS_OK)
		out->size = checkpoint.size;
	gs_file_wipe(&note, len);
}

int gs_audit_since(struct gs_source *s, const char *path,
    const struct gs_audit_wish *wish)
{
	struct gs_checkpoint checkpoint;
	struct gs_attestation verified;
	uint8_t *note = NULL;
	size_t len = 0;

	int err = gs_cli_file_read(&note, &len, GS_NOTE_MAX, path);
	if (err != GS_OK)
		return GS_ERR_IO;
	err = gs_checkpoint_open(&checkpoint, &verified, note, len, &s->key,
	    1);
	if (err != GS_OK)
		gs_verb_tell("since-not-signed", "{0} is no checkpoint that "
		    "{1} signed: {2}", gs_say_text(path),
		    gs_say_text(s->key.name), gs_say_text(gs_strerror(err)));

	const struct held_log other = {path, {{note, len}, &checkpoint, NULL,
	    NULL, 0}};
	err = err != GS_OK ? GS_ERR_IO : compare_held(s, &other, wish);
	free(note);
	return err;
}

static int reach_copy(struct gs_copy *copy, struct gs_source *t,
    struct gs_report *report, const char *place)
{
	t->dir = place;
	int err = gs_file_is_url(place) ?
	    gs_source_reach(t, report, place) : GS_OK;
	if (err != GS_OK)
		return err;
	return gs_copy_open(copy, report, t->http != NULL ? gs_http_fetch :
	    gs_tiles_fetch_dir, t->http != NULL ? (void *)t->http :
	    (void *)(uintptr_t)place, &t->key);
}

int gs_audit_against(struct gs_source *s, const char *place,
    const struct gs_source *more, const struct gs_audit_wish *wish)
{
	struct gs_source t = {.key = s->key, .way = more->way,
	    .reading = more->reading, .sign = more->sign, .role = more->role};
	struct gs_report report = {.text = ""};
	struct gs_copy *copy = calloc(1, sizeof *copy);

	int err = copy == NULL ? GS_ERR_MEMORY :
	    reach_copy(copy, &t, &report, place);
	gs_verb_report_at(place, &report);
	if (err == GS_OK) {
		const struct held_log other = {place, {{copy->note,
		    copy->note_len}, &copy->checkpoint, copy->tiles, NULL,
		    0}};

		err = compare_held(s, &other, wish);
	}
	if (copy != NULL)
		gs_copy_close(copy);
	free(copy);
	gs_source_close(&t);
	return err;
}
