/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/records/reprisal.h"

#include <string.h>

#include "core/record/time.h"
#include "lib/memo/seal.h"
#include "lib/records/office.h"

#define RECORD_ROOM 1024

int gs_reprisal_write(struct gs_writer *w, const struct gs_charter *charter,
    const struct gs_case_word *word, const uint8_t secret[64])
{
	uint8_t buf[RECORD_ROOM];
	struct gs_record_writer d;
	int64_t day = 0;

	if (word->until != NULL && gs_date_parse(&day,
	    (const uint8_t *)word->until, strlen(word->until)) != GS_OK)
		return GS_ERR_FORMAT;
	gs_record_start(&d, buf, sizeof buf, "reprisal");
	gs_record_line(&d, "channel", gs_part_hash(charter->channel));
	gs_record_line(&d, "case", gs_part_number(word->number));
	gs_record_line(&d, "state", gs_part_word(word->state));
	if (word->until != NULL)
		gs_record_line(&d, "until", gs_part_date(day));
	return gs_office_sign(w, &d, "protection", secret);
}

int gs_reprisal_seal(uint8_t **out, size_t *len, struct gs_report *report,
    const struct gs_charter *charter, struct gs_span text)
{
	struct gs_recipients to = {.count = 0};

	for (size_t i = 0; i < charter->reveal_count; i++) {
		const struct gs_seal *line = &charter->reveals[i];

		if (gs_part_is(&line->name, "protection"))
			to.of[to.count++] = (struct gs_recipient){
			    {line->type.ptr, line->type.len},
			    {line->key.ptr, line->key.len}};
	}
	if (to.count == 0) {
		gs_report_say(report, "case-no-officer", "the charter in force "
		    "has no line `reveal protection`: there is no officer to "
		    "whom a case could be sealed");
		return GS_ERR_UNKNOWN;
	}
	return gs_seal(out, len, &to, text);
}
