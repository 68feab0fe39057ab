/* SPDX-License-Identifier: Apache-2.0 */
#include "courier/round.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/common/files.h"
#include "cli/common/verb.h"
#include "lib/records/contradiction.h"

#define TRIES 3 /* of a witness in a round: sizes may move meanwhile */
#define WAIT_FIRST 5 /* seconds after a failure; doubled each time */
#define WAIT_MOST 300

/* The log ------------------------------------------------------------- */

static int fetch_file(void *ctx, struct gs_report *report, uint8_t *out,
    size_t *len, size_t max, const char *path)
{
	struct gs_courier *c = ctx;
	struct gs_log_place place = {gs_http_fetch, c->server};

	return c->dir != NULL ? gs_tiles_fetch_dir((void *)(uintptr_t)c->dir,
	    report, out, len, max, path) : gs_tiles_fetch_log(&place, report,
	    out, len, max, path);
}

/* Under a charter without witnesses there is no `newest`: then the published
 * one is. */
static int fetch_newest(struct gs_courier_log *out, struct gs_courier *c,
    struct gs_report *report)
{
	struct gs_attestation good;

	int err = fetch_file(c, report, out->note, &out->note_len,
	    sizeof out->note, "newest");
	if (err == GS_ERR_UNKNOWN)
		err = fetch_file(c, report, out->note, &out->note_len,
		    sizeof out->note, "checkpoint");
	if (err != GS_OK)
		return err == GS_ERR_UNKNOWN ? GS_ERR_IO : err;

	err = gs_checkpoint_open(&out->checkpoint, &good, out->note,
	    out->note_len, &c->log, 1);
	if (err != GS_OK)
		gs_report_tell(report, "courier-checkpoint-bad", "the server's "
		    "newest checkpoint is not one that {0} has signed: {1}",
		    gs_say_text(c->log.name), gs_say_text(gs_strerror(err)));
	return err;
}

/* `report` is told of its tiles until another one is. */
static int look_at_server(struct gs_courier_log *out, struct gs_courier *c,
    struct gs_report *report)
{
	int err = fetch_newest(out, c, report);

	gs_tiles_free(&out->tiles);
	if (err == GS_OK)
		err = gs_tiles_open(&out->tiles, report, fetch_file, c,
		    out->checkpoint.size, out->checkpoint.root);
	return err;
}

/* What is said of a witness is said once, until something else is. */
static void tell_once(char told[GS_REPORT_CODE_MAX],
    const struct gs_report *said)
{
	if (strcmp(told, said->code) == 0)
		return;
	gs_verb_note(said);
	memmove(told, said->code, GS_REPORT_CODE_MAX);
}

/* Asking -------------------------------------------------------------- */

static struct gs_cosign_subject subject_of(const struct gs_courier *c)
{
	const struct gs_courier_log *log = &c->asked;

	return (struct gs_cosign_subject){&c->log, &log->checkpoint,
	    {log->note, log->note_len}};
}

/* The request of a witness, from where it stands. */
static int write_asking(struct gs_courier *c, struct gs_transfer *t,
    struct gs_courier_witness *w)
{
	uint8_t proof[GS_TREE_LEVELS_MAX][32];
	const struct gs_tree tree = gs_tiles_tree(c->asked.tiles);
	const struct gs_cosign_subject subject = subject_of(c);
	size_t count = 0;
	int err = GS_OK;

	if (w->old > c->asked.checkpoint.size)
		w->old = 0; /* it will say how far it is */
	if (w->old != 0 && w->old != c->asked.checkpoint.size)
		err = gs_tree_prove_consistency(proof, &count, w->old, &tree);
	if (err != GS_OK)
		return err;
	if (w->body == NULL)
		w->body = malloc(GS_COSIGN_BODY_MAX);
	if (w->body == NULL)
		return GS_ERR_MEMORY;

	struct gs_writer body = gs_writer_of(w->body, GS_COSIGN_BODY_MAX);
	err = gs_cosign_write(&body, &subject, w->old,
	    (const uint8_t (*)[32])proof, count);
	(void)snprintf(w->url, sizeof w->url, "%s/add-checkpoint", w->base);
	t->url = w->url;
	t->seconds = c->seconds;
	t->body = (struct gs_span){w->body, body.len};
	return err;
}

/* Two logs may have one size. */
static bool is_done(const struct gs_courier *c,
    const struct gs_courier_witness *w)
{
	return w->done == c->asked.checkpoint.size &&
	    memcmp(w->done_root, c->asked.checkpoint.root, 32) == 0;
}

