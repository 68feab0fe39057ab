/* SPDX-License-Identifier: Apache-2.0 */
/* Portion marks and banners (docs/spec/commitments.md, "Marks"). */
#include <string.h>

#include "core/memo/memo.h"

static const struct {
	const char *mark, *banner;
} legacy[] = {
	/* lowest first: the index is the rank */
	{"U", "UNCLASSIFIED"},
	{"SBU", "SENSITIVE BUT UNCLASSIFIED"},
	{"C", "CONFIDENTIAL"},
	{"S", "SECRET"},
	{"TS", "TOP SECRET"},
}, cui[] = {
	{"U", "UNCLASSIFIED"},
	{"CUI", "CUI"},
};

#define COUNT(a) ((int)(sizeof(a) / sizeof *(a)))
#define CUI_MAX 64 /* bytes of a mark */

static bool is(const char *name, const void *text, size_t len)
{
	return strlen(name) == len && memcmp(name, text, len) == 0;
}

/* CUI//A or CUI//A/B//C: capitals, digits and hyphens, single spaces inside,
 * no part empty. */
static bool cui_extended(const uint8_t *p, size_t len)
{
	size_t part = 0; /* bytes since the last slash */
	if (len < 6 || len > CUI_MAX || memcmp(p, "CUI//", 5) != 0)
		return false;
	for (size_t i = 5; i < len; i++) {
		bool name = (p[i] >= 'A' && p[i] <= 'Z') ||
		    (p[i] >= '0' && p[i] <= '9') || p[i] == '-';
		bool inside = part > 0 && i + 1 < len;
		bool space = p[i] == ' ' && inside && p[i - 1] != ' ' &&
		    p[i + 1] != '/';
		/* One slash, or two, between parts. */
		bool slash = p[i] == '/' && i + 1 < len && (part > 0 ||
		    (i >= 7 && p[i - 1] == '/' && p[i - 2] != '/'));
		if (!name && !space && !slash)
			return false;
		part = slash ? 0 : part + 1;
	}
	return true;
}

int gs_mark_rank(enum gs_mark_style style, const void *mark, size_t len)
{
	if (style == GS_MARK_LEGACY) {
		for (int i = 0; i < COUNT(legacy); i++)
			if (is(legacy[i].mark, mark, len))
				return i;
		return -1;
	}
	for (int i = 0; i < COUNT(cui); i++)
		if (is(cui[i].mark, mark, len))
			return i;
	return cui_extended(mark, len) ? 1 : -1;
}

const char *gs_mark_banner(enum gs_mark_style style, const void *mark,
    size_t len)
{
	int rank = gs_mark_rank(style, mark, len);
	if (rank < 0)
		return NULL;
	return style == GS_MARK_LEGACY ? legacy[rank].banner :
	    cui[rank].banner;
}

int gs_banner_rank(enum gs_mark_style style, const void *banner, size_t len)
{
	if (style == GS_MARK_LEGACY) {
		for (int i = 0; i < COUNT(legacy); i++)
			if (is(legacy[i].banner, banner, len))
				return i;
		return -1;
	}
	for (int i = 0; i < COUNT(cui); i++)
		if (is(cui[i].banner, banner, len))
			return i;
	return cui_extended(banner, len) ? 1 : -1;
}
