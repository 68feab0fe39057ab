/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/act/decision.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/act/ask.h"
#include "cli/common/convert.h"
#include "cli/common/docket.h"
#include "cli/common/files.h"
#include "cli/common/terminal.h"
#include "cli/print/asides.h"
#include "cli/print/letter.h"
#include "core/record/time.h"
#include "lib/age.h"
#include "lib/file.h"
#include "lib/memo/plain.h"
#include "lib/steps/half.h"
#include "lib/steps/reply_text.h"

#define PASSAGE_SHOWN 60 /* bytes of its first line */

struct deciding {
	const struct gs_decision *verb;
	struct gs_desk desk;
	struct gs_values given; /* 'R WORD' each */
	struct gs_values commitments; /* 'R DAY OWNER' each */
	const char *text;       /* a file */
	const char *from;       /* one that may be no text yet */
	const char *identity;   /* opens the memo, to show its requests */
	const char *half;       /* where the second finds it */
	bool force;
	struct gs_docket_place place;
	bool draft;             /* is kept, and not sent */
	struct gs_docket_held held;
	struct gs_span drafted; /* its text, if no other is given */
	struct gs_disposition dispositions[GS_REQUESTS_MAX];
	size_t count;
};

/* The beginning of a passage's first line, cut between characters. */
static void show_passage(struct gs_span text, const struct gs_reply_passage *p)
{
	const uint8_t *from = text.ptr + p->from;
	const uint8_t *lf = memchr(from, '\n', p->to - p->from);
	size_t len = lf == NULL ? p->to - p->from : (size_t)(lf - from);

	if (len > PASSAGE_SHOWN) {
		len = PASSAGE_SHOWN;
		while (len > 0 && (from[len] & 0xc0) == 0x80)
			len--;
	}
	gs_print_foreign(from, len);
}

/* Which passage of a text out of another file answers which request. */
static void show_passages(const struct deciding *d, struct gs_span text)
{
	static struct gs_reply_passages all;
	size_t requests = (size_t)d->desk.memo->requests;

	gs_reply_passages_of(&all, text, requests < GS_REQUESTS_MAX ?
	    requests : GS_REQUESTS_MAX);
	printf("passages of the text, by the numbers in front of its lines:\n");
	for (size_t i = 0; i < all.count; i++) {
		const struct gs_reply_passage *p = &all.request[i];

		if (p->first == 0) {
			printf("request %zu: no passage\n", i + 1);
			continue;
		}
		printf("request %zu: lines %zu to %zu%s: ", i + 1, p->first,
		    p->last, p->again ? " (its number begins another passage "
		    "as well)" : "");
		show_passage(text, p);
	}
	if (all.count > all.found)
		gs_verb_tell("reply-without-passage", "the text has no "
		    "passage for {0} of the {1} requests; a passage begins "
		    "with the request's number, as `2. `, or names it, as "
		    "`Request 2`", gs_say_number(all.count - all.found),
		    gs_say_number(all.count));
}

static void show_disposition(const struct gs_disposition *d, const char *what)
{
	uint8_t day[GS_DATE_LEN + 1] = "";

	if (what != NULL)
		printf("%s: %s\n", what, d->word);
	else
		printf("request %llu: %s\n", (unsigned long long)d->request,
		    d->word);
	if (d->owner == NULL)
		return;
	gs_date_format(day, d->day);
	printf("  to be done by %s: %s\n", (const char *)day, d->owner);
}

static int confirm_decision(const struct deciding *d, struct gs_span text)
{
	const struct gs_disposition *dispositions = d->dispositions;

	printf("%s memo %llu:\n", d->verb->heading,
	    (unsigned long long)d->desk.memo->number);
	for (size_t i = 0; i < d->count; i++)
		show_disposition(&dispositions[i],
		    dispositions[i].request == 0 ? "the memo" : NULL);
	if (d->from != NULL)
		show_passages(d, text);
	return gs_letter_confirm(text, d->verb->question, d->desk.yes);
}

/* What is not given is asked for ----------------------------------------- */

