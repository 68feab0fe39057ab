/* SPDX-License-Identifier: Apache-2.0 */
/* Portion marks and banners (docs/spec/commitments.md, "Marks"). */
#include <string.h>

#include "core/memo/cui.h"
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
};

#define COUNT(a) ((int)(sizeof(a) / sizeof *(a)))

static bool name_is(const char *name, const void *text, size_t len)
{
	return strlen(name) == len && len > 0 && memcmp(name, text, len) == 0;
}

int gs_mark_rank(enum gs_mark_style style, const void *mark, size_t len)
{
	struct gs_cui cui;

	if (style == GS_MARK_CUI)
		return gs_cui_parse_mark(&cui, mark, len) ?
		    cui.controlled : -1;

	for (int i = 0; i < COUNT(legacy); i++)
		if (name_is(legacy[i].mark, mark, len))
			return i;

	return -1;
}

int gs_banner_rank(enum gs_mark_style style, const void *banner, size_t len)
{
	struct gs_cui cui;

	if (style == GS_MARK_CUI)
		return gs_cui_parse_banner(&cui, banner, len) ?
		    cui.controlled : -1;

	for (int i = 0; i < COUNT(legacy); i++)
		if (name_is(legacy[i].banner, banner, len))
			return i;

	return -1;
}

bool gs_mark_within(enum gs_mark_style style, struct gs_span mark,
    struct gs_span most)
{
	struct gs_cui low, high;

	if (style == GS_MARK_CUI)
		return gs_cui_parse_mark(&low, mark.ptr, mark.len) &&
		    gs_cui_parse_mark(&high, most.ptr, most.len) &&
		    gs_cui_within(&low, &high);

	int rank = gs_mark_rank(style, mark.ptr, mark.len);

	return rank >= 0 && rank <= gs_mark_rank(style, most.ptr, most.len);
}

static int derive_legacy(struct gs_writer *w, const struct gs_block *blocks,
    size_t count)
{
	int highest = 0;

	for (size_t i = 0; i < count; i++) {
		int rank = gs_mark_rank(GS_MARK_LEGACY, blocks[i].mark.ptr,
		    blocks[i].mark.len);

		if (rank < 0 && blocks[i].mark.len != 0)
			return GS_ERR_FORMAT;
		highest = rank > highest ? rank : highest;
	}

	gs_write_text(w, legacy[highest].banner);
	return GS_OK;
}

static int derive_cui(struct gs_writer *w, const struct gs_block *blocks,
    size_t count)
{
	struct gs_cui sum = {.controlled = false}, mark;

	for (size_t i = 0; i < count; i++) {
		if (blocks[i].mark.len == 0)
			continue;

		if (!gs_cui_parse_mark(&mark, blocks[i].mark.ptr,
		    blocks[i].mark.len))
			return GS_ERR_FORMAT;
		gs_cui_add(&sum, &mark);
	}

	gs_cui_write_banner(w, &sum);
	return GS_OK;
}

int gs_banner_derive(uint8_t *out, size_t *len, size_t max,
    enum gs_mark_style style, const struct gs_block *blocks, size_t count)
{
	struct gs_writer w = gs_writer_of(out, max);

	int err = style == GS_MARK_CUI ? derive_cui(&w, blocks, count) :
	    derive_legacy(&w, blocks, count);

	if (err == GS_OK)
		err = gs_writer_end(&w);
	if (err == GS_OK)
		*len = w.len;
	return err;
}
