/* SPDX-License-Identifier: Apache-2.0 */
#include "server/back/reader.h"

#include <string.h>

#include "core/bytes.h"
#include "lib/records/request.h"
#include "server/back/contents.h"
#include "server/back/enter.h"
#include "server/back/public.h"
#include "server/back/sequence.h"

/* Who signed the request, if anyone did. */
struct signer {
	bool signed_at_all;
	struct gs_record rec;
	struct gs_part role;
};

/* That it is for this request, now. */
static int read_request(struct signer *who, struct gs_back *back,
    struct gs_answer *answer, const struct gs_ask *ask)
{
	struct gs_role_request asked = {.path = ask->reader.path,
	    .time = gs_clock_now(&back->clock)};

	*who = (struct signer){.signed_at_all = ask->reader.request.len > 0};
	if (!who->signed_at_all)
		return GS_OK;

	memcpy(asked.channel, gs_state_charter(back->state)->channel, 32);
	memcpy(asked.body, ask->reader.body, 32);
	int err = gs_role_request_read(&who->rec, &answer->report,
	    &answer->pool.arena, &asked, ask->reader.request);
	if (err != GS_OK)
		return gs_answer_fail(answer, err);
	who->role = gs_role_request_role(&who->rec);
	return GS_OK;
}

/* By one who holds a role of the charter in force. */
static bool is_by_role(const struct signer *who, const struct gs_back *back)
{
	const struct gs_charter *charter = gs_state_charter_at(back->state,
	    gs_clock_now(&back->clock));

	for (size_t i = 0; who->signed_at_all && i < charter->role_count;
	    i++) {
		const struct gs_role *role = &charter->roles[i];
		if (role->name.len == who->role.len &&
		    memcmp(role->name.ptr, who->role.ptr, who->role.len) == 0 &&
		    gs_role_request_by(&who->rec, role->key.ptr))
			return true;
	}
	return false;
}

static int refuse_signer(struct gs_answer *answer, const struct signer *who)
{
	return gs_answer_tell(answer, GS_ERR_DENIED, "request-not-of-role",
	    "the request is not signed with the key of the role {0} in the "
	    "charter in force", gs_say_span(who->role.ptr, who->role.len));
}

int gs_back_check_request(struct gs_back *back, struct gs_answer *answer,
    const struct gs_ask *ask)
{
	struct signer who;

	int err = read_request(&who, back, answer, ask);
	if (err != GS_OK || !who.signed_at_all || is_by_role(&who, back))
		return err;
	return refuse_signer(answer, &who);
}

int gs_back_require_role(struct gs_back *back, struct gs_answer *answer,
    const struct gs_ask *ask, const struct gs_back_roles *roles)
{
	struct signer who;

	int err = read_request(&who, back, answer, ask);
	if (err != GS_OK)
		return err;
	if (!who.signed_at_all || (!gs_part_is(&who.role, roles->role) &&
	    (roles->other == NULL || !gs_part_is(&who.role, roles->other))))
		return gs_answer_tell(answer, GS_ERR_DENIED,
		    "request-other-role", "this is answered to a request that "
		    "the role {0} of the charter signed, and to no other",
		    gs_say_text(roles->named));
	return is_by_role(&who, back) ? GS_OK : refuse_signer(answer, &who);
}

static bool has_reading_key(const struct gs_back *back,
    const struct gs_ask *ask)
{
	uint8_t hash[32];
	bool good = false;

	if (!ask->reader.has_bearer)
		return false;
	gs_host_sha256(hash, &(struct gs_span){ask->reader.bearer, 32}, 1);
	for (const struct gs_roll_edition *e = gs_state_roll(back->state);
	    e != NULL; e = e->before)
		good = good || (e->has_reading &&
		    gs_bytes_equal(hash, e->reading, sizeof hash));
	return good;
}

void gs_back_tell_charter(const struct gs_back *back,
    struct gs_answer *answer)
{
	const struct gs_charter *charter = gs_state_charter(back->state);

	answer->charter.version = charter == NULL ? 0 : charter->version;
	answer->charter.open = gs_back_is_open(back);
}