/* The requests' own words, where the office's key for memos is at hand. */
static void show_request(const struct gs_document *doc, uint64_t request)
{
	for (size_t i = 0; i < doc->count; i++)
		if (doc->info[i].request == request)
			gs_print_foreign(doc->blocks[i].text.ptr,
			    doc->blocks[i].text.len);
}

static int ask_disposition(struct gs_disposition *out, uint64_t request,
    uint64_t requests)
{
	const char *word = NULL;
	char prompt[128], typed[64];

	if (request == 0)
		(void)snprintf(prompt, sizeof prompt, "the memo as a whole");
	else
		(void)snprintf(prompt, sizeof prompt, "request %llu of %llu",
		    (unsigned long long)request,
		    (unsigned long long)requests);
	for (;;) {
		int err = gs_ask_line(typed, sizeof typed, prompt);
		if (err != GS_OK)
			return err;
		for (size_t i = 0; (word = gs_disposition_at(i)) != NULL; i++)
			if (strcmp(word, typed) == 0) {
				*out = (struct gs_disposition){
				    .request = request, .word = word};
				return GS_OK;
			}
		printf("  one of: %s\n", gs_disposition_list());
	}
}

static int ask_dispositions(struct deciding *d)
{
	uint64_t requests = d->desk.memo->requests;
	struct gs_plain_memo plain = {.plain = NULL};
	int err = d->identity == NULL ? GS_OK : gs_desk_open(&plain,
	    &d->desk.source, d->desk.memo, d->identity);

	if (err == GS_OK && d->identity != NULL)
		err = gs_desk_say_opened(&d->desk.source, d->desk.memo);
	d->count = requests == 0 ? 1 : (size_t)requests;
	if (err == GS_OK)
		printf("A disposition for each: %s\n",
		    gs_disposition_list());
	for (size_t i = 0; err == GS_OK && i < d->count; i++) {
		uint64_t request = requests == 0 ? 0 : i + 1;

		if (d->identity != NULL && request > 0)
			show_request(&plain.content.doc, request);
		err = ask_disposition(&d->dispositions[i], request, requests);
	}
	if (d->identity != NULL)
		gs_desk_close(&plain);
	return err;
}

static int read_dispositions(struct deciding *d)
{
	struct gs_report report = {.text = ""};

	int err = d->given.count == 0 ? ask_dispositions(d) :
	    gs_dispositions_read(d->dispositions, &d->count, &report,
	        d->desk.memo->requests, d->given.v, d->given.count);
	if (err == GS_OK)
		err = gs_commitments_read(d->dispositions, d->count, &report,
		    d->commitments.v, d->commitments.count);
	gs_verb_report(&report);
	return err;
}

static int copy_reply_text(uint8_t **text, size_t *len, struct gs_span from)
{
	*len = from.len;
	*text = malloc(from.len + 1);
	if (*text == NULL)
		return GS_ERR_MEMORY;
	memcpy(*text, from.ptr, from.len);
	return GS_OK;
}

/* The text of a file that a word processor or a mailer wrote, in memory of its
 * own; says what else the file holds, which is not sent. */
static int read_converted_text(uint8_t **text, size_t *len, const char *path)
{
	struct gs_text_file file = {.len = 0};
	struct gs_report report = {.text = ""};

	int err = gs_text_read(&file, GS_AGE_PLAIN_MAX, path, &report);
	if (err != GS_OK) {
		gs_verb_report(&report);
		gs_text_close(&file);
		return err;
	}

	gs_print_asides(&file.is);
	err = gs_plain_check(&report, file.is.text);
	gs_verb_report_at(path, &report);
	if (err == GS_OK)
		err = copy_reply_text(text, len, file.is.text);
	gs_text_close(&file);
	return err;
}

static int read_text(uint8_t **text, size_t *len, const struct deciding *d)
{
	if (d->from != NULL)
		return read_converted_text(text, len, d->from);
	if (d->text != NULL)
		return gs_letter_read(text, len, GS_AGE_PLAIN_MAX, d->text);
	return d->drafted.ptr != NULL ? copy_reply_text(text, len, d->drafted) :
	    gs_ask_text(text, len, GS_AGE_PLAIN_MAX, "The text");
}

