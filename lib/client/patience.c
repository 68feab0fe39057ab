/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/client/patience.h"

#include <string.h>

#include "core/record/time.h"

#define LINE_MAX 96

void gs_change_write(struct gs_writer *w, const struct gs_change *change)
{
	gs_write_text(w, "change ");
	gs_write_hex(w, change->charter, 32);
	gs_write_text(w, " ");
	gs_write_decimal(w, change->hour);
	gs_write_text(w, "\n");
}

void gs_change_read(struct gs_change *change, struct gs_reader *r)
{
	static const uint8_t none[32];
	size_t len = 0;

	gs_read_expect(r, "change ");
	const uint8_t *line = gs_read_line(&len, r, LINE_MAX);
	if (r->err != GS_OK)
		return;
	if (len < 66 || line[64] != ' ') {
		r->err = GS_ERR_FORMAT;
		return;
	}
	r->err = gs_hex_decode(change->charter, 32, line, 64);
	if (r->err == GS_OK)
		r->err = gs_decimal_decode(&change->hour, line + 65, len - 65,
		    GS_TIME_MAX / GS_HOUR);
	if (r->err == GS_OK &&
	    (change->hour == 0) != (memcmp(change->charter, none, 32) == 0))
		r->err = GS_ERR_FORMAT;
}

/* Another than the one that is waited for begins anew. */
static void see_change(struct gs_patience *p, const struct gs_charter *c)
{
	if (p->change->hour != 0 &&
	    memcmp(p->change->charter, c->digest, 32) == 0)
		return;
	memcpy(p->change->charter, c->digest, 32);
	p->change->hour = p->now <= 0 ? 1 :
	    ((uint64_t)p->now + GS_HOUR - 1) / GS_HOUR;
	p->fresh = true;
}

static int refuse_change(struct gs_report *report,
    const struct gs_quorum_gap *gap, int64_t from)
{
	uint8_t when[GS_TIME_LEN];
	const struct gs_message_value values[] = {
	    gs_say_number(gap->incoming->version),
	    gs_say_number(gap->outgoing->version),
	    gs_say_span(when, sizeof when)};

	gs_time_format(when, from);
	gs_report_values(report, "witnesses-changed-unseen", "version {0} of "
	    "the charter names other witnesses than version {1}, and too few "
	    "of those have cosigned that they were replaced: who replaced "
	    "them may show you a log of your own. Ask the witnesses. Your own "
	    "program has seen the change and waits until {2}; nothing of the "
	    "log is believed before", values, 3);
	return GS_ERR_RULE;
}

int gs_patience_judge(struct gs_patience *p, struct gs_report *report,
    const struct gs_quorum_gap *gap)
{
	if (p != NULL && p->named == gap->incoming->version)
		return GS_OK;
	if (p == NULL || p->change == NULL) {
		gs_report_tell(report, "witnesses-changed-unkept", "version "
		    "{0} of the charter names other witnesses than version "
		    "{1}, and too few of those have cosigned that they were "
		    "replaced; nothing here keeps since when it was seen. "
		    "Ask the witnesses, then give --new-witnesses {0}",
		    gs_say_number(gap->incoming->version),
		    gs_say_number(gap->outgoing->version));
		return GS_ERR_RULE;
	}

	see_change(p, gap->incoming);
	int64_t from = (int64_t)p->change->hour * GS_HOUR +
	    (int64_t)gap->cooling * GS_DAY;
	return p->now >= from ? GS_OK : refuse_change(report, gap, from);
}
