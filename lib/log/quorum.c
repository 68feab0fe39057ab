/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/log/quorum.h"

#include <string.h>

_Static_assert(GS_WITNESSES_MAX <= GS_NOTE_SIGNATURES_MAX, "one a line");

static int named_verifier(struct gs_verifier *out, const struct gs_part *name,
    enum gs_key_type type, const struct gs_part *key)
{
	char text[GS_NOTE_NAME_MAX + 1];

	if (name->len > GS_NOTE_NAME_MAX || key->len != 32)
		return GS_ERR_FORMAT;
	memcpy(text, name->ptr, name->len);
	text[name->len] = '\0';
	return gs_verifier_init(out, text, type, key->ptr);
}

int gs_quorum_log(struct gs_verifier *out, const struct gs_part *origin,
    const struct gs_part *key)
{
	return named_verifier(out, origin, GS_KEY_ED25519, key);
}

int gs_quorum_verifier(struct gs_verifier *out,
    const struct gs_witness *witness)
{
	return named_verifier(out, &witness->name, GS_KEY_COSIGNATURE,
	    &witness->key);
}

int gs_quorum_of(struct gs_quorum *out, const struct gs_charter *charter)
{
	struct gs_part origin = gs_record_part(&charter->rec, "origin");
	const struct gs_role *log = gs_charter_role(charter, "log");

	*out = (struct gs_quorum){.count = charter->witness_count,
	    .needed = charter->quorum};
	int err = gs_quorum_log(&out->keys[0], &origin, &log->key);
	for (size_t i = 0; err == GS_OK && i < out->count; i++)
		err = gs_quorum_verifier(&out->keys[1 + i],
		    &charter->witnesses[i]);
	return err;
}

/* A gs_note_enough_fn. */
static bool is_enough(const void *ctx, const bool *by)
{
	const struct gs_quorum *quorum = ctx;
	size_t n = 0;

	for (size_t i = 0; i < quorum->count; i++)
		n += by[i];
	return n >= quorum->needed;
}

int gs_quorum_judge(struct gs_quorum_verdict *out,
    const struct gs_quorum *quorum, const void *note, size_t len)
{
	struct gs_quorum_verdict v = {.cosigned = 0};

	int err = gs_checkpoint_open(&v.checkpoint, v.signatures, note, len,
	    quorum->keys, 1 + quorum->count);
	if (err != GS_OK)
		return err;

	for (size_t i = 1; i <= quorum->count; i++)
		v.cosigned += gs_note_cosigned_by(&v.signatures[i],
		    GS_NOTE_TIME_MAX);
	v.reached = v.cosigned >= quorum->needed;
	if (quorum->needed > 0)
		v.time = gs_note_time(v.signatures + 1, quorum->count,
		    is_enough, quorum);
	*out = v;
	return GS_OK;
}

/* Whether the charter was in force at one of those entries; `end` is behind the
 * last, and *done: those before it were not. */
static bool counts_since(bool *done, const struct gs_charter *charter,
    uint64_t known, uint64_t end)
{
	*done = charter->since < (known == 0 ? 1 : known);
	return charter->since < end;
}

static void report_quorum(struct gs_report *report,
    const struct gs_charter *charter, const struct gs_quorum_verdict *v)
{
	gs_report_tell(report, "checkpoint-not-witnessed", "the checkpoint of "
	    "{0} entries is cosigned by {1} witnesses; version {2} of the charter "
	    "wants {3} of {4}", gs_say_number(v->checkpoint.size),
	    gs_say_number(v->cosigned), gs_say_number(charter->version),
	    gs_say_number(charter->quorum),
	    gs_say_number(charter->witness_count));
}

static void widen_gap(struct gs_quorum_gap *gap, const struct gs_charter *c,
    const struct gs_charter *next)
{
	if (gap->outgoing == NULL) {
		gap->outgoing = c;
		gap->incoming = next;
	}
	if (gap->cooling < c->cooling)
		gap->cooling = c->cooling;
}

