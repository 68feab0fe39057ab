/* SPDX-License-Identifier: Apache-2.0 */
/* The annual report: a channel's statistics on paper. */
#ifndef GS_CERTIFICATE_ANNUAL_H
#define GS_CERTIFICATE_ANNUAL_H

#include "core/bytes.h"
#include "core/err.h"
#include "lib/log/note.h"
#include "lib/steps/statistics.h"

/* Bytes that any report fits in. */
#define GS_ANNUAL_MAX ((size_t)16 << 20)

struct gs_annual_plan {
	const struct gs_statistics *statistics;
	const struct gs_checkpoint *checkpoint; /* of the log counted */
	const struct gs_verifier *key;
	const char *server;     /* where the log is read; NULL: nowhere */
	struct gs_span marking; /* of each page; empty: none */
};
/* GS_ERR_RANGE (names too long for the code), errors of gs_page_close. */
GS_CHECKED int gs_annual_write(struct gs_writer *pdf,
    const struct gs_annual_plan *plan);

/* All of `gainsay statistics --report`: argv as that verb has it. */
GS_CHECKED int gs_annual(int argc, char **argv);

#endif
