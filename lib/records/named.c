/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/records/named.h"

#include <string.h>

#include "core/channel/state.h"
#include "core/ct.h"
#include "core/memo/memo.h"
#include "lib/host.h"

#define RECORD_ROOM 1024

/* Whether the log has what the name would be of. */
static int check_endorsed(struct gs_report *report,
    const struct gs_state *state, const struct gs_memo *memo,
    const uint8_t tag[32])
{
	enum gs_tag_status status = gs_tag_get(state, memo->id, tag);

	if (status == GS_TAG_NONE) {
		gs_report_tell(report, "name-not-endorsed", "the log has no "
		    "endorsement of memo {0} by this state: a name follows an "
		    "endorsement, when the release with which it enters is "
		    "over", gs_say_number(memo->number));
		return GS_ERR_UNKNOWN;
	}
	if (status == GS_TAG_WITHDRAWN) {
		gs_report_tell(report, "name-withdrawn", "the endorsement of "
		    "memo {0} by this state was taken back",
		    gs_say_number(memo->number));
		return GS_ERR_RULE;
	}
	if (status == GS_TAG_NAMED) {
		gs_report_tell(report, "name-there", "the endorsement of memo "
		    "{0} by this state has a name already, which stays",
		    gs_say_number(memo->number));
		return GS_ERR_DUPLICATE;
	}
	return GS_OK;
}

static int write_named_record(struct gs_writer *w, struct gs_report *report,
    const struct gs_memo *memo, const struct gs_naming *of,
    const uint8_t proof[GS_NAMING_LEN])
{
	uint8_t buf[RECORD_ROOM];
	struct gs_record_writer d;
	struct gs_pool pool;

	gs_record_start(&d, buf, sizeof buf, "named");
	gs_record_line(&d, "channel", gs_part_hash(memo->charter->channel));
	gs_record_line(&d, "memo", gs_part_hash(memo->id));
	gs_record_line(&d, "tag", gs_part_hash(of->tag));
	gs_record_line(&d, "name", gs_part_text_of(of->name.ptr,
	    of->name.len));
	gs_record_line(&d, "proof", gs_part_bytes(proof, GS_NAMING_LEN));
	int err = gs_record_end(&d, gs_pool_start(&pool));
	gs_pool_free(&pool);
	if (err == GS_ERR_FORMAT)
		gs_report_say(report, "name-form", "that is no name: it is "
		    "one line of text, without blanks at its ends or "
		    "control characters");
	if (err != GS_OK)
		return err;
	gs_write_bytes(w, buf, d.w.len);
	return gs_writer_end(w);
}

int gs_named_write(struct gs_writer *w, struct gs_report *report,
    const struct gs_state *state, const struct gs_memo *memo, const char *name,
    const struct gs_secret *secret)
{
	uint8_t scope[GS_SCOPE_MAX], tag[32], proof[GS_NAMING_LEN];
	struct gs_naming of = {.scope = scope, .tag = tag,
	    .name = {(const uint8_t *)name, strlen(name)}};

	if (of.name.len > GS_NAMED_NAME_MAX) {
		gs_report_tell(report, "name-long", "the name has {0} bytes; "
		    "it has at most {1}", gs_say_number(of.name.len),
		    gs_say_number(GS_NAMED_NAME_MAX));
		return GS_ERR_FORMAT;
	}
	int err = gs_scope_memo(scope, &of.scope_len, sizeof scope,
	    memo->charter->channel, memo->id);
	if (err == GS_OK)
		err = gs_secret_tag(tag, secret, scope, of.scope_len);
	if (err != GS_OK)
		return err;
	GS_DECLASSIFY(tag, sizeof tag);

	err = check_endorsed(report, state, memo, tag);
	if (err == GS_OK)
		err = gs_naming_prove(proof, secret, &of);
	return err != GS_OK ? err :
	    write_named_record(w, report, memo, &of, proof);
}