int gs_quorum_judge_since(struct gs_quorum_verdict *out,
    struct gs_quorum_gap *gap, struct gs_report *report,
    const struct gs_state *state, uint64_t known, struct gs_span note)
{
	struct gs_quorum_verdict v = {.cosigned = 0};
	struct gs_quorum_gap found = {.outgoing = NULL};
	struct gs_quorum quorum;
	const struct gs_charter *next = NULL;
	bool done = false;
	int judged = GS_OK;

	for (const struct gs_charter *c = gs_state_charter(state);
	    c != NULL && !done; next = c, c = c->before) {
		int err = gs_quorum_of(&quorum, c);
		if (err == GS_OK)
			err = gs_quorum_judge(&v, &quorum, note.ptr, note.len);
		if (err != GS_OK)
			return err;

		if (!counts_since(&done, c, known, v.checkpoint.size))
			continue;
		bool newest = found.newest == NULL;
		if (newest) {
			*out = v;
			found.newest = c;
		}
		if (v.reached || (!newest && c->handed_over != 0))
			continue;
		if (judged == GS_OK)
			report_quorum(report, c, &v);
		judged = GS_ERR_RULE;
		if (newest) {
			if (gap != NULL)
				*gap = found;
			return judged;
		}
		widen_gap(&found, c, next);
	}
	if (found.newest == NULL)
		return GS_ERR_MISMATCH;
	if (gap != NULL)
		*gap = found;
	return judged;
}

int gs_quorum_unseen(const struct gs_charter **outgoing,
    const struct gs_state *state, struct gs_span note)
{
	struct gs_quorum_verdict v;
	struct gs_quorum_gap gap;

	int err = gs_quorum_judge_since(&v, &gap, NULL, state, 0, note);
	if (err != GS_OK && err != GS_ERR_RULE)
		return err;
	*outgoing = err == GS_OK ? NULL : gap.outgoing;
	return GS_OK;
}

/* Behind those that precede it by name; not if its key stands there, or there
 * is no room: the newest charters came first. */
static void add_verifier_once(struct gs_verifier *keys, size_t *count,
    const struct gs_verifier *key)
{
	size_t at = 1;

	for (size_t i = 0; i < *count; i++)
		if (memcmp(keys[i].key, key->key, 32) == 0 &&
		    strcmp(keys[i].name, key->name) == 0)
			return;
	if (*count == GS_QUORUM_KEYS_MAX)
		return;

	while (at < *count && strcmp(keys[at].name, key->name) <= 0)
		at++;
	memmove(&keys[at + 1], &keys[at], (*count - at) * sizeof *keys);
	keys[at] = *key;
	++*count;
}

int gs_quorum_keys(struct gs_verifier *out, size_t *count,
    const struct gs_state *state, uint64_t known)
{
	struct gs_quorum quorum;
	bool done = false;
	int err = GS_OK;

	*count = 0;
	for (const struct gs_charter *c = gs_state_charter(state);
	    err == GS_OK && c != NULL; c = c->before) {
		bool counts = !done;

		(void)counts_since(&done, c, known, gs_state_size(state));
		if (!counts && c->handed_over != 0)
			continue;
		err = gs_quorum_of(&quorum, c);
		if (err == GS_OK && *count == 0)
			out[(*count)++] = quorum.keys[0];
		for (size_t i = 1; err == GS_OK && i <= quorum.count; i++)
			add_verifier_once(out, count, &quorum.keys[i]);
	}
	return err;
}

int gs_quorum_anchor_keys(struct gs_verifier out[GS_QUORUM_KEYS_MAX],
    size_t *count, const struct gs_charter *charter)
{
	const struct gs_witness *w = NULL;
	struct gs_quorum quorum;
	size_t n = 1;

	int err = gs_quorum_of(&quorum, charter);
	if (err == GS_OK)
		out[0] = quorum.keys[0];
	for (; err == GS_OK && n < GS_QUORUM_KEYS_MAX &&
	    (w = gs_anchor_witness(charter, n - 1)) != NULL; n++)
		err = gs_quorum_verifier(&out[n], w);
	if (err == GS_OK)
		*count = n;
	return err;
}
