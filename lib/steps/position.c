/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/steps/position.h"

#include <stdlib.h>
#include <string.h>

#include "core/record/time.h"
#include "lib/age.h"
#include "lib/memo/plain.h"
#include "lib/memo/seal.h"

int gs_position_on(uint64_t *request, struct gs_report *report,
    const struct gs_memo *memo, const char *text)
{
	uint64_t most = memo->requests;

	*request = 0;
	if (text == NULL && most == 0)
		return GS_OK;
	if (text != NULL && gs_decimal_decode(request, text, strlen(text),
	    most) == GS_OK && (*request == 0) == (most == 0))
		return GS_OK;
	gs_report_tell(report, "position-which-request", "the memo has {0} "
	    "requests; say by --request which one it is on, 1 to {0} (none if "
	    "it has none), and not '{1}'", gs_say_number(most),
	    gs_say_text(text == NULL ? "" : text));
	return GS_ERR_FORMAT;
}

int gs_position_word(const char **out, struct gs_report *report,
    const char *text)
{
	for (size_t i = 0; (*out = gs_disposition_at(i)) != NULL; i++)
		if (strcmp(*out, text) == 0)
			return GS_OK;
	gs_report_tell(report, "position-which-stance", "the stance '{0}' is "
	    "none of {1}", gs_say_text(text),
	    gs_say_text(gs_disposition_list()));
	return GS_ERR_FORMAT;
}

int gs_position_named(const struct gs_position **out,
    struct gs_report *report, const struct gs_memo *memo, const char *text)
{
	uint64_t count = memo->position == NULL ? 0 : memo->position->number;
	uint64_t number = 0;

	*out = NULL;
	if (gs_decimal_decode(&number, text, strlen(text), count) == GS_OK)
		*out = gs_position_by(memo, number);
	if (*out != NULL)
		return GS_OK;
	gs_report_tell(report, "position-which", "there is no position '{0}' "
	    "on memo {1}; it has {2}, numbered from 1, which 'gainsay status' "
	    "shows", gs_say_text(text), gs_say_number(memo->number),
	    gs_say_number(count));
	return GS_ERR_UNKNOWN;
}

int gs_position_day(int64_t *out, struct gs_report *report, const char *text)
{
	if (gs_date_parse(out, text, strlen(text)) == GS_OK)
		return GS_OK;
	gs_report_tell(report, "position-which-day", "'{0}' is no day; write "
	    "it as 2023-11-03", gs_say_text(text));
	return GS_ERR_FORMAT;
}

static int end_position(struct gs_letter *letter, const struct gs_writer *w,
    struct gs_report *report, int err)
{
	if (err == GS_OK) {
		letter->record_len = w->len;
		return GS_OK;
	}
	gs_report_tell(report, "position-record", "the position cannot be "
	    "made: {0}; what is public of it is a line each, without control "
	    "characters and without a space at either end",
	    gs_say_text(gs_strerror(err)));
	gs_letter_free(letter);
	return err;
}

/* The memo's holders, and the office, which must be able to open it when it is
 * asked to. */
static int find_readers(struct gs_recipients *out, struct gs_report *report,
    const struct gs_memo *memo)
{
	const struct gs_charter *c = memo->charter;

	gs_recipients_of(out, &memo->rec, "reply");
	for (size_t i = 0; i < c->seal_count; i++) {
		const struct gs_seal *seal = &c->seals[i];

		if (!gs_part_is(&seal->name, "office"))
			continue;
		if (out->count == GS_RECIPIENTS_MAX) {
			gs_report_tell(report, "position-readers", "the memo's "
			    "charter names so many keys of the office that a "
			    "position cannot be sealed to them and to the "
			    "memo's reply key; {0} can be",
			    gs_say_number(GS_RECIPIENTS_MAX));
			return GS_ERR_RULE;
		}
		out->of[out->count++] = (struct gs_recipient){
		    {seal->type.ptr, seal->type.len},
		    {seal->key.ptr, seal->key.len}};
	}
	return GS_OK;
}

static int seal_stance(struct gs_letter *letter, struct gs_report *report,
    const struct gs_stance *stance)
{
	size_t max = GS_STANCE_HEAD_MAX + letter->text.len + 1;
	struct gs_recipients to;
	uint8_t *plain = NULL;

	int err = find_readers(&to, report, letter->memo);
	if (err != GS_OK)
		return err;
	plain = malloc(max);
	if (plain == NULL)
		return GS_ERR_MEMORY;

	struct gs_writer w = gs_writer_of(plain, max);
	err = gs_stance_write(&w, letter->memo, stance);
	if (err == GS_OK)
		err = gs_seal(&letter->sealed, &letter->sealed_len, &to,
		    (struct gs_span){plain, w.len});
	gs_host_wipe(plain, max);
	free(plain);
	if (err != GS_OK)
		gs_report_tell(report, "position-not-sealed", "the position, "
		    "of {0} bytes, cannot be sealed: {1}; at most {2} can be",
		    gs_say_number(letter->text.len),
		    gs_say_text(gs_strerror(err)),
		    gs_say_number(GS_AGE_PLAIN_MAX - GS_STANCE_HEAD_MAX));
	return err;
}

int gs_position_keep(struct gs_letter *letter, struct gs_report *report,
    uint64_t request, const char *word)
{
	struct gs_writer w = gs_writer_of(letter->record,
	    sizeof letter->record);
	struct gs_stance stance = {.request = request, .word = word,
	    .text = letter->text};
	uint8_t digest[32];

	int err = gs_plain_check(report, letter->text);
	if (err == GS_OK)
		err = gs_host_random(stance.seed, sizeof stance.seed);
	if (err == GS_OK)
		err = seal_stance(letter, report, &stance);
	if (err != GS_OK) {
		gs_host_wipe(&stance, sizeof stance);
		return err;
	}

	gs_host_sha256(digest, &(struct gs_span){letter->sealed,
	    letter->sealed_len}, 1);
	err = gs_position_private(&w, letter->memo, &stance, digest,
	    letter->secret);
	gs_host_wipe(&stance, sizeof stance);
	return end_position(letter, &w, report, err);
}

int gs_position_tell(struct gs_letter *letter, struct gs_report *report,
    const struct gs_public_position *position)
{
	struct gs_writer w = gs_writer_of(letter->record,
	    sizeof letter->record);
	int err = gs_position_public(&w, letter->memo, position,
	    letter->secret);

	return end_position(letter, &w, report, err);
}

int gs_position_show(struct gs_letter *letter, struct gs_report *report,
    const struct gs_position *position, const struct gs_stance *stance)
{
	struct gs_writer w = gs_writer_of(letter->record,
	    sizeof letter->record);
	int err = gs_position_opened(&w, letter->memo, position->number,
	    stance, letter->secret);

	return end_position(letter, &w, report, err);
}
