/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/act/decision.h"

#include <stdio.h>

#include "cli/print/letter.h"
#include "lib/age.h"
#include "lib/file.h"

static int confirm_decision(struct gs_desk *desk,
    const struct gs_decision *decision, struct gs_span text,
    const struct gs_disposition *dispositions, size_t count)
{
	printf("%s memo %llu:\n", decision->heading,
	    (unsigned long long)desk->memo->number);
	for (size_t i = 0; i < count; i++)
		if (dispositions[i].request == 0)
			printf("the memo: %s\n", dispositions[i].word);
		else
			printf("request %llu: %s\n", (unsigned long long)
			    dispositions[i].request, dispositions[i].word);
	return gs_letter_confirm(text, decision->question, desk->yes);
}

static int send_decision(struct gs_desk *desk,
    const struct gs_decision *decision,
    const struct gs_disposition *dispositions, size_t count)
{
	static struct gs_letter letter;
	struct gs_report report = {.text = ""};
	uint8_t secret[64], *text = NULL;
	size_t len = 0;

	int err = gs_letter_read(&text, &len, GS_AGE_PLAIN_MAX,
	    decision->text);
	if (err == GS_OK)
		err = confirm_decision(desk, decision,
		    (struct gs_span){text, len}, dispositions, count);
	if (err == GS_OK)
		err = gs_desk_key(secret, &desk->source, desk->sign);
	if (err == GS_OK) {
		letter = (struct gs_letter){.memo = desk->memo,
		    .text = {text, len}, .secret = secret};
		err = decision->write(&letter, &report, dispositions, count);
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

int gs_decision_make(struct gs_desk *desk,
    const struct gs_decision *decision)
{
	static struct gs_disposition dispositions[GS_REQUESTS_MAX];
	struct gs_report report = {.text = ""};
	size_t count = 0;

	int err = gs_dispositions_read(dispositions, &count, &report,
	    desk->memo->requests, decision->given->v, decision->given->count);
	gs_verb_report(&report);
	return err != GS_OK ? err :
	    send_decision(desk, decision, dispositions, count);
}