static void mark_done(const struct gs_courier *c,
    struct gs_courier_witness *w)
{
	w->heard = true;
	w->done = c->asked.checkpoint.size;
	memcpy(w->done_root, c->asked.checkpoint.root, 32);
	w->failures = 0;
	w->shown[0] = '\0';
	w->proven = false;
}

/* A witness's line goes to the server as soon as it is there. */
static int bring_cosignature(struct gs_courier *c, struct gs_report *report,
    struct gs_span lines)
{
	size_t len = c->asked.note_len + lines.len;
	char *text = malloc(len + 1);

	if (text == NULL)
		return GS_ERR_MEMORY;
	memcpy(text, c->asked.note, c->asked.note_len);
	memcpy(text + c->asked.note_len, lines.ptr, lines.len);

	int err = gs_http_post(c->server, report, NULL, "/cosignatures", NULL,
	    json_pack("{s:s#}", "checkpoint", text, len));
	free(text);
	return err;
}

static void take_cosignature(struct gs_courier *c, struct gs_courier_witness *w)
{
	struct gs_report report = {.text = ""}, said = {.text = ""};

	int err = bring_cosignature(c, &report, w->answer.lines);
	w->old = c->asked.checkpoint.size;
	if (err == GS_OK) {
		/* The first word, and each after a trouble. */
		bool heard = w->heard && w->told[0] == '\0';

		mark_done(c, w);
		gs_report_tell(&said, "witness-cosigned", "the witness {0} "
		    "has cosigned the log up to entry {1}",
		    gs_say_text(w->key.name),
		    gs_say_number(c->asked.checkpoint.size));
		if (!heard)
			gs_verb_note(&said);
		w->told[0] = '\0';
		return;
	}
	w->failures++;
	gs_report_tell(&said, "cosignature-not-taken", "the server does not "
	    "take the cosignature of {0}: {1}", gs_say_text(w->key.name),
	    gs_say_text(report.text[0] != '\0' ? report.text :
	        gs_strerror(err)));
	tell_once(w->told, &said);
}

static void say_no_answer(struct gs_courier_witness *w,
    const struct gs_transfer *t)
{
	struct gs_report said = {.text = ""};

	gs_report_tell(&said, "witness-silent", "the witness {0} does not "
	    "answer at {1}: {2}", gs_say_text(w->key.name),
	    gs_say_text(w->base), gs_say_text(t->trouble));
	w->answer.word = GS_COSIGN_FAILED;
	tell_once(w->told, &said);
}

/* A witness is done for this round, or is asked again from another size. */
static bool judge_done(void *ctx, size_t index)
{
	struct gs_courier *c = ctx;
	struct gs_courier_witness *w = &c->witnesses[c->of[index]];
	struct gs_transfer *t = &c->transfers[index];
	const struct gs_cosign_subject subject = subject_of(c);
	const struct gs_cosign_reply reply = {t->status, t->type,
	    {t->answer, t->len}};

	if (t->status == 0) {
		say_no_answer(w, t);
		w->failures++;
		return false;
	}
	gs_cosign_read(&w->answer, &subject, &w->key, &reply);
	if (w->answer.word == GS_COSIGN_GIVEN) {
		take_cosignature(c, w);
		return false;
	}

	if (w->answer.word == GS_COSIGN_SIZE) {
		w->old = w->answer.size;
		if (++w->tries < TRIES && write_asking(c, t, w) == GS_OK)
			return true;
	}
	w->failures++;
	/* Whether it is ahead a newer look at the server says. */
	if (w->answer.word != GS_COSIGN_AHEAD &&
	    w->answer.said.text[0] != '\0')
		tell_once(w->told, &w->answer.said);
	return false;
}

/* Evidence ------------------------------------------------------------- */

static bool no_more(void *ctx, size_t index)
{
	(void)ctx;
	(void)index;
	return false;
}

/* What a witness has cosigned, as it shows it to everybody. */
struct cosigned {
	bool there; /* and the log's key has signed it */
	struct gs_checkpoint checkpoint;
	struct gs_span note; /* of the transfer */
	struct gs_transfer transfer;
};

static void fetch_cosigned(struct cosigned *out, struct gs_courier *c,
    struct gs_courier_witness *w)
{
	const char *origin = c->asked.checkpoint.origin;
	struct gs_transfer *t = &out->transfer;
	struct gs_attestation good;
	uint8_t digest[32];
	char name[65] = "";
	struct gs_writer hex = gs_writer_of(name, sizeof name - 1);

	gs_host_sha256(digest, &(struct gs_span){(const uint8_t *)origin,
	    strlen(origin)}, 1);
	gs_write_hex(&hex, digest, sizeof digest);
	(void)snprintf(w->url, sizeof w->url, "%s/%s/checkpoint", w->base,
	    name);

