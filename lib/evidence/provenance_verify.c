/* SPDX-License-Identifier: Apache-2.0 */
/* docs/spec/provenance.md, "Verifying".  The rules of the channel are not
 * repeated here: the file's entries are replayed through core/channel. */
#include <string.h>

#include "core/record/time.h"
#include "lib/evidence/provenance.h"
#include "lib/evidence/provenance_dates.h"
#include "lib/memo/document.h"

struct verification {
	const struct gs_provenance *p;
	struct gs_report *report;
	struct gs_arena *arena;
	struct gs_verdict v;
	struct gs_state *state;
	const struct gs_log_entry **order;
	size_t order_count;
	struct gs_entry_proof *proofs;
	size_t proof_count;
};

/* `sentence` may have the error as {0}. */
static int refuse_file(const struct verification *c, int err,
    const char *code, const char *sentence)
{
	const struct gs_message_value why = gs_say_text(gs_strerror(err));

	gs_report_values(c->report, code, sentence, &why, 1);
	return err;
}

/* 1 */
static int check_checkpoint(struct verification *c,
    const struct gs_verifier *verifiers, size_t count)
{
	if (count == 0)
		return refuse_file(c, GS_ERR_UNKNOWN, "verifier-missing",
		    "no verifier key was given");

	c->v.verified = gs_arena_take(c->arena, count, sizeof *c->v.verified);
	if (c->v.verified == NULL)
		return GS_ERR_MEMORY;
	int err = gs_checkpoint_open(&c->v.checkpoint, c->v.verified,
	    c->p->checkpoint.ptr, c->p->checkpoint.len, verifiers, count);
	if (err != GS_OK)
		return refuse_file(c, err, "provenance-checkpoint", "the "
		    "checkpoint is not one that the channel's key has signed: "
		    "{0}");

	for (size_t i = 1; i < count; i++) {
		const struct gs_attestation *w = &c->v.verified[i];

		if (!w->good)
			continue;
		c->v.witnesses++;
		if (c->v.witnessed == 0 || w->time < c->v.witnessed)
			c->v.witnessed = w->time;
	}
	return GS_OK;
}

/* 2 */
static int check_tree(struct verification *c)
{
	const struct gs_provenance *p = c->p;

	const struct gs_log_entry **shown_entries = NULL;
	size_t n = 0;

	int err = gs_provenance_order(&c->order, &c->order_count, c->arena, p);
	if (err == GS_OK)
		err = gs_provenance_shown(&shown_entries, &n, c->arena, p);
	if (err != GS_OK)
		return err;

	uint64_t *indexes = gs_arena_take(c->arena, n, sizeof *indexes);
	uint8_t (*leaves)[32] = gs_arena_take(c->arena, n, 32);
	uint8_t (*proof)[32] = gs_arena_take(c->arena, p->tree.len / 32 + 1,
	    32);
	if (indexes == NULL || leaves == NULL || proof == NULL)
		return GS_ERR_MEMORY;

	for (size_t i = 0; i < n; i++) {
		indexes[i] = shown_entries[i]->index;
		gs_tree_leaf(leaves[i], shown_entries[i]->bytes.ptr,
		    shown_entries[i]->bytes.len);
	}
	if (p->tree.len != 0)
		memcpy(proof, p->tree.ptr, p->tree.len);

	const struct gs_shown_leaves shown = {indexes,
	    (const uint8_t (*)[32])leaves, n};
	err = gs_tree_verify_many(c->v.checkpoint.root, c->v.checkpoint.size,
	    &shown, (const uint8_t (*)[32])proof, p->tree.len / 32);
	return err == GS_OK ? GS_OK : refuse_file(c, err,
	    "provenance-other-log", "the entries are not in the log that the "
	    "checkpoint signs: {0}");
}

static void report_replay(const struct verification *c, uint64_t index,
    int err, const struct gs_refusal *refusal)
{
	struct gs_report why = {.text = ""};

	if (refusal->why != NULL)
		gs_report_refusal(&why, refusal);
	gs_report_tell(c->report, "entry-refused", "entry {0}: {1}",
	    gs_say_number(index), gs_say_text(refusal->why == NULL ?
	        gs_strerror(err) : why.text));
}

