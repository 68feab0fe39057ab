/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/steps/letter.h"

#include <stdlib.h>
#include <string.h>

#include "core/bytes.h"
#include "core/host.h"
#include "core/record/time.h"
#include "lib/age.h"
#include "lib/host.h"
#include "lib/memo/plain.h"
#include "lib/memo/seal.h"
#include "lib/records/wording.h"

static int report_seal(struct gs_report *report, int err, size_t len)
{
	switch (err) {
	case GS_OK:
		break;
	case GS_ERR_RULE:
		gs_report_say(report, "letter-reply-key", "nothing can be "
		    "sealed to the memo's reply key: its author chose one "
		    "that is no key");
		break;
	case GS_ERR_RANGE:
		gs_report_tell(report, "letter-too-long",
		    "the text has {0} bytes; at most {1} can be sealed",
		    gs_say_number(len), gs_say_number(GS_AGE_PLAIN_MAX));
		break;
	default:
		gs_report_tell(report, "letter-not-sealed",
		    "the text cannot be sealed: {0}",
		    gs_say_text(gs_strerror(err)));
	}

	return err;
}

/* Seals what is said to these readers, and says what the record names it
 * by. */
static int seal_to(struct gs_letter *letter, uint8_t digest[32],
    struct gs_report *report, const struct gs_recipients *to,
    struct gs_span said)
{
	int err = gs_seal(&letter->sealed, &letter->sealed_len, to, said);

	if (err != GS_OK)
		return report_seal(report, err, said.len);
	gs_host_sha256(digest, &(struct gs_span){letter->sealed,
	    letter->sealed_len}, 1);
	return GS_OK;
}

static int end_letter(struct gs_letter *letter, const struct gs_writer *w,
    struct gs_report *report, int err)
{
	if (err != GS_OK) {
		gs_report_tell(report, "letter-record",
		    "the record cannot be made: {0}",
		    gs_say_text(gs_strerror(err)));
		gs_letter_free(letter);
		return err;
	}

	letter->record_len = w->len;
	return GS_OK;
}

int gs_letter_ask(struct gs_letter *letter, uint64_t *number,
    struct gs_report *report)
{
	struct gs_writer w = gs_writer_of(letter->record,
	    sizeof letter->record);
	const struct gs_question *last = letter->memo->question;
	uint64_t next = last == NULL ? 1 : last->number + 1;
	struct gs_recipients to;
	uint8_t digest[32];

	gs_recipients_of_reply(&to, &letter->memo->rec, NULL);
	int err = gs_plain_check(report, letter->text);
	if (err == GS_OK)
		err = seal_to(letter, digest, report, &to, letter->text);
	if (err != GS_OK)
		return err;
	err = gs_office_ask(&w, letter->memo, next, digest, letter->secret);
	err = end_letter(letter, &w, report, err);
	if (err == GS_OK)
		*number = next;
	return err;
}

/* The record of a reply, or of what corrects one. */
typedef int decision_write(struct gs_writer *w, const struct gs_memo *memo,
    const struct gs_disposition *dispositions, size_t count,
    const struct gs_sealed_text *text, const uint8_t secret[64]);

/* The office reads it too: it is published out of the same file. */
static int seal_wording(struct gs_letter *letter, uint8_t digest[32],
    struct gs_report *report, const struct gs_wording *wording)
{
	uint8_t *plain = malloc(GS_WORDING_MAX);
	struct gs_recipients to;

	if (plain == NULL)
		return GS_ERR_MEMORY;
	gs_recipients_of_reply(&to, &letter->memo->rec, &letter->charter->rec);
	gs_recipients_add_appeal(&to, &letter->memo->charter->rec);
	struct gs_writer w = gs_writer_of(plain, GS_WORDING_MAX);
	int err = gs_wording_write(&w, letter->memo, wording);

	if (err == GS_OK)
		err = seal_to(letter, digest, report, &to,
		    (struct gs_span){plain, w.len});
	gs_host_wipe(plain, GS_WORDING_MAX);
	free(plain);
	return err;
}

struct decision {
	decision_write *write;
	bool correction;
	const struct gs_disposition *dispositions;
	size_t count;
};

static int write_decision(struct gs_letter *letter, struct gs_report *report,
    struct gs_arena *arena, const struct decision *made)
{
	struct gs_writer w = gs_writer_of(letter->record,
	    sizeof letter->record);
	struct gs_wording wording;
	uint8_t digest[32];

	int err = gs_plain_check(report, letter->text);
	if (err == GS_OK)
		err = gs_wording_make(&wording, report, arena, letter->memo,
		    made->correction, letter->text);
	if (err == GS_OK)
		err = seal_wording(letter, digest, report, &wording);
	if (err != GS_OK)
		return err;
	err = made->write(&w, letter->memo, made->dispositions, made->count,
	    &(struct gs_sealed_text){wording.root, wording.doc.count, digest},
	    letter->secret);
	gs_host_wipe(wording.seed, sizeof wording.seed);
	return end_letter(letter, &w, report, err);
}

