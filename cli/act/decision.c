/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/act/decision.h"

#include <stdio.h>

#include "cli/print/letter.h"
#include "lib/age.h"
#include "lib/file.h"

struct deciding {
	const struct gs_decision *verb;
	struct gs_desk desk;
	struct gs_values given; /* 'R WORD' each */
	const char *text;       /* a file */
};

static int confirm_decision(const struct deciding *d, struct gs_span text,
    const struct gs_disposition *dispositions, size_t count)
{
	printf("%s memo %llu:\n", d->verb->heading,
	    (unsigned long long)d->desk.memo->number);
	for (size_t i = 0; i < count; i++)
		if (dispositions[i].request == 0)
			printf("the memo: %s\n", dispositions[i].word);
		else
			printf("request %llu: %s\n", (unsigned long long)
			    dispositions[i].request, dispositions[i].word);
	return gs_letter_confirm(text, d->verb->question, d->desk.yes);
}

static int send_decision(struct deciding *d,
    const struct gs_disposition *dispositions, size_t count)
{
	struct gs_desk *desk = &d->desk;
	static struct gs_letter letter;
	struct gs_report report = {.text = ""};
	uint8_t secret[64], *text = NULL;
	size_t len = 0;

	int err = gs_letter_read(&text, &len, GS_AGE_PLAIN_MAX, d->text);
	if (err == GS_OK)
		err = confirm_decision(d, (struct gs_span){text, len},
		    dispositions, count);
	if (err == GS_OK)
		err = gs_desk_key(secret, &desk->source, desk->sign);
	if (err == GS_OK) {
		letter = (struct gs_letter){.memo = desk->memo,
		    .text = {text, len}, .secret = secret};
		err = d->verb->write(&letter, &report, dispositions, count);
		gs_verb_report(&report);
	}
	gs_host_wipe(secret, sizeof secret);

	if (err == GS_OK)
		err = gs_desk_send(&desk->source,
		    (struct gs_span){letter.record, letter.record_len},
		    &(struct gs_span){letter.sealed, letter.sealed_len}, 1);
	gs_file_wipe(&text, len);
	gs_letter_free(&letter);
	return err;
}

static int make_decision(struct deciding *d)
{
	static struct gs_disposition dispositions[GS_REQUESTS_MAX];
	struct gs_report report = {.text = ""};
	size_t count = 0;

	int err = gs_dispositions_read(dispositions, &count, &report,
	    d->desk.memo->requests, d->given.v, d->given.count);
	gs_verb_report(&report);
	return err != GS_OK ? err : send_decision(d, dispositions, count);
}

int gs_decision_run(int argc, char **argv,
    const struct gs_decision *decision)
{
	struct deciding d = {.verb = decision};
	int at = 0;
	const struct gs_option options[] = {
		GS_DESK_OPTIONS(d.desk),
		GS_OPTION_YES(d.desk.yes),
		{.name = "text", .value = &d.text, .required = true},
		{.name = "disposition", .values = &d.given, .required = true}};
	const struct gs_usage usage = {.help = decision->help,
	    GS_OPTIONS(options), .most = 1};

	int code = gs_options_read(&at, argc, argv, &usage);
	if (code >= 0)
		return code;
	if (!gs_desk_number(&d.desk.number, argc - at, argv + at))
		return gs_verb_misused();

	int err = gs_desk_start(&d.desk);
	if (err == GS_OK)
		err = make_decision(&d);
	gs_source_close(&d.desk.source);
	return gs_verb_end(err);
}