/* 3 and 5; the proofs are only collected. */
static int replay_file(struct verification *c)
{
	struct gs_state *state = NULL;

	c->proofs = gs_arena_take(c->arena, c->order_count, sizeof *c->proofs);
	if (c->proofs == NULL)
		return GS_ERR_MEMORY;
	int err = gs_state_new(&state, c->arena);
	if (err == GS_OK)
		gs_state_take_excerpt(state);
	for (size_t i = 0; err == GS_OK && i < c->order_count; i++) {
		struct gs_refusal refusal = {.why = NULL};
		bool has_proof = false;

		err = gs_state_apply(state, &c->proofs[c->proof_count],
		    &has_proof, &refusal, c->order[i]->bytes.ptr,
		    c->order[i]->bytes.len);
		c->proof_count += has_proof;
		if (err != GS_OK)
			report_replay(c, c->order[i]->index, err, &refusal);
	}
	c->v.state = c->state = state;
	return err;
}

static bool names_memo(const struct gs_type *type)
{
	for (size_t i = 0; i < type->field_count; i++)
		if (strcmp(type->fields[i].name, "memo") == 0)
			return true;
	return false;
}

/* Whether the entry's record is of that type; NULL: of one about memos. */
static bool entry_is(const struct gs_log_entry *entry, const char *name)
{
	struct gs_entry_header header;
	struct gs_span text = {NULL, 0};

	if (gs_entry_split(&header, &text, entry->bytes.ptr,
	        entry->bytes.len) != GS_OK)
		return false;
	const struct gs_type *type = gs_type_of(text.ptr, text.len);
	return type != NULL && (name == NULL ? names_memo(type) :
	    strcmp(type->name, name) == 0);
}

/* Each section has what it says that it has: charters, the roll, and else what
 * is about the memo, as there is no other. */
static bool entries_are_of(const struct verification *c)
{
	for (size_t i = 0; i < c->p->charter_count; i++)
		if (!entry_is(&c->p->charters[i], "charter"))
			return false;
	for (size_t i = 0; i < c->p->entry_count; i++)
		if (!entry_is(&c->p->entries[i], NULL))
			return false;
	return entry_is(&c->p->roll, "roll");
}

/* The entries must be what the file says that they are: charters, the roll,
 * then one memo and nothing that is not about it. */
static int check_subject(struct verification *c,
    const struct gs_verifier *log)
{
	const struct gs_charter *charter = gs_state_charter(c->v.state);
	const struct gs_memo *memo = gs_state_memo_by(c->v.state, c->p->memo);

	for (; charter != NULL; charter = charter->before) {
		if (!gs_charter_has_origin(charter, c->v.checkpoint.origin))
			return refuse_file(c, GS_ERR_MISMATCH,
			    "provenance-other-origin", "the checkpoint is "
			    "another log's than the charter's");
		if (!gs_charter_has_log_key(charter, log->key))
			return refuse_file(c, GS_ERR_MISMATCH,
			    "provenance-other-log-key", "the checkpoint is "
			    "signed with another key than the one that the "
			    "charter names as the log's");
	}

	if (memo == NULL || memo->before != NULL ||
	    gs_state_memo(c->v.state) != memo ||
	    c->p->charters[0].index != 0 ||
	    gs_state_roll(c->v.state) != memo->roll ||
	    memo->roll->before != NULL || !entries_are_of(c))
		return refuse_file(c, GS_ERR_FORMAT, "provenance-entries",
		    "the file's entries are not the charters, one roll and "
		    "one memo");
	if (memo->pending_endorsements + memo->pending_withdrawals != 0)
		return refuse_file(c, GS_ERR_FORMAT, "provenance-acts-missing",
		    "acts that the filing counts are left out");

	c->v.memo = memo;
	c->v.index = c->p->entries[0].index;
	return GS_OK;
}

/* The anchors stand in the log's order of times too, though they are not
 * replayed. */
static int check_times(struct verification *c)
{
	const struct gs_log_entry **shown = NULL;
	int64_t last = GS_ENTRY_AT_MIN;
	size_t n = 0;

	int err = gs_provenance_shown(&shown, &n, c->arena, c->p);
	for (size_t i = 0; err == GS_OK && i < n; i++) {
		struct gs_entry_header header;
		struct gs_span text = {NULL, 0};

		err = gs_entry_split(&header, &text, shown[i]->bytes.ptr,
		    shown[i]->bytes.len);
		if (err == GS_OK && (header.at < last ||
		    header.at > GS_ENTRY_AT_MAX))
			err = GS_ERR_FORMAT;
		last = header.at;
		if (err != GS_OK)
			gs_report_tell(c->report, "provenance-times", "entry "
			    "{0} is earlier than one before it, or at a time "
			    "that no entry has",
			    gs_say_number(shown[i]->index));
	}
	return err;
}

