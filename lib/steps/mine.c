/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/steps/mine.h"

#include <string.h>

#include "core/channel/state.h"
#include "lib/host.h"

enum gs_mine_edition gs_mine_edition(const struct gs_state *state,
    uint64_t edition, int64_t now)
{
	const struct gs_roll_edition *last = gs_state_roll(state);
	const struct gs_roll_edition *serving = gs_state_roll_serving(state,
	    now);

	if (last == NULL || edition > last->edition)
		return GS_MINE_TO_COME;
	if (serving == NULL || edition > serving->edition)
		return GS_MINE_YOUNG;
	return edition == serving->edition ? GS_MINE_SERVES : GS_MINE_REPLACED;
}

bool gs_mine_run_out(struct gs_report *report, const struct gs_client *client,
    const struct gs_state *state)
{
	const struct gs_roll_edition *roll = gs_state_roll(state);
	size_t count = gs_client_key_count(client);
	uint64_t next = roll == NULL ? 1 : roll->edition + 1;
	uint64_t last = count == 0 ? 0 :
	    gs_client_key_at(client, count - 1)->edition;

	if (last >= next)
		return false;
	gs_report_tell(report, "keys-run-out", "your keys run out: the next "
	    "roll is edition {0}, and you have handed in no key for it; ask "
	    "the registrar for a code and enrol again, or you can take no part "
	    "in memos that begin under it", gs_say_number(next));
	return true;
}

static const struct gs_client_key *find_roll_key(
    const struct gs_client *client, const struct gs_memo *memo)
{
	return memo->roll == NULL ? NULL : gs_client_key(client,
	    memo->roll->edition);
}

/* Whether the memo was filed in a slot of this key. */
static int find_filing(bool *filed, const struct gs_client_key *key,
    const struct gs_memo *memo)
{
	const struct gs_part proof = gs_record_part(&memo->rec, "proof");
	uint8_t scope[GS_SCOPE_MAX], tag[32];
	size_t len = 0;
	int err = GS_OK;

	for (uint32_t i = 0; err == GS_OK && !*filed &&
	    i < memo->charter->quota; i++) {
		err = gs_scope_file(scope, &len, sizeof scope,
		    memo->charter->channel, memo->roll->root, i);
		if (err == GS_OK)
			err = gs_secret_tag(tag, &key->secret, scope, len);
		*filed = err == GS_OK && proof.len >= 32 &&
		    memcmp(proof.ptr, tag, 32) == 0;
	}
	return err;
}

int gs_mine_memo(struct gs_mine_memo *out, const struct gs_client *client,
    const struct gs_state *state, const struct gs_memo *memo)
{
	static const enum gs_own_act acts[] = {
	    [GS_TAG_NONE] = GS_OWN_UNKNOWN,
	    [GS_TAG_ENDORSED] = GS_OWN_ENDORSED,
	    [GS_TAG_NAMED] = GS_OWN_ENDORSED,
	    [GS_TAG_WITHDRAWN] = GS_OWN_WITHDRAWN};
	const struct gs_client_key *key = find_roll_key(client, memo);
	uint8_t scope[GS_SCOPE_MAX], tag[32];
	size_t len = 0;

	*out = (struct gs_mine_memo){.own = GS_OWN_UNKNOWN};
	if (key == NULL)
		return GS_OK;
	int err = gs_scope_memo(scope, &len, sizeof scope,
	    memo->charter->channel, memo->id);
	if (err == GS_OK)
		err = gs_secret_tag(tag, &key->secret, scope, len);
	if (err != GS_OK)
		return err;

	out->own = acts[gs_tag_get(state, memo->id, tag)];
	return find_filing(&out->filed, key, memo);
}