static int judge_reader(struct gs_back *back, struct gs_answer *answer,
    const struct gs_ask *ask, const struct signer *who)
{
	const struct gs_charter *charter = gs_state_charter(back->state);
	struct gs_part readers = gs_record_part(&charter->rec, "readers");
	bool members = gs_part_is(&readers, "members");

	answer->channel.open = gs_back_is_open(back);
	if (answer->channel.open || is_by_role(who, back) ||
	    (members && has_reading_key(back, ask)))
		return GS_OK;

	if (who->signed_at_all)
		return refuse_signer(answer, who);
	if (members)
		return gs_answer_refuse(answer, GS_ERR_DENIED,
		    "reader-not-member", "this channel is read by its members: "
		    "it needs the reading key of a roll, or a request that a "
		    "role of the charter signed");
	return gs_answer_refuse(answer, GS_ERR_DENIED, "reader-not-role",
	    "this channel is read by the roles of its charter: it needs a "
	    "request that one of them signed");
}

int gs_back_require_reader(struct gs_back *back, struct gs_answer *answer,
    const struct gs_ask *ask)
{
	struct signer who;

	int err = read_request(&who, back, answer, ask);
	return err == GS_OK ? judge_reader(back, answer, ask, &who) : err;
}

/* Contents ---------------------------------------------------------------- */

/* A role that the memo is sealed to, or its author. */
static bool is_by_reader_of(const struct signer *who,
    const struct gs_back *back, const struct gs_memo *memo)
{
	if (!who->signed_at_all)
		return false;
	if (gs_part_is(&who->role, "author"))
		return gs_role_request_by(&who->rec,
		    gs_record_hash(&memo->rec, "author"));

	for (size_t i = 0; i < memo->charter->seal_count; i++) {
		struct gs_part seal = memo->charter->seals[i].name;
		if (gs_part_is(&seal, "recipient"))
			continue;
		if (seal.len == who->role.len &&
		    memcmp(seal.ptr, who->role.ptr, seal.len) == 0)
			return is_by_role(who, back);
	}
	return false;
}

/* By the recipient whose copy it is, by name. */
static bool is_by_recipient(const struct signer *who,
    const struct gs_back *back, const struct gs_said *copy)
{
	const struct gs_charter *charter = gs_state_charter_at(back->state,
	    gs_clock_now(&back->clock));
	const struct gs_role *held = NULL;

	if (!who->signed_at_all || copy == NULL ||
	    !gs_part_is(&who->role, "recipient"))
		return false;
	struct gs_part to = gs_record_part(&copy->rec, "to");

	for (size_t i = 0; (held = gs_charter_holder(charter, "recipient", i))
	    != NULL; i++)
		if (gs_part_same(&held->holder, &to) &&
		    gs_role_request_by(&who->rec, held->key.ptr))
			return true;
	return false;
}

/* The token of the memo's box, which it keeps when it has been filed. */
static int has_token(bool *good, struct gs_back *back,
    const struct gs_ask *ask, const struct gs_memo *memo)
{
	struct gs_box box;

	*good = false;
	if (!ask->reader.has_bearer)
		return GS_OK;
	int err = gs_inbox_box(&box, back->inbox, memo->id);
	if (err == GS_OK)
		*good = gs_back_is_token(ask->reader.bearer, box.token_hash);
	return err == GS_ERR_UNKNOWN ? GS_OK : err;
}

static int judge_sealed(struct gs_back *back, struct gs_answer *answer,
    const struct gs_ask *ask, const struct signer *who,
    const struct gs_memo *memo)
{
	bool good = false;

	answer->channel.open = false;
	if (is_by_reader_of(who, back, memo))
		return GS_OK;
	int err = has_token(&good, back, ask, memo);
	if (err != GS_OK)
		return gs_answer_fail(answer, err);
	if (good)
		return GS_OK;
	return gs_answer_refuse(answer, GS_ERR_DENIED, "content-sealed",
	    "a sealed file is handed to those whom its memo is sealed to, by a "
	    "request that their role signed, and to those who hold the memo's "
	    "link, by its token");
}

/* A file that makes a member known goes to that reader alone, who asks as the
 * role of the memo's charter by a key of the charter in force. */