/* The state map's root and its number of leaves, from the file's anchor. */
static int read_anchor(struct verification *c, struct gs_carried_note *a)
{
	const struct gs_log_entry *entry = &c->p->anchor;

	int err = gs_carrier_read(a, c->arena, entry);
	if (err == GS_ERR_MEMORY)
		return err;
	if (err != GS_OK || memcmp(gs_record_hash(&a->anchor, "channel"),
	        c->v.memo->charter->channel, 32) != 0 ||
	    entry->index + 1 != c->v.checkpoint.size)
		return refuse_file(c, GS_ERR_FORMAT, "provenance-anchor",
		    "the file's anchor is not the last entry of its "
		    "checkpoint");
	c->v.anchored = a->at;
	return GS_OK;
}

/* The checkpoint has the one form that the log fixes: nothing in it tells one
 * copy from another. */
static int check_note(struct verification *c)
{
	struct gs_anchor anchor = {.index = c->p->anchor.index,
	    .charter = gs_state_charter_at(c->v.state, c->v.anchored)};
	struct gs_refusal refusal = {.why = NULL};
	struct gs_anchor_note note;

	memcpy(anchor.root, c->v.checkpoint.root, 32);
	int err = gs_anchor_note_check(&note, &refusal, &anchor,
	    c->p->checkpoint);
	if (err != GS_OK)
		gs_report_refusal(c->report, &refusal);
	return err;
}

/* A leaf of the map with these entries and no others. */
static int hash_leaf(uint8_t hash[32], struct gs_span name,
    const struct gs_log_entry *entries, size_t count)
{
	struct gs_map_leaf leaf;
	uint8_t of_entry[32];

	int err = gs_map_leaf_start(&leaf, name);
	for (size_t i = 0; err == GS_OK && i < count; i++) {
		gs_tree_leaf(of_entry, entries[i].bytes.ptr,
		    entries[i].bytes.len);
		gs_map_leaf_add(&leaf, entries[i].index, of_entry);
	}
	gs_map_leaf_hash(hash, &leaf);
	return err;
}

/* The map has as many entries of the memo, and as many charters, as the file,
 * and the same. */
static int check_map(struct verification *c, const struct gs_record *anchor)
{
	struct gs_reader r = gs_reader_of(c->p->map.ptr, c->p->map.len);
	const uint64_t places[2] = {0, gs_read_u64(&r)};
	uint8_t leaves[2][32];
	size_t count = r.left / 32;
	uint8_t (*proof)[32] = gs_arena_take(c->arena, count + 1, 32);

	if (proof == NULL)
		return GS_ERR_MEMORY;
	gs_read_copy(&r, &proof[0][0], count * 32);
	int err = hash_leaf(leaves[0], (struct gs_span){
	    (const uint8_t *)"charter", strlen("charter")}, c->p->charters,
	    c->p->charter_count);
	if (err == GS_OK)
		err = hash_leaf(leaves[1], (struct gs_span){c->p->memo, 32},
		    c->p->entries, c->p->entry_count);

	const struct gs_shown_leaves shown = {places,
	    (const uint8_t (*)[32])leaves, 2};
	if (err == GS_OK)
		err = gs_tree_verify_many(gs_record_hash(anchor, "map"),
		    gs_record_number(anchor, "leaves"), &shown,
		    (const uint8_t (*)[32])proof, count);
	return err == GS_OK ? GS_OK : refuse_file(c, err, "provenance-left-out",
	    "the log has other entries about this memo, or other charters, up "
	    "to the file's anchor than the file: {0}");
}

/* Nothing is left out, and nothing tells who fetched it. */
static int check_anchor(struct verification *c)
{
	struct gs_carried_note a;

	if (c->p->map.len == 0)
		return GS_OK;
	int err = read_anchor(c, &a);
	if (err == GS_OK)
		err = check_note(c);
	if (err == GS_OK)
		err = check_map(c, &a.anchor);
	c->v.complete = err == GS_OK;
	return err;
}

