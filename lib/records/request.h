/* SPDX-License-Identifier: Apache-2.0 */
/* A signed request: a role of the charter says what it asks for
 * (docs/spec/records.md, "Not in the log"; docs/spec/http.md, "Signed
 * requests"). */
#ifndef GS_LIB_RECORDS_REQUEST_H
#define GS_LIB_RECORDS_REQUEST_H

#include <stddef.h>
#include <stdint.h>

#include "core/arena.h"
#include "core/bytes.h"
#include "core/err.h"
#include "core/host.h"
#include "core/record/record.h"
#include "lib/report.h"

#define GS_ROLE_REQUEST_MAX 1024 /* bytes of one */
#define GS_ROLE_REQUEST_SECONDS 300 /* that clocks may differ by */

/* What is asked, and when. */
struct gs_role_request {
	uint8_t channel[32];
	struct gs_span path; /* the method, a blank, the path */
	int64_t time;        /* seconds since 1970 */
	uint8_t body[32];    /* SHA-256 of the request's body */
};

/* The signed record; `w` is empty and has room for GS_ROLE_REQUEST_MAX bytes.
 * `secret` (64 bytes, secret) is the role's.  GS_ERR_SPACE, GS_ERR_FORMAT (a
 * role or a path that no record can name), GS_ERR_MEMORY. */
GS_CHECKED int gs_role_request_write(struct gs_writer *w,
    struct gs_arena *arena, const struct gs_role_request *request,
    const char *role, const uint8_t secret[64]);

/* Whether `text` is a request for what `asked` says, at most
 * GS_ROLE_REQUEST_SECONDS from its time; *rec then lives in the arena and the
 * text.  The signature is the next function's.  GS_ERR_FORMAT, GS_ERR_DENIED
 * (another request, or another time), each with a report; GS_ERR_MEMORY. */
GS_CHECKED int gs_role_request_read(struct gs_record *rec,
    struct gs_report *report, struct gs_arena *arena,
    const struct gs_role_request *asked, struct gs_span text);
/* The role in which it is signed: a WORD, not verified. */
struct gs_part gs_role_request_role(const struct gs_record *rec);
/* Whether it is signed with `key`, in whatever role it says. */
bool gs_role_request_by(const struct gs_record *rec, const uint8_t key[32]);

#endif
