/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/steps/half.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "core/bytes.h"
#include "core/host.h"
#include "lib/client/json.h"
#include "lib/sign.h"

/* Whose two signatures a record has. */
static const struct {
	enum gs_record_kind kind;
	const char *role;
} signers[] = {
	{GS_RECORD_REPLY, "office"},
	{GS_RECORD_CORRECT, "office"},
	{GS_RECORD_PUBLISH, "release"},
};

char *gs_half_make(struct gs_span record, const struct gs_span *content,
    size_t count)
{
	json_t *files = json_array();
	json_t *json = json_pack("{s:s#, s:o}", "record",
	    (const char *)record.ptr, record.len, "content", files);
	bool good = json != NULL;

	for (size_t i = 0; good && i < count; i++)
		good = json_array_append_new(files, gs_json_bytes(
		    content[i].ptr, content[i].len)) == 0;
	char *text = good ? json_dumps(json, JSON_COMPACT) : NULL;
	json_decref(json);
	return text;
}

static int refuse_half(struct gs_report *report)
{
	gs_report_say(report, "half-form", "this is nothing that one of two "
	    "has signed, as 'gainsay reply --half' and 'gainsay publish "
	    "--half' write it");
	return GS_ERR_FORMAT;
}

static int decode_file(struct gs_half *out, const json_t *file, size_t room)
{
	uint8_t *bytes = malloc(room + 1);
	size_t len = 0;

	if (bytes == NULL)
		return GS_ERR_MEMORY;
	out->content[out->count] = (struct gs_span){bytes, 0};
	int err = !json_is_string(file) ? GS_ERR_FORMAT : gs_base64_decode(
	    bytes, &len, room, json_string_value(file),
	    json_string_length(file));
	out->content[out->count++].len = len;
	return err;
}

/* Into memory of its own. */
static int take_members(struct gs_half *out, struct gs_arena *arena,
    const json_t *json)
{
	const json_t *files = json_object_get(json, "content");
	const char *text = NULL;

	int err = gs_json_text(&text, json, "record");
	if (err == GS_OK && (json_array_size(files) == 0 ||
	    json_array_size(files) > GS_HALF_FILES_MAX))
		err = GS_ERR_FORMAT;
	for (size_t i = 0; err == GS_OK && i < json_array_size(files); i++)
		err = decode_file(out, json_array_get(files, i),
		    json_string_length(json_array_get(files, i)));
	if (err != GS_OK)
		return err;

	size_t len = strlen(text);
	uint8_t *copy = gs_arena_take(arena, len + 1, 1);
	if (copy == NULL)
		return GS_ERR_MEMORY;
	memcpy(copy, text, len);
	return gs_record_parse(&out->rec, NULL, arena, copy, len);
}

static json_t *load_half(struct gs_span file)
{
	return !gs_json_is_modest(file.ptr, file.len) ? NULL :
	    json_loadb((const char *)file.ptr, file.len,
	        JSON_REJECT_DUPLICATES, NULL);
}

static const char *role_of(const struct gs_type *type)
{
	for (size_t i = 0; type != NULL &&
	    i < sizeof signers / sizeof *signers; i++)
		if (type->kind == signers[i].kind)
			return signers[i].role;
	return NULL;
}

const char *gs_half_role(struct gs_span file)
{
	json_t *json = load_half(file);
	const char *text = NULL, *role = NULL;

	if (json != NULL && gs_json_text(&text, json, "record") == GS_OK)
		role = role_of(gs_type_of(text, strlen(text)));
	json_decref(json);
	return role;
}

/* Whether it is about this memo, and its files are there. */
static bool fits_memo(struct gs_half *half, const struct gs_memo *memo)
{
	uint8_t hash[32];

	half->role = role_of(half->rec.type);
	if (half->role == NULL ||
	    memcmp(gs_record_hash(&half->rec, "memo"), memo->id, 32) != 0 ||
	    gs_record_count(&half->rec, "content") != half->count)
		return false;

	for (size_t i = 0; i < half->count; i++) {
		gs_host_sha256(hash, &half->content[i], 1);
		if (memcmp(gs_record_value(&half->rec, "content", i)->
		    parts[0].ptr, hash, 32) != 0)
			return false;
	}
	return true;
}

int gs_half_read(struct gs_half *out, struct gs_report *report,
    struct gs_arena *arena, const struct gs_memo *memo,
    const struct gs_charter *charter, struct gs_span file)
{
	json_t *json = load_half(file);

	*out = (struct gs_half){.count = 0};
	int err = json == NULL ? GS_ERR_FORMAT : take_members(out, arena,
	    json);
	json_decref(json);
	if (err != GS_OK)
		return err == GS_ERR_MEMORY ? err : refuse_half(report);

	if (!fits_memo(out, memo)) {
		gs_report_tell(report, "half-other-memo", "this is nothing "
		    "about memo {0} with its files that two sign",
		    gs_say_number(memo->number));
		return GS_ERR_MISMATCH;
	}
	if (gs_record_count(&out->rec, "signature") != 1 ||
	    gs_charter_signed(NULL, charter, &out->rec, out->role) != GS_OK) {
		gs_report_tell(report, "half-signature", "the first signature "
		    "is of nobody who holds {0} in the charter in force, "
		    "or there are two already", gs_say_text(out->role));
		return GS_ERR_SIGNATURE;
	}
	return GS_OK;
}

/* The place among those who hold the role, from 0; -1: none. */
static int holder_place(const struct gs_charter *charter, const char *role,
    const uint8_t key[32])
{
	const struct gs_role *held = NULL;

	for (int i = 0; (held = gs_charter_holder(charter, role,
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

	int err = gs_charter_signed(&first, charter, rec, half->role);
	int mine = holder_place(charter, half->role, secret + 32);
	if (err == GS_OK && (mine < 0 ||
	    mine == holder_place(charter, half->role, first->key.ptr))) {
		gs_report_tell(report, "half-signer", "the second signature is "
		    "another's of those who hold {0}: this key is the first's, "
		    "or is in no line of that role in the charter in force",
		    gs_say_text(half->role));
		err = GS_ERR_DENIED;
	}
	if (err != GS_OK)
		return err;

	bool before = mine < holder_place(charter, half->role,
	    first->key.ptr);
	gs_write_bytes(&d.w, rec->text, before ? rec->signed_len : rec->len);
	err = gs_record_countersign(&d, half->role, secret, rec->signed_len);
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
	for (size_t i = 0; i < half->count; i++)
		free((void *)(uintptr_t)half->content[i].ptr);
	half->count = 0;
}