static bool can_ask(const struct deciding *d)
{
	bool has_text = d->text != NULL || d->from != NULL ||
	    d->drafted.ptr != NULL;

	if (d->text != NULL && d->from != NULL) {
		gs_verb_say("reply-two-texts", "--text and --from are two "
		    "texts; give one");
		return false;
	}
	if (!has_text && d->given.count == 0)
		return gs_ask_possible("--text FILE and --disposition 'R "
		    "WORD'");
	return (has_text || gs_ask_possible("--text FILE")) &&
	    (d->given.count > 0 || gs_ask_possible("--disposition 'R WORD'"));
}

/* Whether two have to sign it, by the charter in force; then it goes into a
 * file for the second. */
static int check_pair(const struct deciding *d, const struct gs_charter *c)
{
	bool pair = gs_charter_signers(c, "reply-signers") > 1;

	if (pair && d->half == NULL)
		gs_verb_say("reply-needs-half", "the charter asks for two of "
		    "the office: give --half FILE, which the second signs and "
		    "sends with 'gainsay countersign'");
	else if (!pair && d->half != NULL)
		gs_verb_say("reply-half-needless", "the charter asks for one "
		    "of the office, and a reply is sent at once: give no "
		    "--half");
	else
		return gs_cli_out_free(d->half, d->force,
		    (const char *const[]){d->text, d->from, d->desk.sign}, 3);
	return GS_ERR_RULE;
}

static int keep_half(const struct deciding *d, const struct gs_letter *letter)
{
	char *text = gs_half_make((struct gs_span){letter->record,
	    letter->record_len}, &(struct gs_span){letter->sealed,
	    letter->sealed_len}, 1);

	int err = text == NULL ? GS_ERR_MEMORY : gs_cli_file_write(d->half,
	    text, strlen(text), 0600);
	if (err == GS_OK)
		printf("Signed by one of two; the second reads and sends it: "
		    "'gainsay countersign --half %s'.\n", d->half);
	free(text);
	return err;
}

/* Sent ------------------------------------------------------------------- */

static int send_decision(struct deciding *d)
{
	struct gs_desk *desk = &d->desk;
	static struct gs_letter letter;
	struct gs_report report = {.text = ""};
	uint8_t secret[64], *text = NULL;
	size_t len = 0;
	const struct gs_charter *charter = gs_state_charter(
	    gs_channel_state(desk->source.channel));

	int err = read_text(&text, &len, d);
	if (err == GS_OK)
		err = confirm_decision(d, (struct gs_span){text, len});
	if (err == GS_OK)
		err = gs_desk_key(secret, &desk->source, desk->sign);
	if (err == GS_OK) {
		letter = (struct gs_letter){.memo = desk->memo,
		    .text = {text, len}, .secret = secret,
		    .charter = charter};
		err = d->verb->write(&letter, &report, d->dispositions,
		    d->count);
		gs_verb_report(&report);
	}
	gs_host_wipe(secret, sizeof secret);

	if (err == GS_OK)
		err = d->half != NULL ? keep_half(d, &letter) :
		    gs_desk_send(&desk->source,
		        (struct gs_span){letter.record, letter.record_len},
		        &(struct gs_span){letter.sealed, letter.sealed_len},
		        1);
	gs_file_wipe(&text, len);
	gs_letter_free(&letter);
	if (err == GS_OK && d->half == NULL)
		gs_docket_sent(&desk->source, &d->place, desk->memo);
	return err;
}

/* What is kept for later -------------------------------------------------- */

static void take_drafted_lines(struct gs_values *out,
    const struct gs_docket_lines *lines)
{
	for (size_t i = 0; out->count == 0 && i < lines->count; i++)
		out->v[i] = lines->v[i];
	if (out->count == 0)
		out->count = lines->count;
}

