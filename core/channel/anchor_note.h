/* SPDX-License-Identifier: Apache-2.0 */
/* Private to core/channel: what a note that was checked says of one charter.
 * anchor_note.c has the checking too, which is declared in channel.h. */
#ifndef GS_CORE_CHANNEL_ANCHOR_NOTE_H
#define GS_CORE_CHANNEL_ANCHOR_NOTE_H

#include "core/channel/channel.h"

/* Whether as many of that charter's witnesses had cosigned as it asks. */
bool gs_anchor_note_settles(const struct gs_anchor_note *note,
    const struct gs_charter *charter);

#endif
