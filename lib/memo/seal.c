/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/memo/seal.h"

#include <stdlib.h>
#include <string.h>

#include "core/bytes.h"
#include "lib/age.h"

/* The domain, the secret, the count, a type of at most 64 bytes and a key of
 * 32 for each recipient, and a hash. */
#define HEAD_MAX (64 + GS_RECIPIENTS_MAX * (4 + 64 + 4 + 32) + 32)

/* Whoever is given copies is given no memo before that. */
static bool takes_copies(const struct gs_value *line, const char *field)
{
	return strcmp(field, "seal") == 0 &&
	    gs_part_is(&line->parts[0], "recipient");
}

static void add_recipient(struct gs_recipients *out,
    const struct gs_value *line, size_t at)
{
	if (out->count < GS_RECIPIENTS_MAX)
		out->of[out->count++] = (struct gs_recipient){
		    {line->parts[at].ptr, line->parts[at].len},
		    {line->parts[at + 1].ptr, line->parts[at + 1].len}};
}

void gs_recipients_of(struct gs_recipients *out, const struct gs_record *rec,
    const char *field)
{
	const struct gs_value *v = NULL;
	/* A holder's line begins with the role. */
	size_t at = strcmp(field, "reply") == 0 ? 0 : 1;

	out->count = 0;
	for (size_t i = 0; (v = gs_record_value(rec, field, i)) != NULL; i++)
		if (!takes_copies(v, field))
			add_recipient(out, v, at);
}

void gs_recipients_of_copy(struct gs_recipients *out,
    const struct gs_record *charter, const struct gs_part *to)
{
	const struct gs_value *v = NULL;

	out->count = 0;
	for (size_t i = 0; (v = gs_record_value(charter, "seal", i)); i++)
		if (takes_copies(v, "seal") &&
		    gs_part_same(&v->parts[3], to))
			add_recipient(out, v, 1);
}

void gs_recipients_of_reply(struct gs_recipients *out,
    const struct gs_record *memo, const struct gs_record *charter)
{
	const struct gs_value *v = NULL;

	gs_recipients_of(out, memo, "reply");
	for (size_t i = 0; charter != NULL &&
	    (v = gs_record_value(charter, "seal", i)) != NULL; i++)
		if (gs_part_is(&v->parts[0], "office"))
			add_recipient(out, v, 1);
}

void gs_recipients_add_appeal(struct gs_recipients *out,
    const struct gs_record *charter)
{
	const struct gs_value *v = NULL;

	for (size_t i = 0; gs_record_count(charter, "ground") > 0 &&
	    (v = gs_record_value(charter, "seal", i)) != NULL; i++)
		if (gs_part_is(&v->parts[0], "appeal"))
			add_recipient(out, v, 1);
}

void gs_recipients_of_report(struct gs_recipients *out,
    const struct gs_record *memo, const struct gs_record *charter)
{
	const struct gs_value *v = NULL;

	gs_recipients_of(out, memo, "reply");
	for (size_t i = 0; (v = gs_record_value(charter, "seal", i)); i++)
		if (!takes_copies(v, "seal"))
			add_recipient(out, v, 1);
}

size_t gs_padded_len(size_t len)
{
	size_t padded = GS_PADDED_MIN;

	while (padded < len && padded <= SIZE_MAX / 2)
		padded *= 2;
	return padded;
}

size_t gs_unpadded_len(const void *text, size_t len)
{
	const uint8_t *p = text;

	while (len > 0 && p[len - 1] == 0)
		len--;
	return len;
}

bool gs_seal_is_shaped(struct gs_span file)
{
	size_t n = gs_age_recipients(file.ptr, file.len);

	if (n == 0 || n > GS_RECIPIENTS_MAX)
		return false;
	for (size_t len = GS_PADDED_MIN; len <= GS_AGE_PLAIN_MAX; len *= 2)
		if (file.len == gs_age_sealed_len(n, len))
			return true;
	return false;
}

/* Secret: released by gs_age_free. */
static int pad_text(uint8_t **out, size_t *out_len, struct gs_span text)
{
	size_t len = gs_padded_len(text.len);

	if (text.len > GS_AGE_PLAIN_MAX)
		return GS_ERR_RANGE;
	/* It would be taken for padding. */
	if (text.len > 0 && text.ptr[text.len - 1] == 0)
		return GS_ERR_FORMAT;
	uint8_t *padded = calloc(1, len);
	if (padded == NULL)
		return GS_ERR_MEMORY;

	if (text.len > 0)
		memcpy(padded, text.ptr, text.len);
	*out = padded;
	*out_len = len;
	return GS_OK;
}

