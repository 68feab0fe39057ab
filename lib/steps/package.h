/* SPDX-License-Identifier: Apache-2.0 */
/* A memo composed for a channel: its document, the charter and the roll become
 * the package that gathering starts from, and the author's seed. */
#ifndef GS_LIB_STEPS_PACKAGE_H
#define GS_LIB_STEPS_PACKAGE_H

#include <stddef.h>
#include <stdint.h>

#include "core/arena.h"
#include "core/channel/channel.h"
#include "core/record/record.h"
#include "lib/memo/content.h"
#include "lib/report.h"

/* Where the memo is to go. */
struct gs_package_channel {
	struct gs_record charter;
	uint8_t charter_digest[32], id[32]; /* the channel's */
	const uint8_t *roll; /* its root */
};

/* Reads the charter's record, and sets the rules by which documents of this
 * channel are read.  `text` is borrowed.  GS_ERR_FORMAT: it is no charter in
 * its canonical form; GS_ERR_MEMORY. */
GS_CHECKED int gs_package_charter(struct gs_package_channel *out,
    struct gs_document_rules *rules, struct gs_report *report,
    struct gs_arena *arena, struct gs_span text);
/* Reads the record of the roll that may endorse.  GS_ERR_FORMAT,
 * GS_ERR_MEMORY; GS_ERR_MISMATCH: it is of another channel. */
GS_CHECKED int gs_package_roll(struct gs_package_channel *channel,
    struct gs_report *report, struct gs_arena *arena, struct gs_span text);

/* The same out of a log, which must outlive it: the charter in force. */
void gs_package_charter_in_force(struct gs_package_channel *out,
    struct gs_document_rules *rules, const struct gs_state *state);
/* And the newest roll that a member may use at `now`.  GS_ERR_RULE: none is as
 * large and as old as the charter asks. */
GS_CHECKED int gs_package_roll_in_use(struct gs_package_channel *channel,
    struct gs_report *report, const struct gs_state *state, int64_t now);

struct gs_package_order {
	const struct gs_document *doc;
	const char *const *to; /* addressees, each among the charter's copies */
	size_t to_count;       /* at most 8 */
	const char *after;     /* the day from which anyone may file, as
	                          2023-12-01; NULL: the charter's days for
	                          gathering after `now` */
	int64_t now;
	const struct gs_memo_terms *wishes; /* as gs_terms_read made them, or
	                                       NULL: none */
	const struct gs_annexes *annexes; /* of gs_annexes_gather, or NULL */
};

/* Secret as a whole. */
struct gs_package {
	uint8_t *text; /* in the arena */
	size_t len;
	uint8_t seed[32]; /* the author's, which is not in the package */
	uint8_t id[32];   /* the memo's */
};
/* GS_ERR_RANGE: too many addressees, or terms that do not fit into a record;
 * GS_ERR_UNKNOWN: the charter has no copy
 * for one; GS_ERR_FORMAT: `after` is no day; GS_ERR_RULE: a seal line of the
 * charter to which nothing can be sealed; GS_ERR_RANDOM, GS_ERR_MEMORY,
 * GS_ERR_SPACE. */
GS_CHECKED int gs_package_make(struct gs_package *out,
    struct gs_report *report, struct gs_arena *arena,
    const struct gs_package_channel *channel,
    const struct gs_package_order *order);
void gs_package_wipe(struct gs_package *package);

#endif
