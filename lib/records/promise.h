/* SPDX-License-Identifier: Apache-2.0 */
/* What a server signs in the role `promise` and hands to one person
 * (docs/spec/records.md, "Not in the log"): that an act will be among those of
 * its memo, that a record was refused, what a box showed.  Each names no bytes
 * that only one server has, so that every server signs the same. */
#ifndef GS_LIB_RECORDS_PROMISE_H
#define GS_LIB_RECORDS_PROMISE_H

#include <stddef.h>
#include <stdint.h>

#include "core/arena.h"
#include "core/bytes.h"
#include "core/err.h"
#include "core/record/record.h"

#define GS_PROMISE_MAX 512 /* bytes of a promise */

struct gs_promise {
	uint8_t channel[32], memo[32];
	uint8_t roll[32]; /* root of the memo's roll */
	char act[16];    /* file, or the act's type */
	uint8_t tag[32]; /* gs_promise_tag */
	int64_t by;      /* seconds since 1970; 0: no time is given */
};

/* What no other act of its memo and kind has: the tag of a proof; of what is
 * done once, or once for each number, a hash that is no tag. */
void gs_promise_tag(uint8_t tag[32], const struct gs_record *act);
/* That of an end of a memo by this role, office or author: neither's stands in
 * the way of the other's. */
void gs_promise_end_tag(uint8_t tag[32], const uint8_t memo[32],
    const char *role);
/* Whether this record waits for a release: it is a member's act, or its
 * author's. */
bool gs_promise_waits(const struct gs_record *act);
/* Whether an act of that kind, as it stands in a promise, waits for the next
 * release; the others wait for the next late day. */
bool gs_promise_is_soon(const char *act);
/* What would be promised about this record, which names its memo; `by` is 0,
 * and `roll` zeros, but for a memo: other acts do not say over which roll they
 * are.  GS_ERR_UNKNOWN: it is no act that waits. */
GS_CHECKED int gs_promise_of(struct gs_promise *out,
    const struct gs_record *act);
/* Whether this act keeps the promise, its time apart: the same kind under the
 * same tag; a withdrawal where an endorsement was promised; where a filing
 * was, the memo under that tag or a lower one; where a resupply was, also the
 * memo's acknowledgement; where an end was, any end of the memo. */
bool gs_promise_kept_by(const struct gs_promise *promise,
    const struct gs_record *act);

/* The signed record; `w` is empty and has room for GS_PROMISE_MAX bytes.
 * `secret` (64 bytes, secret) is the role's.  GS_ERR_SPACE, GS_ERR_FORMAT,
 * GS_ERR_MEMORY. */
GS_CHECKED int gs_promise_write(struct gs_writer *w, struct gs_arena *arena,
    const struct gs_promise *promise, const uint8_t secret[64]);
/* Whether such a promise has a time in any case: without one it would bind
 * nobody. */
bool gs_promise_needs_time(const char *act);
/* What a record promises; its signature is not looked at.  GS_ERR_FORMAT: it
 * is no promise, or lacks its time; GS_ERR_MEMORY. */
GS_CHECKED int gs_promise_read(struct gs_promise *out, const void *text,
    size_t len);
/* Whether `text` promises what `promise` says, whenever, and is signed with
 * the role's key.  GS_ERR_FORMAT, GS_ERR_MISMATCH (for another act, memo,
 * roll or channel), GS_ERR_SIGNATURE, GS_ERR_MEMORY. */
GS_CHECKED int gs_promise_check(const struct gs_promise *promise,
    const uint8_t key[32], const void *text, size_t len);

#endif
