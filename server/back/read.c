/* SPDX-License-Identifier: Apache-2.0 */
#include "server/back/read.h"

#include <string.h>

#include "core/bytes.h"
#include "lib/steps/local_time.h"
#include "server/back/contents.h"
#include "server/back/enrol.h"
#include "server/back/reader.h"

#define VKEY_MAX 400

static int tell_channel(struct gs_back *back, struct gs_answer *answer)
{
	uint8_t vkey[VKEY_MAX];
	const struct gs_charter *charter = gs_state_charter(back->state);
	const char *origin = back->signer.verifier.name;
	struct gs_part name = gs_record_part(&charter->rec, "name");
	struct gs_part readers = gs_record_part(&charter->rec, "readers");
	struct gs_writer w = gs_writer_of(vkey, sizeof vkey);

	gs_verifier_write(&w, &back->signer.verifier);
	int err = gs_writer_end(&w);
	if (err == GS_OK)
		err = gs_answer_keep(&answer->channel.vkey, answer,
		    (struct gs_span){vkey, w.len});
	if (err == GS_OK)
		err = gs_answer_keep(&answer->channel.origin, answer,
		    (struct gs_span){(const uint8_t *)origin, strlen(origin)});
	if (err == GS_OK)
		err = gs_answer_keep(&answer->channel.name, answer,
		    (struct gs_span){name.ptr, name.len});
	if (err == GS_OK)
		err = gs_answer_keep(&answer->channel.readers, answer,
		    (struct gs_span){readers.ptr, readers.len});
	if (err != GS_OK)
		return gs_answer_fail(answer, err);

	memcpy(answer->channel.id, charter->channel, 32);
	answer->channel.exercise = charter->exercise;
	answer->channel.now = gs_clock_now(&back->clock);
	answer->channel.size = gs_state_size(back->state);
	answer->channel.enrolling = gs_back_enrolling(back);
	return GS_OK;
}

/* What the log says is deleted is not missing. */
static int refuse_absent(struct gs_back *back, struct gs_answer *answer,
    const struct gs_ask *ask)
{
	const struct gs_content_use *use = NULL;
	const struct gs_said *deletion = NULL;
	uint8_t memo[32];
	uint32_t reader = 0;
	size_t count = 0;
	char when[GS_LOCAL_TIME_MAX];

	int err = gs_back_contents_find(&use, &count, back, ask->id);
	if (err == GS_OK && count > 0)
		deletion = use[0].deletion;
	else if (err == GS_OK && gs_store_reveal(memo, &reader, back->log,
	    ask->id) == GS_OK) {
		const struct gs_memo *m = gs_state_memo_by(back->state, memo);
		deletion = m == NULL ? NULL : gs_deletion_of(m, m->at, false,
		    INT64_MAX);
	}
	if (err != GS_OK || deletion == NULL)
		return err != GS_OK ? gs_answer_fail(answer, err) :
		    gs_answer_refuse(answer, GS_ERR_UNKNOWN, "no-such-file",
		        "no sealed file with this hash is kept here");

	struct gs_part schedule = gs_record_part(&deletion->rec, "schedule");
	gs_local_time(when, gs_state_charter(back->state), deletion->at);
	return gs_answer_tell(answer, GS_ERR_UNKNOWN, "content-deleted",
	    "the file was deleted on {0} under {1}; its hash, and every proof "
	    "about the memo, stand in the log", gs_say_text(when),
	    gs_say_span(schedule.ptr, schedule.len));
}

static int tell_bytes(struct gs_back *back, struct gs_answer *answer,
    const struct gs_ask *ask)
{
	struct gs_span bytes = {NULL, 0};
	bool roll = ask->kind == GS_ASK_ROLL;

	int err = roll ? GS_OK : gs_back_require_content(back, answer, ask);
	if (err != GS_OK && err != GS_ERR_UNKNOWN)
		return err;
	if (err == GS_OK)
		err = roll ? gs_store_roll(&bytes, back->log, ask->id) :
		    gs_store_content(&bytes, back->log, ask->id);
	if (err == GS_ERR_UNKNOWN)
		return roll ? gs_answer_fail(answer, err) :
		    refuse_absent(back, answer, ask);
	if (err != GS_OK)
		return gs_answer_fail(answer, err);
	return gs_answer_keep(&answer->bytes, answer, bytes);
}

void gs_back_read(struct gs_back *back, struct gs_answer *answer,
    const struct gs_ask *ask)
{
	int err = GS_OK;

	if (ask->kind == GS_ASK_CHANNEL)
		err = tell_channel(back, answer);
	else if (ask->kind == GS_ASK_LOG)
		err = gs_back_require_reader(back, answer, ask);
	else
		err = tell_bytes(back, answer, ask);
	answer->err = err;
}