/* age knows one type of recipients so far. */
static int read_keys(uint8_t keys[GS_RECIPIENTS_MAX][32],
    const struct gs_recipients *to)
{
	for (size_t i = 0; i < to->count; i++) {
		struct gs_part type = {.kind = GS_PART_WORD,
		    .ptr = to->of[i].type.ptr, .len = to->of[i].type.len};
		struct gs_part key = {.kind = GS_PART_BYTES,
		    .ptr = to->of[i].key.ptr, .len = to->of[i].key.len};

		if (!gs_recipient_is_known(&type, &key))
			return GS_ERR_RULE;
		memcpy(keys[i], key.ptr, 32);
	}
	return GS_OK;
}

/* What all randomness of the file follows from. */
static int derive_seed_key(uint8_t key[32], const struct gs_recipients *to,
    struct gs_span padded, const uint8_t secret[32])
{
	uint8_t head[HEAD_MAX], hash[32];
	struct gs_writer w = gs_writer_of(head, sizeof head);

	gs_write_lv_text(&w, "gainsay/v1/seal");
	gs_write_bytes(&w, secret, 32);
	gs_write_u32(&w, (uint32_t)to->count);
	for (size_t i = 0; i < to->count; i++) {
		gs_write_lv(&w, to->of[i].type.ptr, to->of[i].type.len);
		gs_write_lv(&w, to->of[i].key.ptr, to->of[i].key.len);
	}
	gs_host_sha256(hash, &padded, 1);
	gs_write_bytes(&w, hash, sizeof hash);

	int err = gs_writer_end(&w);
	if (err == GS_OK)
		gs_host_sha256(key, &(struct gs_span){head, w.len}, 1);
	gs_host_wipe(head, sizeof head);
	return err;
}

/* `len` is a multiple of 32. */
static void write_stream(uint8_t *out, size_t len, const uint8_t key[32])
{
	uint8_t head[64], number[4];
	struct gs_writer w = gs_writer_of(head, sizeof head);

	gs_write_lv_text(&w, "gainsay/v1/seal-stream");
	for (size_t i = 0; i * 32 < len; i++) {
		gs_put_u32(number, (uint32_t)i);
		gs_host_sha256(out + i * 32, (const struct gs_span[]){
		    {head, w.len}, {key, 32}, {number, 4}}, 3);
	}
}

int gs_seal_same(uint8_t **out, size_t *out_len,
    const struct gs_recipients *to, struct gs_span text,
    const uint8_t secret[32])
{
	uint8_t keys[GS_RECIPIENTS_MAX][32], key[32];
	uint8_t random[GS_AGE_RANDOM_LEN(GS_RECIPIENTS_MAX)];
	uint8_t *padded = NULL;
	size_t len = 0;

	int err = read_keys(keys, to);
	if (err == GS_OK)
		err = pad_text(&padded, &len, text);
	if (err != GS_OK)
		return err;

	err = derive_seed_key(key, to, (struct gs_span){padded, len}, secret);
	if (err == GS_OK) {
		write_stream(random, GS_AGE_RANDOM_LEN(to->count), key);
		err = gs_age_seal_derand(out, out_len,
		    (const uint8_t (*)[32])keys, to->count,
		    (struct gs_span){padded, len}, random);
	}
	gs_host_wipe(key, sizeof key);
	gs_host_wipe(random, sizeof random);
	gs_age_free(&padded, len);
	return err;
}

void gs_seal_secret_anew(uint8_t out[32], const uint8_t secret[32],
    uint32_t unreadable)
{
	uint8_t head[64], number[4];
	struct gs_writer w = gs_writer_of(head, sizeof head);

	gs_write_lv_text(&w, "gainsay/v1/resupply");
	gs_put_u32(number, unreadable);
	gs_host_sha256(out, (const struct gs_span[]){{head, w.len},
	    {secret, 32}, {number, 4}}, 3);
}

int gs_seal(uint8_t **out, size_t *out_len, const struct gs_recipients *to,
    struct gs_span text)
{
	uint8_t keys[GS_RECIPIENTS_MAX][32], *padded = NULL;
	size_t len = 0;

	if (text.len > 0 && memchr(text.ptr, 0, text.len) != NULL)
		return GS_ERR_FORMAT;
	int err = read_keys(keys, to);
	if (err == GS_OK)
		err = pad_text(&padded, &len, text);
	if (err != GS_OK)
		return err;

	err = gs_age_seal(out, out_len, (const uint8_t (*)[32])keys,
	    to->count, padded, len);
	gs_age_free(&padded, len);
	return err;
}

int gs_seal_open(uint8_t **plain, size_t *plain_len,
    const uint8_t identity[32], struct gs_span file)
{
	size_t len = 0;

	if (!gs_seal_is_shaped(file))
		return GS_ERR_FORMAT;
	int err = gs_age_open(plain, &len, identity, file.ptr, file.len);
	if (err == GS_OK)
		*plain_len = gs_unpadded_len(*plain, len);
	return err;
}