	*t = (struct gs_transfer){.url = w->url, .seconds = c->seconds};
	int err = gs_transfers_run(t, 1, &c->way, no_more, NULL);
	out->note = (struct gs_span){t->answer, t->len};
	out->there = err == GS_OK && t->status == 200 &&
	    gs_checkpoint_open(&out->checkpoint, &good, t->answer, t->len,
	        &c->log, 1) == GS_OK;
}

enum shown {
	SHOWN_NOTHING,  /* no checkpoint of the log, or one that it has */
	SHOWN_OTHER,    /* the log's key has signed it, and it is not of this
	                 * log, or the server has gone back */
	SHOWN_UNJUDGED  /* the server withholds what would judge it */
};

static enum shown judge_shown(const struct gs_courier_log *log,
    struct gs_report *why, const struct cosigned *shown)
{
	bool has = false;

	if (shown->checkpoint.size > log->checkpoint.size)
		return SHOWN_OTHER;
	gs_tiles_listen(log->tiles, why);
	int err = gs_tiles_has(&has, log->tiles, shown->checkpoint.size,
	    shown->checkpoint.root);
	gs_tiles_listen(log->tiles, NULL);
	if (err != GS_OK)
		return SHOWN_UNJUDGED;
	return has ? SHOWN_NOTHING : SHOWN_OTHER;
}

/* For `gainsay audit --evidence`.  Of a log that is longer than the server's
 * there are no tiles, and if the server's cannot be had now, both notes are
 * still worth keeping: a longer log decides later.  Of several contradictions
 * the first is kept. */
static void keep_evidence(struct gs_courier *c,
    const struct gs_courier_log *log, const struct cosigned *shown)
{
	uint8_t text[GS_CONTRADICTION_MAX];
	struct gs_writer w = gs_writer_of(text, sizeof text);
	const struct gs_tree own = gs_tiles_tree(log->tiles);
	struct gs_contradiction_case both = {.a = shown->note,
	    .b = {log->note, log->note_len}, .log = &c->log};
	struct gs_report said = {.text = ""};

	if (c->evidence == NULL)
		return;
	both.larger = shown->checkpoint.size < log->checkpoint.size ? &own :
	    NULL;
	int err = gs_contradiction_write(&w, &both);
	if (err != GS_OK && both.larger != NULL) {
		both.larger = NULL;
		err = gs_contradiction_write(&w, &both);
	}

	if (err != GS_OK)
		gs_report_tell(&said, "courier-evidence-lost", "what shows it "
		    "cannot be kept in {0}: {1}", gs_say_text(c->evidence),
		    gs_say_text(gs_strerror(err)));
	else if (gs_cli_file_create(c->evidence, text, w.len, 0644) == GS_OK)
		gs_report_tell(&said, "courier-evidence", "both signed "
		    "checkpoints are kept in {0}: 'gainsay audit --evidence "
		    "{0}' judges them, without a network; show the file to "
		    "others", gs_say_text(c->evidence));
	gs_verb_note(&said);
}

static void say_two_logs(struct gs_courier *c, struct gs_courier_witness *w,
    const struct gs_courier_log *log, const struct cosigned *shown)
{
	struct gs_report said = {.text = ""};

	gs_report_tell(&said, "log-contradicts-itself", "THE LOG'S KEY "
	    "HAS SIGNED WHAT THIS SERVER'S LOG DOES NOT HAVE: {0} "
	    "shows a checkpoint of {1} entries. Stop the server, and "
	    "see docs/RECOVERY.md", gs_say_text(w->key.name),
	    gs_say_number(shown->checkpoint.size));
	gs_verb_note(&said);
	keep_evidence(c, log, shown);
	/* What is not kept, as on a full disk, is asked for again. */
	w->proven = c->evidence == NULL || access(c->evidence, F_OK) == 0;
}

static void say_unshown(struct gs_courier_witness *w)
{
	struct gs_report said = {.text = ""};

	gs_report_tell(&said, "conflict-not-shown", "the witness {0} "
	    "shows nothing that bears out what it says",
	    gs_say_text(w->key.name));
	tell_once(w->shown, &said);
}

static void say_unjudged(struct gs_courier_witness *w,
    const struct gs_report *why)
{
	struct gs_report said = {.text = ""};

	gs_report_tell(&said, "conflict-not-judged", "the server withholds "
	    "what would judge the witness {0}, which says that it has "
	    "cosigned another log: {1}", gs_say_text(w->key.name),
	    gs_say_text(why->text));
	tell_once(w->shown, &said);
}

