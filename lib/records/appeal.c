/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/records/appeal.h"

#include "lib/records/office.h"

int gs_appeal_respond(struct gs_writer *w, const struct gs_memo *memo,
    uint64_t reply, const uint8_t content[32], const uint8_t secret[64])
{
	uint8_t buf[1024];
	struct gs_record_writer d;

	gs_office_start(&d, buf, sizeof buf, "respond", memo);
	gs_record_line(&d, "reply", gs_part_number(reply));
	gs_record_line(&d, "content", gs_part_hash(content));
	return gs_office_sign(w, &d, "author", secret);
}

int gs_appeal_make(struct gs_writer *w, const struct gs_memo *memo,
    uint64_t reply, const struct gs_grounds *grounds,
    const uint8_t content[32], const uint8_t secret[64])
{
	uint8_t buf[32768];
	struct gs_record_writer d;

	gs_office_start(&d, buf, sizeof buf, "appeal", memo);
	gs_record_line(&d, "appeal", gs_part_number(memo->appeal == NULL ? 1 :
	    memo->appeal->number + 1));
	gs_record_line(&d, "against", gs_part_word(reply == 0 ? "refer" :
	    "reply"), gs_part_number(reply));
	for (size_t i = 0; i < grounds->count; i++)
		gs_record_line(&d, "ground", gs_part_text(grounds->of[i]));
	gs_record_line(&d, "content", gs_part_hash(content));
	return gs_office_sign(w, &d, "author", secret);
}

int gs_appeal_decide(struct gs_writer *w, const struct gs_memo *memo,
    const struct gs_decision_text *decision, const uint8_t secret[64])
{
	uint8_t buf[GS_LINE_MAX + 1024];
	struct gs_record_writer d;

	gs_office_start(&d, buf, sizeof buf, "decide", memo);
	gs_record_line(&d, "appeal", gs_part_number(decision->appeal));
	gs_record_line(&d, "outcome", gs_part_word(decision->outcome));
	gs_record_line(&d, "reason", gs_part_text(decision->reason));
	gs_record_line(&d, "content", gs_part_hash(decision->content));
	return gs_office_sign(w, &d, "appeal", secret);
}
