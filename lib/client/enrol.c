/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/client/enrol.h"

#include <string.h>

#include "core/host.h"
#include "lib/host.h"

int gs_enrol_make(struct gs_client_key *keys, size_t count,
    uint64_t first_edition)
{
	int err = GS_OK;

	for (size_t i = 0; i < count && err == GS_OK; i++) {
		keys[i] = (struct gs_client_key){.edition = first_edition + i};
		err = gs_secret_new(&keys[i].secret, keys[i].key);
	}
	if (err != GS_OK)
		gs_host_wipe(keys, count * sizeof *keys);
	return err;
}

static json_t *key_json(const struct gs_client_key *key,
    const uint8_t proof[GS_POSSESSION_LEN])
{
	return json_pack("{s:I, s:o, s:o}", "edition",
	    (json_int_t)key->edition, "key", gs_json_bytes(key->key, 32),
	    "possession", gs_json_bytes(proof, GS_POSSESSION_LEN));
}

static int add_keys(json_t *list, const struct gs_client_key *keys,
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

static int take_receipts(struct gs_report *report, struct gs_client_key *keys,
    size_t count, const json_t *answer, const struct gs_enrol_ground *ground)
{
	const json_t *list = json_object_get(answer, "receipts");

	int err = json_array_size(list) == count ? GS_OK : GS_ERR_MISMATCH;
	for (size_t i = 0; i < count && err == GS_OK; i++)
		err = take_receipt(&keys[i],
		    json_string_value(json_array_get(list, i)), ground);
	if (err != GS_OK) {
		for (size_t i = 0; i < count; i++)
			keys[i].receipt[0] = '\0';
		gs_report_set(report, "the server's receipts are not for these "
		    "keys under the charter's enrol key: %s; ask the registrar "
		    "why, and keep the state", gs_strerror(err));
	}
	return err;
}

int gs_enrol_send(struct gs_http *http, struct gs_report *report,
    struct gs_client_key *keys, size_t count,
    const struct gs_enrol_ground *ground)
{
	json_t *answer = NULL, *list = json_array();

	int err = list == NULL ? GS_ERR_MEMORY :
	    add_keys(list, keys, count, ground);
	if (err == GS_OK)
		err = gs_http_post(http, report, &answer, "/enrol", NULL,
		    json_pack("{s:s, s:O}", "code", ground->code, "keys",
		        list));
	if (err == GS_OK)
		err = take_receipts(report, keys, count, answer, ground);
	json_decref(list);
	json_decref(answer);
	return err;
}

int gs_enrol(struct gs_http *http, struct gs_report *report,
    struct gs_client_key *keys, size_t count, uint64_t first_edition,
    const struct gs_enrol_ground *ground)
{
	int err = gs_enrol_make(keys, count, first_edition);
	if (err == GS_OK)
		err = gs_enrol_send(http, report, keys, count, ground);
	return err;
}
