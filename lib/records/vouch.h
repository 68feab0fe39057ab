/* SPDX-License-Identifier: Apache-2.0 */
/* That the writer of a case acted on a memo, said to one officer alone
 * (docs/spec/member-proof.md, "Vouch"): whoever knows the secret of the act's
 * tag, or that officer's own, makes it, and nobody can tell which of the two
 * did. */
#ifndef GS_LIB_RECORDS_VOUCH_H
#define GS_LIB_RECORDS_VOUCH_H

#include "core/channel/channel.h"
#include "core/proof/member.h"
#include "lib/report.h"

#define GS_VOUCH_LEN 128 /* bytes: c1 c2 s1 s2 */

/* What it is about.  All borrowed. */
struct gs_vouch {
	const uint8_t *officer; /* 32: an Ed25519 key */
	const uint8_t *tag;     /* 32 */
	const uint8_t *scope;
	size_t scope_len;
	struct gs_span text; /* of the case */
};
/* GS_ERR_MISMATCH: the tag is another member's; GS_ERR_FORMAT: the officer's
 * key is no point; GS_ERR_RANDOM; GS_ERR_INTERNAL: it does not verify. */
GS_CHECKED int gs_vouch_prove(uint8_t proof[GS_VOUCH_LEN],
    const struct gs_vouch *of, const struct gs_secret *secret);
/* GS_OK or GS_ERR_PROOF. */
GS_CHECKED int gs_vouch_verify(const uint8_t proof[GS_VOUCH_LEN],
    const struct gs_vouch *of);

/* An act of a member on a memo, in the log. */
struct gs_vouch_act {
	const struct gs_memo *memo;
	const char *act; /* endorse or file; static */
	bool withdrawn;
	uint8_t tag[32], scope[GS_SCOPE_MAX];
	size_t scope_len;
};
/* That of the member with this secret.  GS_ERR_UNKNOWN, with the report: there
 * is none; errors of gs_secret_tag. */
GS_CHECKED int gs_vouch_find(struct gs_vouch_act *out,
    struct gs_report *report, const struct gs_state *state,
    const struct gs_memo *memo, const struct gs_secret *secret);

/* The record, to the charter's first `protection` key, which stands before the
 * text.  GS_ERR_UNKNOWN, with the report: the charter has none; GS_ERR_SPACE;
 * errors of gs_vouch_prove. */
GS_CHECKED int gs_vouch_write(struct gs_writer *w, struct gs_report *report,
    const struct gs_charter *charter, const struct gs_vouch_act *act,
    struct gs_span text, const struct gs_secret *secret);
/* Whether a case begins with such a record; *text is what stands behind it, or
 * the whole. */
bool gs_vouch_split(struct gs_record *rec, struct gs_span *text,
    struct gs_arena *arena, struct gs_span whole);
/* Held against the log.  With the report: GS_ERR_MISMATCH, it is of another
 * channel or to another key; GS_ERR_UNKNOWN, the log has no such act;
 * GS_ERR_PROOF. */
GS_CHECKED int gs_vouch_judge(struct gs_vouch_act *out,
    struct gs_report *report, const struct gs_state *state,
    const struct gs_record *rec, struct gs_span text);

#endif