/* Since the round began another courier or a mirror may have brought the
 * witness a later checkpoint, which the server shows by now.  True: it does,
 * and the witness is not ahead of this log. */
static bool has_caught_up(const struct gs_courier *c,
    struct gs_courier_witness *w)
{
	if (w->answer.word != GS_COSIGN_AHEAD)
		return false;
	if (w->answer.size > c->again.checkpoint.size) {
		tell_once(w->told, &w->answer.said);
		return false;
	}
	w->failures = 0;
	return true;
}

/* By what the witness was asked about: the server need not answer once more,
 * nor show the same log again, for what it has signed already. */
static bool is_shown_at_once(const struct gs_courier *c,
    const struct cosigned *shown)
{
	struct gs_report unheard = {.text = ""};

	return shown->there && shown->checkpoint.size <=
	    c->asked.checkpoint.size && judge_shown(&c->asked, &unheard,
	    shown) == SHOWN_OTHER;
}

/* A witness that says that it knows another log may be wrong, or lie; what it
 * shows may prove it.  The server is asked after the witness, so that it has
 * had all that the witness has. */
static void look_at_conflict(struct gs_courier *c,
    struct gs_courier_witness *w)
{
	struct cosigned shown = {.there = false};
	struct gs_report why = {.text = ""};
	enum shown what = SHOWN_NOTHING;

	fetch_cosigned(&shown, c, w);
	if (is_shown_at_once(c, &shown)) {
		say_two_logs(c, w, &c->asked, &shown);
		gs_transfer_clear(&shown.transfer);
		return;
	}

	if (look_at_server(&c->again, c, &why) != GS_OK)
		what = SHOWN_UNJUDGED;
	else if (has_caught_up(c, w))
		goto out;
	else if (shown.there)
		what = judge_shown(&c->again, &why, &shown);

	if (what == SHOWN_OTHER)
		say_two_logs(c, w, &c->again, &shown);
	else if (what == SHOWN_UNJUDGED)
		say_unjudged(w, &why);
	else
		say_unshown(w);
out:
	gs_tiles_free(&c->again.tiles);
	gs_transfer_clear(&shown.transfer);
}

static bool is_conflict(const struct gs_courier_witness *w)
{
	return w->answer.word == GS_COSIGN_CONFLICT ||
	    w->answer.word == GS_COSIGN_AHEAD;
}

/* The round ------------------------------------------------------------ */

static void plan_patience(struct gs_courier_witness *w, int64_t now)
{
	int64_t wait = WAIT_FIRST;

	for (unsigned i = 1; i < w->failures && wait < WAIT_MOST; i++)
		wait *= 2;
	w->wait = w->failures == 0 ? 0 : now + (wait < WAIT_MOST ? wait :
	    WAIT_MOST);
}

static int ask_witnesses(struct gs_courier *c, int64_t now)
{
	int err = GS_OK;

	c->under_way = 0;
	for (size_t i = 0; err == GS_OK && i < c->count; i++) {
		struct gs_courier_witness *w = &c->witnesses[i];

		w->tries = 0;
		w->answer.word = GS_COSIGN_GIVEN;
		if (is_done(c, w) || now < w->wait)
			continue;
		c->of[c->under_way] = i;
		err = write_asking(c, &c->transfers[c->under_way], w);
		c->under_way += err == GS_OK;
	}
	if (err == GS_OK)
		err = gs_transfers_run(c->transfers, c->under_way, &c->way,
		    judge_done, c);

	for (size_t i = 0; i < c->under_way; i++) {
		struct gs_courier_witness *w = &c->witnesses[c->of[i]];

		if (err == GS_OK && is_conflict(w) && !w->proven)
			look_at_conflict(c, w);
		plan_patience(w, now);
		gs_transfer_clear(&c->transfers[i]);
	}
	return err;
}

int gs_courier_round(struct gs_courier *c, struct gs_report *report,
    int64_t now)
{
	int err = look_at_server(&c->asked, c, report);
	if (err == GS_OK)
		err = ask_witnesses(c, now);
	if (err != GS_OK)
		return err;

	for (size_t i = 0; i < c->count; i++)
		if (!is_done(c, &c->witnesses[i]))
			return GS_ERR_RULE;
	return GS_OK;
}

void gs_courier_clear(struct gs_courier *c)
{
	gs_tiles_free(&c->asked.tiles);
	gs_tiles_free(&c->again.tiles);
	for (size_t i = 0; i < c->count; i++)
		free(c->witnesses[i].body);
	gs_http_free(&c->server);
}
