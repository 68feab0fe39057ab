/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/records/act.h"

#include <string.h>

#include "lib/sign.h"

struct act_proof {
	uint8_t bytes[GS_PROOF_LEN_MAX];
	size_t len;
};

/* `slot` < 0: about a memo; else a filing. */
static int prove_act(struct act_proof *out, struct gs_arena *arena,
    const struct gs_act_ground *g, const char *act, int64_t slot)
{
	uint8_t scope[GS_SCOPE_MAX], message[GS_MESSAGE_MAX];
	size_t scope_len = 0, message_len = 0;

	int err = slot < 0 ?
	    gs_scope_memo(scope, &scope_len, sizeof scope, g->channel,
	        g->memo) :
	    gs_scope_file(scope, &scope_len, sizeof scope, g->channel,
	        gs_roll_root(g->roll), (uint32_t)slot);
	if (err == GS_OK)
		err = gs_message(message, &message_len, sizeof message, act,
		    g->memo);
	if (err != GS_OK)
		return err;

	const struct gs_statement statement = {scope, scope_len, message,
	    message_len};
	return gs_member_prove(out->bytes, &out->len, sizeof out->bytes,
	    &(struct gs_proof_inputs){g->roll, g->secret, &statement}, arena);
}

static int write_act(struct gs_writer *w, struct gs_arena *arena,
    const struct gs_act_ground *g, const char *type)
{
	struct act_proof proof;
	struct gs_record_writer d;

	int err = prove_act(&proof, arena, g, type, -1);
	if (err != GS_OK)
		return err;

	gs_record_start(&d, w->ptr, w->max, type);
	gs_record_line(&d, "channel", gs_part_hash(g->channel));
	gs_record_line(&d, "memo", gs_part_hash(g->memo));
	gs_record_line(&d, "proof", gs_part_bytes(proof.bytes, proof.len));
	err = gs_record_end(&d, arena);
	if (err == GS_OK)
		w->len = d.w.len;
	return err;
}

int gs_act_endorse(struct gs_writer *w, struct gs_arena *arena,
    const struct gs_act_ground *ground)
{
	return write_act(w, arena, ground, "endorse");
}

int gs_act_withdraw(struct gs_writer *w, struct gs_arena *arena,
    const struct gs_act_ground *ground)
{
	return write_act(w, arena, ground, "withdraw");
}

static void write_terms(struct gs_record_writer *d,
    const struct gs_memo_terms *t, const uint8_t id[32])
{
	gs_record_line(d, "channel", gs_part_hash(t->channel));
	gs_record_line(d, "memo", gs_part_hash(id));
	gs_record_line(d, "charter", gs_part_hash(t->charter));
	gs_record_line(d, "roll", gs_part_hash(t->roll));
	gs_record_line(d, "root", gs_part_hash(t->root));
	gs_record_line(d, "blocks", gs_part_number(t->blocks));
	gs_record_line(d, "requests", gs_part_number(t->requests));
	gs_record_line(d, "banner",
	    gs_part_text_of(t->banner.ptr, t->banner.len));

	for (size_t i = 0; i < t->addressee_count; i++)
		gs_record_line(d, "addressee", gs_part_text_of(
		    t->addressees[i].ptr, t->addressees[i].len));
	gs_record_line(d, "reply", gs_part_hash(t->reply));
	gs_record_line(d, "author", gs_part_hash(t->author));
	gs_record_line(d, "after", gs_part_time(t->after));
}

static void write_filing(struct gs_record_writer *d,
    const struct gs_act_filing *filing, const struct act_proof *proof)
{
	gs_record_line(d, "content", gs_part_hash(filing->content));
	gs_record_line(d, "endorsements",
	    gs_part_number(filing->endorsements));
	gs_record_line(d, "withdrawals", gs_part_number(filing->withdrawals));
	gs_record_line(d, "slot", gs_part_number(filing->slot));
	gs_record_line(d, "proof", gs_part_bytes(proof->bytes, proof->len));
}

int gs_act_memo(struct gs_writer *w, struct gs_arena *arena,
    const struct gs_act_filing *filing)
{
	struct act_proof proof;
	struct gs_record_writer d;
	uint8_t id[32];
	struct gs_act_ground ground = filing->ground;
	const struct gs_memo_terms *t = filing->terms;

	if (memcmp(gs_roll_root(ground.roll), t->roll, 32) != 0 ||
	    memcmp(ground.channel, t->channel, 32) != 0)
		return GS_ERR_MISMATCH;
	int err = gs_memo_id(id, t);
	ground.memo = id;
	if (err == GS_OK)
		err = prove_act(&proof, arena, &ground, "file",
		    (int64_t)filing->slot);
	if (err != GS_OK)
		return err;

	gs_record_start(&d, w->ptr, w->max, "memo");
	write_terms(&d, t, id);
	write_filing(&d, filing, &proof);
	err = filing->author == NULL ? gs_record_end(&d, arena) :
	    gs_record_sign_seed(&d, "author", filing->author, t->author,
	        arena);
	if (err == GS_OK)
		w->len = d.w.len;
	return err;
}
