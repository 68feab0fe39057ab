/* SPDX-License-Identifier: Apache-2.0 */
/* The staff list: who is eligible, one-time enrolment codes, and the keys that
 * were handed in.  A file of its own, the registrar's; the only place where a
 * name and a key stand together, and only until the edition is unlinked.
 *
 * One thread at a time; the server and gainsay-admin have the file open at once
 * (a rollback journal: sqlite.h).  Every change is one durable transaction.
 * Everything may fail with GS_ERR_IO, GS_ERR_BUSY, GS_ERR_MEMORY and
 * GS_ERR_CORRUPT. */
#ifndef GS_STORE_STAFF_H
#define GS_STORE_STAFF_H

#include <stddef.h>
#include <stdint.h>

#include "core/arena.h"
#include "core/err.h"
#include "core/host.h"
#include "lib/records/receipt.h"

/* Eight groups of four hexadecimal digits, 128 bits; NUL included. */
#define GS_CODE_LEN 40

struct gs_database;

/* Created (mode 0600) if it is not there. */
GS_CHECKED int gs_staff_open(struct gs_database **out, const char *path);
void gs_staff_free(struct gs_database **staff);

struct gs_staff_row {
	struct gs_span id, name, category; /* UTF-8; the id is unique */
};
/* Makes these the eligible ones: new ids are added, known ones updated, and
 * who is not among them is no longer eligible.  GS_ERR_DUPLICATE: an id occurs
 * twice; then nothing changed. */
GS_CHECKED int gs_staff_import(struct gs_database *staff,
    const struct gs_staff_row *rows, size_t count);
GS_CHECKED int gs_staff_eligible(uint64_t *count, struct gs_database *staff);

/* Draws a code for every eligible person who never had one, and calls `visit`
 * with each, after they are durable.  A code is secret and is not stored: only
 * its hash. */
typedef int gs_code_fn(void *ctx, const struct gs_staff_row *who,
    const char code[GS_CODE_LEN]);
GS_CHECKED int gs_staff_issue(struct gs_database *staff, gs_code_fn *visit,
    void *ctx);
/* For one person, for instance who lost theirs: a code that was not used
 * becomes void.  GS_ERR_UNKNOWN: nobody eligible has this id. */
GS_CHECKED int gs_staff_issue_one(struct gs_database *staff, struct gs_span id,
    gs_code_fn *visit, void *ctx);
/* Stores keys under the code.  GS_ERR_UNKNOWN: no such code; GS_ERR_DUPLICATE:
 * it was used for another request, or a key or its holder is in the edition
 * already.  For the request that used it (`digest`) it is GS_OK again, and
 * nothing changes. */
GS_CHECKED int gs_staff_enrol(struct gs_database *staff,
    const uint8_t nonce[32], const uint8_t digest[32],
    const struct gs_enrol_key *keys, size_t count);
/* Of that edition and key, copied: a row that is looked at keeps others from
 * writing.  GS_ERR_UNKNOWN. */
GS_CHECKED int gs_staff_receipt(struct gs_span *receipt,
    struct gs_arena *arena, struct gs_database *staff,
    const struct gs_enrol_key *key);

/* The keys of an edition whose holders are eligible, ascending. */
typedef int gs_staff_key_fn(void *ctx, const uint8_t key[32]);
GS_CHECKED int gs_staff_keys(struct gs_database *staff, uint64_t edition,
    gs_staff_key_fn *visit, void *ctx);
/* Destroys what ties the edition's keys to persons, for good. */
GS_CHECKED int gs_staff_unlink(struct gs_database *staff, uint64_t edition);

#endif