/* By when witnesses had seen what the file is about. */
static int check_dates(struct verification *c,
    const struct gs_provenance_trust *trust)
{
	const struct gs_dating dating = {.p = c->p, .trust = trust,
	    .order = c->order, .order_count = c->order_count,
	    .checkpoint = &c->v.checkpoint, .memo = c->v.memo,
	    .arena = c->arena};

	return gs_provenance_date(c->state, c->report, &dating);
}

/* 4 */
static int check_opening(struct verification *c)
{
	struct gs_record rec;
	uint8_t id[32];

	gs_memo_id_of(id, &c->v.memo->rec);
	if (memcmp(id, c->p->memo, 32) != 0)
		return refuse_file(c, GS_ERR_MISMATCH, "provenance-memo-id",
		    "the memo id is not that of the memo record");

	int err = gs_provenance_subject(&rec, c->arena, c->p);
	if (err != GS_OK)
		return refuse_file(c, err, "provenance-of", "the file is of a "
		    "reply or a correction that is not among its entries: "
		    "{0}");
	c->v.of = c->p->of;
	err = gs_opening_parse(&c->v.opening, c->arena, c->p->opening.ptr,
	    c->p->opening.len);
	if (err != GS_OK)
		return refuse_file(c, err, "provenance-opening-form",
		    "the opening is malformed: {0}");
	if (!gs_opening_is_of(&c->v.opening, &rec))
		return refuse_file(c, GS_ERR_MISMATCH,
		    "provenance-other-blocks", "the blocks, or the annexes, "
		    "are not those that were filed");
	return GS_OK;
}

static bool span_equal(struct gs_span a, struct gs_span b)
{
	return a.len == b.len &&
	    (a.len == 0 || memcmp(a.ptr, b.ptr, a.len) == 0);
}

static bool blocks_equal(const struct gs_document *doc,
    const struct gs_opening *o)
{
	if (doc->count != o->count)
		return false;
	for (size_t i = 0; i < o->count; i++)
		if (!span_equal(doc->blocks[i].mark, o->blocks[i].mark) ||
		    !span_equal(doc->blocks[i].text, o->blocks[i].text))
			return false;
	return true;
}

/* What is shown of a memo keeps the rules of memos, as far as they can be seen
 * without the rest. */
static int check_shown(struct verification *c)
{
	int err = gs_opening_read(c->arena, &c->v.opening,
	    &c->v.memo->charter->rec);

	return err == GS_OK || err == GS_ERR_MEMORY ? err : refuse_file(c, err,
	    "provenance-shown-block", "a block that the file shows could "
	    "stand in no memo of this channel: {0}");
}

/* A memo that is open as a whole is also read as a document: requests and
 * banner must be those that its blocks give. */
static int refuse_document(struct verification *c)
{
	return refuse_file(c, GS_ERR_MISMATCH, "provenance-other-document",
	    "the blocks do not make a memo with the banner and the requests "
	    "that were filed");
}

/* As the memo's record has it; of a reply, which has none, as it is derived. */
static bool find_banner(uint8_t out[GS_BANNER_MAX], size_t *len,
    const struct verification *c)
{
	const struct gs_opening *o = &c->v.opening;
	struct gs_part banner = gs_record_part(&c->v.memo->rec, "banner");

	if (c->p->of.len > 0)
		return gs_banner_derive(out, len, GS_BANNER_MAX,
		    &c->v.memo->charter->marks, o->blocks, o->count) == GS_OK;
	*len = banner.len;
	if (banner.len > GS_BANNER_MAX)
		return false;
	if (banner.len > 0)
		memcpy(out, banner.ptr, banner.len);
	return true;
}

