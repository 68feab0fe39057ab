/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/steps/reveals.h"

#include <stdlib.h>
#include <string.h>

#include "core/proof/member.h"
#include "lib/host.h"
#include "lib/steps/log_entry.h"

int gs_reveals_start(struct gs_reveals *out, struct gs_report *report,
    const struct gs_memo *memo, const char *role)
{
	const struct gs_charter *charter = memo->charter;

	*out = (struct gs_reveals){.memo = memo};
	for (; out->reader < charter->reveal_count; out->reader++)
		if (gs_part_is(&charter->reveals[out->reader].name, role))
			return GS_OK;
	gs_report_tell(report, "reveals-no-reader", "the charter of memo {0} "
	    "has no line `reveal` of the role {1}: nobody could make "
	    "themselves known to it", gs_say_number(memo->number),
	    gs_say_text(role));
	return GS_ERR_UNKNOWN;
}

static int add_endorsement(struct gs_reveals *r, const uint8_t *tag,
    const struct gs_record *rec)
{
	const struct gs_value *v = gs_record_value(rec, "reveal", r->reader);

	if (v == NULL)
		return GS_ERR_FORMAT;
	if (r->count == r->room) {
		size_t room = r->room * 2 + 64;
		struct gs_reveals_one *more = calloc(room, sizeof *more);

		if (more == NULL)
			return GS_ERR_MEMORY;
		if (r->count > 0)
			memcpy(more, r->one, r->count * sizeof *more);
		free(r->one);
		r->one = more;
		r->room = room;
	}
	struct gs_reveals_one *one = &r->one[r->count++];
	*one = (struct gs_reveals_one){.withdrawn = false};
	memcpy(one->tag, tag, sizeof one->tag);
	memcpy(one->hash, v->parts[0].ptr, sizeof one->hash);
	return GS_OK;
}

static int take_record(struct gs_reveals *r, const struct gs_record *rec)
{
	bool endorses = gs_record_is(rec, GS_RECORD_ENDORSE);

	if ((!endorses && !gs_record_is(rec, GS_RECORD_WITHDRAW)) ||
	    memcmp(gs_record_hash(rec, "memo"), r->memo->id, 32) != 0)
		return GS_OK;
	struct gs_part proof = gs_record_part(rec, "proof");
	if (proof.len < GS_TAG_LEN)
		return GS_ERR_FORMAT;
	const uint8_t *tag = gs_proof_tag(proof.ptr, proof.len);
	if (endorses)
		return add_endorsement(r, tag, rec);
	for (size_t i = 0; i < r->count; i++)
		if (memcmp(r->one[i].tag, tag, GS_TAG_LEN) == 0)
			r->one[i].withdrawn = true;
	return GS_OK;
}

int gs_reveals_take(struct gs_reveals *r, struct gs_span entry)
{
	struct gs_record rec;
	struct gs_pool pool;
	int64_t at = 0;

	int err = gs_log_entry_read(&at, &rec, gs_pool_start(&pool), entry);
	if (err == GS_OK)
		err = take_record(r, &rec);
	gs_pool_free(&pool);
	return err;
}

void gs_reveals_free(struct gs_reveals *r)
{
	free(r->one);
	*r = (struct gs_reveals){.one = NULL};
}
