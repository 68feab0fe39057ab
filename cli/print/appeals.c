/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/print/appeals.h"

#include <stdio.h>

#include "cli/common/deleted.h"
#include "cli/common/sealed.h"
#include "cli/common/terminal.h"
#include "cli/print/letter.h"
#include "lib/age.h"
#include "lib/host.h"
#include "lib/steps/local_time.h"

static void print_grounds(const struct gs_appeal *a)
{
	const struct gs_value *v = NULL;

	for (size_t i = 0; (v = gs_record_value(&a->rec, "ground", i)); i++) {
		printf("              ground: ");
		gs_say_calm(stdout, v->parts[0].ptr, v->parts[0].len, "");
		printf("\n");
	}
}

static void print_what(uint64_t reply)
{
	if (reply == 0)
		printf("the referral");
	else
		printf("reply %llu", (unsigned long long)reply);
}

static void print_appeal_of(const struct gs_memo *memo,
    const struct gs_appeal *a, bool whole)
{
	char when[GS_LOCAL_TIME_MAX];

	gs_local_time(when, memo->charter, a->at);
	printf("  appeal %-4llu %s, against ",
	    (unsigned long long)a->number, when);
	print_what(a->reply);
	printf("\n");
	print_grounds(a);
	if (a->decided == 0) {
		printf("              %s\n", whole ? "not decided" :
		    "decision not in this file");
		return;
	}

	struct gs_part reason = gs_record_part(&a->decision, "reason");
	gs_local_time(when, memo->charter, a->decided);
	printf("              decided %s: %s\n              because: ", when,
	    gs_outcome_word(a->outcome));
	gs_say_calm(stdout, reason.ptr, reason.len, "");
	printf("\n");
}

/* The author's right, as long as it lasts. */
static void print_until(const struct gs_memo *memo, int64_t now)
{
	uint64_t number = gs_reply_count(memo);
	char when[GS_LOCAL_TIME_MAX];
	int64_t until = 0;

	if (memo->ended != 0 || gs_appeal_against(memo, number) != NULL ||
	    gs_appeal_until(&until, memo, number) != GS_OK || now > until)
		return;
	gs_local_time(when, memo->charter, until);
	printf("  appeal      the author may appeal against ");
	print_what(number);
	printf(" until\n              %s\n", when);
}

void gs_print_appeals(const struct gs_memo *memo, int64_t now, bool whole)
{
	const struct gs_memo_reply *r = NULL;
	const struct gs_appeal *a = NULL;
	char when[GS_LOCAL_TIME_MAX];

	for (uint64_t n = 1; (r = gs_reply_by(memo, n)) != NULL; n++) {
		if (r->responded == 0)
			continue;
		gs_local_time(when, memo->charter, r->responded);
		printf("  responded   %s, by the author, to reply %llu\n",
		    when, (unsigned long long)n);
	}
	for (uint64_t n = 1; (a = gs_appeal_by(memo, n)) != NULL; n++)
		print_appeal_of(memo, a, whole);
	if (whole)
		print_until(memo, now);
}

/* What is sealed --------------------------------------------------------- */

/* Whose files are opened, and with what. */
struct opener {
	const struct gs_memo *memo;
	struct gs_http *http;
	struct gs_report *report;
	const uint8_t *secret;
};

/* `at`: when the record entered. */
static int show_file_of(const struct opener *o, const struct gs_record *rec,
    int64_t at, const char *heading, uint64_t number)
{
	uint8_t *plain = NULL;
	size_t len = 0;

	if (gs_print_deleted(o->memo, at, heading, number))
		return GS_OK;

	int err = gs_sealed_open(&plain, &len, o->report, o->http,
	    gs_record_hash(rec, "content"), o->secret);
	if (err != GS_OK)
		return err;
	printf("\n%s %llu:\n\n", heading, (unsigned long long)number);
	gs_print_foreign(plain, len);
	gs_age_free(&plain, len);
	return GS_OK;
}

static int show_reply_of(const struct opener *o,
    const struct gs_memo_reply *reply)
{
	struct gs_opened_reply opened;

	if (gs_print_deleted(o->memo, reply->at, "Reply", reply->number))
		return GS_OK;
	int err = gs_reply_open(&opened, o->report, o->http, o->memo,
	    &reply->rec, o->secret);
	if (err == GS_OK) {
		printf("\nReply %llu:\n\n",
		    (unsigned long long)reply->number);
		gs_print_foreign(opened.wording.text.ptr,
		    opened.wording.text.len);
	}
	gs_reply_close(&opened);
	return err;
}

/* NULL: there is none. */
static int show_appeal_of(const struct opener *o, const struct gs_appeal *a,
    struct gs_appeal_view view)
{
	int err = GS_OK;

	if (a == NULL)
		return GS_OK;
	if (view.statements)
		err = show_file_of(o, &a->rec, a->at, "Appeal", a->number);
	if (err == GS_OK && a->decided != 0)
		err = show_file_of(o, &a->decision, a->decided,
		    "The decision on appeal", a->number);
	return err;
}

int gs_show_appeals(struct gs_http *http, struct gs_report *report,
    const struct gs_memo *memo, const uint8_t secret[32],
    struct gs_appeal_view view)
{
	const struct opener o = {memo, http, report, secret};
	const struct gs_memo_reply *r = NULL;
	int err = show_appeal_of(&o, gs_appeal_against(memo, 0), view);

	for (uint64_t n = 1; err == GS_OK &&
	    (r = gs_reply_by(memo, n)) != NULL; n++) {
		if (view.replies)
			err = show_reply_of(&o, r);
		if (err == GS_OK && view.statements && r->responded != 0)
			err = show_file_of(&o, &r->response, r->responded,
			    "The author's response to reply", n);
		if (err == GS_OK)
			err = show_appeal_of(&o, gs_appeal_against(memo, n),
			    view);
	}
	return err;
}
