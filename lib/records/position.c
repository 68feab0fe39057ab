/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/records/position.h"

#include <string.h>

#include "lib/host.h"
#include "lib/records/office.h"

int gs_stance_write(struct gs_writer *w, const struct gs_memo *memo,
    const struct gs_stance *stance)
{
	uint8_t head[GS_STANCE_HEAD_MAX];
	struct gs_record_writer d;

	gs_office_start(&d, head, sizeof head, "stance", memo);
	gs_record_line(&d, "request", gs_part_number(stance->request));
	gs_record_line(&d, "stance", gs_part_word(stance->word));
	gs_record_line(&d, "seed", gs_part_hash(stance->seed));
	int err = gs_office_head(w, &d, stance->text);

	gs_host_wipe(head, sizeof head);
	return err;
}

static const char *find_word(const struct gs_part *word)
{
	const char *known = NULL;

	for (size_t i = 0; (known = gs_disposition_at(i)) != NULL; i++)
		if (gs_part_is(word, known))
			return known;
	return NULL;
}

static int refuse_stance(struct gs_report *report,
    const struct gs_position *position)
{
	gs_report_tell(report, "stance-form", "the sealed file of position "
	    "{0} is not a position: it has another head, or none",
	    gs_say_number(position->number));
	return GS_ERR_FORMAT;
}

static int read_stance_head(struct gs_stance *out, const struct gs_memo *memo,
    const uint8_t *head, size_t len)
{
	struct gs_record rec;
	struct gs_pool pool;
	int err = gs_record_parse(&rec, NULL, gs_pool_start(&pool), head, len);

	if (err == GS_OK && !gs_record_is(&rec, GS_RECORD_STANCE))
		err = GS_ERR_FORMAT;
	if (err == GS_OK) {
		struct gs_part word = gs_record_part(&rec, "stance");
		out->request = gs_record_number(&rec, "request");
		out->word = find_word(&word);
		memcpy(out->seed, gs_record_hash(&rec, "seed"), 32);
		if (out->word == NULL || memcmp(gs_record_hash(&rec, "memo"),
		        memo->id, 32) != 0 ||
		    memcmp(gs_record_hash(&rec, "channel"),
		        memo->charter->channel, 32) != 0)
			err = GS_ERR_FORMAT;
	}
	gs_pool_free(&pool);
	return err;
}

static void commit_stance(uint8_t out[32], const struct gs_memo *memo,
    const struct gs_stance *stance)
{
	uint8_t salt[32], words[32];
	const struct gs_position_opening opening = {
	    {(const uint8_t *)stance->word, strlen(stance->word)}, salt,
	    words};

	gs_position_salt(salt, stance->seed);
	gs_position_words(words, stance->seed, stance->text);
	gs_position_commit(out, memo->id, stance->request, &opening);
}

int gs_stance_read(struct gs_stance *out, struct gs_report *report,
    const struct gs_memo *memo, const struct gs_position *position,
    struct gs_span plain)
{
	const uint8_t *end = plain.len < 2 ? NULL :
	    memmem(plain.ptr, plain.len, "\n\n", 2);
	uint8_t commitment[32];

	if (end == NULL)
		return refuse_stance(report, position);
	size_t len = (size_t)(end - plain.ptr) + 1;
	int err = read_stance_head(out, memo, plain.ptr, len);
	if (err == GS_ERR_MEMORY)
		return err;
	if (err != GS_OK)
		return refuse_stance(report, position);

	out->text = (struct gs_span){end + 2, plain.len - len - 1};
	commit_stance(commitment, memo, out);
	if (out->request == position->request && memcmp(commitment,
	        gs_record_hash(&position->rec, "commitment"), 32) == 0)
		return GS_OK;
	gs_report_tell(report, "stance-other", "the sealed file of position "
	    "{0} is not what its record commits to",
	    gs_say_number(position->number));
	return GS_ERR_MISMATCH;
}

static void start_position(struct gs_record_writer *d, uint8_t *buf,
    size_t max, const struct gs_memo *memo, uint64_t request,
    enum gs_side side)
{
	gs_office_start(d, buf, max, "position", memo);
	gs_record_line(d, "position", gs_part_number(memo->position == NULL ?
	    1 : memo->position->number + 1));
	gs_record_line(d, "request", gs_part_number(request));
	gs_record_line(d, "side", gs_part_word(gs_side_word(side)));
}

int gs_position_private(struct gs_writer *w, const struct gs_memo *memo,
    const struct gs_stance *stance, const uint8_t content[32],
    const uint8_t secret[64])
{
	uint8_t buf[1024], commitment[32];
	struct gs_record_writer d;

	commit_stance(commitment, memo, stance);
	start_position(&d, buf, sizeof buf, memo, stance->request,
	    GS_SIDE_PRIVATE);
	gs_record_line(&d, "commitment", gs_part_hash(commitment));
	gs_record_line(&d, "content", gs_part_hash(content));
	return gs_office_sign(w, &d, "office", secret);
}

int gs_position_public(struct gs_writer *w, const struct gs_memo *memo,
    const struct gs_public_position *p, const uint8_t secret[64])
{
	uint8_t buf[3 * GS_LINE_MAX + 1024];
	struct gs_record_writer d;

	start_position(&d, buf, sizeof buf, memo, p->request, GS_SIDE_PUBLIC);
	gs_record_line(&d, "stance", gs_part_word(p->word));
	gs_record_line(&d, "text", gs_part_text(p->text));
	gs_record_line(&d, "place", gs_part_text(p->place));
	gs_record_line(&d, "date", gs_part_date(p->day));
	if (p->url != NULL)
		gs_record_line(&d, "url", gs_part_text(p->url));
	return gs_office_sign(w, &d, "office", secret);
}

int gs_position_opened(struct gs_writer *w, const struct gs_memo *memo,
    uint64_t which, const struct gs_stance *stance, const uint8_t secret[64])
{
	uint8_t buf[1024], salt[32], words[32];
	struct gs_record_writer d;

	gs_position_salt(salt, stance->seed);
	gs_position_words(words, stance->seed, stance->text);
	start_position(&d, buf, sizeof buf, memo, stance->request,
	    GS_SIDE_OPENED);
	gs_record_line(&d, "stance", gs_part_word(stance->word));
	gs_record_line(&d, "which", gs_part_number(which));
	gs_record_line(&d, "salt", gs_part_hash(salt));
	gs_record_line(&d, "words", gs_part_hash(words));
	return gs_office_sign(w, &d, "office", secret);
}

int gs_position_dispute(struct gs_writer *w, const struct gs_memo *memo,
    uint64_t position, const uint8_t content[32], const uint8_t secret[64])
{
	uint8_t buf[1024];
	struct gs_record_writer d;

	gs_office_start(&d, buf, sizeof buf, "dispute", memo);
	gs_record_line(&d, "position", gs_part_number(position));
	gs_record_line(&d, "content", gs_part_hash(content));
	return gs_office_sign(w, &d, "author", secret);
}
