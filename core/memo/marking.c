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

const struct gs_marks gs_marks_legacy = {.style = GS_MARK_LEGACY};
const struct gs_marks gs_marks_cui = {.style = GS_MARK_CUI};

enum gs_mark_style gs_mark_style_of(const struct gs_part *word)
{
	static const char *const words[] = {[GS_MARK_LEGACY] = "legacy",
	    [GS_MARK_CUI] = "cui", [GS_MARK_NONE] = "none",
	    [GS_MARK_OWN] = "own"};

	for (int i = 0; i < COUNT(words); i++)
		if (gs_part_is(word, words[i]))
			return (enum gs_mark_style)i;
	return GS_MARK_LEGACY;
}

void gs_marks_of(struct gs_marks *out, const struct gs_record *charter)
{
	struct gs_part word = gs_record_part(charter, "style");
	const struct gs_value *v = NULL;

	*out = (struct gs_marks){.style = gs_mark_style_of(&word)};
	while (out->levels < GS_LEVELS_MAX &&
	    (v = gs_record_value(charter, "marking", out->levels)) != NULL)
		out->level[out->levels++] = (struct gs_span){v->parts[0].ptr,
		    v->parts[0].len};
}

void gs_request_headings_of(struct gs_request_headings *out,
    const struct gs_record *charter)
{
	const struct gs_value *v = NULL;

	*out = (struct gs_request_headings){.count = 0};
	while (out->count < GS_REQUEST_HEADINGS_MAX &&
	    (v = gs_record_value(charter, "requests", out->count)) != NULL)
		out->text[out->count++] = (struct gs_span){v->parts[0].ptr,
		    v->parts[0].len};
}

struct gs_span gs_request_heading(const struct gs_request_headings *headings,
    size_t n)
{
	static const char usual[] = "Requests";

	return headings->count > 0 ? headings->text[n] :
	    (struct gs_span){(const uint8_t *)usual, sizeof usual - 1};
}

bool gs_is_request_heading(const struct gs_request_headings *headings,
    const void *text, size_t len)
{
	size_t i = 0;

	do {
		struct gs_span one = gs_request_heading(headings, i);

		if (one.len == len && memcmp(one.ptr, text, len) == 0)
			return true;
	} while (++i < headings->count);
	return false;
}

bool gs_is_level(const void *text, size_t len)
{
	const uint8_t *p = text;

	for (size_t i = 0; i < len; i++)
		if (p[i] == '(' || p[i] == ')')
			return false;
	return len > 0 && len <= GS_LEVEL_LEN_MAX;
}

static bool name_is(const char *name, const void *text, size_t len)
{
	return strlen(name) == len && len > 0 && memcmp(name, text, len) == 0;
}

static int level_rank(const struct gs_marks *marks, const void *text,
    size_t len)
{
	for (size_t i = 0; i < marks->levels; i++)
		if (marks->level[i].len == len && len > 0 &&
		    memcmp(marks->level[i].ptr, text, len) == 0)
			return (int)i;
	return -1;
}

static int cui_rank(bool is_one, const struct gs_cui *cui)
{
	return is_one ? cui->controlled : -1;
}

int gs_mark_rank(const struct gs_marks *marks, const void *mark, size_t len)
{
	struct gs_cui cui;

	if (marks->style == GS_MARK_CUI)
		return cui_rank(gs_cui_parse_mark(&cui, mark, len), &cui);
	if (marks->style != GS_MARK_LEGACY)
		return level_rank(marks, mark, len);

	for (int i = 0; i < COUNT(legacy); i++)
		if (name_is(legacy[i].mark, mark, len))
			return i;
	return -1;
}

int gs_banner_rank(const struct gs_marks *marks, const void *banner,
    size_t len)
{
	struct gs_cui cui;

	if (marks->style == GS_MARK_CUI)
		return cui_rank(gs_cui_parse_banner(&cui, banner, len), &cui);
	if (marks->style == GS_MARK_NONE)
		return len == 0 ? 0 : -1;
	if (marks->style == GS_MARK_OWN)
		return level_rank(marks, banner, len);

	for (int i = 0; i < COUNT(legacy); i++)
		if (name_is(legacy[i].banner, banner, len))
			return i;
	return -1;
}

int gs_banner_rank_derived(const struct gs_marks *marks, const void *banner,
    size_t len)
{
	static const char spelled[] = "CONTROLLED";
	const size_t n = sizeof spelled - 1;

	if (marks->style == GS_MARK_CUI && len >= n &&
	    memcmp(banner, spelled, n) == 0)
		return -1;
	return gs_banner_rank(marks, banner, len);
}

int gs_marks_ceiling(const struct gs_marks *marks, struct gs_span ceiling)
{
	if (ceiling.len == 0 && marks->style == GS_MARK_NONE)
		return 0;
	if (ceiling.len == 0 && marks->style == GS_MARK_OWN)
		return (int)marks->levels - 1;
	return gs_mark_rank(marks, ceiling.ptr, ceiling.len);
}

bool gs_mark_within(const struct gs_marks *marks, struct gs_span mark,
    struct gs_span most)
{
	struct gs_cui low, high;

	if (marks->style == GS_MARK_CUI)
		return gs_cui_parse_mark(&low, mark.ptr, mark.len) &&
		    gs_cui_parse_mark(&high, most.ptr, most.len) &&
		    gs_cui_within(&low, &high);

	int rank = gs_mark_rank(marks, mark.ptr, mark.len);

	return rank >= 0 && rank <= gs_mark_rank(marks, most.ptr, most.len);
}

/* Of legacy, and of an organisation's own: the highest mark's; the lowest, if
 * no block has one.  GS_MARK_NONE: nothing. */
static int derive_ranked(struct gs_writer *w, const struct gs_marks *marks,
    const struct gs_block *blocks, size_t count)
{
	int highest = 0;

	for (size_t i = 0; i < count; i++) {
		int rank = gs_mark_rank(marks, blocks[i].mark.ptr,
		    blocks[i].mark.len);

		if (rank < 0 && blocks[i].mark.len != 0)
			return GS_ERR_FORMAT;
		highest = rank > highest ? rank : highest;
	}

	if (marks->style == GS_MARK_LEGACY)
		gs_write_text(w, legacy[highest].banner);
	else if (marks->levels > 0)
		gs_write_bytes(w, marks->level[highest].ptr,
		    marks->level[highest].len);
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
    const struct gs_marks *marks, const struct gs_block *blocks, size_t count)
{
	struct gs_writer w = gs_writer_of(out, max);

	int err = marks->style == GS_MARK_CUI ?
	    derive_cui(&w, blocks, count) :
	    derive_ranked(&w, marks, blocks, count);

	if (err == GS_OK)
		err = gs_writer_end(&w);
	if (err == GS_OK)
		*len = w.len;
	return err;
}
