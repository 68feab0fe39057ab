/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/print/circle.h"

#include <stdio.h>

#include "cli/common/terminal.h"
#include "core/record/time.h"
#include "lib/steps/local_time.h"

/* A line of its own for a text of somebody else's. */
static void print_indented(const char *label, const struct gs_part *text)
{
	printf("              %s", label);
	gs_say_calm(stdout, text->ptr, text->len, "");
	printf("\n");
}

static void print_field_of(const struct gs_said *said, const char *field,
    const char *label)
{
	struct gs_part text = gs_record_part(&said->rec, field);

	if (text.len > 0)
		print_indented(label, &text);
}

static void print_copy(const struct gs_memo *memo, const struct gs_said *copy,
    bool whole)
{
	const struct gs_said *received = gs_said_by(memo, GS_SAID_RECEIVED,
	    copy->number);
	struct gs_part to = gs_record_part(&copy->rec, "to");
	char when[GS_LOCAL_TIME_MAX];

	gs_local_time(when, memo->charter, copy->at);
	printf("  copy no. %-2llu %s to ", (unsigned long long)copy->number,
	    when);
	gs_say_calm(stdout, to.ptr, to.len, "");
	printf("\n");
	print_field_of(copy, "reason", "because: ");
	if (received == NULL) {
		printf("              %s\n", whole ? "not received yet" :
		    "a receipt is not in this file");
		return;
	}
	gs_local_time(when, memo->charter, received->at);
	printf("              received %s\n", when);
	print_field_of(received, "by", "by ");
}

static void print_ruling(const struct gs_memo *memo)
{
	const struct gs_said *ruling = memo->said[GS_SAID_RULING];
	char when[GS_LOCAL_TIME_MAX];

	if (ruling == NULL)
		return;
	struct gs_part word = gs_record_part(&ruling->rec, "ruling");

	gs_local_time(when, memo->charter, ruling->at);
	printf("  ruling      %s on the author's wish: ", when);
	gs_say_calm(stdout, word.ptr, word.len, "");
	printf("\n");
	print_field_of(ruling, "reason", "because: ");
}

/* The newest holds; the others are named by the log. */
static void print_panel(const struct gs_memo *memo)
{
	const struct gs_said *panel = memo->said[GS_SAID_PANEL];
	const struct gs_said *report = memo->said[GS_SAID_REPORT];
	const struct gs_value *v = NULL;
	char when[GS_LOCAL_TIME_MAX];

	if (panel == NULL)
		return;
	gs_local_time(when, memo->charter, panel->at);
	printf("  panel       named %s\n", when);
	for (size_t i = 0; (v = gs_record_value(&panel->rec, "member", i));
	    i++)
		print_indented("", &v->parts[0]);
	if (report == NULL)
		return;
	gs_local_time(when, memo->charter, report->at);
	printf("              reported %s\n", when);
}

static void print_remarks(const struct gs_memo *memo)
{
	uint64_t count = memo->said[GS_SAID_REMARK] == NULL ? 0 :
	    memo->said[GS_SAID_REMARK]->number;
	char when[GS_LOCAL_TIME_MAX];

	for (uint64_t n = 1; n <= count; n++) {
		const struct gs_said *remark = gs_said_by(memo,
		    GS_SAID_REMARK, n);
		struct gs_part by = gs_record_part(&remark->rec, "signature");

		gs_local_time(when, memo->charter, remark->at);
		printf("  remark %-4llu %s, by the role %.*s\n",
		    (unsigned long long)n, when, (int)by.len,
		    (const char *)by.ptr);
		print_field_of(remark, "text", "");
	}
}

static void print_holds(const struct gs_memo *memo)
{
	const struct gs_said *h = NULL;
	char when[GS_LOCAL_TIME_MAX];

	for (uint64_t n = 1; (h = gs_said_by(memo, GS_SAID_HOLD, n)) != NULL;
	    n++) {
		gs_local_time(when, memo->charter, h->at);
		printf("  hold %-6llu %s, %s\n", (unsigned long long)n, when,
		    n % 2 == 1 ? "begun: nothing is deleted" : "ended");
		print_field_of(h, "reason", "because: ");
	}
}