/* What the command line does not say. */
static int take_draft(struct deciding *d)
{
	const struct gs_docket *is = &d->held.is;

	if (d->place.folder == NULL)
		return GS_OK;
	d->place.identity = d->identity;
	int err = gs_docket_take(&d->held, &d->desk.source, &d->place,
	    d->desk.memo);
	if (err != GS_OK)
		return err;

	gs_docket_print(is);
	if (d->text == NULL && d->from == NULL)
		d->drafted = is->text;
	take_drafted_lines(&d->given, &is->dispositions);
	take_drafted_lines(&d->commitments, &is->commitments);
	return d->draft || can_ask(d) ? GS_OK : GS_ERR_IO;
}

static void keep_lines(struct gs_docket_lines *out,
    const struct gs_values *values)
{
	for (out->count = 0; out->count < values->count; out->count++)
		out->v[out->count] = values->v[out->count];
}

/* As far as it goes; it is judged when it is sent. */
static int keep_draft(struct deciding *d)
{
	struct gs_docket *is = &d->held.is;
	uint8_t *text = NULL;
	size_t len = 0;

	int err = d->text == NULL && d->from == NULL ? GS_OK :
	    read_text(&text, &len, d);
	if (err == GS_OK) {
		is->text = text == NULL ? d->drafted :
		    (struct gs_span){text, len};
		keep_lines(&is->dispositions, &d->given);
		keep_lines(&is->commitments, &d->commitments);
		err = gs_docket_keep(&d->held, &d->desk.source, &d->place,
		    d->desk.memo);
	}
	if (err == GS_OK && gs_docket_has_draft(is))
		printf("Kept, sealed to the office, and not sent: 'gainsay "
		    "reply %s' shows it and sends it.\n", d->desk.number);
	gs_file_wipe(&text, len);
	return err;
}

static int decide_memo(struct deciding *d)
{
	int err = check_pair(d, gs_state_charter(gs_channel_state(
	    d->desk.source.channel)));

	if (err == GS_OK)
		err = read_dispositions(d);
	return err == GS_OK ? send_decision(d) : err;
}

/* What can be told of the command line alone. */
static bool check_draft(const struct deciding *d)
{
	bool given = d->text != NULL || d->from != NULL ||
	    d->given.count > 0 || d->commitments.count > 0;

	if (!d->draft)
		return d->place.folder != NULL || can_ask(d);
	if (d->place.folder == NULL || d->half != NULL || !given)
		gs_verb_say("draft-how", "--draft keeps a text, dispositions "
		    "or commitments that are given, in the folder --docket; "
		    "and makes no --half");
	else if (d->text != NULL && d->from != NULL)
		return can_ask(d);
	else
		return true;
	return false;
}

int gs_decision_run(int argc, char **argv,
    const struct gs_decision *decision)
{
	static struct deciding d;
	int at = 0;
	const struct gs_option options[] = {
		GS_DESK_OPTIONS(d.desk),
		GS_OPTION_YES(d.desk.yes),
		{.name = "identity", .value = &d.identity,
		 .setting = "identity"},
		{.name = "half", .value = &d.half},
		GS_OPTION_FORCE(d.force),
		{.name = "text", .value = &d.text},
		{.name = "from", .value = &d.from},
		{.name = "disposition", .values = &d.given},
		{.name = "commitment", .values = &d.commitments},
		/* Of a verb with drafts. */
		GS_OPTION_DOCKET(d.place),
		{.name = "draft", .flag = &d.draft}};
	struct gs_usage usage = {.help = decision->help,
	    GS_OPTIONS(options), .most = 1};

	usage.count -= decision->drafts ? 0 : 2;
	int code = gs_options_read(&at, argc, argv, &usage);
	if (code >= 0)
		return code;
	d.verb = decision;
	if (!gs_desk_number(&d.desk.number, argc - at, argv + at) ||
	    !check_draft(&d))
		return gs_verb_misused();

	int err = gs_desk_start(&d.desk);
	if (err == GS_OK)
		err = take_draft(&d);
	if (err == GS_OK)
		err = d.draft ? keep_draft(&d) : decide_memo(&d);
	gs_docket_release(&d.held);
	gs_source_close(&d.desk.source);
	return gs_verb_end(err);
}
