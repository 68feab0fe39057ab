/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/steps/witness.h"

#include <stdbool.h>
#include <string.h>

#include "core/bytes.h"

/* The line at the reader, without its LF; NULL (and the reader fails): there is
 * none. */
static const uint8_t *next_line(struct gs_reader *r, size_t *len)
{
	const uint8_t *end = r->left == 0 ? NULL :
	    memchr(r->ptr, '\n', r->left);

	if (end == NULL) {
		r->err = GS_ERR_FORMAT;
		return NULL;
	}
	*len = (size_t)(end - r->ptr);
	const uint8_t *line = gs_read_bytes(r, *len + 1);
	return line;
}

int gs_witness_parse(struct gs_witness_request *out, const void *body,
    size_t len)
{
	struct gs_reader r = gs_reader_of(body, len);
	size_t n = 0, got = 0;

	*out = (struct gs_witness_request){.old = 0};
	gs_read_expect(&r, "old ");
	const uint8_t *line = r.err == GS_OK ? next_line(&r, &n) : NULL;
	if (line == NULL ||
	    gs_decimal_decode(&out->old, line, n, INT64_MAX) != GS_OK)
		return GS_ERR_FORMAT;

	while ((line = next_line(&r, &n)) != NULL && n > 0)
		if (out->proof_count == GS_TREE_LEVELS_MAX ||
		    gs_base64_decode(out->proof[out->proof_count++], &got, 32,
		        line, n) != GS_OK || got != 32)
			return GS_ERR_FORMAT;
	if (line == NULL || r.left == 0)
		return GS_ERR_FORMAT;
	out->note = (struct gs_span){r.ptr, r.left};
	return GS_OK;
}

/* Whom the note is by. */
static unsigned judge_handed_in(struct gs_checkpoint *out,
    struct gs_report *report, struct gs_span note,
    const struct gs_verifier *log)
{
	struct gs_note parts;
	struct gs_attestation verified;

	if (gs_note_parse(&parts, note.ptr, note.len) != GS_OK ||
	    gs_checkpoint_parse(out, parts.text, parts.text_len) != GS_OK) {
		gs_report_say(report, "witness-no-checkpoint", "this is no "
		    "checkpoint of three lines in a signed note");
		return 400;
	}
	if (strcmp(out->origin, log->name) != 0) {
		gs_report_tell(report, "witness-other-log", "this witness is "
		    "none of {0}: its log is {1}", gs_say_text(out->origin),
		    gs_say_text(log->name));
		return 404;
	}

	int err = gs_checkpoint_open(out, &verified, note.ptr, note.len, log,
	    1);
	if (err == GS_OK)
		return 200;
	gs_report_tell(report, "witness-not-signed", "the checkpoint is not "
	    "signed by {0}: {1}", gs_say_text(log->name),
	    gs_say_text(gs_strerror(err)));
	return err == GS_ERR_MEMORY ? 500 : 403;
}

/* Whether it continues the newest that was cosigned. */
static bool continues_latest(const struct gs_checkpoint *c,
    const struct gs_witness_request *request,
    const struct gs_checkpoint *latest)
{
	uint8_t empty[32];

	gs_tree_empty(empty);
	return gs_tree_verify_consistency(latest->size == 0 ? empty :
	    latest->root, latest->size, c->root, c->size, request->proof,
	    request->proof_count) == GS_OK;
}

unsigned gs_witness_judge(struct gs_checkpoint *out,
    struct gs_report *report, const struct gs_witness_request *request,
    const struct gs_checkpoint *latest, const struct gs_verifier *log)
{
	unsigned status = judge_handed_in(out, report, request->note, log);

	if (status != 200)
		return status;
	if (request->old > out->size) {
		gs_report_tell(report, "witness-shrinks", "the checkpoint has "
		    "{0} entries, fewer than the old size, {1}",
		    gs_say_number(out->size), gs_say_number(request->old));
		return 400;
	}
	if (request->old != latest->size) {
		gs_report_tell(report, "witness-other-size", "the newest "
		    "checkpoint that was cosigned has {0} entries, not {1}",
		    gs_say_number(latest->size), gs_say_number(request->old));
		return 409;
	}

	if (continues_latest(out, request, latest))
		return 200;
	gs_report_tell(report, "witness-inconsistent", "the checkpoint of {0} "
	    "entries is not shown to continue the one of {1} that was "
	    "cosigned", gs_say_number(out->size), gs_say_number(latest->size));
	return 422;
}
