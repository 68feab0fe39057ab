/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/records/act.h"

#include <string.h>

#include "lib/sign.h"

/* What a proof is bound to, and the proof. */
struct act_proof {
	uint8_t scope[GS_SCOPE_MAX];
	size_t scope_len;
	const char *act;      /* these three as for gs_message */
	const uint8_t *about;
	const uint8_t *hash;
	uint8_t bytes[GS_PROOF_LEN_MAX];
	size_t len;
};

/* Over the scope and what the message says. */
static int prove_act(struct act_proof *p, struct gs_arena *arena,
    const struct gs_act_maker *maker)
{
	uint8_t message[GS_MESSAGE_MAX];
	size_t len = 0;

	int err = gs_message(message, &len, sizeof message, p->act, p->about,
	    p->hash);
	if (err != GS_OK)
		return err;

	const struct gs_statement statement = {p->scope, p->scope_len, message,
	    len};
	return gs_member_prove(p->bytes, &p->len, sizeof p->bytes,
	    &(struct gs_proof_inputs){maker->roll, maker->secret, &statement},
	    arena);
}

static int prove_in_memo(struct act_proof *p, struct gs_arena *arena,
    const struct gs_act_maker *maker)
{
	int err = gs_scope_memo(p->scope, &p->scope_len, sizeof p->scope,
	    maker->channel, maker->memo);

	return err == GS_OK ? prove_act(p, arena, maker) : err;
}

static void start_act(struct gs_record_writer *d, struct gs_writer *w,
    const char *type, const struct gs_act_maker *maker)
{
	gs_record_start(d, w->ptr, w->max, type);
	gs_record_line(d, "channel", gs_part_hash(maker->channel));
	gs_record_line(d, "memo", gs_part_hash(maker->memo));
}

static int end_act(struct gs_writer *w, struct gs_record_writer *d,
    struct gs_arena *arena, const struct act_proof *p)
{
	gs_record_line(d, "proof", gs_part_bytes(p->bytes, p->len));

	int err = gs_record_end(d, arena);
	if (err == GS_OK)
		w->len = d->w.len;
	return err;
}

int gs_act_endorse(struct gs_writer *w, struct gs_arena *arena,
    const struct gs_act_maker *maker, const uint8_t (*reveals)[32],
    size_t count)
{
	struct gs_record_writer d;
	uint8_t digest[32];
	struct act_proof p = {.act = "endorse", .about = maker->memo,
	    .hash = digest};

	gs_reveals_hash(digest, reveals, count);
	int err = prove_in_memo(&p, arena, maker);
	if (err != GS_OK)
		return err;

	start_act(&d, w, "endorse", maker);
	for (size_t i = 0; i < count; i++)
		gs_record_line(&d, "reveal", gs_part_hash(reveals[i]));
	return end_act(w, &d, arena, &p);
}

int gs_act_withdraw(struct gs_writer *w, struct gs_arena *arena,
    const struct gs_act_maker *maker)
{
	struct gs_record_writer d;
	struct act_proof p = {.act = "withdraw", .about = maker->memo};

	int err = prove_in_memo(&p, arena, maker);
	if (err != GS_OK)
		return err;

	start_act(&d, w, "withdraw", maker);
	return end_act(w, &d, arena, &p);
}

int gs_act_resupply(struct gs_writer *w, struct gs_arena *arena,
    const struct gs_act_maker *maker, uint32_t unreadable,
    const uint8_t content[32])
{
	struct gs_record_writer d;
	struct act_proof p = {.act = "resupply", .about = maker->memo,
	    .hash = content};

	int err = gs_scope_resupply(p.scope, &p.scope_len, sizeof p.scope,
	    maker->channel, maker->memo, unreadable);
	if (err == GS_OK)
		err = prove_act(&p, arena, maker);
	if (err != GS_OK)
		return err;

	start_act(&d, w, "resupply", maker);
	gs_record_line(&d, "unreadable", gs_part_number(unreadable));
	gs_record_line(&d, "content", gs_part_hash(content));
	return end_act(w, &d, arena, &p);
}

int gs_act_memo(struct gs_writer *w, struct gs_arena *arena,
    const struct gs_act_filing *filing)
{
	struct gs_record_writer d;
	uint8_t id[32];
	struct gs_act_maker maker = filing->maker;
	const struct gs_memo_terms *t = filing->terms;
	struct act_proof p = {.act = "file", .about = id};

	if (memcmp(gs_roll_root(maker.roll), t->roll, 32) != 0 ||
	    memcmp(maker.channel, t->channel, 32) != 0)
		return GS_ERR_MISMATCH;
	maker.memo = id;
	int err = gs_memo_id(id, t, arena);
	if (err == GS_OK)
		err = gs_scope_file(p.scope, &p.scope_len, sizeof p.scope,
		    t->channel, t->roll, filing->slot);
	if (err == GS_OK)
		err = prove_act(&p, arena, &maker);
	if (err != GS_OK)
		return err;

	start_act(&d, w, "memo", &maker);
	gs_memo_terms_write(&d, t);
	gs_record_line(&d, "slot", gs_part_number(filing->slot));
	if (filing->author == NULL)
		return end_act(w, &d, arena, &p);

	gs_record_line(&d, "proof", gs_part_bytes(p.bytes, p.len));
	err = gs_record_sign_seed(&d, "author", filing->author, t->author,
	    arena);
	if (err == GS_OK)
		w->len = d.w.len;
	return err;
}

/* A proof that is no part of a record. */
static int write_proof(struct gs_writer *w, const struct act_proof *p)
{
	gs_write_bytes(w, p->bytes, p->len);
	return gs_writer_end(w);
}

int gs_act_prove_box(struct gs_writer *w, struct gs_arena *arena,
    const struct gs_act_maker *maker, const struct gs_box_turn *turn)
{
	struct act_proof p = {.act = "box", .about = maker->memo};

	int err = gs_scope_box(p.scope, &p.scope_len, sizeof p.scope,
	    maker->channel, gs_roll_root(maker->roll), turn);
	if (err == GS_OK)
		err = prove_act(&p, arena, maker);
	return err == GS_OK ? write_proof(w, &p) : err;
}

int gs_act_prove_reading(struct gs_writer *w, struct gs_arena *arena,
    const struct gs_act_maker *maker, const uint8_t nonce[32])
{
	struct act_proof p = {.act = "reading", .about = nonce};

	int err = gs_scope_reading(p.scope, &p.scope_len, sizeof p.scope,
	    maker->channel, gs_roll_root(maker->roll));
	if (err == GS_OK)
		err = prove_act(&p, arena, maker);
	return err == GS_OK ? write_proof(w, &p) : err;
}
