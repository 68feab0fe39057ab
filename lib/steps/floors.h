/* SPDX-License-Identifier: Apache-2.0 */
/* What a member's own program asks of a roll before its owner acts under it,
 * whatever the charter allows: who writes the charter may be who wants to know
 * the member (docs/spec/state.md, "Floors"). */
#ifndef GS_LIB_STEPS_FLOORS_H
#define GS_LIB_STEPS_FLOORS_H

#include <stdbool.h>
#include <stdint.h>

#include "lib/client/sight.h"
#include "lib/report.h"
#include "lib/steps/matter.h"

#define GS_FLOOR_MEMBERS 20
#define GS_FLOOR_BATCH 3 /* acts that a box gathers until its count moves */

enum gs_floor {GS_FLOOR_SMALL, GS_FLOOR_YOUNG, GS_FLOOR_COUNT, GS_FLOORS};

/* All zero: nothing is accepted, and no witness was heard. */
struct gs_floors {
	bool accepted[GS_FLOORS]; /* by its owner, by name */
	/* By when a quorum of the charter's witnesses had cosigned a log with
	 * the roll, as anchors have it; 0: not known. */
	int64_t witnessed;
};

/* One of the words small-roll, young-roll, small-batch.  GS_ERR_UNKNOWN. */
GS_CHECKED int gs_floors_accept(struct gs_floors *floors,
    struct gs_report *report, const char *word);

/* Whether it depends on witnesses if the roll is new: the member's own program
 * has not known it for long.  `now` is that program's own clock;
 * matter->edition is set. */
bool gs_floors_ask_witnesses(const struct gs_matter *matter,
    const struct gs_sight *sight, int64_t now);
/* An entry of the log behind the roll's: an anchor may say that a quorum saw
 * the roll.  Errors of gs_log_entry_read. */
GS_CHECKED int gs_floors_entry(struct gs_floors *floors,
    const struct gs_matter *matter, struct gs_span entry);

/* Of a roll over which a member proves to be a reader, before they can read the
 * log: its size is all that they know of it (docs/spec/state.md, "Floors").
 * Like gs_floors_judge, with one report. */
GS_CHECKED int gs_floors_judge_readers(struct gs_report *told,
    struct gs_report *report, const struct gs_floors *floors,
    const struct gs_charter *charter, const struct gs_roll_edition *edition);

/* GS_ERR_RULE: below a floor that was not accepted.  Those that were are said
 * in `told`, GS_FLOORS reports; one that is not needed stays empty.  `sight` is
 * NULL without a state: nobody knows then how old the roll is.  In an exercise
 * there is nobody to hide, and so no floor. */
GS_CHECKED int gs_floors_judge(struct gs_report *told,
    struct gs_report *report, const struct gs_floors *floors,
    const struct gs_matter *matter, const struct gs_sight *sight,
    int64_t now);

#endif
