/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/records/contradiction.h"

#include <string.h>

#include "core/record/record.h"
#include "lib/host.h"
#include "lib/misread.h"

struct signed_log {
	uint8_t note[GS_CONTRADICTION_NOTE_MAX]; /* with the log's line alone */
	size_t len;
	struct gs_checkpoint checkpoint;
};

/* Write ------------------------------------------------------------------- */

static int strip_log(struct signed_log *out, struct gs_span note,
    const struct gs_verifier *log)
{
	struct gs_attestation verified;
	struct gs_writer w = gs_writer_of(out->note, sizeof out->note);

	int err = gs_checkpoint_open(&out->checkpoint, &verified, note.ptr,
	    note.len, log, 1);
	if (err == GS_OK)
		err = gs_note_strip(&w, note.ptr, note.len, log, 1);
	out->len = w.len;
	return err;
}

static bool is_before(const struct gs_checkpoint *a,
    const struct gs_checkpoint *b)
{
	return a->size < b->size || (a->size == b->size &&
	    memcmp(a->root, b->root, 32) < 0);
}

/* The root that the larger log has for the smaller one's size, and the proof
 * that it has. */
static int write_growth(struct gs_record_writer *d,
    const struct gs_checkpoint *first, const struct gs_tree *larger)
{
	uint8_t root[32], proof[GS_TREE_LEVELS_MAX][32];
	size_t count = 0;

	int err = gs_tree_root(root, first->size, larger->subtree,
	    larger->ctx);
	if (err == GS_OK)
		err = gs_tree_prove_consistency(proof, &count, first->size,
		    larger);
	if (err != GS_OK)
		return err;

	gs_record_line(d, "root", gs_part_hash(root));
	for (size_t i = 0; i < count; i++)
		gs_record_line(d, "proof", gs_part_hash(proof[i]));
	return GS_OK;
}

int gs_contradiction_write(struct gs_writer *w,
    const struct gs_contradiction_case *c)
{
	struct signed_log logs[2];
	struct gs_record_writer d;
	struct gs_pool pool;

	int err = strip_log(&logs[0], c->a, c->log);
	if (err == GS_OK)
		err = strip_log(&logs[1], c->b, c->log);
	if (err != GS_OK)
		return err;

	size_t small = is_before(&logs[1].checkpoint, &logs[0].checkpoint);
	const struct signed_log *first = &logs[small];
	const struct signed_log *second = &logs[1 - small];
	gs_record_start(&d, w->ptr, w->max, "contradiction");
	gs_record_line(&d, "note", gs_part_bytes(first->note, first->len));
	gs_record_line(&d, "note", gs_part_bytes(second->note, second->len));

	if (first->checkpoint.size < second->checkpoint.size &&
	    c->larger != NULL)
		err = write_growth(&d, &first->checkpoint, c->larger);
	if (err == GS_OK)
		err = gs_record_end(&d, gs_pool_start(&pool));
	else
		(void)gs_pool_start(&pool);
	gs_pool_free(&pool);
	if (err == GS_OK)
		w->len = d.w.len;
	return err;
}

/* Judge ------------------------------------------------------------------- */

static int take_signed_note(struct gs_checkpoint *out, struct gs_report *report,
    const struct gs_record *rec, size_t n, const struct gs_verifier *log)
{
	const struct gs_part note = gs_record_value(rec, "note", n)->parts[0];
	struct gs_attestation verified;

	int err = gs_checkpoint_open(out, &verified, note.ptr, note.len, log,
	    1);
	if (err == GS_OK || err == GS_ERR_MEMORY)
		return err;
	gs_report_tell(report, "contradiction-not-signed", "note {0} is no "
	    "checkpoint that {1} signed: {2}; it accuses nobody",
	    gs_say_number(n + 1), gs_say_text(log->name),
	    gs_say_text(gs_strerror(err)));
	return err;
}

static int refuse_lines(struct gs_report *report)
{
	gs_report_say(report, "contradiction-order", "the smaller log's note "
	    "is to stand first, of two of one size that with the lower root, "
	    "and a proof with a root alone, of two sizes");
	return GS_ERR_FORMAT;
}

static int judge_one_size(struct gs_contradiction_verdict *v,
    struct gs_report *report, const struct gs_record *rec)
{
	if (gs_record_hash(rec, "root") != NULL ||
	    gs_record_count(rec, "proof") != 0)
		return refuse_lines(report);
	v->what = memcmp(v->first.root, v->second.root, 32) == 0 ?
	    GS_NOTES_AGREE : GS_NOTES_CONTRADICT;
	return GS_OK;
}

/* The first log's size has this root in the second's log. */
static int judge_two_sizes(struct gs_contradiction_verdict *v,
    struct gs_report *report, const struct gs_record *rec)
{
	const uint8_t *root = gs_record_hash(rec, "root");
	size_t count = gs_record_count(rec, "proof");
	uint8_t proof[GS_TREE_LEVELS_MAX][32];

	v->what = GS_NOTES_UNDECIDED;
	if (root == NULL)
		return count == 0 ? GS_OK : refuse_lines(report);
	for (size_t i = 0; i < count; i++)
		memcpy(proof[i], gs_record_value(rec, "proof",
		    i)->parts[0].ptr, 32);

	if (gs_tree_verify_consistency(root, v->first.size, v->second.root,
	    v->second.size, (const uint8_t (*)[32])proof, count) != GS_OK) {
		gs_report_tell(report, "contradiction-unproven", "the proof "
		    "does not lead from {0} entries to the second "
		    "checkpoint's root: it accuses nobody",
		    gs_say_number(v->first.size));
		return GS_ERR_PROOF;
	}
	v->what = memcmp(root, v->first.root, 32) == 0 ? GS_NOTES_AGREE :
	    GS_NOTES_CONTRADICT;
	return GS_OK;
}

static int judge_contradiction(struct gs_contradiction_verdict *v,
    struct gs_report *report, const struct gs_record *rec,
    const struct gs_verifier *log)
{
	int err = take_signed_note(&v->first, report, rec, 0, log);

	if (err == GS_OK)
		err = take_signed_note(&v->second, report, rec, 1, log);
	if (err != GS_OK)
		return err;
	if (is_before(&v->second, &v->first))
		return refuse_lines(report);
	return v->first.size == v->second.size ?
	    judge_one_size(v, report, rec) : judge_two_sizes(v, report, rec);
}

int gs_contradiction_judge(struct gs_contradiction_verdict *out,
    struct gs_report *report, struct gs_span text,
    const struct gs_verifier *log)
{
	struct gs_contradiction_verdict v = {.what = GS_NOTES_UNDECIDED};
	struct gs_record rec;
	struct gs_report why;
	struct gs_pool pool;
	struct gs_arena *arena = gs_pool_start(&pool);
	size_t line = 0;

	int err = gs_record_parse(&rec, &line, arena, text.ptr, text.len);
	if (err == GS_ERR_UNKNOWN || err == GS_ERR_SIGNATURE ||
	    (err == GS_OK && !gs_record_is(&rec, GS_RECORD_CONTRADICTION)))
		err = GS_ERR_FORMAT;
	if (err == GS_ERR_FORMAT) {
		gs_misread_tell(&why, arena, "contradiction", text, line);
		gs_report_tell(report, "contradiction-form", "this is no "
		    "contradiction of two checkpoints: {0}",
		    gs_say_text(why.text));
	}

	if (err == GS_OK)
		err = judge_contradiction(&v, report, &rec, log);
	gs_pool_free(&pool);
	if (err == GS_OK)
		*out = v;
	return err;
}
