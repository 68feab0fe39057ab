/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/steps/enrol.h"

#include <string.h>

#include "core/host.h"
#include "lib/client/json.h"

#define VKEY_MAX 512

#define CODE_DIGITS 32
#define CODE_GROUP 4
#define CODE_ODD 8 /* digits too few or too many that are still a slip */

/* Blanks and dashes, which are what people, phones and word processors make of
 * the one dash that a code has.  The bytes at `at`; 0: it is none. */
static size_t code_gap(struct gs_span s, size_t at)
{
	static const char *const gaps[] = {" ", "\t", "-", "_", "\xc2\xa0",
	    "\xe2\x80\x90", "\xe2\x80\x91", "\xe2\x80\x92",
	    "\xe2\x80\x93", "\xe2\x80\x94", "\xe2\x80\x95",
	    "\xe2\x80\xaf", "\xe2\x88\x92"};

	for (size_t i = 0; i < sizeof gaps / sizeof *gaps; i++) {
		size_t len = strlen(gaps[i]);

		if (len <= s.len - at &&
		    memcmp(s.ptr + at, gaps[i], len) == 0)
			return len;
	}
	return 0;
}

/* 0: it can be none. */
static char code_digit(uint8_t c)
{
	if ((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'))
		return (char)c;
	if (c >= 'A' && c <= 'F')
		return (char)(c - 'A' + 'a');
	if (c == 'o' || c == 'O')
		return '0';
	return c == 'l' || c == 'L' || c == 'i' || c == 'I' || c == '|' ? '1' :
	    0;
}

/* How many digits, as a code has them, into `out`; 0: something else stands
 * among them. */
static size_t code_digits(char out[GS_ENROL_CODE_MAX + 1],
    struct gs_span typed)
{
	size_t count = 0, len = 0;

	for (size_t at = 0, gap; at < typed.len; at += gap) {
		gap = code_gap(typed, at);
		if (gap > 0)
			continue;
		char digit = code_digit(typed.ptr[at]);
		if (digit == 0 || count > CODE_DIGITS + CODE_ODD)
			return 0;
		if (count > 0 && count % CODE_GROUP == 0)
			out[len++] = '-';
		out[len++] = digit;
		count++;
		gap = 1;
	}
	out[len] = '\0';
	return count;
}

int gs_enrol_code(char out[GS_ENROL_CODE_MAX + 1], struct gs_report *report,
    struct gs_span typed)
{
	size_t digits = code_digits(out, typed);

	if (digits == CODE_DIGITS)
		return GS_OK;
	if (digits >= CODE_DIGITS - CODE_ODD) {
		gs_report_tell(report, "code-digits", "the code has {0} "
		    "digits; a code has {1}, in groups of {2}",
		    gs_say_number(digits), gs_say_number(CODE_DIGITS),
		    gs_say_number(CODE_GROUP));
		return GS_ERR_FORMAT;
	}
	if (typed.len < 1 || typed.len > GS_ENROL_CODE_MAX) {
		gs_report_tell(report, "code-length", "the code has {0} "
		    "bytes; a code has 1 to {1}", gs_say_number(typed.len),
		    gs_say_number(GS_ENROL_CODE_MAX));
		return GS_ERR_FORMAT;
	}
	memcpy(out, typed.ptr, typed.len);
	out[typed.len] = '\0';
	return GS_OK;
}

/* What a guesser of this channel's passphrases would try first: its name, and
 * the first word of its origin. */
static int judge_passphrase(struct gs_report *report,
    const struct gs_enrol_state *state)
{
	const struct gs_part name = gs_record_part(&state->charter->rec,
	    "name");
	char title[128] = "", word[64] = "";
	size_t len = strcspn(state->log->name, "./:");
	const char *const known[] = {"gainsay", "dissent", word, title, NULL};

	memcpy(title, name.ptr, name.len < sizeof title ? name.len : 0);
	memcpy(word, state->log->name, len < sizeof word ? len : 0);
	return gs_passphrase_judge(report, state->passphrase.ptr,
	    state->passphrase.len, known);
}

int gs_enrol_found(struct gs_client **out, struct gs_report *report,
    const struct gs_enrol_state *state)
{
	char vkey[VKEY_MAX] = "";
	struct gs_writer w = gs_writer_of(vkey, sizeof vkey - 1);
	struct gs_client_home home = {state->server, vkey, {0}};
	struct gs_client *client = NULL;

	if (state->cost == GS_COST_LOW && !state->charter->exercise) {
		gs_report_say(report, "cost-low-in-earnest", "--cost low is "
		    "for exercises: in a channel in earnest a passphrase must "
		    "be dear to guess");
		return GS_ERR_RULE;
	}

	if (state->weak && !state->charter->exercise) {
		gs_report_say(report, "weak-in-earnest", "--weak is for "
		    "exercises: in a channel in earnest nobody may guess the "
		    "passphrase");
		return GS_ERR_RULE;
	}
	if (!state->weak && judge_passphrase(report, state) != GS_OK)
		return GS_ERR_RULE;

	memcpy(home.channel, state->charter->channel, 32);
	gs_verifier_write(&w, state->log);
	int err = gs_writer_end(&w);
	if (err == GS_OK)
		err = gs_client_new(&client, &home);
	if (err == GS_OK)
		err = gs_client_lock(client, state->cost,
		    state->passphrase.ptr, state->passphrase.len);
	if (err == GS_ERR_MEMORY)
		gs_report_say(report, "passphrase-memory", "there is not "
		    "enough memory to derive the key from the passphrase: "
		    "--cost moderate needs 256 MiB");
	if (err != GS_OK) {
		gs_client_free(&client);
		return err;
	}
	*out = client;
	return GS_OK;
}

/* Keys -------------------------------------------------------------------- */

_Static_assert(GS_LOCK_DRAW == GS_SECRET_FRESH_LEN,
    "what is drawn makes a secret");

int gs_enrol_make(struct gs_client_key *keys, size_t count,
    uint64_t first_edition, const struct gs_lock *lock)
{
	uint8_t drawn[GS_LOCK_DRAW];
	int err = GS_OK;

	for (size_t i = 0; i < count && err == GS_OK; i++) {
		keys[i] = (struct gs_client_key){.edition = first_edition + i};
		err = gs_lock_draw(drawn, lock, "member", keys[i].edition);
		if (err == GS_OK)
			err = gs_secret_new_derand(&keys[i].secret, keys[i].key,
			    drawn);
	}

	gs_host_wipe(drawn, sizeof drawn);
	if (err != GS_OK)
		gs_host_wipe(keys, count * sizeof *keys);
	return err;
}

int gs_enrol_first(uint64_t *first, struct gs_report *report,
    const struct gs_state *state, const struct gs_reply *channel)
{
	const struct gs_roll_edition *roll = gs_state_roll(state);
	uint64_t open = roll == NULL ? 1 : roll->edition + 1, said = 0;
	json_t *json = NULL;

	int err = gs_reply_json(&json, report, channel);
	if (err == GS_OK && gs_json_number(&said, json, "enrolling") != GS_OK)
		err = gs_reply_lacks(report, channel, "enrolling");
	json_decref(json);
	if (err != GS_OK)
		return err;

	/* One edition at most is signed at a time. */
	if (said > open + 1) {
		gs_report_tell(report, "enrolling-too-far", "the server takes "
		    "keys from edition {0} on only; the next roll is edition "
		    "{1}: ask the registrar why", gs_say_number(said),
		    gs_say_number(open));
		return GS_ERR_RULE;
	}
	*first = said > open ? said : open;
	return GS_OK;
}

bool gs_enrol_refused(int err)
{
	return err == GS_ERR_DENIED || err == GS_ERR_DUPLICATE ||
	    err == GS_ERR_RULE || err == GS_ERR_FORMAT ||
	    err == GS_ERR_PROOF || err == GS_ERR_UNKNOWN;
}

/* Keys without a receipt; those of an edition that was closed in the meantime
 * must not hold up the others. */
static size_t find_pending(struct gs_client_key *keys,
    const struct gs_client *client, uint64_t open)
{
	size_t n = 0;

	for (size_t i = 0; i < gs_client_key_count(client); i++) {
		const struct gs_client_key *k = gs_client_key_at(client, i);

		if (k->receipt[0] == '\0' && k->edition >= open)
			keys[n++] = *k;
	}
	return n;
}

bool gs_enrol_stale(struct gs_enrol_batch *out,
    const struct gs_client *client, uint64_t first)
{
	out->added = false;
	out->count = find_pending(out->keys, client, 0);
	return out->count > 0 && out->keys[0].edition < first;
}

int gs_enrol_keys(struct gs_enrol_batch *out, struct gs_report *report,
    struct gs_client *client, uint64_t first, size_t count)
{
	struct gs_client_key *keys = out->keys;
	size_t have = gs_client_key_count(client);

	out->added = false;
	out->count = find_pending(keys, client, first);
	if (out->count > 0)
		return GS_OK;
	if (have + count > GS_CLIENT_KEYS_MAX) {
		gs_report_tell(report, "state-keys-many", "the state has {0} "
		    "keys; with {1} more it would have over {2}",
		    gs_say_number(have), gs_say_number(count),
		    gs_say_number(GS_CLIENT_KEYS_MAX));
		return GS_ERR_SPACE;
	}

	/* For the editions after those that the state has. */
	if (have > 0 && gs_client_key_at(client, have - 1)->edition >= first)
		first = gs_client_key_at(client, have - 1)->edition + 1;
	int err = gs_enrol_make(keys, count, first,
	    gs_client_lock_of(client));
	for (size_t i = 0; i < count && err == GS_OK; i++)
		err = gs_client_add_key(client, &keys[i]);
	if (err != GS_OK)
		return err;

	out->count = count;
	out->added = true;
	return GS_OK;
}

/* The request ------------------------------------------------------------- */

static json_t *key_json(const struct gs_client_key *key,
    const uint8_t proof[GS_POSSESSION_LEN])
{
	return json_pack("{s:I, s:o, s:o}", "edition",
	    (json_int_t)key->edition, "key", gs_json_bytes(key->key, 32),
	    "possession", gs_json_bytes(proof, GS_POSSESSION_LEN));
}

static int add_proofs(json_t *list, const struct gs_client_key *keys,
    size_t count, const struct gs_enrol_ground *ground)
{
	uint8_t nonce[32], proof[GS_POSSESSION_LEN];
	int err = GS_OK;

	gs_code_nonce(nonce, (struct gs_span){
	    (const uint8_t *)ground->code, strlen(ground->code)});
	for (size_t i = 0; i < count && err == GS_OK; i++) {
		const struct gs_possession context = {ground->channel, 32,
		    keys[i].edition, nonce, sizeof nonce};

		err = gs_possession_prove(proof, &keys[i].secret, &context);
		if (err == GS_OK && json_array_append_new(list,
		        key_json(&keys[i], proof)) != 0)
			err = GS_ERR_MEMORY;
	}
	return err;
}

int gs_enrol_request(struct gs_request *out, const struct gs_client_key *keys,
    size_t count, const struct gs_enrol_ground *ground)
{
	json_t *list = json_array();

	int err = list == NULL ? GS_ERR_MEMORY :
	    add_proofs(list, keys, count, ground);
	if (err == GS_OK)
		err = gs_request_post(out, "/enrol", json_pack("{s:s, s:O}",
		    "code", ground->code, "keys", list));
	json_decref(list);
	return err;
}

/* One of the server's receipts, checked before it is kept. */
static int take_receipt(struct gs_client_key *key, const char *text,
    const struct gs_enrol_ground *ground)
{
	const struct gs_receipt receipt = {ground->channel, key->edition,
	    key->key};

	if (text == NULL || strlen(text) >= GS_RECEIPT_MAX)
		return GS_ERR_FORMAT;
	int err = gs_receipt_check(&receipt, ground->enrol_key, text,
	    strlen(text));
	if (err == GS_OK)
		memcpy(key->receipt, text, strlen(text) + 1);
	return err;
}

int gs_enrol_receipts(struct gs_client_key *keys, size_t count,
    struct gs_report *report, const struct gs_enrol_ground *ground,
    const struct gs_reply *reply)
{
	json_t *json = NULL;

	int err = gs_reply_json(&json, report, reply);
	if (err != GS_OK)
		return err;

	const json_t *list = json_object_get(json, "receipts");
	err = json_array_size(list) == count ? GS_OK : GS_ERR_MISMATCH;
	for (size_t i = 0; i < count && err == GS_OK; i++)
		err = take_receipt(&keys[i],
		    json_string_value(json_array_get(list, i)), ground);
	json_decref(json);
	if (err == GS_OK)
		return GS_OK;

	for (size_t i = 0; i < count; i++)
		keys[i].receipt[0] = '\0';
	gs_report_tell(report, "receipts-not-for-keys", "the server's receipts "
	    "are not for these keys under the charter's enrol key: {0}; ask "
	    "the registrar why, and keep the state",
	    gs_say_text(gs_strerror(err)));
	return err;
}
