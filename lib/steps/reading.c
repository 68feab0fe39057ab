/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/steps/reading.h"

#include <string.h>

#include "core/bytes.h"
#include "lib/client/json.h"
#include "lib/host.h"

static int apply_edition(struct gs_state *state, struct gs_report *report,
    const char *entry)
{
	struct gs_entry_proof proof;
	struct gs_refusal refusal = {.why = NULL};
	struct gs_report why = {.text = ""};
	bool has_proof = false;

	int err = gs_state_apply(state, &proof, &has_proof, &refusal, entry,
	    strlen(entry));
	if (err == GS_OK || err == GS_ERR_MEMORY)
		return err;
	if (refusal.why != NULL)
		gs_report_refusal(&why, &refusal);
	gs_report_tell(report, "editions-refused", "the server's charters and "
	    "rolls are not those of a log: {0}", gs_say_text(
	        why.text[0] != '\0' ? why.text : gs_strerror(err)));
	return err;
}

int gs_reading_editions(struct gs_state **out, struct gs_report *report,
    struct gs_arena *arena, const struct gs_reply *reply)
{
	struct gs_state *state = NULL;
	json_t *json = NULL;

	int err = gs_reply_json(&json, report, reply);
	if (err == GS_OK)
		err = gs_state_new(&state, arena);

	/* The state borrows nothing of an entry. */
	const json_t *list = json_object_get(json, "entries");
	for (size_t i = 0; err == GS_OK && i < json_array_size(list); i++) {
		const char *entry = json_string_value(json_array_get(list, i));
		err = entry == NULL ?
		    gs_reply_lacks(report, reply, "entries") :
		    apply_edition(state, report, entry);
	}
	json_decref(json);
	if (err == GS_OK && gs_state_charter(state) == NULL)
		err = gs_reply_lacks(report, reply, "entries");
	if (err == GS_OK)
		*out = state;
	return err;
}

int gs_reading_is_of(struct gs_report *report,
    const struct gs_state *editions, const char *origin,
    const uint8_t log_key[32])
{
	const struct gs_charter *charter = gs_state_charter(editions);
	struct gs_part named = gs_record_part(&charter->rec, "origin");

	if (gs_charter_has_origin(charter, origin) &&
	    gs_charter_has_log_key(charter, log_key))
		return GS_OK;
	gs_report_tell(report, "editions-other-log", "the server's charter is "
	    "not that of {0} under the key given: it names {1}",
	    gs_say_text(origin), gs_say_span(named.ptr, named.len));
	return GS_ERR_MISMATCH;
}

int gs_reading_find(const struct gs_roll_edition **edition,
    struct gs_request *request, struct gs_report *report,
    const struct gs_state *editions, const struct gs_client *client)
{
	char path[GS_REQUEST_PATH_MAX];
	struct gs_writer w = gs_writer_of(path, sizeof path);
	const struct gs_roll_edition *e = gs_state_roll(editions);

	while (e != NULL && (!e->has_reading ||
	    gs_client_key(client, e->edition) == NULL))
		e = e->before;
	if (e == NULL) {
		gs_report_say(report, "reading-no-roll", "this channel is read "
		    "by its members, and no roll yet has a key of yours: wait "
		    "for the next one, or give a reading key with --reading");
		return GS_ERR_UNKNOWN;
	}

	gs_write_text(&w, "/roll/");
	gs_write_hex(&w, e->root, 32);
	gs_write_u8(&w, 0);
	int err = gs_writer_end(&w);
	if (err == GS_OK)
		err = gs_request_get(request, path);
	if (err == GS_OK)
		*edition = e;
	return err;
}

static int prove_membership(uint8_t *proof, size_t *len,
    const uint8_t nonce[32], const struct gs_charter *charter,
    const struct gs_roll *roll, const struct gs_client_key *key)
{
	uint8_t scope[GS_SCOPE_MAX], message[GS_MESSAGE_MAX];
	size_t scope_len = 0, message_len = 0;
	struct gs_pool pool;

	int err = gs_scope_reading(scope, &scope_len, sizeof scope,
	    charter->channel, gs_roll_root(roll));
	if (err == GS_OK)
		err = gs_message(message, &message_len, sizeof message,
		    "reading", nonce, NULL);
	if (err != GS_OK)
		return err;

	const struct gs_statement statement = {scope, scope_len, message,
	    message_len};
	const struct gs_proof_inputs inputs = {roll, &key->secret, &statement};
	err = gs_member_prove(proof, len, GS_PROOF_LEN_MAX, &inputs,
	    gs_pool_start(&pool));
	gs_pool_free(&pool);
	return err;
}

static int write_request(struct gs_request *out,
    const struct gs_charter *charter, const struct gs_roll *roll,
    const struct gs_client_key *key)
{
	uint8_t nonce[32], proof[GS_PROOF_LEN_MAX];
	size_t len = 0;

	int err = gs_host_random(nonce, sizeof nonce);
	if (err == GS_OK)
		err = prove_membership(proof, &len, nonce, charter, roll, key);
	return err != GS_OK ? err : gs_request_post(out, "/reading",
	    json_pack("{s:o, s:o, s:o}",
	        "roll", gs_json_bytes(gs_roll_root(roll), 32),
	        "nonce", gs_json_bytes(nonce, sizeof nonce),
	        "proof", gs_json_bytes(proof, len)));
}

int gs_reading_request(struct gs_request *out, struct gs_report *report,
    const struct gs_state *editions, const struct gs_roll_edition *edition,
    const struct gs_client *client, struct gs_span keys)
{
	struct gs_pool pool;
	struct gs_roll *roll = NULL;
	struct gs_arena *arena = gs_pool_start(&pool);

	int err = keys.len != edition->size * 32 ? GS_ERR_MISMATCH :
	    gs_roll_open(&roll, arena, keys.ptr, keys.len / 32);
	if (err == GS_OK && memcmp(gs_roll_root(roll), edition->root, 32) != 0)
		err = GS_ERR_MISMATCH;
	if (err == GS_OK)
		err = write_request(out, gs_state_charter(editions), roll,
		    gs_client_key(client, edition->edition));
	if (err != GS_OK)
		gs_report_tell(report, "reading-not-proved", "membership of "
		    "roll edition {0} cannot be proved: {1}",
		    gs_say_number(edition->edition),
		    gs_say_text(gs_strerror(err)));
	gs_pool_free(&pool);
	return err;
}

int gs_reading_take(uint8_t key[32], struct gs_report *report,
    const struct gs_roll_edition *edition, const struct gs_reply *reply)
{
	const char *text = NULL;
	uint8_t hash[32];
	json_t *json = NULL;

	int err = gs_reply_json(&json, report, reply);
	if (err != GS_OK)
		return err;
	if (gs_json_text(&text, json, "key") != GS_OK ||
	    gs_hex_decode_secret(key, 32, text, strlen(text)) != GS_OK) {
		json_decref(json);
		return gs_reply_lacks(report, reply, "key");
	}
	json_decref(json);

	gs_host_sha256(hash, &(struct gs_span){key, 32}, 1);
	if (memcmp(hash, edition->reading, sizeof hash) == 0)
		return GS_OK;
	gs_host_wipe(key, 32);
	gs_report_tell(report, "reading-key-other", "the server's reading key "
	    "is not the one that the record of roll edition {0} names: it is "
	    "not used, since a key of one's own would tell who reads",
	    gs_say_number(edition->edition));
	return GS_ERR_MISMATCH;
}