static void print_deletions(const struct gs_memo *memo)
{
	const struct gs_said *d = NULL;
	struct gs_retention kept;
	char when[GS_LOCAL_TIME_MAX];

	for (uint64_t n = 1; (d = gs_said_by(memo, GS_SAID_DELETED, n)) != NULL;
	    n++) {
		struct gs_part what = gs_record_part(&d->rec, "what");

		gs_local_time(when, memo->charter, d->at);
		printf("  deleted %-3llu %s, %s; what proves %s stays\n",
		    (unsigned long long)n, when, gs_part_is(&what, "all") ?
		    "all its files" : "its sealed files",
		    gs_part_is(&what, "all") ? "all" : "them");
		print_field_of(d, "schedule", "under ");
		print_field_of(d, "reason", "because: ");
	}
	if (memo->said[GS_SAID_DELETED] != NULL ||
	    gs_retention_of(&kept, memo) != GS_OK)
		return;
	gs_local_time(when, memo->charter, kept.until);
	printf("  kept until  %s, under ", when);
	gs_say_calm(stdout, kept.schedule.ptr, kept.schedule.len, "");
	printf("\n");
}

static void print_extensions(const struct gs_memo *memo)
{
	const struct gs_said *e = NULL;
	char when[GS_LOCAL_TIME_MAX], day[GS_DATE_LEN + 1] = "";

	for (uint64_t n = 1; (e = gs_said_by(memo, GS_SAID_EXTEND, n)) !=
	    NULL; n++) {
		const struct gs_part *duty = gs_record_value(&e->rec, "duty",
		    0)->parts;

		gs_local_time(when, memo->charter, e->at);
		gs_date_format((uint8_t *)day,
		    gs_record_part(&e->rec, "until").number);
		printf("  extend %-4llu %s: ", (unsigned long long)n, when);
		gs_say_calm(stdout, duty[0].ptr, duty[0].len, "");
		if (duty[1].number != 0)
			printf(" %lld", (long long)duty[1].number);
		printf(" until %s\n", day);
		print_field_of(e, "reason", "because: ");
	}
}

static void print_done(const struct gs_memo *memo)
{
	struct gs_commitment given;

	for (uint64_t n = 0; gs_commitment_at(&given, memo, n); n++) {
		const struct gs_said *done = gs_said_by(memo, GS_SAID_DONE,
		    given.request);
		struct gs_part text = {.kind = GS_PART_NONE};

		if (done != NULL)
			text = gs_record_part(&done->rec, "text");
		if (text.len == 0)
			continue;
		printf("  done        request %llu: ",
		    (unsigned long long)given.request);
		gs_say_calm(stdout, text.ptr, text.len, "");
		printf("\n");
	}
}

static void print_referral(const struct gs_memo *memo)
{
	const struct gs_said *referral = memo->said[GS_SAID_REFER];
	char when[GS_LOCAL_TIME_MAX];

	if (referral == NULL)
		return;
	gs_local_time(when, memo->charter, referral->at);
	printf("  referred    %s as out of scope\n", when);
	print_field_of(referral, "destination", "to ");
	print_field_of(referral, "reason", "because: ");
}

void gs_print_circle(const struct gs_memo *memo, bool whole)
{
	uint64_t copies = memo->said[GS_SAID_COPY] == NULL ? 0 :
	    memo->said[GS_SAID_COPY]->number;

	print_extensions(memo);
	print_referral(memo);
	print_done(memo);
	print_ruling(memo);
	for (uint64_t n = 1; n <= copies; n++)
		print_copy(memo, gs_said_by(memo, GS_SAID_COPY, n), whole);
	print_panel(memo);
	print_remarks(memo);
	print_holds(memo);
	print_deletions(memo);
}
