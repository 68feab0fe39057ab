/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/steps/resupply.h"

#include <stdlib.h>
#include <string.h>

#include "lib/age.h"
#include "lib/host.h"
#include "lib/records/act.h"

void gs_resupply_free(struct gs_resupply *r)
{
	free(r->record);
	gs_age_free(&r->sealed, r->sealed_len);
	r->record = NULL;
}

/* Find -------------------------------------------------------------------- */

static int refuse_resupply(struct gs_report *report,
    const struct gs_memo *memo)
{
	if (memo->acknowledged != 0) {
		gs_report_tell(report, "resupply-needless", "the office has "
		    "opened memo {0}: it needs no other copy",
		    gs_say_number(memo->number));
		return GS_ERR_RULE;
	}
	if (memo->ended != 0) {
		gs_report_tell(report, "resupply-ended", "the procedure of "
		    "memo {0} has ended", gs_say_number(memo->number));
		return GS_ERR_RULE;
	}

	if (gs_unreadable_count(memo, GS_UNREADABLE_MEMO) > 0) {
		gs_report_tell(report, "resupply-done", "each time that the "
		    "office called memo {0} unreadable it was sealed anew; the "
		    "office has said nothing since", gs_say_number(
		        memo->number));
		return GS_ERR_DUPLICATE;
	}
	gs_report_tell(report, "resupply-unasked", "the office has not called "
	    "memo {0} unreadable", gs_say_number(memo->number));
	return GS_ERR_UNKNOWN;
}

int gs_resupply_find(const struct gs_unreadable **out,
    struct gs_report *report, const struct gs_memo *memo)
{
	const struct gs_unreadable *u = memo->unreadable;

	while (u != NULL && (u->what != GS_UNREADABLE_MEMO ||
	    u->resupplied != 0))
		u = u->before;
	if (u == NULL || memo->acknowledged != 0 || memo->ended != 0)
		return refuse_resupply(report, memo);
	*out = u;
	return GS_OK;
}

/* Make -------------------------------------------------------------------- */

static int write_resupply(struct gs_writer *w, const struct gs_resupply *r,
    uint32_t number)
{
	const struct gs_matter *m = r->matter;
	const struct gs_act_maker maker = {m->content.terms.channel,
	    m->content.id, r->roll, &m->key->secret};
	struct gs_pool scratch;
	uint8_t digest[32];

	gs_host_sha256(digest, &(struct gs_span){r->sealed, r->sealed_len}, 1);
	int err = gs_act_resupply(w, gs_pool_start(&scratch), &maker, number,
	    digest);
	gs_pool_free(&scratch);
	return err;
}

int gs_resupply_make(struct gs_resupply *r, struct gs_report *report,
    const struct gs_unreadable *unreadable)
{
	const struct gs_matter *m = r->matter;
	uint32_t number = (uint32_t)unreadable->number;

	gs_resupply_free(r);
	r->record = malloc(GS_RECORD_MAX);
	if (r->record == NULL)
		return GS_ERR_MEMORY;
	struct gs_writer w = gs_writer_of(r->record, GS_RECORD_MAX);
	int err = gs_content_seal_anew(&r->sealed, &r->sealed_len,
	    &m->content, m->arena, &r->charter->rec, number);
	if (err == GS_ERR_RULE)
		gs_report_tell(report, "resupply-seal-key", "nothing can be "
		    "sealed to a seal key of version {0} of the charter",
		    gs_say_number(r->charter->version));

	if (err == GS_OK)
		err = write_resupply(&w, r, number);
	if (err == GS_ERR_UNKNOWN)
		gs_report_tell(report, "resupply-key-not-on-roll", "your key "
		    "for edition {0} is not on that roll; another member may "
		    "resupply the memo", gs_say_number(m->edition->edition));
	r->record_len = w.len;
	return err;
}

/* Judge ------------------------------------------------------------------- */

int gs_resupply_is_true(bool *is, const struct gs_matter *m,
    const struct gs_memo *memo, const struct gs_unreadable *unreadable)
{
	const uint8_t *named = gs_record_hash(&unreadable->resupply,
	    "content");
	const struct gs_charter *c = gs_state_charter(m->state);
	bool found = false;
	int err = GS_OK;

	while (err == GS_OK && !found && c != NULL) {
		uint8_t *sealed = NULL, digest[32];
		struct gs_pool scratch;
		size_t len = 0;

		err = gs_content_seal_anew(&sealed, &len, &m->content,
		    gs_pool_start(&scratch), &c->rec,
		    (uint32_t)unreadable->number);
		if (err == GS_OK) {
			gs_host_sha256(digest, &(struct gs_span){sealed, len},
			    1);
			found = memcmp(digest, named, sizeof digest) == 0;
		}
		/* No file is to keys to which nothing can be sealed. */
		if (err == GS_ERR_RULE)
			err = GS_OK;
		gs_age_free(&sealed, len);
		gs_pool_free(&scratch);
		c = c == memo->charter ? NULL : c->before;
	}
	if (err == GS_OK)
		*is = found;
	return err;
}