static int judge_reveal(struct gs_back *back, struct gs_answer *answer,
    const struct gs_ask *ask, const struct signer *who)
{
	uint8_t memo_id[32];
	uint32_t reader = 0;

	int err = gs_store_reveal(memo_id, &reader, back->log, ask->id);
	if (err == GS_ERR_UNKNOWN)
		return err;
	if (err != GS_OK)
		return gs_answer_fail(answer, err);
	answer->channel.open = false;
	const struct gs_memo *memo = gs_state_memo_by(back->state, memo_id);
	if (memo != NULL && reader < memo->charter->reveal_count &&
	    who->signed_at_all && gs_part_same(&who->role,
	        &memo->charter->reveals[reader].name) && is_by_role(who, back))
		return GS_OK;
	return gs_answer_refuse(answer, GS_ERR_DENIED, "reveal-not-reader",
	    "a file that may make a member known is handed to its reader "
	    "alone, by a request that the reader's role signed");
}

int gs_back_require_content(struct gs_back *back, struct gs_answer *answer,
    const struct gs_ask *ask)
{
	struct signer who;
	const struct gs_content_use *use = NULL;
	size_t count = 0;

	int err = read_request(&who, back, answer, ask);
	if (err != GS_OK)
		return err;

	/* One file may be of several memos, and both sealed and published. */
	err = gs_back_contents_find(&use, &count, back, ask->id);
	if (err != GS_OK)
		return gs_answer_fail(answer, err);
	const struct gs_memo *sealed = NULL;
	bool published = false, is_reader = false, is_copy = false;
	for (size_t i = 0; i < count; i++) {
		published = published || use[i].published;
		if (use[i].published || is_reader)
			continue;
		sealed = use[i].memo;
		is_reader = is_by_reader_of(&who, back, sealed);
		is_copy = is_copy || is_by_recipient(&who, back, use[i].copy);
	}

	if (count == 0) {
		err = judge_reveal(back, answer, ask, &who);
		if (err != GS_ERR_UNKNOWN)
			return err;
	}
	if (published || sealed == NULL) {
		err = judge_reader(back, answer, ask, &who);
		return err == GS_OK && !published ? GS_ERR_UNKNOWN : err;
	}
	answer->channel.open = false;
	return is_copy ? GS_OK :
	    judge_sealed(back, answer, ask, &who, sealed);
}

/* Reading keys ------------------------------------------------------------ */

/* What a member proves to be told the key; the gate verifies it. */
static int tell_reading_proof(struct gs_back *back, struct gs_answer *answer,
    const struct gs_ask *ask, const struct gs_roll_edition *roll)
{
	const struct gs_charter *charter = gs_state_charter(back->state);
	struct gs_entry_proof proof = {.roll = roll,
	    .proof = ask->texts[0].ptr, .proof_len = ask->texts[0].len};

	int err = gs_scope_reading(proof.scope, &proof.scope_len,
	    sizeof proof.scope, charter->channel, roll->root);
	if (err == GS_OK)
		err = gs_message(proof.message, &proof.message_len,
		    sizeof proof.message, "reading", ask->token, NULL);
	if (err != GS_OK)
		return gs_answer_fail(answer, err);
	return gs_back_stand_on(answer, ask, &proof, 1);
}

void gs_back_reading(struct gs_back *back, struct gs_answer *answer,
    const struct gs_ask *ask)
{
	const struct gs_roll_edition *roll = gs_state_roll_by(back->state,
	    ask->id);
	uint8_t key[32];

	if (roll == NULL || !roll->has_reading) {
		gs_answer_refuse(answer, GS_ERR_UNKNOWN, "reading-key-none",
		    "no roll with this root has a reading key here");
		return;
	}
	if (tell_reading_proof(back, answer, ask, roll) != GS_OK || ask->dry)
		return;

	int err = gs_store_reading(key, back->log, ask->id);
	if (err == GS_OK)
		err = gs_answer_keep(&answer->bytes, answer,
		    (struct gs_span){key, sizeof key});
	gs_host_wipe(key, sizeof key);
	if (err != GS_OK)
		gs_answer_fail(answer, err == GS_ERR_UNKNOWN ?
		    GS_ERR_CORRUPT : err);
}
