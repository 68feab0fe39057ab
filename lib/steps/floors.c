/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/steps/floors.h"

#include <string.h>

#include "core/record/time.h"
#include "lib/host.h"
#include "lib/log/quorum.h"
#include "lib/steps/local_time.h"
#include "lib/steps/log_entry.h"

#define OLD_SECONDS (GS_SIGHT_HOURS * GS_HOUR)

static const char *const floor_words[GS_FLOORS] = {
    [GS_FLOOR_SMALL] = "small-roll", [GS_FLOOR_YOUNG] = "young-roll",
    [GS_FLOOR_COUNT] = "small-batch"};

int gs_floors_accept(struct gs_floors *floors, struct gs_report *report,
    const char *word)
{
	for (size_t i = 0; i < GS_FLOORS; i++)
		if (strcmp(word, floor_words[i]) == 0) {
			floors->accepted[i] = true;
			return GS_OK;
		}
	gs_report_tell(report, "floor-unknown", "'{0}' is none of small-roll, "
	    "young-roll and small-batch, which can be accepted",
	    gs_say_text(word));
	return GS_ERR_UNKNOWN;
}

/* How old the roll is ----------------------------------------------------- */

bool gs_floors_ask_witnesses(const struct gs_matter *m,
    const struct gs_sight *sight, int64_t now)
{
	uint64_t quorum = gs_state_charter(m->state)->quorum;

	return !m->charter->exercise && quorum > 0 && sight != NULL &&
	    gs_sight_old_from(sight, m->edition->index) > now;
}

/* An anchor carries the note that was published at the anchor before, with its
 * cosignatures.  One that other witnesses signed than those of now says
 * nothing here. */
static void hear_note(struct gs_floors *floors, const struct gs_matter *m,
    struct gs_part note)
{
	struct gs_quorum quorum;
	struct gs_quorum_verdict v;

	if (gs_quorum_of(&quorum, gs_state_charter(m->state)) != GS_OK ||
	    gs_quorum_judge(&v, &quorum, note.ptr, note.len) != GS_OK ||
	    !v.reached || v.time == 0 ||
	    v.checkpoint.size <= m->edition->index)
		return;
	if (floors->witnessed == 0 || (int64_t)v.time < floors->witnessed)
		floors->witnessed = (int64_t)v.time;
}

int gs_floors_entry(struct gs_floors *floors, const struct gs_matter *m,
    struct gs_span entry)
{
	struct gs_record rec;
	struct gs_pool pool;
	int64_t at = 0;

	int err = gs_log_entry_read(&at, &rec, gs_pool_start(&pool), entry);
	if (err == GS_OK && strcmp(rec.type->name, "anchor") == 0)
		hear_note(floors, m, gs_record_part(&rec, "note"));
	gs_pool_free(&pool);
	return err;
}

/* Judge ------------------------------------------------------------------- */

static void judge_size(struct gs_report *said, const struct gs_roll_edition *e)
{
	if (e->size < GS_FLOOR_MEMBERS)
		gs_report_tell(said, "roll-below-own-floor", "edition {0} of "
		    "the roll has {1} keys, and your own program asks for {2} "
		    "to hide among", gs_say_number(e->edition),
		    gs_say_number(e->size), gs_say_number(GS_FLOOR_MEMBERS));
}

static void judge_sight(struct gs_report *said,
    const struct gs_floors *floors, const struct gs_matter *m,
    const struct gs_sight *sight, int64_t now)
{
	char when[GS_LOCAL_TIME_MAX];
	int64_t from = sight == NULL ? 0 : gs_sight_old_from(sight,
	    m->edition->index);

	/* Not yet written down: its hour begins now. */
	if (from == INT64_MAX)
		from = now + OLD_SECONDS;
	if (floors->witnessed != 0 && floors->witnessed + OLD_SECONDS < from)
		from = floors->witnessed + OLD_SECONDS;
	if (from <= now)
		return;

	gs_local_time(when, m->charter, from);
	gs_report_tell(said, "roll-seen-lately", "neither your own program nor "
	    "enough witnesses are known to have seen the memo's roll, edition "
	    "{0}, for {1} hours, so that it may have been made to single you "
	    "out; wait until {2}", gs_say_number(m->edition->edition),
	    gs_say_number(GS_SIGHT_HOURS), gs_say_text(when));
}

static void judge_steps(struct gs_report *said, const struct gs_matter *m)
{
	if (m->charter->batch < GS_FLOOR_BATCH)
		gs_report_tell(said, "batch-below-own-floor", "the charter's "
		    "boxes show their acts by steps of {0}, and your own "
		    "program asks for {1}, so that no act is seen alone",
		    gs_say_number(m->charter->batch),
		    gs_say_number(GS_FLOOR_BATCH));
}

static void tell_accepted(struct gs_report *told, const struct gs_report *said,
    enum gs_floor floor)
{
	gs_report_tell(told, "own-floor-accepted", "{0}; you accept that by "
	    "--accept {1}", gs_say_text(said->text),
	    gs_say_text(floor_words[floor]));
}

int gs_floors_judge_readers(struct gs_report *told, struct gs_report *report,
    const struct gs_floors *floors, const struct gs_charter *charter,
    const struct gs_roll_edition *edition)
{
	struct gs_report said = {.text = ""};

	if (charter->exercise)
		return GS_OK;
	judge_size(&said, edition);
	if (said.text[0] == '\0')
		return GS_OK;
	if (floors->accepted[GS_FLOOR_SMALL]) {
		tell_accepted(told, &said, GS_FLOOR_SMALL);
		return GS_OK;
	}

	gs_report_tell(report, "own-floor-of-readers", "{0}; 'gainsay reading "
	    "--accept small-roll' asks for the channel's reading key all the "
	    "same, once for all verbs", gs_say_text(said.text));
	return GS_ERR_RULE;
}

int gs_floors_judge(struct gs_report *told, struct gs_report *report,
    const struct gs_floors *floors, const struct gs_matter *m,
    const struct gs_sight *sight, int64_t now)
{
	struct gs_report said[GS_FLOORS] = {{.text = ""}};

	if (m->charter->exercise)
		return GS_OK;
	judge_size(&said[GS_FLOOR_SMALL], m->edition);
	judge_sight(&said[GS_FLOOR_YOUNG], floors, m, sight, now);
	judge_steps(&said[GS_FLOOR_COUNT], m);

	for (size_t i = 0; i < GS_FLOORS; i++) {
		if (said[i].text[0] == '\0')
			continue;
		if (!floors->accepted[i]) {
			gs_report_tell(report, "own-floor", "{0}; --accept {1} "
			    "acts all the same", gs_say_text(said[i].text),
			    gs_say_text(floor_words[i]));
			return GS_ERR_RULE;
		}
		tell_accepted(&told[i], &said[i], (enum gs_floor)i);
	}
	return GS_OK;
}
