/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/records/reveal.h"

#include <string.h>

#include "lib/age.h"
#include "lib/host.h"
#include "lib/records/several.h"

/* So that eight of them fit beside an endorsement into the body of an act. */
#define PLAIN_LEN 640

/* Write ------------------------------------------------------------------- */

/* The padded text: of a dummy nothing but padding. */
static int write_known(uint8_t plain[PLAIN_LEN], const struct gs_reveal_of *of,
    const struct gs_known *known)
{
	struct gs_record_writer d;
	struct gs_pool pool;

	memset(plain, 0, PLAIN_LEN);
	if (known == NULL)
		return GS_OK;
	gs_record_start(&d, plain, PLAIN_LEN, "known");
	gs_record_line(&d, "memo", gs_part_hash(of->memo));
	gs_record_line(&d, "tag", gs_part_hash(of->tag));
	gs_record_line(&d, "name", gs_part_text(known->name));
	if (known->statement != NULL)
		gs_record_line(&d, "statement",
		    gs_part_text(known->statement));

	int err = gs_record_end(&d, gs_pool_start(&pool));
	gs_pool_free(&pool);
	return err;
}

int gs_known_check(struct gs_report *report, const struct gs_known *known)
{
	static const uint8_t none[32] = {0};
	const struct gs_reveal_of of = {none, none};
	uint8_t plain[PLAIN_LEN];
	size_t more = known->statement == NULL ? 0 : strlen(known->statement);

	int err = strlen(known->name) > GS_KNOWN_NAME_MAX ||
	    more > GS_KNOWN_STATEMENT_MAX ? GS_ERR_RANGE :
	    write_known(plain, &of, known);
	gs_host_wipe(plain, sizeof plain);
	if (err == GS_OK || err == GS_ERR_MEMORY)
		return err;
	gs_report_tell(report, "known-text", "the name has 1 to {0} bytes and "
	    "the statement at most {1}, in one line each, without control "
	    "characters and without a space at either end",
	    gs_say_number(GS_KNOWN_NAME_MAX),
	    gs_say_number(GS_KNOWN_STATEMENT_MAX));
	return GS_ERR_FORMAT;
}

static int write_reveal(struct gs_writer *w, uint8_t hash[32],
    struct gs_span file)
{
	struct gs_record_writer d;
	struct gs_pool pool;

	gs_host_sha256(hash, &file, 1);
	gs_record_start(&d, w->ptr + w->len, w->max - w->len, "reveal");
	gs_record_line(&d, "content", gs_part_bytes(file.ptr, file.len));
	int err = gs_record_end(&d, gs_pool_start(&pool));
	if (err == GS_OK)
		w->len += d.w.len;
	gs_pool_free(&pool);
	return err;
}

int gs_reveal_write(struct gs_writer *w, uint8_t hash[32],
    const struct gs_seal *reader, const struct gs_reveal_of *of,
    const struct gs_known *known)
{
	uint8_t plain[PLAIN_LEN], key[1][32], *file = NULL;
	size_t len = 0;

	if (!gs_recipient_is_known(&reader->type, &reader->key))
		return GS_ERR_RULE;
	memcpy(key[0], reader->key.ptr, 32);
	int err = write_known(plain, of, known);
	if (err == GS_OK)
		err = gs_age_seal(&file, &len, (const uint8_t (*)[32])key, 1,
		    plain, sizeof plain);
	gs_host_wipe(plain, sizeof plain);
	if (err == GS_OK)
		err = write_reveal(w, hash, (struct gs_span){file, len});
	gs_age_free(&file, len);
	return err;
}

/* Read -------------------------------------------------------------------- */

static bool is_reveal_file(struct gs_span file)
{
	return file.len == gs_age_sealed_len(1, PLAIN_LEN) &&
	    gs_age_recipients(file.ptr, file.len) == 1;
}

int gs_reveal_next(struct gs_span *file, struct gs_arena *arena,
    struct gs_span *left)
{
	struct gs_record rec;

	if (left->len == 0)
		return GS_ERR_FORMAT;
	struct gs_span text = gs_records_next(left);
	int err = gs_record_parse(&rec, NULL, arena, text.ptr, text.len);
	if (err == GS_ERR_MEMORY)
		return err;
	if (err != GS_OK || !gs_record_is(&rec, GS_RECORD_REVEAL))
		return GS_ERR_FORMAT;
	struct gs_part content = gs_record_part(&rec, "content");
	*file = (struct gs_span){content.ptr, content.len};
	return is_reveal_file(*file) ? GS_OK : GS_ERR_FORMAT;
}

int gs_reveals_fit(struct gs_report *report, struct gs_arena *arena,
    const struct gs_record *endorsement, struct gs_span behind)
{
	size_t count = gs_record_count(endorsement, "reveal");
	int err = GS_OK;

	for (size_t i = 0; i < count && err == GS_OK; i++) {
		struct gs_span file = {NULL, 0};
		uint8_t hash[32];

		err = gs_reveal_next(&file, arena, &behind);
		gs_host_sha256(hash, &file, 1);
		if (err == GS_OK && memcmp(hash, gs_record_value(endorsement,
		    "reveal", i)->parts[0].ptr, sizeof hash) != 0)
			err = GS_ERR_MISMATCH;
	}
	if (err == GS_OK && behind.len > 0)
		err = GS_ERR_FORMAT;
	if (err == GS_OK || err == GS_ERR_MEMORY)
		return err;
	gs_report_tell(report, "reveal-files", "behind an endorsement stand "
	    "the files that it names, each in a record `reveal`, {0} here: an "
	    "age file of {1} bytes to one recipient, whose SHA-256 is that of "
	    "its line", gs_say_number(count),
	    gs_say_number(gs_age_sealed_len(1, PLAIN_LEN)));
	return err;
}

static int read_known(struct gs_record *out, struct gs_arena *arena,
    const struct gs_reveal_of *of, struct gs_span plain)
{
	struct gs_span text = {NULL, 0};

	int err = gs_arena_copy(&text, arena, plain);
	if (err == GS_OK)
		err = gs_record_parse(out, NULL, arena, text.ptr, text.len);
	if (err != GS_OK)
		return err == GS_ERR_MEMORY ? err : GS_ERR_FORMAT;
	if (!gs_record_is(out, GS_RECORD_KNOWN))
		return GS_ERR_FORMAT;
	return memcmp(gs_record_hash(out, "memo"), of->memo, 32) == 0 &&
	    memcmp(gs_record_hash(out, "tag"), of->tag, 32) == 0 ? GS_OK :
	    GS_ERR_MISMATCH;
}

int gs_reveal_open(struct gs_record *out, struct gs_arena *arena,
    const struct gs_reveal_of *of, const uint8_t identity[32],
    struct gs_span file)
{
	uint8_t *plain = NULL;
	size_t len = 0, text = 0;

	*out = (struct gs_record){.type = NULL};
	if (!is_reveal_file(file))
		return GS_ERR_FORMAT;
	int err = gs_age_open(&plain, &len, identity, file.ptr, file.len);
	if (err != GS_OK)
		return err;
	for (text = len; text > 0 && plain[text - 1] == 0;)
		text--;
	if (text > 0)
		err = read_known(out, arena, of, (struct gs_span){plain, text});
	gs_age_free(&plain, len);
	return err;
}