static int check_document(struct verification *c)
{
	const struct gs_memo *memo = c->v.memo;
	const struct gs_opening *o = &c->v.opening;
	struct gs_document_rules rules;
	struct gs_document doc = {0};
	uint8_t banner[GS_BANNER_MAX];
	size_t len = 0;

	if (o->seed == NULL)
		return check_shown(c);
	if (!find_banner(banner, &len, c))
		return refuse_document(c);
	uint8_t *buf = gs_arena_take(c->arena, GS_DOCUMENT_MAX, 1);
	if (buf == NULL)
		return GS_ERR_MEMORY;
	struct gs_writer w = gs_writer_of(buf, GS_DOCUMENT_MAX);
	gs_document_rules_of(&rules, &memo->charter->rec);
	gs_document_render(&w, o->blocks, o->count,
	    (struct gs_span){banner, len});

	int err = gs_writer_end(&w);
	if (err == GS_OK)
		err = gs_document_parse(&doc, NULL, c->arena, &rules, buf,
		    w.len);
	if (err == GS_ERR_MEMORY)
		return err;
	return err == GS_OK && blocks_equal(&doc, o) && (c->p->of.len > 0 ||
	    doc.requests == memo->requests) ? GS_OK : refuse_document(c);
}

static int open_file_roll(struct verification *c, struct gs_span keys)
{
	const struct gs_roll_edition *edition = c->v.memo->roll;
	struct gs_span use = c->p->keys.len != 0 ? c->p->keys : keys;

	if (use.len == 0)
		return refuse_file(c, GS_ERR_UNKNOWN, "provenance-no-keys",
		    "the roll's keys are neither in the file nor given beside "
		    "it");

	int err = use.len % 32 != 0 ? GS_ERR_FORMAT :
	    gs_roll_open(&c->v.roll, c->arena, use.ptr, use.len / 32);
	if (err != GS_OK)
		return refuse_file(c, err, "provenance-keys-form",
		    "the roll's keys are not a roll: {0}");
	if (gs_roll_size(c->v.roll) != edition->size ||
	    memcmp(gs_roll_root(c->v.roll), edition->root, 32) != 0)
		return refuse_file(c, GS_ERR_MISMATCH, "provenance-other-keys",
		    "the keys are not those of the roll that was signed");
	return GS_OK;
}

/* All proofs are about the one roll: one batch. */
static int check_proofs(struct verification *c)
{
	size_t n = c->proof_count;
	struct gs_proof_ref *refs = gs_arena_take(c->arena, n, sizeof *refs);
	bool *valid = gs_arena_take(c->arena, n, sizeof *valid);

	if (refs == NULL || valid == NULL)
		return GS_ERR_MEMORY;
	for (size_t i = 0; i < n; i++) {
		const struct gs_entry_proof *p = &c->proofs[i];

		refs[i] = (struct gs_proof_ref){.statement = {p->scope,
		    p->scope_len, p->message, p->message_len},
		    .proof = p->proof, .proof_len = p->proof_len};
	}
	int err = gs_member_verify_batch(valid, c->v.roll, refs, n, c->arena);
	if (err != GS_OK)
		return refuse_file(c, err, "provenance-proofs-unjudged",
		    "the proofs cannot be judged: {0}");

	for (size_t i = 0; i < n; i++) {
		uint64_t index = c->order[c->proofs[i].index]->index;

		if (valid[i])
			continue;
		gs_report_tell(c->report, "provenance-proof-bad", "entry {0}: "
		    "no member of the roll made this proof for this memo",
		    gs_say_number(index));
		return GS_ERR_PROOF;
	}
	return GS_OK;
}

int gs_provenance_verify(struct gs_verdict *out, struct gs_report *report,
    struct gs_arena *arena, const struct gs_provenance *p,
    const struct gs_provenance_trust *trust)
{
	struct verification c = {.p = p, .report = report, .arena = arena};

	if (report != NULL)
		report->text[0] = '\0';
	int err = check_checkpoint(&c, trust->verifiers, trust->count);
	if (err == GS_OK)
		err = check_tree(&c);
	if (err == GS_OK)
		err = replay_file(&c);
	if (err == GS_OK)
		err = check_subject(&c, trust->verifiers);
	if (err == GS_OK)
		err = check_times(&c);
	if (err == GS_OK)
		err = check_anchor(&c);
	if (err == GS_OK)
		err = check_dates(&c, trust);
	if (err == GS_OK)
		err = check_opening(&c);
	if (err == GS_OK)
		err = check_document(&c);
	if (err == GS_OK)
		err = open_file_roll(&c, trust->keys);
	if (err == GS_OK)
		err = check_proofs(&c);

	if (err == GS_ERR_MEMORY)
		return refuse_file(&c, err, "provenance-verify-memory", "there "
		    "is not enough memory to verify the file");
	if (err == GS_OK)
		*out = c.v;
	return err;
}