static int run_decision(struct gs_letter *letter, struct gs_report *report,
    const struct decision *made)
{
	struct gs_pool pool;
	int err = write_decision(letter, report, gs_pool_start(&pool), made);

	gs_pool_free(&pool);
	return err;
}

int gs_letter_reply(struct gs_letter *letter, struct gs_report *report,
    const struct gs_disposition *dispositions, size_t count)
{
	return run_decision(letter, report, &(struct decision){
	    gs_office_reply, false, dispositions, count});
}

int gs_letter_correct(struct gs_letter *letter, struct gs_report *report,
    const struct gs_disposition *dispositions, size_t count)
{
	return run_decision(letter, report, &(struct decision){
	    gs_office_correct, true, dispositions, count});
}

void gs_letter_free(struct gs_letter *letter)
{
	gs_age_free(&letter->sealed, letter->sealed_len);
	letter->sealed_len = 0;
}

static int refuse_disposition(struct gs_report *report, const char *text,
    uint32_t requests)
{
	if (requests == 0)
		gs_report_tell(report, "disposition-overall",
		    "the disposition '{0}' is not 0 (this memo has no "
		    "requests), a space, and {1}", gs_say_text(text),
		    gs_say_text(gs_disposition_list()));
	else
		gs_report_tell(report, "disposition-form",
		    "the disposition '{0}' is not a request's number (1 to "
		    "{1}), a space, and {2}", gs_say_text(text),
		    gs_say_number(requests),
		    gs_say_text(gs_disposition_list()));
	return GS_ERR_FORMAT;
}

/* Fills out[request - 1], or out[0] for a memo without requests. */
static int read_disposition(struct gs_disposition *out,
    struct gs_report *report, uint32_t requests, const char *text)
{
	const char *space = strchr(text, ' ');
	const char *word = space == NULL ? "" : space + 1;
	uint64_t n = 0;

	if (!gs_disposition_is(word, strlen(word)) ||
	    gs_decimal_decode(&n, text,
	        (size_t)(space - text), requests) != GS_OK ||
	    (n == 0) != (requests == 0))
		return refuse_disposition(report, text, requests);

	struct gs_disposition *slot = &out[n == 0 ? 0 : n - 1];
	if (slot->word != NULL) {
		gs_report_tell(report, "disposition-twice",
		    "request {0} is given two dispositions: {1} and {2}",
		    gs_say_number(n), gs_say_text(slot->word),
		    gs_say_text(word));
		return GS_ERR_DUPLICATE;
	}
	*slot = (struct gs_disposition){.request = n, .word = word};
	return GS_OK;
}

int gs_dispositions_read(struct gs_disposition *out, size_t *count,
    struct gs_report *report, uint32_t requests, const char *const *given,
    size_t given_count)
{
	size_t want = requests == 0 ? 1 : requests;

	for (size_t i = 0; i < given_count; i++) {
		int err = read_disposition(out, report, requests, given[i]);
		if (err != GS_OK)
			return err;
	}
	for (size_t i = 0; i < want; i++) {
		if (out[i].word != NULL)
			continue;
		gs_report_tell(report, "disposition-missing",
		    "request {0} of {1} has no disposition; each needs one",
		    gs_say_number(i + 1), gs_say_number(requests));
		return GS_ERR_RULE;
	}

	*count = want;
	return GS_OK;
}

/* Into the disposition of its request. */
static int read_commitment(struct gs_disposition *out, size_t count,
    struct gs_report *report, const char *text)
{
	const char *space = strchr(text, ' ');
	const char *day = space == NULL ? "" : space + 1;
	const char *owner = strchr(day, ' ');
	uint64_t n = 0;

	if (owner == NULL || gs_decimal_decode(&n, text,
	    (size_t)(space - text), GS_REQUESTS_MAX) != GS_OK)
		n = UINT64_MAX;
	for (size_t i = 0; i < count && n != UINT64_MAX; i++)
		if (out[i].request == n && out[i].owner == NULL &&
		    gs_date_parse(&out[i].day, day, (size_t)(owner - day)) ==
		        GS_OK) {
			out[i].owner = owner + 1;
			return GS_OK;
		}
	gs_report_tell(report, "commitment-form", "the commitment '{0}' is not "
	    "a request's number, a day like 2023-11-03 and who does it, with "
	    "a space between, or it is a request's second",
	    gs_say_text(text));
	return GS_ERR_FORMAT;
}

int gs_commitments_read(struct gs_disposition *out, size_t count,
    struct gs_report *report, const char *const *given, size_t given_count)
{
	int err = GS_OK;

	for (size_t i = 0; err == GS_OK && i < given_count; i++)
		err = read_commitment(out, count, report, given[i]);
	return err;
}
