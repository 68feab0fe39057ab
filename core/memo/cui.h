/* SPDX-License-Identifier: Apache-2.0 */
/* CUI marks and banners in full (docs/spec/commitments.md, "Marks"); for
 * marking.c and its tests. */
#ifndef GS_CORE_CUI_H
#define GS_CORE_CUI_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/bytes.h"

#define GS_CUI_CATEGORIES 141
#define GS_CUI_COUNTRIES_MAX 32 /* after USA, in one REL TO */

/* What a mark or a banner says; all zero is UNCLASSIFIED. */
struct gs_cui {
	bool controlled;
	bool category[GS_CUI_CATEGORIES]; /* in canonical order */
	uint16_t controls; /* bit i: the i-th of the table */
	uint8_t country[GS_CUI_COUNTRIES_MAX][3]; /* REL TO, ascending */
	size_t countries;
};

/* Accepts the one spelling that a mark has; false leaves `out` zeroed. */
bool gs_cui_parse_mark(struct gs_cui *out, const void *text, size_t len);
bool gs_cui_parse_banner(struct gs_cui *out, const void *text, size_t len);
/* Makes `sum` as restrictive as it was and as `more` is. */
void gs_cui_add(struct gs_cui *sum, const struct gs_cui *more);
/* Whether `mark` is within `most`: everyone cleared for `most` may see what is
 * marked `mark`. */
bool gs_cui_within(const struct gs_cui *mark, const struct gs_cui *most);
void gs_cui_write_banner(struct gs_writer *w, const struct gs_cui *cui);

#endif
