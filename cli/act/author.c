/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/act/author.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/common/contact.h"
#include "cli/common/deliver.h"
#include "cli/common/desk.h"
#include "cli/common/files.h"
#include "cli/common/options.h"
#include "cli/common/queue.h"
#include "cli/common/terminal.h"
#include "cli/print/letter.h"
#include "lib/age.h"
#include "lib/file.h"
#include "lib/host.h"
#include "lib/steps/answer.h"
#include "lib/steps/when.h"

struct answering {
	const struct gs_author_verb *verb;
	struct gs_session_entry entry;
	const char *key, *author, *memo, *number, *text, *promise;
	struct gs_values grounds;
	bool yes, later, force;
	struct gs_session s;
};

static int send_sealed_word(struct answering *a, const struct gs_memo *memo,
    struct gs_span record, struct gs_span sealed)
{
	struct gs_session *s = &a->s;
	const char *state = a->entry.state;
	const struct gs_delivery d = {.source = &s->source,
	    .member = s->member, .state = state, .filed = true,
	    .promise = a->promise};
	struct gs_keep_order order = {.record = record,
	    .content = sealed, .edition = memo->roll->edition};
	char *text = NULL, when[GS_LOCAL_TIME_MAX];

	if (a->later)
		return gs_session_at(s, state, gs_queue_keep(s, state,
		    &order));
	int err = gs_deliver(&text, &s->report, &d, &order);
	if (err != GS_OK)
		return err;
	gs_when_release(when, s->matter.state, s->matter.now);
	printf("%s: it enters the log with the next release,\n"
	    "at %s.\n", a->verb->done, when);
	err = gs_deliver_tell(&s->report, &d, text, (struct gs_span){NULL, 0});
	free(text);
	return err;
}

static int make_word(struct answering *a, const struct gs_memo *memo,
    uint64_t number, struct gs_span text)
{
	static uint8_t record[GS_RECORD_MAX];
	struct gs_writer w = gs_writer_of(record, sizeof record);
	uint8_t seed[32], *sealed = NULL;
	size_t len = 0;

	int err = gs_file_seed(seed, a->author, &a->s.report);
	const struct gs_grounds grounds = {a->grounds.v, a->grounds.count};
	const struct gs_answer_order order = {memo, number, seed, text,
	    a->verb->write, a->verb->write == NULL ? &grounds : NULL};
	if (err == GS_OK)
		err = gs_answer_make(&w, &sealed, &len, &a->s.report, &order);
	gs_host_wipe(seed, sizeof seed);
	if (err == GS_ERR_MISMATCH)
		err = gs_session_at(&a->s, a->author, err);
	if (err == GS_OK)
		err = send_sealed_word(a, memo,
		    (struct gs_span){record, w.len},
		    (struct gs_span){sealed, len});
	gs_age_free(&sealed, len);
	return err;
}

static int say_word(struct answering *a)
{
	struct gs_session *s = &a->s;
	uint8_t *text = NULL;
	uint64_t number = 0;
	size_t len = 0;

	int err = gs_cli_out_free(a->promise, a->force, NULL, 0);
	if (err == GS_OK)
		err = gs_contact_enter_author(s, &a->entry, a->key);
	if (err != GS_OK)
		return err;
	const struct gs_memo *memo = gs_source_memo(&s->source, a->memo);
	if (memo == NULL)
		return GS_ERR_UNKNOWN;
	err = a->verb->find(&number, &s->report, memo, a->number);
	if (err != GS_OK)
		return err;

	err = gs_letter_read(&text, &len, GS_ANSWER_MAX, a->text);
	if (err == GS_OK) {
		if (number == 0)
			printf("The appeal against the referral");
		else
			printf("%s %llu", a->verb->heading,
			    (unsigned long long)number);
		printf(" about memo %llu:\n",
		    (unsigned long long)memo->number);
		err = gs_letter_confirm((struct gs_span){text, len},
		    a->verb->question, a->yes);
	}
	if (err == GS_OK)
		err = make_word(a, memo, number,
		    (struct gs_span){text, len});
	gs_file_wipe(&text, len);
	return err;
}

int gs_author_run(int argc, char **argv, const struct gs_author_verb *verb)
{
	struct answering a = {.verb = verb};
	int at = 0;
	const struct gs_option options[] = {
		GS_OPTION_SERVER(a.entry.server),
		GS_OPTION_KEY(a.key),
		{.name = "author", .value = &a.author, .required = true},
		GS_OPTION_MEMO(a.memo),
		{.name = verb->option, .value = &a.number, .required = true},
		{.name = "text", .value = &a.text, .required = true},
		{.name = "promise", .value = &a.promise},
		GS_OPTION_FORCE(a.force),
		{.name = "state", .value = &a.entry.state, .setting = "state"},
		GS_OPTION_PASSPHRASE(a.entry.passphrase),
		GS_OPTION_LATER(a.later),
		GS_OPTION_YES(a.yes),
		GS_OPTION_READING(a.entry),
		GS_OPTION_CACHE(a.entry),
		GS_OPTIONS_WAY(a.entry.way),
		{.name = "ground", .values = &a.grounds, .required = true}};
	struct gs_usage usage = {.help = verb->help, GS_OPTIONS(options),
	    .most = 1};

	if (verb->write != NULL) /* no appeal: the last of them is none */
		usage.count--;

	int code = gs_options_read(&at, argc, argv, &usage);
	if (code >= 0)
		return code;
	if (a.later && (a.entry.state == NULL || a.promise != NULL)) {
		gs_verb_say("answer-usage-later", "--later keeps what you say "
		    "in a state, so it needs --state; and excludes --promise");
		return gs_verb_misused();
	}
	if (!gs_desk_number(&a.memo, argc - at, argv + at))
		return gs_verb_misused();

	gs_session_start(&a.s);
	gs_session_want(&a.s, GS_WANT_GROUND, a.entry.cache_dir);
	int err = say_word(&a);
	return gs_session_end(&a.s, err);
}
