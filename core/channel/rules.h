/* SPDX-License-Identifier: Apache-2.0 */
/* Private to core/channel: the table of the records that may enter a log.
 * What has no row there is refused. */
#ifndef GS_CORE_CHANNEL_RULES_H
#define GS_CORE_CHANNEL_RULES_H

#include "core/channel/judge.h"

struct gs_rule {
	enum gs_record_kind kind;
	/* Judges; touches nothing but the candidate and its room. */
	int (*judge)(struct gs_candidate *act);
	size_t room; /* bytes that it adds to the state */
	/* The effect of a candidate that was judged.  It cannot fail: `room`
	 * was taken and a tag reserved before. */
	void (*enter)(struct gs_state *state, struct gs_candidate *act);
	bool about_memo; /* it names a memo that is in the log */
	bool in_filing;  /* it may be one of the acts that a memo announces */
	bool after_end;  /* it may come after the end of its memo */
	/* The state keeps nothing that points into the record. */
	bool leaves_nothing;
};

/* GS_ERR_RULE: records of this type do not enter a log.  GS_ERR_INTERNAL: they
 * should, but no rule says how. */
GS_CHECKED int gs_rule_of(const struct gs_rule **out,
    struct gs_refusal *refusal, const struct gs_type *type);
/* All that is judged about a record, by its rule.  Precondition: act->room has
 * rule->room bytes. */
GS_CHECKED int gs_rule_judge(struct gs_candidate *act,
    const struct gs_rule *rule);

#endif
