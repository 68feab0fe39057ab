/* SPDX-License-Identifier: Apache-2.0 */
/* A text read token by token, without what is no text in it: blanks, and the
 * signs of lists, headings, emphasis, tables and rules. */
#ifndef GS_LIB_COMPARE_SCAN_H
#define GS_LIB_COMPARE_SCAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/host.h"
#include "lib/memo/gap.h"

#define GS_SCAN_EMPHASIS 4 /* signs: `*`, `_`, backtick, `~` */
#define GS_SCAN_OPEN 8     /* brackets in brackets */

/* What a token is beside its words. */
#define GS_TOKEN_LINK_SIGN 0x01u   /* a bracket of a link: no text */
#define GS_TOKEN_LINK_TARGET 0x02u /* where it leads: no text, if it is gone */
#define GS_TOKEN_LINE_NUMBER 0x04u

enum gs_scanned_kind {
	GS_SCANNED_WORD,
	GS_SCANNED_SIGN,
	GS_SCANNED_GAP,     /* of sentences withheld (lib/memo/gap.h) */
	GS_SCANNED_OMISSION /* `[...]` */
};

struct gs_scanned {
	enum gs_scanned_kind kind;
	struct gs_span shown;
	uint32_t flags;    /* GS_TOKEN_ */
	size_t opens;      /* number of the bracket that a link's text begins
	                    * with; SIZE_MAX: none */
	struct gs_gap gap; /* of GS_SCANNED_GAP */
};

/* Private. */
struct gs_scan {
	struct gs_span s;
	size_t at, count;
	bool fresh;    /* nothing of the line has been read but such signs */
	size_t target; /* end of a link's target that is being read */
	size_t closes; /* where the bracket is that ends an address */
	bool opened[GS_SCAN_EMPHASIS], known[GS_SCAN_EMPHASIS];
	size_t last[GS_SCAN_EMPHASIS]; /* sign that can end an emphasis */
	size_t open[GS_SCAN_OPEN], open_count;
};

struct gs_scan gs_scan_start(struct gs_span text);
/* False at the end. */
bool gs_scan_next(struct gs_scanned *out, struct gs_scan *scan);

#endif
