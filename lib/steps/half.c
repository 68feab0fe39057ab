/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/steps/half.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "core/bytes.h"
#include "core/host.h"
#include "lib/client/json.h"
#include "lib/sign.h"

char *gs_half_make(struct gs_span record, struct gs_span sealed)
{
	json_t *json = json_pack("{s:s#, s:o}", "record",
	    (const char *)record.ptr, record.len, "content",
	    gs_json_bytes(sealed.ptr, sealed.len));
	char *text = json == NULL ? NULL : json_dumps(json, JSON_COMPACT);

	json_decref(json);
	return text;
}

static int refuse_half(struct gs_report *report)
{
	gs_report_say(report, "half-form", "this is no reply that one of two "
	    "has signed, as 'gainsay reply --half' writes it");
	return GS_ERR_FORMAT;
}

/* Into memory of its own. */
static int take_members(struct gs_half *out, struct gs_arena *arena,
    const json_t *json, size_t room)
{
	const char *text = NULL;

	int err = gs_json_text(&text, json, "record");
	if (err != GS_OK)
		return err;
	size_t len = strlen(text);
	uint8_t *copy = gs_arena_take(arena, len + 1, 1);
	out->sealed = malloc(room + 1);
	if (copy == NULL || out->sealed == NULL)
		return GS_ERR_MEMORY;

	memcpy(copy, text, len);
	err = gs_json_decode(out->sealed, &out->sealed_len, room, json,
	    "content");
	return err != GS_OK ? err : gs_record_parse(&out->rec, NULL, arena,
	    copy, len);
}

/* Whether it is about this memo, and its file is there. */
static bool fits_memo(const struct gs_half *half, const struct gs_memo *memo)
{
	uint8_t hash[32];

	if (!gs_record_is(&half->rec, GS_RECORD_REPLY) &&
	    !gs_record_is(&half->rec, GS_RECORD_CORRECT))
		return false;
	gs_host_sha256(hash, &(struct gs_span){half->sealed,
	    half->sealed_len}, 1);
	return memcmp(gs_record_hash(&half->rec, "memo"), memo->id, 32) == 0 &&
	    memcmp(gs_record_hash(&half->rec, "content"), hash, 32) == 0;
}

int gs_half_read(struct gs_half *out, struct gs_report *report,
    struct gs_arena *arena, const struct gs_memo *memo,
    const struct gs_charter *charter, struct gs_span file)
{
	json_t *json = !gs_json_is_modest(file.ptr, file.len) ? NULL :
	    json_loadb((const char *)file.ptr, file.len,
	        JSON_REJECT_DUPLICATES, NULL);

	*out = (struct gs_half){.sealed = NULL};
	int err = json == NULL ? GS_ERR_FORMAT : take_members(out, arena,
	    json, file.len);
	json_decref(json);
	if (err != GS_OK)
		return err == GS_ERR_MEMORY ? err : refuse_half(report);

	if (!fits_memo(out, memo)) {
		gs_report_tell(report, "half-other-memo", "this is no reply "
		    "to memo {0} with its sealed file",
		    gs_say_number(memo->number));
		return GS_ERR_MISMATCH;
	}
	if (gs_record_count(&out->rec, "signature") != 1 ||
	    gs_charter_signed(NULL, charter, &out->rec, "office") != GS_OK) {
		gs_report_say(report, "half-signature", "the first signature "
		    "is of nobody who holds office in the charter in force, "
		    "or there are two already");
		return GS_ERR_SIGNATURE;
	}
	return GS_OK;
}

/* The place among those who hold office, from 0; -1: none. */
static int office_place(const struct gs_charter *charter, const uint8_t key[32])
{
	const struct gs_role *held = NULL;

	for (int i = 0; (held = gs_charter_holder(charter, "office",
	    (size_t)i)) != NULL; i++)
		if (memcmp(held->key.ptr, key, 32) == 0)
			return i;
	return -1;
}

int gs_half_sign(struct gs_writer *w, struct gs_report *report,
    const struct gs_half *half, const struct gs_charter *charter,
    const uint8_t secret[64])
{
	const struct gs_record *rec = &half->rec;
	const struct gs_role *first = NULL;
	struct gs_record_writer d = {.w = *w, .type = rec->type};

	int err = gs_charter_signed(&first, charter, rec, "office");
	int mine = office_place(charter, secret + 32);
	if (err == GS_OK && (mine < 0 ||
	    mine == office_place(charter, first->key.ptr))) {
		gs_report_say(report, "half-signer", "the second signature is "
		    "another's of those who hold office: this key is the "
		    "first's, or is in no office line of the charter in "
		    "force");
		err = GS_ERR_DENIED;
	}
	if (err != GS_OK)
		return err;

	bool before = mine < office_place(charter, first->key.ptr);
	gs_write_bytes(&d.w, rec->text, before ? rec->signed_len : rec->len);
	err = gs_record_countersign(&d, "office", secret, rec->signed_len);
	if (err == GS_OK && before)
		gs_write_bytes(&d.w, rec->text + rec->signed_len,
		    rec->len - rec->signed_len);
	if (err != GS_OK)
		return err;
	*w = d.w;
	return gs_writer_end(w);
}

void gs_half_free(struct gs_half *half)
{
	free(half->sealed);
	half->sealed = NULL;
}
